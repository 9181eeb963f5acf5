"""How a basis is cited: a clause that nobody has checked is never shown as one that was."""

from __future__ import annotations

from audit.language import text
from audit.model.rule import Basis, Certainty


def cite(basis: Basis, lang: str = "zh") -> str:
    """Document, title and clause, with the certainty where it is not verified."""
    title = f"《{basis.title}》" if basis.title and basis.title != basis.document else ""
    said = " ".join(filter(None, (basis.document + title, basis.clause)))
    certainty = text(f"certainty.{basis.certainty}", lang)
    if basis.certainty is Certainty.VERIFIED or basis.document == certainty:
        return said
    return f"{said}（{certainty}）"

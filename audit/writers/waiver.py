"""A waiver in words."""

from __future__ import annotations

from audit.language import text
from audit.model.waiver import WaiverUse


def waiver_text(use: WaiverUse, lang: str = "zh") -> str:
    """A waiver on one line: what it covers, why, who asked and who agreed, until when, how it stands."""
    waiver = use.waiver
    scope = "，".join(filter(None, (waiver.rule, waiver.project, waiver.unit, waiver.place)))
    said = {
        name: getattr(waiver, name) for name in ("reason", "basis", "requested_by", "approved_by", "until")
    }
    state = text(f"waiver.{use.state}", lang, count=use.covered)
    return text("waiver.line", lang, scope=scope, state=state, **said)

"""The strength of the rulebook: as a table for people, as JSON for programs and for the rule pages."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TextIO

from audit.errors import UsageError
from audit.language import text
from audit.model.strength import Caught, Strength

VERSION = 1
LISTED_RULES = 3
"""So many rules stand beside a kind in the table; the JSON has them all."""


def write_json(strength: Strength, stream: TextIO) -> None:
    """Write everything that was measured."""
    stream.write(json.dumps({"version": VERSION} | asdict(strength), ensure_ascii=False, indent=1) + "\n")


def read_json(path: Path) -> Strength:
    """Read what `write_json` wrote."""
    try:
        known = json.loads(path.read_text("utf-8"))
        if known.pop("version") != VERSION:
            raise ValueError
        known["kinds"] = tuple(Caught(**kind) for kind in known["kinds"])
        known |= {name: tuple(known[name]) for name in ("never", "across")}
        return Strength(**known)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(
            f"{path}: 读不出强度测量的结果；用 audit rules strength --format json 生成。"
        ) from error


def write_text(strength: Strength, stream: TextIO, lang: str = "zh") -> None:
    """Write the table: kind, mutants, caught, caught by an error or a warning, by which rules."""
    said = {"forms": strength.forms, "mutants": strength.mutants}
    stream.write(text("strength.lead", lang, **said) + "\n")
    for hard, heading in ((False, "strength.arithmetic"), (True, "strength.hard")):
        kinds = [kind for kind in strength.kinds if kind.hard is hard]
        stream.write(f"\n{text(heading, lang)}\n")
        stream.writelines(f"{line}\n" for line in _table(kinds, lang))
    stream.write(f"\n{sum_up(strength, lang)}\n")
    if strength.never:
        count = len(strength.never)
        stream.write(f"{text('strength.never', lang, count=count)}\n  {'、'.join(strength.never)}\n")
    if strength.across:
        stream.write(text("strength.across", lang, count=len(strength.across)) + "\n")


def sum_up(strength: Strength, lang: str = "zh") -> str:
    """The share of the kinds that must be caught, in one sentence."""
    kinds = [kind for kind in strength.kinds if not kind.hard and kind.mutants]
    caught, made = sum(kind.caught for kind in kinds), sum(kind.mutants for kind in kinds)
    whole = sum(kind.caught == kind.mutants for kind in kinds)
    share = percent(caught, made)
    return text("strength.sum", lang, kinds=len(kinds), whole=whole, share=share)


def percent(part: int, whole: int) -> str:
    """A share with one decimal; a dash where there was nothing."""
    if not whole:
        return "—"
    return f"{(Decimal(part * 100) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def _table(kinds: Sequence[Caught], lang: str) -> Iterator[str]:
    width = max((_width(kind.label) for kind in kinds), default=0)
    names = ("kind", "mutants", "caught", "grave", "rules")
    head = [text(f"strength.{name}", lang) for name in names]
    counts = " ".join(_padded(name, 8, right=True) for name in head[1:4])
    yield f"{_padded(head[0], width)} {counts}  {head[4]}"
    for kind in kinds:
        figures = (str(kind.mutants), percent(kind.caught, kind.mutants), percent(kind.grave, kind.mutants))
        rules = "、".join(list(kind.rules)[:LISTED_RULES])
        more = "…" if len(kind.rules) > LISTED_RULES else ""
        yield f"{_padded(kind.label, width)} {' '.join(f'{f:>8}' for f in figures)}  {rules}{more}".rstrip()


def _padded(said: str, width: int, *, right: bool = False) -> str:
    gap = " " * (width - _width(said))
    return gap + said if right else said + gap


def _width(said: str) -> int:
    """The columns that a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in said)

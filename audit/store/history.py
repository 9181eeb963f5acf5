"""What the store tells of the past: runs, what has changed between two of them, the life of a finding."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, or_, select

from audit.errors import UsageError
from audit.model.rule import Severity
from audit.store.keeping import Row, batched, held
from audit.store.tables import findings, runs

NEW, AGAIN, CHANGED, SAME = "new", "again", "changed", "same"
RESOLVED, WITHDRAWN, DROPPED = "resolved", "withdrawn", "dropped"
"""Why a finding is there no longer: it was put right, its form is gone, its rule is."""

ENDS = (RESOLVED, WITHDRAWN, DROPPED)
NEWS = (NEW, AGAIN, CHANGED)
KINDS = (*NEWS, *ENDS)


@dataclass(frozen=True, slots=True)
class PastRun:
    """One finished run; `summary` has its counts."""

    run: int
    started: str
    finished: str
    engine: str
    rulebook: str
    summary: Mapping[str, Any]
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that is not as it was: its row now or last, and the one before where figures changed."""

    kind: str
    row: Row
    before: Row | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed from one run to another, the weightiest first; `same` findings are as they were.

    `tally` counts every change by kind, `changes` may leave off.
    """

    changes: tuple[Change, ...]
    tally: Mapping[str, int]
    same: int

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {**{kind: self.tally.get(kind, 0) for kind in KINDS}, SAME: self.same}


def past_runs(connection: Connection) -> list[PastRun]:
    """Every run, oldest first."""
    wanted = select(*(runs.c[name] for name in PastRun.__dataclass_fields__)).order_by(runs.c.run)
    rows = connection.execute(wanted).mappings()
    return [PastRun(**{**row, "summary": json.loads(row["summary"])}) for row in rows]


def changes(connection: Connection, earlier: int, later: int, *, most: int | None = None) -> Changes:
    """What has become of the findings of one run in another; run 0 stands before the first.

    The weightiest `most` are written out, else all.
    """
    here = held(findings, later)
    total = connection.execute(select(func.count()).select_from(findings).where(here)).scalar() or 0
    if not earlier:
        return Changes(_weightiest(connection, here, most), {NEW: total}, 0)
    before = _slips(connection, held(findings, earlier) & ~here)
    after = _slips(connection, here & ~held(findings, earlier))
    known = {(slip.place, slip.ordinal): slip for slip in before}
    met: list[tuple[str, Any, Any]] = []
    moved = 0
    for slip in after:
        old = known.pop((slip.place, slip.ordinal), None)
        if old is None:
            met.append((NEW, slip, None))
        elif old.fingerprint != slip.fingerprint:
            met.append((CHANGED, slip, old))
        else:
            moved += 1
    seen = _seen_before(connection, earlier, {slip.place for _, slip, _ in met})
    met = [(AGAIN if kind == NEW and slip.place in seen else kind, slip, old) for kind, slip, old in met]
    ends = _ends(connection, earlier, later) if known else {}
    met += [(ends[key], slip, None) for key, slip in known.items()]
    met.sort(key=lambda one: (KINDS.index(one[0]), Severity(one[1].severity).rank))
    tally = Counter(kind for kind, _, _ in met)
    return Changes(_written_out(connection, met[:most]), tally, total - len(after) + moved)


def _weightiest(connection: Connection, where: Any, most: int | None) -> tuple[Change, ...]:
    """Findings that are all new, the weightiest first: the database puts them in order, for they are many."""
    rank = case({severity.value: severity.rank for severity in Severity}, value=findings.c.severity)
    rows = connection.execute(select(findings).where(where).order_by(rank, *_ORDER).limit(most)).mappings()
    return tuple(Change(NEW, row) for row in rows)


_ORDER = (findings.c.source, findings.c.code, findings.c.place, findings.c.ordinal)

_SLIP = tuple(findings.c[name] for name in ("id", "place", "ordinal", "fingerprint", "severity"))
"""What tells of a finding whether and how it has changed; the rest is fetched where somebody reads it."""


def _slips(connection: Connection, where: Any) -> Sequence[Any]:
    return connection.execute(select(*_SLIP).where(where).order_by(*_ORDER)).all()


def _written_out(connection: Connection, met: Sequence[tuple[str, Any, Any]]) -> tuple[Change, ...]:
    numbers = [slip.id for _, *slips in met for slip in slips if slip is not None]
    rows: dict[int, Row] = {}
    for some in batched(numbers):
        for row in connection.execute(select(findings).where(findings.c.id.in_(some))).mappings():
            rows[row["id"]] = row
    return tuple(Change(kind, rows[slip.id], rows[old.id] if old else None) for kind, slip, old in met)


def _ends(connection: Connection, earlier: int, later: int) -> dict[tuple[str, str], str]:
    """Why findings ended between two runs: the last reason of each."""
    ended = (findings.c.until > earlier) & (findings.c.until <= later) & findings.c.gone.is_not(None)
    wanted = select(findings.c.place, findings.c.ordinal, findings.c.gone).where(ended)
    rows = connection.execute(wanted.order_by(findings.c.until))
    return {(place, ordinal): gone for place, ordinal, gone in rows}


def _seen_before(connection: Connection, run: int, places: set[str]) -> set[str]:
    """The places that held a finding once, and not in that run."""
    if not places or not run:
        return set()
    old = select(findings.c.place).where(findings.c.until <= run).distinct()
    return places & set(connection.execute(old).scalars())


def life(connection: Connection, name: str) -> list[Row]:
    """Every version of the finding whose place or fingerprint begins so, oldest first."""
    if len(name) < 4 or not all(character in "0123456789abcdef" for character in name):
        raise UsageError(f"{name}: 问题标识是 16 位十六进制数字，至少写前 4 位；见清单的“问题标识”一列。")
    like = or_(findings.c.place.startswith(name), findings.c.fingerprint.startswith(name))
    places = connection.execute(select(findings.c.place).where(like).distinct()).scalars().all()
    if not places:
        raise UsageError(f"存档里没有标识为 {name} 的问题。")
    if len(places) > 1:
        raise UsageError(
            f"标识以 {name} 开头的问题有 {len(places)} 个，请多写几位：{'、'.join(sorted(places)[:5])}。"
        )
    order = (findings.c.since, findings.c.ordinal)
    rows = connection.execute(select(findings).where(findings.c.place == places[0]).order_by(*order))
    return list(rows.mappings())

"""What the store tells of the past: runs, what has changed between two of them, the life of a finding."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select

from audit.errors import UsageError
from audit.model.rule import Severity
from audit.store.keeping import Row, held
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
    """What has changed from one run to another; `same` findings are as they were."""

    changes: tuple[Change, ...]
    same: int

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        told = dict.fromkeys(KINDS, 0)
        for change in self.changes:
            told[change.kind] += 1
        return {**told, SAME: self.same}


def past_runs(connection: Connection) -> list[PastRun]:
    """Every run, oldest first."""
    wanted = select(*(runs.c[name] for name in PastRun.__dataclass_fields__)).order_by(runs.c.run)
    rows = connection.execute(wanted).mappings()
    return [PastRun(**{**row, "summary": json.loads(row["summary"])}) for row in rows]


def changes(connection: Connection, earlier: int, later: int) -> Changes:
    """What has become of the findings of one run in another; run 0 stands before the first."""
    here = held(findings, later)
    before = _rows(connection, held(findings, earlier) & ~here)
    after = _rows(connection, here & ~held(findings, earlier))
    known = {_key(row): row for row in before}
    met: list[Change] = []
    moved = 0
    for row in after:
        old = known.pop(_key(row), None)
        if old is None:
            met.append(Change(NEW, row))
        elif old["fingerprint"] != row["fingerprint"]:
            met.append(Change(CHANGED, row, old))
        else:
            moved += 1
    seen = _seen_before(connection, earlier, {change.row["place"] for change in met})
    told = [Change(AGAIN, c.row) if c.kind == NEW and c.row["place"] in seen else c for c in met]
    ends = _ends(connection, earlier, later) if known else {}
    gone = [Change(ends[key], row) for key, row in known.items()]
    total = connection.execute(select(func.count()).select_from(findings).where(here)).scalar() or 0
    return Changes(tuple(sorted((*told, *gone), key=_weight)), total - len(after) + moved)


def _weight(change: Change) -> tuple[int, int]:
    """What is news first, the worst of it first."""
    return KINDS.index(change.kind), Severity(change.row["severity"]).rank


def _key(row: Row) -> tuple[str, str]:
    return row["place"], row["ordinal"]


def _rows(connection: Connection, where: Any) -> Sequence[Row]:
    order = (findings.c.source, findings.c.code, findings.c.place, findings.c.ordinal)
    return connection.execute(select(findings).where(where).order_by(*order)).mappings().all()


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

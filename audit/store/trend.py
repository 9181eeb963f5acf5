"""Many runs at a glance: findings by family and department over time, time to fix, waivers near their end."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import median_low
from typing import Any

from sqlalchemy import Connection, func, select

from audit.model.history import Ending, History, Repair, RunPoint, Series
from audit.store.history import RESOLVED, PastRun
from audit.store.tables import findings, waivers

LAST = 60
"""So many runs are drawn."""

NEAR = 30
"""A waiver that ends within so many days is near its end."""


def trend(connection: Connection, runs: Sequence[PastRun]) -> History:
    """What the runs tell together; the last one may be that of tonight, still in the making."""
    drawn = runs[-LAST:]
    numbers = [run.run for run in drawn]
    today = datetime.fromisoformat(drawn[-1].started).date()
    points = [
        RunPoint(run.run, run.started, run.summary["findings"], run.summary["changes"]) for run in drawn
    ]
    days = {run.run: datetime.fromisoformat(run.started).date() for run in runs}
    return History(
        drawn[-1].engine,
        drawn[-1].rulebook,
        tuple(points),
        _series(connection, findings.c.family, numbers),
        _series(connection, findings.c.department, numbers),
        _repairs(connection, days, today),
        _endings(connection, today),
    )


def _series(connection: Connection, column: Any, numbers: Sequence[int]) -> tuple[Series, ...]:
    """The findings of each run by a column, those with the most now first."""
    wanted = select(column, findings.c.since, findings.c.until, func.count())
    counted: dict[str, list[int]] = {}
    for name, since, until, count in connection.execute(
        wanted.group_by(column, findings.c.since, findings.c.until)
    ):
        own = counted.setdefault(name, [0] * len(numbers))
        for place, number in enumerate(numbers):
            own[place] += count if since <= number and (until is None or until > number) else 0
    made = [Series(name, tuple(own)) for name, own in counted.items() if any(own)]
    return tuple(sorted(made, key=lambda series: (-series.counts[-1], -max(series.counts), series.name)))


def _repairs(connection: Connection, days: Mapping[int, date], today: date) -> tuple[Repair, ...]:
    """For each family how long findings stood until they were put right, and how long the open ones stand."""
    fixed: dict[str, list[int]] = {}
    still: dict[str, list[int]] = {}
    last = func.max(findings.c.until)
    wanted = select(
        findings.c.family, func.min(findings.c.since), last, func.count(findings.c.until), func.count()
    )
    resolved = select(findings.c.place, findings.c.until).where(findings.c.gone == RESOLVED)
    ended = {(place, until) for place, until in connection.execute(resolved)}
    grouped = wanted.add_columns(findings.c.place).group_by(findings.c.place, findings.c.family)
    for family, since, until, over, versions, place in connection.execute(grouped):
        if over < versions:
            still.setdefault(family, []).append((today - days[since]).days)
        elif (place, until) in ended:
            fixed.setdefault(family, []).append((days[until] - days[since]).days)
    made = [
        Repair(
            family,
            len(fixed.get(family, ())),
            median_low(fixed[family]) if family in fixed else None,
            len(still.get(family, ())),
            max(still[family]) if family in still else None,
        )
        for family in fixed.keys() | still.keys()
    ]
    return tuple(sorted(made, key=lambda repair: (-repair.open, -repair.fixed, repair.family)))


def _endings(connection: Connection, today: date) -> tuple[Ending, ...]:
    """The waivers that hold and end soon, the next one first."""
    rows = connection.execute(select(waivers.c.said, waivers.c.lapsed).where(waivers.c.until.is_(None)))
    held = [json.loads(said) for said, lapsed in rows if not lapsed]
    made = [Ending(said, (date.fromisoformat(said["until"]) - today).days) for said in held]
    return tuple(sorted((e for e in made if e.days <= NEAR), key=lambda e: (e.days, sorted(e.said.items()))))

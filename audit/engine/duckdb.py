"""The rules of a rulebook over the tables of forms, in one small database in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from audit.engine.digits import PASSED, judge
from audit.engine.entries import packed, values
from audit.engine.history import History
from audit.engine.macros import MACROS
from audit.engine.sources import amounts_of, quoted
from audit.engine.statement import Reads
from audit.engine.tables import load_forms, load_parameters
from audit.engine.verdicts import Ruling
from audit.model.form import Form
from audit.model.schema import GRAINS
from audit.rulebook.parameters import Parameters

PART = 40
"""So many checks are asked at a time: the database keeps room for every part of every expression."""

THREADS = 2
"""Each one more needs 300 MB: the database keeps room for every part of every expression."""

FEW = 300
"""Up to so many forms, one thread costs least."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be judged: forms with the group of amounts of each, and checks by grain."""

    forms: Sequence[Form]
    groups: Sequence[int]
    amounts: Sequence[tuple[str, int | None]]
    history: History


class Database:
    """The forms of a task, and what the checks say of them."""

    def __init__(self, task: Task, parameters: Parameters, rulings: Sequence[Ruling]) -> None:
        self.few = len(task.forms) <= FEW
        threads = 1 if self.few else min(os.cpu_count() or 1, THREADS)
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "preserve_insertion_order": False,
                "enable_external_access": False,
                "autoinstall_known_extensions": False,
            },
        )
        self.connection.execute(MACROS)
        if self.few:
            self.connection.execute("PRAGMA disable_optimizer")  # planning would cost more than it saves
        self.rulings = {grain: [r for r in rulings if r.check["grain"] == grain] for grain in GRAINS}
        self._load(task, parameters, [ruling.check for ruling in rulings])

    def close(self) -> None:
        """Free the memory."""
        self.connection.close()

    def rules(self, grain: str) -> list[str]:
        """The rules over a grain by id, in the order of their digits in `outcomes`."""
        return list(dict.fromkeys(ruling.rule.id for ruling in self.rulings[grain]))

    def outcomes(self, grain: str) -> list[tuple[int, str]]:
        """Each form that has rows of the grain, with a digit for each rule: the worst of its rows."""
        if not self.rulings[grain]:
            return []
        self._judge(grain)
        by_rule: dict[str, list[str]] = {}
        for at, ruling in enumerate(self.rulings[grain]):
            by_rule.setdefault(ruling.rule.id, []).append(f"max(c{at})")
        digits = [own[0] if len(own) == 1 else f"greatest({', '.join(own)})" for own in by_rule.values()]
        return self.connection.execute(
            f'SELECT "f", concat({", ".join(digits)}) FROM {quoted(f"said of {grain}")} GROUP BY "f"'
        ).fetchall()

    def entries(self, grain: str) -> list[tuple[int, str]]:
        """What the rules say of each row that is hit or left open, packed, in order of forms and rows.

        `outcomes` has been asked before.
        """
        checks = [ruling.check for ruling in self.rulings[grain]]
        if not checks:
            return []
        said = quoted(f"said of {grain}")
        worst = ", ".join(f"max(c{at})" for at in range(len(checks)))
        (found,) = self.connection.execute(f"SELECT {worst} FROM {said} WHERE doubtful").fetchall()
        doubtful = [(check, at) for at, check in enumerate(checks) if (found[at] or 0) > PASSED]
        if not doubtful:
            return []
        rows = self._rows_hit(grain, [check for check, _ in doubtful])
        digits = ", ".join(f"c{at}" for _, at in doubtful)
        figures = "".join(f", {figure}" for check, at in doubtful for figure in values(check, at))
        shown = ", ".join(packed(check, at) for check, at in doubtful)
        return self._plainly(
            f'SELECT "f", concat({shown}) FROM (SELECT "f", "row", {digits}{figures} FROM {rows} '
            f'JOIN (FROM {said} WHERE doubtful) USING ("f", "row")) ORDER BY "f", "row"'
        )

    def _rows_hit(self, grain: str, checks: Sequence[dict[str, Any]]) -> str:
        """A table of the rows that are hit or left open, with what the checks show of them."""
        rows = quoted(f"rows of {grain}")
        hits = f'(SELECT "f", "row" FROM {quoted(f"said of {grain}")} WHERE doubtful)'
        wanted = _reads(grain, checks, "shown_sources").select(hits, quoted(f"windows of {grain}"))
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {rows} AS {wanted}")
        return rows

    def digits(self, grain: str, which: str = "doubtful") -> list[tuple[int, int, str]]:
        """Form, row and a digit for each check: of the rows that are hit or left open, or of those named.

        `outcomes` has been asked before.
        """
        digits = ", ".join(f"c{at}" for at in range(len(self.rulings[grain])))
        asked = f'SELECT "f", "row", concat({digits}) FROM {quoted(f"said of {grain}")} WHERE {which}'
        return self.connection.execute(asked).fetchall()

    def _judge(self, grain: str) -> None:
        """Let every check of a grain speak of every row."""
        checks = [ruling.check for ruling in self.rulings[grain]]
        windows = quoted(f"windows of {grain}")
        if (reads := _reads(grain, checks, "sources", "shown_sources")).windows:
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {windows} AS {reads.windowed()}")
        said, size = f"said of {grain}", len(checks) if self.few else PART
        parts = range(0, len(checks), size)
        for start in parts:
            part = checks[start : start + size]
            rows = f"({_reads(grain, part, 'sources').select(None, windows)})"
            made = quoted(f"{said} from {start}")
            self._plainly(f"CREATE OR REPLACE TEMP TABLE {made} AS {judge(part, rows, start)}")
        joined = quoted(f"{said} from 0") + "".join(
            f' JOIN {quoted(f"{said} from {start}")} USING ("f", "row")' for start in parts[1:]
        )
        worst = ", ".join(f"c{at}" for at in range(len(checks)))
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted(said)} AS "
            f"SELECT *, greatest({worst}, 0) > {PASSED} AS doubtful FROM {joined}"
        )

    def _plainly(self, statement: str) -> list[Any]:
        """Run a statement as it stands: of a long list of expressions the optimizer makes a slower one."""
        self.connection.execute("PRAGMA disable_optimizer")
        done = self.connection.execute(statement).fetchall()
        if not self.few:
            self.connection.execute("PRAGMA enable_optimizer")
        return done

    def _load(self, task: Task, parameters: Parameters, checks: Sequence[dict[str, Any]]) -> None:
        wanted: dict[str, set[str]] = {}
        named = {name for check in checks for name in amounts_of(check)}
        for check in checks:
            for sources in (check["sources"], check["shown_sources"]):
                reads = Reads(check["grain"])
                reads.add(sources)
                wanted.setdefault(check["grain"], set())
                for table, column in reads.tables():
                    wanted.setdefault(table, set()).add(column)
        before: dict[str, set[str]] = {
            name: wanted.pop(name) for name in ("prior", "prior_row") if name in wanted
        }
        load_parameters(self.connection, parameters, sorted(named), task.amounts)
        if before:
            wanted.setdefault("forms", set())
            load_forms(self.connection, task.history.tables(), [0] * len(task.history.earlier), before)
        load_forms(self.connection, task.forms, task.groups, wanted, task.history.links() if before else None)


def _reads(grain: str, checks: Sequence[dict[str, Any]], *parts: str) -> Reads:
    """What those parts of the checks read."""
    reads = Reads(grain)
    for check in checks:
        for part in parts:
            reads.add(check[part])
    return reads

"""The rules of a rulebook over the tables of forms, in one small database in memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from audit.engine.history import History
from audit.engine.macros import MACROS
from audit.engine.sources import quoted
from audit.engine.statement import Reads
from audit.engine.tables import load_forms, load_parameters
from audit.model.form import Form
from audit.model.schema import GRAINS
from audit.rulebook.parameters import Parameters

FEW = 300
"""Up to so many forms, one thread costs least."""

CheckRow = tuple[int, int, str]
"""Form, row, and one letter for each check of the grain."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be judged: forms with the group of amounts of each, and checks by grain."""

    forms: Sequence[Form]
    groups: Sequence[int]
    amounts: Sequence[tuple[str, int | None]]
    history: History


class Database:
    """The forms of a task, and what the checks say of them."""

    def __init__(self, task: Task, parameters: Parameters, checks: Sequence[dict[str, Any]]) -> None:
        threads = 1 if len(task.forms) <= FEW else os.cpu_count() or 1
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "enable_external_access": False,
                "autoinstall_known_extensions": False,
            },
        )
        self.connection.execute(MACROS)
        if len(task.forms) <= FEW:
            self.connection.execute("PRAGMA disable_optimizer")  # planning would cost more than it saves
        self.checks = {grain: [c for c in checks if c["grain"] == grain] for grain in GRAINS}
        self._load(task, parameters, checks)

    def close(self) -> None:
        """Free the memory."""
        self.connection.close()

    def outcomes(self, grain: str) -> list[CheckRow]:
        """Each row of the grain that is hit or left open, and one for each other answer in a form."""
        checks = self.checks[grain]
        if not checks:
            return []
        reads = Reads(grain)
        for check in checks:
            reads.add(check["sources"])
            reads.add(check["shown_sources"])
        letters = ", ".join(check["outcome"] for check in checks)
        rows, said, hits = (quoted(f"{what} of {grain}") for what in ("rows", "outcomes", "hits"))
        everything = reads.select('* EXCLUDE ("f", "row")')
        kind = (
            "TABLE" if reads.aggregates or reads.windows else "VIEW"
        )  # worth keeping, or as quick to read anew
        doubtful = " OR ".join(f"contains(letters, '{letter}')" for letter in "234")
        self.connection.execute(
            f"CREATE OR REPLACE TEMP {kind} {rows} AS {everything};"
            f'CREATE OR REPLACE TEMP TABLE {said} AS SELECT "f", "row", concat({letters}) AS letters '
            f"FROM {rows};"
            f"CREATE OR REPLACE TEMP TABLE {hits} AS FROM {said} WHERE contains(letters, '3')"
        )
        answers = self.connection.execute(
            f'SELECT "f", min("row") AS "row", letters FROM {said} GROUP BY "f", letters, '
            f'CASE WHEN {doubtful} THEN "row" END ORDER BY "f", "row"'
        )
        return answers.fetchall()

    def shown(self, check: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Form, row and every figure that the findings of a check show; `outcomes` has been asked before."""
        grain = check["grain"]
        place = next(i for i, other in enumerate(self.checks[grain]) if other is check) + 1
        hit = f"FROM {quoted(f'hits of {grain}')} WHERE letters[{place}] = '3'"
        if not self.connection.execute(f"SELECT 1 {hit} LIMIT 1").fetchall():
            return []
        figures = ", ".join(output["sql"] for output in check["outputs"]) or "NULL"
        rows = f'{quoted(f"rows of {grain}")} SEMI JOIN (SELECT "f", "row" {hit}) USING ("f", "row")'
        return self.connection.execute(
            f'SELECT "f", "row", {figures} FROM {rows} ORDER BY "f", "row"'
        ).fetchall()

    def _load(self, task: Task, parameters: Parameters, checks: Sequence[dict[str, Any]]) -> None:
        wanted: dict[str, set[str]] = {}
        named: dict[str, None] = {}
        for check in checks:
            for sources in (check["sources"], check["shown_sources"]):
                reads = Reads(check["grain"])
                reads.add(sources)
                wanted.setdefault(check["grain"], set())
                for table, column in reads.tables():
                    wanted.setdefault(table, set()).add(column)
                named.update(dict.fromkeys(sources["parameters"]))
                for aggregate in sources["aggregates"].values():
                    named.update(dict.fromkeys(aggregate["parameters"]))
        before: dict[str, set[str]] = {
            name: wanted.pop(name) for name in ("prior", "prior_row") if name in wanted
        }
        load_parameters(self.connection, parameters, sorted(named), task.amounts)
        if before:
            wanted.setdefault("forms", set())
            load_forms(self.connection, task.history.tables(), [0] * len(task.history.earlier), before)
        load_forms(self.connection, task.forms, task.groups, wanted, task.history.links() if before else None)

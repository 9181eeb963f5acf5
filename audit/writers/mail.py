"""The page of one form that holds all it needs, to be mailed or printed: no script, no file beside it."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from audit.model.rule import Outcome, Severity
from audit.model.run import Run
from audit.shipped import shipped
from audit.writers.templates import STYLE
from audit.writers.view import LETTERS, table_labels

if TYPE_CHECKING:
    from jinja2 import Environment

View = dict[str, Any]

MARK = b"<!doctype html>\n<!-- audit -->"
"""How every such page begins."""

SHOWN = (Outcome.FINDING, Outcome.FAILED, Outcome.UNDECIDED, Outcome.PASSED, Outcome.NOT_APPLICABLE)
"""The order of outcomes in their table."""


class MailPage:
    """Makes these pages; the policy of a page lets in our stylesheet alone, by its digest."""

    def __init__(self, templates: Environment, run: Run, rules: Sequence[View]) -> None:
        from jinja2 import Undefined

        self._template = templates.overlay(undefined=Undefined).get_template("mail.html")
        style = (shipped("reports") / STYLE).read_text("utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self._rules = rules
        self._same = {
            "rules": rules,
            "run": run,
            "style": style,
            "digest": digest,
            "tables": table_labels(),
            "counted": _counted,
        }

    def render(self, view: View, across: Sequence[View]) -> str:
        """The page of a form, with the findings across forms that touch it."""
        found = [one for family in view.get("findings", ()) for one in _members(family)]
        return self._template.render(
            self._same,
            view=view,
            across=across,
            count=len(found),
            counts=Counter(self._rules[one["rule"]]["severity"] for one in found),
            marks=self._marks(found),
            texts=dict(_texts(view)),
            outcomes=self._outcomes(view.get("outcomes", "")),
        )

    def _outcomes(self, letters: str) -> list[tuple[str, View]]:
        """Every rule with what it says of the form, findings first."""
        return [
            (outcome.value, rule)
            for outcome in SHOWN
            for rule, letter in zip(self._rules, letters, strict=False)
            if letter == LETTERS[outcome]
        ]

    def _marks(self, found: Sequence[View]) -> dict[str, tuple[str, list[View]]]:
        """For each cell that findings point at: the gravest severity, and the findings by number."""
        by_cell: dict[str, list[View]] = {}
        for one in found:
            for name, _ in one.get("cells", ()):
                by_cell.setdefault(name, []).append(one)
        grades = list(Severity)
        return {
            name: (min((self._rules[one["rule"]]["severity"] for one in of), key=grades.index), of)
            for name, of in by_cell.items()
        }


def _counted(families: Sequence[View]) -> int:
    """How many findings they are, with those below them."""
    return sum(1 for family in families for _ in _members(family))


def _members(family: View) -> Iterator[View]:
    yield family
    for below in (*family.get("symptoms", ()), *family.get("kindred", ())):
        yield from _members(below)


def _texts(view: View) -> Iterator[tuple[str, str]]:
    """The text of every drawn cell by its name."""
    for fragment, drawing in enumerate(view.get("drawings", ()), 1):
        for row, (_, _, cells) in enumerate(drawing["rows"], drawing["first"]):
            for cell in cells:
                yield f"{fragment}-{row}-{cell[0]}", cell[1]

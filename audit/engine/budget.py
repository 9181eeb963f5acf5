"""A list of budgeted projects beside the forms: which form belongs to which line, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from audit.engine.history import plain
from audit.forms.amounts import six
from audit.forms.budget_list import factor
from audit.model.form import Form, Row

_SUMS = {"form_initial": "budget_initial", "form_budget": "budget", "form_executed": "executed"}


def reconcile(budget: Form, forms: Sequence[Form]) -> None:
    """Note in each line of the list what its forms say, and in each form whether the list has it."""
    lines = budget.tables["budget_list"]
    by_code = _index(lines, "project_code")
    by_name = _index(lines, "project_name")
    found: dict[int, list[Form]] = {}
    for form in forms:
        line = _line(form, by_code, by_name)
        form.note(listed=line is not None)
        if line is not None:
            found.setdefault(int(str(line["row"])), []).append(form)
    for line in lines:
        own = found.get(int(str(line["row"])), [])
        line["filed"] = len(own)
        for column, name in _SUMS.items():
            line[column] = _sum(own, name, budget)
        steps = [_sum([form], "budget_step", budget) for form in own]
        line["slack"] = six(sum((step / 2 for step in steps if step is not None), Decimal()))


def _index(lines: Sequence[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for line in lines:
        if key := plain(line[column]):
            found.setdefault(key, []).append(line)
    return found


def _line(form: Form, by_code: dict[str, list[Row]], by_name: dict[str, list[Row]]) -> Row | None:
    """The line of the same code, else of the same name; of several the one of the same unit."""
    head = form.head
    whose = [owner for owner in (plain(head.get("unit")), plain(head.get("department"))) if owner]
    for key, lines in ((head.get("project_code"), by_code), (head.get("project_name"), by_name)):
        named = lines.get(plain(key), []) if plain(key) else []
        own = [line for line in named if _owners(line) & set(whose)]
        loose = [line for line in named if not _owners(line) or not whose]
        if own or loose:
            return (own or loose)[0]
        if len(named) == 1:
            return named[0]
    return None


def _owners(line: Row) -> set[str]:
    return {plain(line[name]) for name in ("unit", "department")} - {""}


def _sum(forms: Sequence[Form], column: str, budget: Form) -> Decimal | None:
    """What the forms add up to in the unit of the list; None where one of them has no figure."""
    into = budget.head.get("money_unit")
    total = Decimal()
    for form in forms:
        value = form.head.get(column)
        if not isinstance(value, Decimal):
            return None
        unit = form.head.get("money_unit")
        total += value * factor(str(unit) if unit else None, str(into) if into else None)
    return six(total) if forms else None

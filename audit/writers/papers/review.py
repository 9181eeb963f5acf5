"""What the 复核表 of one project shows: self-evaluation beside the columns that a reviewer fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from audit.language import text
from audit.model.finding import Finding
from audit.model.form import Row
from audit.model.run import FormResult, Run
from audit.writers.citation import cite
from audit.writers.listing import amount, open_message, verdict_text
from audit.writers.masking import outward, value_of
from audit.writers.ranking import numbered
from audit.writers.redraw import cells_of

Values = dict[str, Any]
"""What a template gets: texts, whole numbers, lists and tables of them."""

_FOOT = ("total_weight", "total_score", "grade")
"""The columns of a form that stand in its last line."""

_SIGNS = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜"}
_NATURES = {
    "level": "nature.level",
    "text": "nature.level",
    "quantity": "nature.quantity",
    "date": "nature.quantity",
}


def project_values(run: Run, result: FormResult) -> Values:
    """The form's own head and its score, as filed."""
    head = result.form.reading.head
    return {
        "name": head.get("project_name") or "",
        "code": head.get("project_code") or "",
        "department": head.get("department") or "",
        "unit": head.get("unit") or "",
        "title": head.get("title") or "",
        "year": str(result.year) if result.year else text("form.no_year"),
        "profile": run.profiles.get(result.profile, result.profile),
        "source": result.form.source,
        "position": result.form.reading.position,
        "money_unit": head.get("money_unit") or "",
        "complete": result.form.reading.flags.get("complete", False),
        "score": value_of("forms", "total_score", head.get("total_score") or ""),
    }


def review_values(run: Run, result: FormResult) -> Values:
    """Everything that the sheet of one project shows."""
    findings = finding_values(run, result)
    standing = [each for each in findings if not each["rejected"]]
    at_rows = _numbers_by_row(result, findings)
    return {
        "project": project_values(run, result),
        "execution": _execution(result, at_rows),
        "groups": list(_groups(result, at_rows)),
        "total": _total(result, at_rows),
        "findings": standing,
        "rejected": [each for each in findings if each["rejected"]],
        "open": [
            {
                "code": one.rule.code,
                "title": one.rule.title,
                "at": _at(one.at),
                "why": open_message(one),
            }
            for one in result.open
        ],
        "unplaced": [
            {"address": u.address, "text": u.text, "reason": u.reason} for u in result.form.reading.unplaced
        ],
        "counts": {**result.counts(), **_severities(standing)},
    }


def finding_values(run: Run, result: FormResult) -> list[Values]:
    """The findings of a form in the order and with the numbers of its page."""
    members = [member for family in numbered(run, result.findings) for member in family.members()]
    numbers = {member.finding.fingerprint: member.number for member in reversed(members)}
    unit = result.form.reading.head.get("money_unit") or ""
    return [
        {
            "number": m.number,
            **told(run, m.finding, unit),
            "cause": numbers.get(m.finding.explained_by or ""),
        }
        for m in members
    ]


def told(run: Run, finding: Finding, unit: str = "") -> Values:
    """One finding in the words of a list."""
    given = run.rejected(finding)
    finding = outward(finding)
    return {
        "severity": text(f"severity.{finding.severity}"),
        "level": finding.severity.value,
        "code": finding.rule.code,
        "title": finding.rule.title,
        "at": "、".join(dict.fromkeys(finding.rows))
        or _at(finding.at)
        or ("" if finding.cell else text("finding.whole_form")),
        "cell": finding.cell.address if finding.cell else "",
        "message": finding.message,
        "found": finding.found or "",
        "expected": finding.expected or "",
        "amount": amount(finding, unit),
        "formula": finding.formula or "",
        "basis": "；".join(cite(basis) for basis in finding.rule.basis),
        "suggest": finding.suggest,
        "place": finding.place,
        "rejected": verdict_text(given) if given else "",
    }


def _at(at: str) -> str:
    return "" if at == "form" else at


def _severities(findings: list[Values]) -> dict[str, int]:
    return {name: sum(each["level"] == name for each in findings) for name in ("error", "warning", "note")}


RowKey = tuple[str, int]


def _numbers_by_row(result: FormResult, findings: list[Values]) -> Mapping[RowKey, str]:
    """The numbers of the findings at each row that was read: the remark of that row."""
    rows: dict[tuple[str, int, int], RowKey] = {}
    for (table, row, column), cell in result.form.reading.cells.items():
        if table in ("funds", "indicators") or column in _FOOT:
            rows[cell.part, cell.row, cell.column] = (table, row)
    numbers = {each["place"]: each["number"] for each in findings if not each["rejected"]}
    found: dict[RowKey, set[int]] = {}
    for finding in result.findings:
        for place, _ in cells_of(finding):
            if place in rows and finding.place in numbers:
                found.setdefault(rows[place], set()).add(numbers[finding.place])
    return {key: ", ".join(map(str, sorted(each))) for key, each in found.items()}


def _execution(result: FormResult, at_rows: Mapping[RowKey, str]) -> Values:
    """The first line: how far the budget was spent."""
    funds = result.form.reading.funds
    number, row = next(
        ((at, fund) for at, fund in enumerate(funds, 1) if fund.get("kind") == "total"),
        (0, dict[str, str | None]()),
    )
    names = ("label", "budget_initial", "budget", "received", "executed", "weight", "rate", "score", "reason")
    told = {name: value_of("funds", name, row.get(name) or "") for name in names}
    return {**told, "label": told["label"].rstrip("：: "), "numbers": at_rows.get(("funds", number), "")}


def _groups(result: FormResult, at_rows: Mapping[RowKey, str]) -> Iterator[Values]:
    """The indicators by first level; a second level is named in its first row only."""
    typed = {row["row"]: row for row in result.form.tables.get("indicators", ())}
    read = list(enumerate(result.form.reading.indicators, 1))
    for level1, members in groupby(read, key=lambda item: (item[1].get("category"), item[1].get("level1"))):
        rows, above = [], None
        for number, row in members:
            made = _indicator(row, typed.get(number, {}), at_rows.get(("indicators", number), ""))
            made["level2"] = "" if made["level2"] == above else made["level2"]
            above = row.get("level2") or ""
            rows.append(made)
        yield {"level1": level1[1] or "", "points": rows[0]["points"], "rows": rows}


def _indicator(row: Mapping[str, str | None], typed: Row, numbers: str) -> Values:
    names = ("level2", "name", "target", "measure_unit", "weight", "actual", "score", "reason")
    told: Values = {name: value_of("indicators", name, row.get(name) or "") for name in names}
    nature = row.get("sign") or _SIGNS.get(str(typed.get("target_op")), "")
    kind = _NATURES.get(str(typed.get("target_kind")))
    told["nature"] = nature or (text(kind) if kind else "")
    told["deviation"] = _deviation(typed.get("completion"))
    return {**told, "points": row.get("level1_points") or "", "numbers": numbers}


def _deviation(completion: object) -> str:
    """How far the result is from the target, where both are figures of one unit."""
    if not isinstance(completion, Decimal):
        return ""
    percent = ((completion - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{percent.normalize() if percent else Decimal(0):+f}%" if percent else "0%"


def _total(result: FormResult, at_rows: Mapping[RowKey, str]) -> Values:
    head = result.form.reading.head
    told: Values = {
        name: value_of("forms", f"total_{name}", head.get(f"total_{name}") or "")
        for name in ("weight", "score")
    }
    return {**told, "grade": head.get("grade") or "", "numbers": at_rows.get(("forms", 1), "")}

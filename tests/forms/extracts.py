"""Readings from extract files: what a clerk reads from a form, without reading any file format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from audit.model.form import Reading

_ASIDE = {"accept", "undecidable", "optional"}
_HEAD = (
    "title", "project_name", "department", "unit", "money_unit", "goal_expected", "goal_actual",
    "total_weight", "total_score", "grade", "reason",
)  # fmt: skip
_INDICATOR_FLAGS = {
    "has_weight": "weight", "has_score": "score", "has_target": "target", "has_reason": "reason",
    "has_sign": "sign", "has_measure_unit": "measure_unit",
}  # fmt: skip
_FUND_FLAGS = {
    "has_rate": "rate", "has_initial": "budget_initial", "has_fund_score": "score",
    "has_fund_weight": "weight",
    "has_received": "received", "has_executed": "executed", "has_budget": "budget",
}  # fmt: skip


def readings_from_extract(path: Path) -> list[Reading]:
    """The forms of an extract file: a list of forms, or one under `form`."""
    data = YAML(typ="safe", pure=True).load(path)
    forms = [data["form"]] if isinstance(data, dict) else data
    return [reading_from_extract(form, position) for position, form in enumerate(forms, 1)]


def reading_from_extract(form: dict[str, Any], position: int = 1) -> Reading:
    """One form; a column or a box that holds nothing anywhere is taken as absent."""
    head = {name: _text(form.get(name)) for name in _HEAD} | {"year_written": _text(form.get("year"))}
    funds = [_row(row) for row in form["funds"]]
    for row in funds:
        row["breakdown"] = "spending" if row["kind"] in {"basic", "project"} else "source"
    indicators = [_row(row) for row in form["indicators"]]
    flags = {flag: any(row.get(name) for row in indicators) for flag, name in _INDICATOR_FLAGS.items()}
    flags |= {flag: any(row.get(name) for row in funds) for flag, name in _FUND_FLAGS.items()}
    flags |= {
        "has_goal": bool(head["goal_expected"] or head["goal_actual"]),
        "has_department": bool(head["department"]),
        "has_unit": bool(head["unit"]),
        "has_management": False,
        "has_total": bool(head["total_score"] or head["total_weight"]),
        "complete": bool(head["total_score"] or head["total_weight"]),
    }
    hubei = not flags["has_weight"] and any(row["kind"] == "total" and row["score"] == "20" for row in funds)
    return Reading(
        layout="extract",
        profile="hubei" if hubei else "national",
        head=head,
        flags=flags,
        position=position,
        funds=funds,
        indicators=indicators,
    )


def _row(row: dict[str, Any]) -> dict[str, str | None]:
    return {name: _text(value) for name, value in row.items() if name not in _ASIDE}


def _text(value: object) -> str | None:
    return None if value is None else str(value)

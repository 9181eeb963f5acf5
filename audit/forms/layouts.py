"""What kind of form was read, whether to its end, and which profile its structure proposes."""

from __future__ import annotations

import re
from decimal import Decimal

from audit.forms.confidence import fill_confidence
from audit.forms.draft import Draft
from audit.forms.fund_header import AMOUNTS
from audit.forms.labels import is_number
from audit.model.form import Reading

NATIONAL = "national"
_FORM_NUMBER = re.compile(r"\d{6}(?!\d)")
_FULL = Decimal(100)
_AMOUNT_UNIT = re.compile(r"[\d,.]+(万元|亿元|元)")


def is_self_evaluation(draft: Draft) -> bool:
    """Whether the lines were a form that says what was reached, not only what was planned."""
    columns, reading = draft.columns, draft.reading
    titled = bool(reading.head.get("title"))
    scored_by_itself = "self" in columns or any("自评" in str(row["label"]) for row in reading.fields)
    tells = "indicators.actual" in columns or ((titled or scored_by_itself) and "indicators.score" in columns)
    if tells and "indicators.name" in columns:
        scored = columns & {"indicators.score", "indicators.weight", "indicators.target"}
        levelled = {"indicators.level1", "indicators.level2"} <= columns
        return bool(scored or (titled and levelled)) and (titled or bool(reading.funds) or _has_head(reading))
    return titled and bool(reading.funds) and _has_head(reading)


def _has_head(reading: Reading) -> bool:
    return any(reading.head.get(name) for name in ("project_name", "unit", "department"))


def finish(draft: Draft, position: int) -> Reading:
    """Fill in the flags, the layout, the profile and the confidence."""
    reading = draft.reading
    complete = is_complete(draft)
    if complete:
        for row in (*reading.categories[-1:], *reading.groups[-1:]):
            row["closed"] = "true"
    reading.position = position
    _money_unit_of_amounts(reading)
    reading.flags = {**_flags(draft), "complete": complete}
    marks: dict[str, str | None] = {name: "有" if value else "无" for name, value in reading.flags.items()}
    marks["has_levels"] = "有" if draft.columns & {"indicators.level1", "indicators.level2"} else "无"
    marks["has_total_in_head"] = "有" if draft.total_in_head else "无"
    marks["execution_points"] = reading.head.get("execution_points")
    layout = next(layout for layout in draft.vocabulary.layouts if layout.fits(marks))
    reading.layout, reading.profile, reading.profile_reason = layout.name, layout.profile, layout.reason
    _by_form_number(draft)
    fill_confidence(draft)
    return reading


def _by_form_number(draft: Draft) -> None:
    """A form that has no profile by its structure may say by its number where it comes from."""
    reading = draft.reading
    number = next((row["value"] for row in reading.fields if row["label"] == "报表编号"), None) or ""
    profile = draft.vocabulary.form_numbers.get(number[:2]) if _FORM_NUMBER.match(number) else None
    if profile is not None and reading.profile == NATIONAL:
        reading.profile, reading.profile_reason = profile, f"报表编号 {number}，前两位是行政区划代码"


def _money_unit_of_amounts(reading: Reading) -> None:
    """Where no label tells the unit, the amounts themselves may, if all agree."""
    if reading.head.get("money_unit"):
        return
    amounts = [text for row in reading.funds for name in AMOUNTS if (text := row[name])]
    units = {match[1] for text in amounts if (match := _AMOUNT_UNIT.fullmatch(text))}
    if len(units) == 1:
        reading.head["money_unit"] = units.pop()


def _flags(draft: Draft) -> dict[str, bool]:
    columns, head = draft.columns, draft.ranks
    flags = {
        f"has_{name}": f"indicators.{name}" in columns
        for name in ("weight", "score", "target", "sign", "measure_unit")
    }
    flags |= {
        f"has_{name}": f"funds.{name}" in columns for name in ("rate", "received", "executed", "budget")
    }
    return flags | {
        "has_initial": "funds.budget_initial" in columns,
        "has_fund_score": "funds.score" in columns,
        "has_fund_weight": "funds.weight" in columns,
        "has_goal": bool(columns & {"goal_expected", "goal_actual"}),
        "has_reason": "indicators.reason" in columns or "reason_box" in columns,
        "has_total": draft.total_read,
        "has_department": "department" in head,
        "has_unit": "unit" in head,
        "has_management": "management" in columns,
    }


def is_complete(draft: Draft) -> bool:
    """Whether the form was read to its end: the total row, the foot, or all its points."""
    if draft.rows_lost or not draft.reading.indicators:
        return False
    if draft.total_read and not draft.rows_below_total:
        return True
    scored = "indicators.score" in draft.columns
    if scored and not draft.total_in_head and not draft.rows_below_total:
        return False
    return draft.foot_read or _last_is_satisfaction(draft.reading) or _all_points_read(draft.reading)


def _last_is_satisfaction(reading: Reading) -> bool:
    last = reading.categories[-1]
    rows = [row for row in reading.indicators if row["category"] == last["ordinal"]]
    return last["level1_kind"] == "满意度" and bool(rows)


def _all_points_read(reading: Reading) -> bool:
    """Whether the weights read, execution included, are the full hundred: nothing can be missing."""
    weights = [row["weight"] for row in (*reading.indicators, *reading.funds[:1])]
    numbers = [Decimal(text.replace(",", "")) for text in weights if text and is_number(text)]
    return sum(numbers, Decimal(0)) == _FULL

"""A form as read to typed tables: every column of the schema, parsed and derived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from audit.forms.amounts import six
from audit.forms.arrow import arrow, frames
from audit.forms.attainment import same_dimension
from audit.forms.columns import MONEY, listed, typed, unit_of_money, whole, yes
from audit.forms.coverage import shared_words, uncovered
from audit.forms.figures import figures
from audit.forms.fund_claims import fill_fund_claims, told
from audit.forms.lexicon import Lexicon, load_lexicon
from audit.forms.namesakes import fill_namesakes
from audit.forms.odd_numbers import odd_numbers
from audit.forms.prose import prose_columns
from audit.forms.quantity import Quantity
from audit.forms.shared_points import fill_shared_points
from audit.forms.stated import fill_stated
from audit.forms.structure import categories, groups, kinds_from_rows
from audit.forms.targets import Setting, is_named, pair_of, target_shown, value_columns
from audit.forms.values import base
from audit.forms.vocabulary import Vocabulary
from audit.forms.weights import fill_effective_weights
from audit.model.form import Form, Reading, Row
from audit.model.schema import TABLES, Type

__all__ = ["arrow", "build", "frames"]

_FLAGS = tuple(c.name for c in TABLES["forms"].columns if c.type is Type.BOOLEAN)
_FROM_TOTAL = {
    **{name: name for name in ("budget_initial", "budget", "received", "planned", "executed")},
    **{name: f"execution_{name}" for name in ("weight", "rate", "score")},
}
_PROSE = ("goal_expected", "goal_actual", "reason", "remarks")


def build(reading: Reading, *, form_id: str, source: str, year: int | None, vocabulary: Vocabulary) -> Form:
    """Type and derive every table of a form; `year` is the given one and wins over the written one."""
    lexicon = load_lexicon()
    written = whole(reading.head.get("year_written"))
    unit = unit_of_money([reading.head.get("money_unit"), *_money_texts(reading)])
    setting = Setting(unit, year or written)
    tables: dict[str, list[Row]] = {"funds": [_fund(texts, unit) for texts in reading.funds]}
    tables["categories"], ordinals = categories(reading, vocabulary)
    tables["indicators"] = _indicators(reading, ordinals, setting, vocabulary)
    fill_namesakes(tables["indicators"])
    fill_stated(tables["indicators"], reading, lexicon)
    kinds_from_rows(tables["categories"], tables["indicators"], vocabulary)
    tables["groups"] = groups(reading, tables, vocabulary)
    has_weight = reading.flags.get("has_weight", False)
    fill_effective_weights(tables["indicators"], tables["categories"], has_weight=has_weight)
    fill_shared_points(tables["indicators"], reading)
    for name in ("fields", "placeholders"):
        tables[name] = [typed(name, texts) for texts in getattr(reading, name)]
    tables["figures"] = _figures(reading, lexicon)
    head = _head(reading, tables, setting)
    head |= {"source": source, "year_written": written} | prose_columns(reading, lexicon)
    head |= odd_numbers(tables, head) | {
        "goal_uncovered": uncovered(reading),
        "goal_shared_words": shared_words(reading),
    }
    fill_fund_claims(tables["indicators"], head)
    head |= told(_of_spending(reading))
    tables["forms"] = [head]
    for rows in tables.values():
        for number, row in enumerate(rows, 1):
            row["form_id"], row["row"] = form_id, number
    return Form(form_id, source, reading, tables)


def _money_texts(reading: Reading) -> Iterable[str | None]:
    return (texts.get(name) for texts in reading.funds for name in sorted(MONEY))


def _fund(texts: dict[str, str | None], unit: str | None) -> Row:
    row = typed("funds", texts, unit)
    row["nested"] = yes(texts.get("nested"))
    row["label"] = (texts.get("label") or "").rstrip(":：") or None
    if row["kind"] != "total":
        row["breakdown"] = row["breakdown"] or "source"
    return row


# ---- the form itself


def _head(reading: Reading, tables: dict[str, list[Row]], setting: Setting) -> Row:
    head = typed("forms", reading.head, setting.money_unit)
    head |= {name: reading.flags.get(name) for name in _FLAGS}
    head |= {
        "position": reading.position,
        "layout": reading.layout,
        "profile": reading.profile,
        "year": setting.year,
        "drifted_rows": reading.drifted_rows,
        "confidence": reading.confidence,
        "doubtful": reading.doubtful,
        "doubts": "；".join(reading.doubts) or None,
        "text": "\n".join(_prose(reading)) or None,
        "level1_kinds": ",".join(_level1_kinds(tables["categories"])) or None,
    }
    total = next((row for row in tables["funds"] if row["kind"] == "total"), None)
    points = reading.head.get("execution_points")
    if points and not (total and total["weight_text"]):
        weight = typed("funds", {"weight": points})
        total = {**(total or weight), **{name: weight[name] for name in ("weight", "weight_text")}}
    if total:
        _copy_total(head, total)
    return head


def _copy_total(head: Row, total: Row) -> None:
    """The total fund row as columns of the form, what is unreadable there included."""
    blind = str(total["unreadable"] or "")
    names = [name for name in str(head["unreadable"] or "").split(",") if name]
    for column, copy in _FROM_TOTAL.items():
        for end in ("", "_text", "_step"):
            if copy + end in head and column + end in total:
                head[copy + end] = total[column + end]
        if f",{column}," in blind:
            names.append(copy)
    head["unreadable"] = listed(dict.fromkeys(names))


def _level1_kinds(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(str(row["level1_kind"]) for row in rows if row["level1_kind"]))


def _prose(reading: Reading) -> Iterable[str]:
    """Running text: goals, reasons, remarks, the boxes of foot and management; no labels."""
    texts = [reading.head.get(name) for name in _PROSE]
    texts += [row.get("reason") for row in (*reading.funds, *reading.indicators)]
    texts += [row.get("remark") for row in reading.indicators]
    texts += [row.get("value") for row in reading.fields if row.get("section") in {"foot", "management"}]
    return dict.fromkeys(filter(None, texts))


def _of_spending(reading: Reading) -> Iterable[str | None]:
    """The texts that may tell how much was spent: duties of fund management, the result."""
    yield from (row.get("value") for row in reading.fields if row.get("section") == "management")
    yield reading.head.get("goal_actual")


def _figures(reading: Reading, lexicon: Lexicon) -> list[Row]:
    rows: list[Row] = []
    for field in ("goal_expected", "goal_actual"):
        rows += (typed("figures", {}) | row for row in figures(field, reading.head.get(field), lexicon))
    return rows


# ---- indicators


def _indicators(
    reading: Reading, ordinals: Sequence[int], setting: Setting, vocabulary: Vocabulary
) -> list[Row]:
    lexicon, rows, actuals = load_lexicon(), list[Row](), list[Quantity | None]()
    for texts, ordinal in zip(reading.indicators, ordinals, strict=True):
        row = typed("indicators", texts)
        name = texts.get("name") or ""
        row["category"] = ordinal
        row["level2_kind"] = row["level2_kind"] or vocabulary.kind("level2", texts.get("level2"))
        row["level1_kind"] = row["level1_kind"] or vocabulary.kind("level1", texts.get("level1"))
        row["named"] = is_named(name, lexicon)
        row["star"] = yes(texts.get("star")) or "★" in name
        row["is_sub"] = yes(texts.get("is_sub")) or name.startswith("其中")
        row["parent_row"] = whole(texts.get("parent_row")) or (_parent(rows) if row["is_sub"] else None)
        pair = pair_of(texts, _text(row["level2_kind"]), setting, lexicon)
        row |= value_columns(pair, setting, lexicon)
        row["target_shown"] = target_shown(texts, lexicon)
        rows.append(row)
        actuals.append(pair.actual.quantity)
    for number, row in enumerate(rows, 1):
        subs = [
            (found, sub)
            for found, sub in zip(actuals, rows, strict=True)
            if found and sub["is_sub"] and sub["parent_row"] == number
        ]
        row.update(_parts(actuals[number - 1], subs, lexicon))
    return rows


def _parent(rows: Sequence[Row]) -> int | None:
    """The nearest row above that is no part itself, counted from 1."""
    return next((number for number in range(len(rows), 0, -1) if not rows[number - 1]["is_sub"]), None)


def _parts(parent: Quantity | None, subs: Sequence[tuple[Quantity, Row]], lexicon: Lexicon) -> Row:
    """The 其中 rows below a row that state a quantity, summed up."""
    if not subs:
        return {"parts": 0, "parts_actual": None, "parts_same_unit": None, "parts_text": None}
    unit = parent.unit if parent else None
    units = [found.unit for found, _ in subs if found.unit]
    amounts = [base(found, found.value) for found, _ in subs]
    known = [amount for amount in amounts if amount is not None]
    return {
        "parts": len(subs),
        "parts_actual": six(sum(known, Decimal(0))) if len(known) == len(subs) else None,
        "parts_same_unit": unit is None or all(same_dimension(unit, own, lexicon) for own in units),
        "parts_text": "+".join(str(sub["actual"]) for _, sub in subs),
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

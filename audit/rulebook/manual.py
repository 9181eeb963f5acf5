"""The rules as pages of a manual: every text that a page shows, taken from the rule files themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from audit.model.manual import Piece, RulePage, ShownAmount, ShownCase, ShownParameter
from audit.model.rule import Outcome
from audit.model.schema import TABLES, Column
from audit.rulebook.book import Rulebook
from audit.rulebook.definition import Check, Definition
from audit.rulebook.names import CHILDREN
from audit.rulebook.parameters import Parameter, Plain
from audit.rulebook.template import terms
from audit.rulebook.term import Op, Term
from audit.yamlfile import Node

STEPS = ("each", "where", "when", "needs", "let", "assert", "fault")
"""The keys of a rule file that say how it decides, in their order."""

FIRST_DAY = "2000-01-01"
"""Amounts from this day or before have always been so, as far as these forms go."""

_OUTCOMES = {"pass": Outcome.PASSED, "fail": Outcome.FINDING}
_NEIGHBOURS = {"form": "forms", "prior": "forms"}
CODES = {
    "total": "资金总额", "fiscal": "财政拨款", "central": "中央资金", "local": "地方资金",
    "carryover": "上年结转", "other": "其他资金", "self": "单位资金", "basic": "基本支出",
    "project": "项目支出", "source": "按来源",
    "spending": "按支出", "blank": "空白", "none": "无", "quantity": "数量", "level": "等次", "date": "日期",
    "text": "文字", "more": "越多越好", "less": "越少越好", "equal": "等于",
    ">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "=": "＝",
}  # fmt: skip
"""What the codes of the tables mean on a form."""

LISTED_WORDS = 60
"""So many words of a list stand on a page."""


def rule_pages(rulebook: Rulebook) -> tuple[RulePage, ...]:
    """A page for every rule; the rulebook must hold its definitions, not come from the cache."""
    return tuple(_page(definition, rulebook) for definition in rulebook.definitions)


def _page(definition: Definition, rulebook: Rulebook) -> RulePage:
    rule, keys = definition.rule, definition.node.mapping()
    by_id = {other.id: other for other in rulebook.rules}
    labels = {name: profile.label for name, profile in rulebook.parameters.profiles.items()}
    used = sorted({t.name for check in definition.checks for t in _terms(check) if t.op is Op.PARAMETER})
    return RulePage(
        rule,
        TABLES[rule.over].label,
        keys["why"].string() if "why" in keys else "",
        tuple((key, _written(keys[key])) for key in STEPS if key in keys),
        _columns(definition),
        " ".join(keys["message"].text.split()),
        tuple(_parameter(rulebook.parameters.by_name[name], labels) for name in used),
        definition.since,
        definition.until,
        tuple(labels[name] for name in definition.profiles),
        tuple(by_id[cause] for cause in rule.explained_by if cause in by_id),
        tuple(other for other in rulebook.rules if rule.id in other.explained_by),
        tuple(_cases(definition, labels)),
    )


def _written(node: Node) -> str:
    """A value of the rule file on one line, or a line for each of its names."""
    if isinstance(node.value, dict):
        return "\n".join(f"{name}: {_written(item)}" for name, item in node.value.items())
    if isinstance(node.value, list):
        return "、".join(item.text for item in node.value)
    return " ".join(node.text.split())


def _terms(check: Check) -> Iterator[Term]:
    texts = (*terms(check.message), *terms(check.suggest), *terms(check.row))
    for term in filter(None, (check.when, check.needs, check.test, *check.lets.values(), *texts)):
        yield from term.walk()


def _columns(definition: Definition) -> dict[str, str]:
    """What the columns are called on the form, by the name that the rule uses."""
    found = {}
    for check in definition.checks:
        for term in _terms(check):
            if term.op is Op.COLUMN:
                scope = _NEIGHBOURS.get(term.scope, term.scope)
                table = TABLES.get(scope, TABLES[check.grain])
                column = table.column(term.name)
                if column is not None:
                    found[f"{term.scope}.{term.name}" if term.scope else term.name] = column.label
    return dict(sorted(found.items()))


# ---- amounts


def _parameter(parameter: Parameter, labels: Mapping[str, str]) -> ShownParameter:
    amounts = (
        ShownAmount(
            _value(amount.value),
            None if amount.since <= FIRST_DAY else amount.since,
            amount.until,
            tuple(labels.get(name, name) for name in amount.profiles),
            amount.basis,
        )
        for amount in sorted(parameter.amounts, key=lambda a: (-a.layer, a.profiles, a.since))
    )
    return ShownParameter(parameter.name, parameter.label, tuple(amounts))


def _value(value: Plain) -> str | None:
    if isinstance(value, dict):
        return "，".join(f"{key} {number}" for key, number in value.items())
    if isinstance(value, list):
        parts = [part if isinstance(part, str) else f"{part[0]} ≥{part[1]}" for part in value]
        more = f"……共 {len(parts)} 个" if len(parts) > LISTED_WORDS else ""
        return "、".join(parts[:LISTED_WORDS]) + more
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


# ---- cases


def _cases(definition: Definition, labels: Mapping[str, str]) -> Iterator[ShownCase]:
    for kind, nodes in definition.examples.items():
        for node in nodes:
            keys = dict(node.mapping())
            expected = keys.pop("expect", None)
            outcome = _OUTCOMES[kind] if expected is None else Outcome(expected.text)
            profile, year = keys.pop("profile", None), keys.pop("year", None)
            scope = (labels.get(profile.text, profile.text) if profile else "", year.text if year else "")
            pieces = _pieces(definition, keys, wrong=outcome is Outcome.FINDING)
            yield ShownCase(str(outcome), " ".join(filter(None, scope)), tuple(pieces))


def _pieces(definition: Definition, keys: dict[str, Node], *, wrong: bool) -> Iterator[Piece]:
    """The row itself, with those of other forms below it; then the form and the rows around it."""
    grain = definition.rule.over
    others = [dict(node.mapping()) for node in keys.pop("forms").sequence()] if "forms" in keys else []
    own = [{k: v for k, v in each.items() if TABLES[grain].column(k)} for each in (keys, *others)]
    if any(own):
        piece = _piece(grain, own)
        cell = next((check.cell for check in definition.checks if check.cell in own[0]), None)
        column = TABLES[grain].column(cell) if cell and wrong else None
        yield replace(piece, marked=column.label if column else None)
    for name, node in keys.items():
        if name in CHILDREN:
            yield _piece(name, [dict(item.mapping()) for item in node.sequence()])
        elif isinstance(node.value, dict):
            yield _piece(_NEIGHBOURS.get(name, grain), [dict(node.value)], name)
        elif isinstance(node.value, list):
            table = next((table for table in TABLES if table in name), grain)
            yield _piece(table, [dict(item.mapping()) for item in node.sequence()], name)


def _piece(table: str, rows: list[dict[str, Node]], role: str = "") -> Piece:
    named = (name for row in rows for name, node in row.items() if not isinstance(node.value, dict))
    columns = tuple(dict.fromkeys(named))
    known = {column.name: column for column in TABLES[table].columns}
    label = {"prior": "上年的表", "parent": "上级行"}.get(role, TABLES[table].label)
    return Piece(
        label,
        tuple(known[name].label if name in known else name for name in columns),
        tuple(tuple(_cell(row.get(name), known.get(name)) for name in columns) for row in rows),
    )


def _cell(node: Node | None, column: Column | None) -> str:
    """A value as it would stand on the form."""
    if node is None or node.value is None:
        return ""
    if isinstance(node.value, bool):
        return "是" if node.value else "否"
    if column is not None and column.name in ("rate", "execution_rate") and not isinstance(node.value, str):
        return f"{(Decimal(node.text) * 100).normalize():f}%"
    if column is not None and column.name.endswith(("kind", "op", "direction", "breakdown")):
        return CODES.get(node.text, node.text)
    return _written(node)

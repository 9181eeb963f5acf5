"""One rule file to a checked rule: its expressions typed, its texts split, its citations found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from audit.model.rule import Basis, Rule, Severity
from audit.model.schema import GRAINS, TABLES, Type
from audit.rulebook.basis import cited
from audit.rulebook.expression import check, condition
from audit.rulebook.names import Names, RowSet, columns
from audit.rulebook.parameters import Parameters
from audit.rulebook.syntax import Source
from audit.rulebook.template import COUNT, ROWS, Template, read_template
from audit.rulebook.term import Op, Term
from audit.yamlfile import Node, nearest

KEYS = (
    "code", "title", "severity", "basis", "why", "tags", "over", "each", "where", "when", "needs", "let",
    "assert", "fault", "cell", "points", "message", "suggest", "collect", "row", "explained_by", "since",
    "until", "profiles", "examples",
)  # fmt: skip

CASES = ("pass", "fail", "also")
"""The lists of examples; those of `also` say themselves what they expect."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z]{2,6}-\d{2,3}")
_SET_COLUMN = re.compile(r"\b([a-z_]\w*)\.")


@dataclass(frozen=True, slots=True)
class Collect:
    """One finding for many rows: of a form (`over` how many), or across forms by keys."""

    over: int = 0
    keys: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """The rows of a named set that a finding of a whole form lists, and the column that it marks there."""

    table: str
    column: str
    rows: Term


@dataclass(frozen=True, slots=True)
class Check:
    """A rule for one column of `each` (or the rule itself): what the engine compiles."""

    grain: str
    column: str | None
    when: Term | None
    needs: Term | None
    test: Term
    is_fault: bool
    lets: Mapping[str, Term]
    cell: str | None
    message: Template
    suggest: Template
    row: Template
    collect: Collect | None
    points: Points | None


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule file, checked."""

    rule: Rule
    checks: tuple[Check, ...]
    since: str | None
    until: str | None
    profiles: tuple[str, ...]
    node: Node

    @property
    def examples(self) -> dict[str, list[Node]]:
        """The cases of `pass`, `fail` and `also`."""
        cases = self.node.mapping()["examples"].mapping(CASES)
        return {name: listed.sequence() for name, listed in cases.items()}


@dataclass(slots=True)
class Shelf:
    """What a rule file may refer to."""

    basis: dict[str, Basis]
    parameters: Parameters


def read_definition(node: Node, file: str, shelf: Shelf) -> Definition:
    """Check one rule file; `file` is its path inside the rules folder."""
    keys = node.mapping(KEYS)
    for needed in ("code", "title", "severity", "basis", "over", "message", "suggest", "examples"):
        if needed not in keys:
            raise node.error(f"规则缺少 {needed}。")
    if ("assert" in keys) == ("fault" in keys):
        raise node.error("assert（必须成立）和 fault（错误本身）要有且只有一个。")
    path = PurePosixPath(file)
    if not _ID.fullmatch(path.stem):
        raise node.error(f"文件名 {path.stem} 应是小写字母、数字和短横线。")
    rule = _rule(keys, path, shelf)
    _check_examples(keys)
    variants: list[tuple[str, str] | None] = [*_each(keys)] or [None]
    return Definition(
        rule,
        tuple(_check(keys, rule.over, variant, shelf) for variant in variants),
        keys["since"].day().isoformat() if "since" in keys else None,
        keys["until"].day().isoformat() if "until" in keys else None,
        _profiles(keys, shelf),
        node,
    )


def _rule(keys: Mapping[str, Node], path: PurePosixPath, shelf: Shelf) -> Rule:
    severity, over = keys["severity"].string(), keys["over"].string()
    if severity not in set(Severity):
        raise keys["severity"].error("severity 应为 error、warning、note 之一。")
    if over not in GRAINS:
        raise keys["over"].error(f"over 应为 {'、'.join(GRAINS)} 之一{nearest(over, GRAINS)}")
    if not _CODE.fullmatch(keys["code"].string()):
        raise keys["code"].error("code 应写成 EXEC-01 的形式。")
    parts = ("where", "when", "needs", "let", "assert", "fault")
    shown = [f"{key}: {_text(keys[key])}" for key in parts if key in keys]
    return Rule(
        path.stem,
        keys["code"].string(),
        keys["title"].string(),
        Severity(severity),
        over,
        path.parent.name,
        cited(keys["basis"], shelf.basis),
        "\n".join(shown),
        keys["suggest"].string().strip(),
        keys["explained_by"].strings() if "explained_by" in keys else (),
        path.as_posix(),
    )


def _text(node: Node) -> str:
    if isinstance(node.value, dict):
        return "".join(f"\n  {name}: {' '.join(item.text.split())}" for name, item in node.value.items())
    return " ".join(node.text.split())


def _check_examples(keys: Mapping[str, Node]) -> None:
    examples = keys["examples"].mapping(CASES)
    for needed in ("pass", "fail"):
        if needed not in examples or not examples[needed].sequence():
            raise keys["examples"].error(f"examples 里要有 {needed} 的例子。")


def _each(keys: Mapping[str, Node]) -> list[tuple[str, str]]:
    """The pairs of variable and column that the rule is written out for."""
    if "each" not in keys:
        return []
    entries = keys["each"].mapping()
    if len(entries) != 1:
        raise keys["each"].error("each 只能有一个变量，如 {c: [budget, executed]}。")
    variable, listed = next(iter(entries.items()))
    table = TABLES[keys["over"].string()]
    for item in listed.sequence():
        if table.column(item.string()) is None:
            raise item.error(f"{table.name} 没有名为 {item.text} 的列{nearest(item.text, columns(table))}")
    return [(variable, item.text) for item in listed.sequence()]


def _profiles(keys: Mapping[str, Node], shelf: Shelf) -> tuple[str, ...]:
    named = keys["profiles"].strings() if "profiles" in keys else ()
    for profile in named:
        if profile not in shelf.parameters.profiles:
            raise keys["profiles"].error(
                f"没有名为 {profile} 的口径{nearest(profile, shelf.parameters.profiles)}"
            )
    return named


def _check(keys: Mapping[str, Node], over: str, variant: tuple[str, str] | None, shelf: Shelf) -> Check:
    names = Names(TABLES[over], shelf.parameters.kinds())

    def source(node: Node) -> Source:
        whole = Source.of(node)
        return whole.with_column(*variant) if variant else whole

    for name, node in keys["where"].mapping().items() if "where" in keys else ():
        names.sets[_fresh(name, node, names)] = _row_set(name, source(node), names)
    for name, node in keys["let"].mapping().items() if "let" in keys else ():
        names.lets[_fresh(name, node, names)] = check(source(node), names)
    test = keys.get("assert") or keys["fault"]
    slots = (ROWS, COUNT) if "collect" in keys else ()
    row = read_template(keys["row"], names, variant) if "row" in keys else ()
    return Check(
        over,
        variant[1] if variant else None,
        condition(source(keys["when"]), names) if "when" in keys else None,
        _needs(source(keys["needs"]), names) if "needs" in keys else None,
        condition(source(test), names),
        "fault" in keys,
        dict(names.lets),
        _cell(keys, variant, names),
        read_template(keys["message"], names, variant, slots),
        read_template(keys["suggest"], names, variant),
        row,
        _collect(keys["collect"], names) if "collect" in keys else None,
        _points(keys["points"], names) if "points" in keys else None,
    )


def _fresh(name: str, node: Node, names: Names) -> str:
    if not _NAME.fullmatch(name):
        raise node.error(f"名字 {name} 应是小写字母、数字和下划线。")
    if name in names.own() or name in names.sets or name in TABLES or name in names.scopes():
        raise node.error(f"名字 {name} 与列、子表或别的名字相同，请换一个。")
    return name


def _row_set(name: str, source: Source, names: Names) -> RowSet:
    """A named set: the condition is checked as the filter of a count over its table."""
    prefixes = [prefix for prefix in _SET_COLUMN.findall(source.text) if names.rows(prefix)]
    if not prefixes:
        raise source.error(f"集合 {name} 里要有子表的列，如 funds.breakdown = 'source'。")
    rows = names.rows(prefixes[0])
    assert rows is not None
    opening = f"count({prefixes[0]}.row) filter (where "
    counted = check(Source(source.node, f"{opening}{source.text})", source.start - len(opening)), names)
    filter_ = counted.args[1]
    if counted.op is not Op.AGGREGATE or filter_ is None or filter_.type is not Type.BOOLEAN:
        raise source.error(f"集合 {name} 应是条件（真或假）。")
    return RowSet(rows[0], filter_)


def _needs(source: Source, names: Names) -> Term:
    """`needs: complete` means the form's, where the grain has no such column."""
    bare = source.text.strip()
    if bare == "complete" and names.column(bare) is None:
        return condition(Source(source.node, "form.complete", source.start), names)
    return condition(source, names)


def _cell(keys: Mapping[str, Node], variant: tuple[str, str] | None, names: Names) -> str | None:
    if "cell" not in keys:
        return variant[1] if variant else None
    node = keys["cell"]
    name = node.string().replace(f"@{variant[0]}", variant[1]) if variant else node.string()
    if names.grain.column(name) is None:
        raise node.error(f"{names.grain.name} 没有名为 {name} 的列{nearest(name, columns(names.grain))}")
    return name


def _points(node: Node, names: Names) -> Points:
    """`late.target`: the rows of the set `late`, each at its target."""
    name, _, column = node.string().partition(".")
    rows = names.sets.get(name)
    if rows is None or TABLES[rows.table].column(column) is None:
        raise node.error("points 应写成 集合.列，如 late.target；集合写在 where 里。")
    return Points(rows.table, column, check(Source(node, f"list({name}.row)", 0), names))


def _collect(node: Node, names: Names) -> Collect:
    if isinstance(node.value, list):
        return Collect(keys=tuple(check(Source.of(item), names) for item in node.value))
    if isinstance(node.value, dict):
        many = node.mapping(("form",))["form"] if "form" in node.value else None
        match = re.fullmatch(r"over (\d{1,3})", many.string()) if many else None
        if match is None:
            raise node.error("collect 应写成 form、{form: over 5} 或 [form.unit, score]。")
        return Collect(int(match[1]))
    if node.string() != "form":
        raise node.error("collect 应写成 form、{form: over 5} 或 [form.unit, score]。")
    return Collect()

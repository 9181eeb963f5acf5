"""A checked rule to what DuckDB runs: plain JSON, kept by the rulebook's cache."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from audit.engine.code import code_of, is_exact
from audit.engine.dialect import Writer
from audit.engine.entries import KEY
from audit.engine.formula import formula
from audit.engine.patterns import pattern_fault
from audit.engine.sources import Sources, looks_beyond
from audit.model.identity import digest
from audit.model.schema import Type
from audit.rulebook.definition import Check, Collect, Definition, Points
from audit.rulebook.template import Slot, Template
from audit.rulebook.term import Op, Term

MAX_SQL = 200_000


def compile_rule(definition: Definition) -> dict[str, Any]:
    """Everything the engine needs of a rule; a rule too large once written out is refused."""
    for pattern in sorted(_patterns(definition)):
        if (fault := pattern_fault(pattern)) is not None:
            raise definition.node.error(f"模式 {pattern[:40]} 不合 RE2 语法：{fault}。")
    checks = [_compiled(definition.rule.id, check) for check in definition.checks]
    if sum(len(check[part] or "") for check in checks for part in ("when", "needs", "test")) > MAX_SQL:
        raise definition.node.error("规则展开后过长，请拆成几条。")
    return {
        "key": digest(repr(definition.rule), *(check["key"] for check in checks)),
        "checks": checks,
        "since": definition.since,
        "until": definition.until,
        "profiles": list(definition.profiles),
    }


def _patterns(definition: Definition) -> set[str]:
    """Every regular expression of a rule."""
    found = set()
    for check in definition.checks:
        texts = [part for part in (*check.message, *check.suggest, *check.row) if isinstance(part, Term)]
        for term in filter(None, (check.when, check.needs, check.test, *check.lets.values(), *texts)):
            for inner in term.walk():
                if inner.op is Op.CALL and inner.name in ("matches", "strip", "captures"):
                    assert inner.args[1] is not None
                    found.add(str(inner.args[1].value))
    return found


def _compiled(rule: str, check: Check) -> dict[str, Any]:
    """The check with a digest of all that it says, its code, and whether it looks beyond the form."""
    shown = Outputs(check.grain)
    said = _check(check, shown)
    key = digest(rule, json.dumps(said, ensure_ascii=False, sort_keys=True))[:KEY]
    return {"key": key, "wide": looks_beyond(said), "code": code_of(check, key, shown.terms), **said}


def _check(check: Check, shown: Outputs) -> dict[str, Any]:
    sources = Sources()
    writer = Writer(sources, check.grain)
    named = dict(_evidence(check))
    evidence = {name: shown.add(term) for name, term in named.items()}
    expected = check.lets.get("expected")
    return {
        "grain": check.grain,
        "column": check.column,
        "cell": check.cell,
        "when": writer.truth(check.when) if check.when else None,
        "unreadable": writer.unreadable(check.when) if check.when else None,
        "needs": writer.truth(check.needs) if check.needs else None,
        "test": writer.truth(check.test),
        "fault": check.is_fault,
        "sources": _plain(sources),
        "evidence": evidence,
        "written": [evidence[name] for name in sorted(named) if _written(named[name])],
        "expected": shown.add(expected) if expected else None,
        "message": shown.template(check.message),
        "suggest": shown.template(check.suggest),
        "row": shown.template(check.row),
        "formula": shown.template(formula(check) or ()),
        "collect": _collect(check.collect, shown),
        "points": _points(check.points, shown),
        "needed": sorted({_name(t) for t in _named(check.test) if t.op is Op.COLUMN}),
        "needed_first": sorted({_name(t) for t in _named(check.needs) if t.op is Op.COLUMN}),
        "outputs": shown.outputs,
        "shown_sources": _plain(shown.sources),
    }


class Outputs:
    """The expressions that findings of a check show, each computed once."""

    def __init__(self, grain: str) -> None:
        self.sources = Sources()
        self.writer = Writer(self.sources, grain)
        self.outputs: list[dict[str, Any]] = []
        self.terms: list[Term] = []

    def add(self, term: Term) -> int:
        """The place of a term among the outputs."""
        sql = self.writer.write(term)
        if term.has(Op.CALL):
            sql = f"TRY({sql})"
        known = [output["sql"] for output in self.outputs]
        if sql not in known:
            self.outputs.append({"sql": sql, "type": str(term.type or Type.TEXT), "exact": is_exact(term)})
            self.terms.append(term)
            return len(self.outputs) - 1
        return known.index(sql)

    def template(self, template: Template) -> list[Any]:
        """A text with the places of its expressions instead of them."""
        return [self._part(part) for part in template]

    def _part(self, part: str | Slot | Term) -> Any:
        if isinstance(part, Term):
            return self.add(part)
        return [part.name] if isinstance(part, Slot) else part


def _collect(collect: Collect | None, shown: Outputs) -> dict[str, Any] | None:
    if collect is None:
        return None
    return {"over": collect.over, "keys": [shown.add(key) for key in collect.keys]}


def _points(points: Points | None, shown: Outputs) -> dict[str, Any] | None:
    if points is None:
        return None
    return {"table": points.table, "column": points.column, "rows": shown.add(points.rows)}


def _named(term: Term | None) -> Iterator[Term]:
    """The lets and columns that an expression names, and those that its lets name."""
    if term is not None:
        for inner in term.walk(lambda t: t.op is not Op.AGGREGATE):
            if inner.op in (Op.COLUMN, Op.LET) and inner.type is not None:
                yield inner


def _evidence(check: Check) -> Iterator[tuple[str, Term]]:
    """Every column and let that the conditions and the message name, by name."""
    shown = [part for part in (*check.message, *check.row) if isinstance(part, Term)]
    for term in (check.when, check.needs, check.test, *shown):
        for named in _named(term):
            yield _name(named), named


def _written(term: Term) -> bool:
    """Whether a figure stands on the form itself: what makes a finding the same or a changed one."""
    return term.op is Op.COLUMN and term.type is not Type.BOOLEAN


def _name(term: Term) -> str:
    return f"{term.scope}.{term.name}" if term.scope else term.name


def _plain(sources: Sources) -> dict[str, Any]:
    return {
        "columns": sources.columns,
        "parameters": sources.parameters,
        "aggregates": sources.aggregates,
        "windows": sources.windows,
    }

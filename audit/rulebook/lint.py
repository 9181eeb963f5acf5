"""What is suspicious about rules that load: figures nobody sees, columns that may be blank, unused names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from audit.model.schema import Type
from audit.rulebook.book import Rulebook
from audit.rulebook.definition import Check, Definition
from audit.rulebook.folders import PARAMETERS
from audit.rulebook.logic import broken_bands, contradictions, gaps, normal
from audit.rulebook.nulls import may_be_blank
from audit.rulebook.template import terms
from audit.rulebook.term import Op, Term
from audit.yamlfile import Node, load_yaml

_COMPARISONS = ("<", "<=", ">", ">=", "between")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at, and where it stands."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def lint(rulebook: Rulebook) -> list[Problem]:
    """Everything suspicious; the rulebook must hold its definitions, not come from the cache."""
    problems = [problem for definition in rulebook.definitions for problem in _of_rule(definition)]
    used = {name for definition in rulebook.definitions for name in _parameters(definition)}
    unused = [name for name in rulebook.parameters.by_name if name not in used]
    problems += [Problem("parameters.yaml", 1, f"参数 {name} 没有规则用到。") for name in unused]
    for parameter in rulebook.parameters.by_name.values():
        for said in broken_bands(parameter):
            problems.append(Problem("parameters.yaml", 1, f"参数 {parameter.name}：{said}。"))
    return [*problems, *_windows(rulebook), *_words(rulebook), *_alike(rulebook)]


def _words(rulebook: Rulebook) -> Iterator[Problem]:
    """Lists of words that no amount takes, and words that stand twice in a list."""
    for root in sorted({_root(definition) for definition in rulebook.definitions}):
        taken = {name for file in root.rglob(PARAMETERS) for name in _taken(file)}
        for file in sorted(root.rglob("words/*.yaml")):
            shown = file.relative_to(root).as_posix()
            if file not in taken:
                yield Problem(shown, 1, "没有参数用到这个词表。")
            seen: set[str] = set()
            for item in load_yaml(file).sequence():
                word = item.mapping()["word"].text if isinstance(item.value, dict) else item.text
                if word in seen:
                    yield Problem(shown, item.line, f"“{word}”写了两遍。")
                seen.add(word)


def _root(definition: Definition) -> Path:
    """The rules folder that a rule comes from."""
    return Path(definition.node.file).parents[len(PurePosixPath(definition.rule.file).parts) - 1]


def _taken(parameters: Path) -> Iterator[Path]:
    """The lists of words that a file of amounts takes."""
    for node in load_yaml(parameters).mapping().values():
        keys = node.mapping()
        for entry in (node, *(keys["values"].sequence() if "values" in keys else ())):
            if "words" in entry.mapping():
                yield parameters.parent / entry.mapping()["words"].text


def _alike(rulebook: Rulebook) -> Iterator[Problem]:
    """Rules with the same condition that exist side by side."""
    known: dict[object, list[Definition]] = {}
    for definition in rulebook.definitions:
        for said in {normal(check) for check in definition.checks}:
            for other in known.setdefault(said, []):
                if _together(definition, other):
                    message = f"条件与 {other.rule.id} 相同，合成一条，或写明区别。"
                    yield _problem(definition.node, message)
            known[said].append(definition)


def _together(one: Definition, other: Definition) -> bool:
    """Whether there can be a form that both rules exist for."""
    profiles = not one.profiles or not other.profiles or set(one.profiles) & set(other.profiles)
    first, last = max(one.since or "", other.since or ""), min(one.until or "9", other.until or "9")
    return bool(profiles) and first <= last and one is not other


def _of_rule(definition: Definition) -> Iterator[Problem]:
    keys = definition.node.mapping()
    check = definition.checks[0]
    if not _figures(check) and _compares(check.test):
        yield _problem(keys["message"], "message 里没有数，写上填报数和应有数。")
    test = keys.get("assert") or keys["fault"]
    blank = sorted({name for each in definition.checks for name in may_be_blank(each)})
    if blank:
        yield _problem(
            test, f"{'、'.join(blank)} 可能空白，空白时结论为未能判断；在 when 里排除，或用 is null 写明。"
        )
    for name, node in keys["let"].mapping().items() if "let" in keys else ():
        if name not in _lets(check):
            yield _problem(node, f"let 的 {name} 没有用到。")
    if definition.since and definition.until and definition.since > definition.until:
        yield _problem(keys["until"], "until 早于 since。")
    for each in definition.checks:
        for name in contradictions(each):
            yield _problem(test, f"{name} 的上下限互相矛盾，没有数能成立。")
        for name in gaps(each):
            yield _problem(test, f"{name} 的两段之间漏了分界的那个数；本意如此就写成 <>。")
    if check.collect is not None and not check.collect.keys and not check.row:
        yield _problem(keys["collect"], "collect 要有 row：每一行怎么写。")


def _windows(rulebook: Rulebook) -> Iterator[Problem]:
    """Windows that do not say whose forms they range over: they mix all offices, or mean one form alone."""
    for definition in rulebook.definitions:
        terms_ = (term for check in definition.checks for term in _every(check))
        keys = [term.args[2:] for term in terms_ if term.op is Op.WINDOW]
        if any(not any(key and any(map(_is_whose, key.columns())) for key in each) for each in keys):
            message = "over (partition by …) 没有按单位或项目分组，各单位会混在一起；只看一张表的改用合计。"
            yield _problem(definition.node, message)


def _is_whose(column: Term) -> bool:
    return column.name in ("unit", "department", "project_name", "project_code")


def _problem(node: Node, message: str) -> Problem:
    return Problem(node.file, node.line, message)


def _figures(check: Check) -> list[Term]:
    return [*terms(check.message), *terms(check.row)]


def _compares(test: Term) -> bool:
    return any(
        term.op is Op.CALL
        and term.name in _COMPARISONS
        and any(arg.type is not Type.DATE for arg in term.inner())
        for term in test.walk()
    )


def _every(check: Check) -> Iterator[Term]:
    """Every term of a check that is used for something."""
    texts = (*terms(check.message), *terms(check.suggest), *terms(check.row))
    keys = check.collect.keys if check.collect else ()
    expected = [check.lets["expected"]] if "expected" in check.lets else []
    for term in filter(None, (check.when, check.needs, check.test, *texts, *keys, *expected)):
        yield from term.walk()


def _lets(check: Check) -> set[str]:
    return {term.name for term in _every(check) if term.op is Op.LET} | {"expected"}


def _parameters(definition: Definition) -> set[str]:
    return {term.name for check in definition.checks for term in _every(check) if term.op is Op.PARAMETER}

"""A check as the code of a Python function, kept with the rule; none where only the database will do."""

from __future__ import annotations

import base64
import marshal
from collections.abc import Callable, Sequence
from functools import partial

from audit.engine.digits import FAILED, FINDING, PASSED, UNDECIDED
from audit.engine.entries import ENTRY, NOTHING, PART
from audit.engine.operators import operands
from audit.engine.script import OF_ROW, OnlySql, Script
from audit.model.schema import Type
from audit.rulebook.definition import Check
from audit.rulebook.term import NUMERIC, Op, Term

ROUNDING = ("*", "/", "round", "similarity")
"""Operations after which a figure is shown with two decimals; anything else is shown as it is."""


def code_of(check: Check, key: str, outputs: Sequence[Term]) -> str | None:
    """The code that judges the rows of one form, as text: see `python` for how it is called."""
    try:
        source = _source(check, key, outputs)
        compiled = compile(source, f"<{key}>", "exec", dont_inherit=True, optimize=2)
    except (OnlySql, SyntaxError, RecursionError, MemoryError):
        return None
    return base64.b64encode(marshal.dumps(compiled)).decode()


def is_exact(term: Term) -> bool:
    """Whether a figure is shown as it is."""
    return not any(t.op is Op.CALL and t.name in ROUNDING for t in term.walk())


_CHECK = """\
def check(asked, place, W):
    for rows, F, P, of_form, parents, prior, before, told, own in asked:
        A, worst = of_form, own[place]
        {nothing}
        try:
            if {passed_by}: continue
        except ArithmeticError: pass
        for r in rows:
            {first}
            try:
                if not {applies}:
                    {passed_over}
                else:
                    {later}
                    {judged}
            except ArithmeticError:
                said = {failed}
            if said > worst: worst = said
            if said == {finding}:
                {figures}
                told(f'{start}{finding}{part}{{r["row"]}}{shown}')
            else: told(f'{start}{{said}}{part}{{r["row"]}}')
        own[place] = worst


check.patterns, check.windows = {patterns!r}, {windows!r}
"""
"""A check: the rows that it passes over, what is `said` of those not in order, and what they show."""


def _source(check: Check, key: str, outputs: Sequence[Term]) -> str:
    script, when = Script(check.grain), check.when
    passed_by = [_apart(script, script.false, part) for part in _of_form(script, when)]
    applies = script.true(when) if when else "True"
    with script.apart():
        passed_over = _passed_over(script, when)
    script.assume(applies, True)
    gated = len(script.kept)
    judged = _judged(script, check)
    judging, others = len(script.kept), [*script.others.values()]
    tried = [*script.tried(outputs)]
    figures = [_apart(script, partial(_figure, script, number), term) for number, term in enumerate(outputs)]
    if check.collect is not None:
        keys = enumerate(check.collect.keys, len(outputs))
        figures += [_apart(script, partial(_plainly, script, number), term) for number, term in keys]
    shown = "".join(f"{PART}{{f{number}}}" for number in range(len(figures)))
    figures = [*script.others.values(), script.nothing(judging), *tried, *figures]
    row = ["A = of_form.of(r)"] if check.grain in OF_ROW else []
    filled = _CHECK.format(
        nothing=script.nothing_of_form(),
        figures=_lines(figures, 16),
        shown=shown,
        start=ENTRY + key,
        part=PART,
        passed_by=" or ".join(passed_by) or "False",
        first="; ".join(filter(None, (*row, *others, script.nothing(0, gated)))),
        applies=applies,
        passed_over=_lines(passed_over, 20),
        later=script.nothing(gated, judging),
        judged=_lines(judged, 20),
        finding=FINDING,
        failed=FAILED,
        patterns=script.patterns,
        windows=[*script.windows],
    )
    return "".join((*script.functions.values(), *script.windows.values(), filled))


def _of_form(script: Script, when: Term | None) -> list[Term]:
    """The conditions that are the same for all rows of a form."""
    return [part for part in operands(when, "and") if script.of_form(part)] if when else []


def _apart(script: Script, write: Callable[[Term], str], term: Term) -> str:
    """What may be broken off, so that nothing behind it counts on it."""
    with script.apart():
        return write(term)


def _lines(statements: Sequence[str], indented: int) -> str:
    """Statements below the first, which stands where it is put."""
    return "\n".join(statements).replace("\n", "\n" + " " * indented)


def _passed_over(script: Script, when: Term | None) -> list[str]:
    """What is said of a row that a check does not apply to: nobody knows where a cell cannot be read."""
    unreadable = script.unreadable(when) if when else None
    if when is None or unreadable is None:
        return ["continue"]
    return [f"if not {unreadable} or {script.false(when)}: continue", f"said = {UNDECIDED}"]


def _judged(script: Script, check: Check) -> list[str]:
    """The lines that find what is `said` of the others."""
    first, second = (script.false, script.true) if check.is_fault else (script.true, script.false)
    needed = []
    if check.needs is not None:
        needs = script.true(check.needs)
        script.assume(needs, True)
        needed = [f"if not {needs}: said = {UNDECIDED}"]
    passes = first(check.test)
    script.assume(passes, False)
    lines = [f"{'el' if needed else ''}if {passes}:", f"    worst = worst or {PASSED}", "    continue"]
    if script.is_sure(check.test):
        return [*needed, *lines, f"else: said = {FINDING}"]
    fails = second(check.test)
    script.assume(fails, True)
    return [*needed, *lines, f"elif {fails}: said = {FINDING}", f"else: said = {UNDECIDED}"]


def _figure(script: Script, number: int, term: Term) -> str:
    """The statement that names a figure as people read it; one that breaks is none."""
    value = script.value(term)
    if term.type is Type.BOOLEAN:
        shown = "yes"
    elif term.type not in NUMERIC:
        shown = "str" if term.type is Type.DATE else "cut"
    elif is_exact(term):
        shown = "figure"
    else:
        shown = "share" if term.type is Type.RATIO else "points"
    said = f"f{number} = {shown}(v) if (v := {value}) is not None else {NOTHING!r}"
    return f"try: {said}\nexcept ArithmeticError: f{number} = {NOTHING!r}"


def _plainly(script: Script, number: int, term: Term) -> str:
    """The statement that names what tells groups of rows apart: alike where the values are."""
    shown = "figure" if term.numeric else "str"
    return f"f{number} = {shown}(v) if (v := {script.value(term)}) is not None else {NOTHING!r}"

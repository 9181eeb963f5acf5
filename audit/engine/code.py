"""A check as the code of a Python function, kept with the compiled rule; none where only the database will do."""

from __future__ import annotations

import base64
import marshal
from collections.abc import Sequence
from textwrap import indent

from audit.engine.digits import FAILED, FINDING, NOT_APPLICABLE, PASSED, UNDECIDED
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


def _source(check: Check, key: str, outputs: Sequence[Term]) -> str:
    script = Script(check.grain)
    applies = _applies(script, check)
    gated = len(script.kept)
    judged = _judged(script, check)
    figures = [_figure(script, number, term) for number, term in enumerate(outputs)]
    if check.collect is not None:
        figures += [_plainly(script, len(outputs) + number, key) for number, key in enumerate(check.collect.keys)]
    shown = "".join(indent(figure, " " * 8) for figure in figures)
    entry = "".join(f"{PART}{{f{number}}}" for number in range(len(figures)))
    passed_by = [script.false(part) for part in _operands_of(check.when) if script.of_form(part)]
    before = f"    try:\n        if {' or '.join(passed_by)}: return {NOT_APPLICABLE}\n    except ArithmeticError: pass\n"
    later = script.nothing(gated)
    lines = [*applies, *(f"    {line}" if applies else line for line in (later, *judged))]
    body = "".join(f"            {line}\n" for line in lines)
    start = ["A = of_form.of(r)" if check.grain in OF_ROW else "pass", script.nothing(0, gated)]
    start += filter(None, script.others.values())
    return "".join((*script.functions.values(), *script.windows.values())) + (
        f"def check(rows, F, P, of_form, parents, prior, before, W, told):\n    A = of_form\n"
        f"    {script.nothing(0)}\n{before if passed_by else ''}"
        f"    worst = {NOT_APPLICABLE}\n    for r in rows:\n        {'; '.join(start)}\n        try:\n{body}"
        f"        except ArithmeticError:\n            said = {FAILED}\n"
        f"        if said > worst: worst = said\n        if said <= {PASSED}: continue\n"
        f"        if said != {FINDING}:\n            told(f'{ENTRY}{key}{{said}}{PART}{{r[\"row\"]}}')\n            continue\n"
        f"{shown}        told(f'{ENTRY}{key}{FINDING}{PART}{{r[\"row\"]}}{entry}')\n"
        f"    return worst\n"
        f"check.patterns, check.windows = {script.patterns!r}, {[*script.windows]!r}\n"
    )


def _operands_of(when: Term | None) -> list[Term]:
    """What must all hold for a check to apply."""
    return [*operands(when, "and")] if when is not None else []


def _applies(script: Script, check: Check) -> list[str]:
    """The lines that pass over the rows that a check does not apply to."""
    if check.when is None:
        return []
    unreadable, said = script.unreadable(check.when), str(NOT_APPLICABLE)
    if unreadable:
        said = f"{UNDECIDED} if {unreadable} and not {script.false(check.when)} else {NOT_APPLICABLE}"
    return [f"if not {script.true(check.when)}: said = {said}", "else:"]


def _judged(script: Script, check: Check) -> list[str]:
    """The lines that find what is `said` of the others."""
    first, second = (script.false, script.true) if check.is_fault else (script.true, script.false)
    lines = [f"if {first(check.test)}: said = {PASSED}", f"elif {second(check.test)}: said = {FINDING}"]
    if check.needs is not None:
        lines = [f"if not {script.true(check.needs)}: said = {UNDECIDED}", f"el{lines[0]}", lines[1]]
    return [*lines, f"else: said = {UNDECIDED}"]


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
    said = f"f{number} = {shown}(v) if (v := {value}) is not None else {NOTHING!r}\n"
    return f"try: {said}except ArithmeticError: f{number} = {NOTHING!r}\n"


def _plainly(script: Script, number: int, term: Term) -> str:
    """The statement that names what tells groups of rows apart: alike where the values are."""
    shown = "figure" if term.numeric else "str"
    return f"f{number} = {shown}(v) if (v := {script.value(term)}) is not None else {NOTHING!r}\n"

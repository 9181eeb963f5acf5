"""Rows that a check hits to findings: texts filled in, cells found, identities made, causes linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audit.engine.sheet import Sheet
from audit.engine.show import fill, show
from audit.engine.verdicts import Ruling
from audit.model.finding import Finding
from audit.model.form import CellRef, Form
from audit.model.identity import digest, locator

SEPARATOR = "；"
"""Between the rows that one message lists."""

LISTED = 30
"""So many rows stand in a message."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that a check hits, with the figures that its finding shows."""

    form: int
    row: int
    values: tuple[Any, ...]
    texts: tuple[str, ...]

    @property
    def key(self) -> tuple[int, int]:
        """Which row of which form."""
        return self.form, self.row


@dataclass(slots=True)
class Drawn:
    """A finding with the rows that it covers."""

    ruling: Ruling
    finding: Finding
    keys: frozenset[tuple[int, int]]
    forms: frozenset[int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A row as people call it, and the cell that a finding points at."""

    name: str
    cell: CellRef | None


class Desk:
    """The forms at hand and their identities; one of them lies open."""

    def __init__(self, forms: Sequence[Form], identities: Sequence[str]) -> None:
        self.forms, self.identities = forms, identities
        self._open: tuple[int, Sheet] | None = None
        self._spots: dict[tuple[int, str, int, str | None], Spot] = {}

    def note(self, found: Iterable[tuple[Ruling, Sequence[Line]]]) -> None:
        """Look up the rows of findings across forms, form by form, so that each is opened once."""
        wanted = {
            (line.form, ruling.check["grain"], line.row, ruling.check["cell"])
            for ruling, lines in found
            for line in lines
        }
        for key in sorted(wanted, key=lambda key: key[0]):
            self._spots[key] = self._look(*key)

    def spot(self, ruling: Ruling, line: Line) -> Spot:
        """The row of a line, noted before or looked up now."""
        key = (line.form, ruling.check["grain"], line.row, ruling.check["cell"])
        return self._spots.get(key) or self._look(*key)

    def _look(self, form: int, grain: str, row: int, column: str | None) -> Spot:
        sheet = self.sheet(form)
        return Spot(sheet.name(grain, row), sheet.cell(grain, row, column))

    def sheet(self, form: int) -> Sheet:
        """A form, opened; go through the forms in order, for each is unpacked when it is opened."""
        if self._open is None or self._open[0] != form:
            self._open = form, Sheet(self.forms[form])
        return self._open[1]


def lines_of(
    check: Mapping[str, Any], shown: Iterable[Sequence[Any]], kept: set[tuple[int, int]]
) -> list[Line]:
    """The rows hit, as `shown` by the database, without those that the rule does not exist for."""
    outputs = check["outputs"]
    return [
        Line(form, row, tuple(values), tuple(map(show, values, outputs)))
        for form, row, *values in shown
        if (form, row) in kept
    ]


def draw(desk: Desk, ruling: Ruling, lines: Sequence[Line]) -> Iterator[Drawn]:
    """The findings of one check on the rows of one form, or of all forms where it collects by keys."""
    collect = ruling.check["collect"]
    if collect is not None and collect["keys"]:
        for group in _grouped(lines, collect["keys"]):
            yield _many(desk, ruling, group)
    elif collect is not None and len(lines) > max(collect["over"], 1):
        yield _many(desk, ruling, lines)
    else:
        yield from (_one(desk, ruling, line) for line in lines)


def explain(own: Sequence[Drawn], others: Sequence[Drawn]) -> list[Drawn]:
    """Link each finding to the first of its causes that was found, in the order the rule names them.

    A finding of several rows is explained only where its causes cover them all.
    """
    by_rule: dict[str, list[Drawn]] = {}
    for item in (*own, *others):
        by_rule.setdefault(item.ruling.rule.id, []).append(item)
    return [_linked(item, by_rule) for item in own]


def _linked(item: Drawn, by_rule: Mapping[str, list[Drawn]]) -> Drawn:
    for cause_id in item.ruling.rule.explained_by:
        causes = [cause for cause in by_rule.get(cause_id, ()) if _touch(cause, item)]
        if causes and (
            not _same_grain(causes[0], item) or item.keys <= frozenset().union(*(c.keys for c in causes))
        ):
            return replace(item, finding=replace(item.finding, explained_by=causes[0].finding.fingerprint))
    return item


def _touch(cause: Drawn, item: Drawn) -> bool:
    """Whether they share a row, or a form where they speak of different kinds of rows."""
    if _same_grain(cause, item):
        return not cause.keys.isdisjoint(item.keys)
    return not cause.forms.isdisjoint(item.forms)


def _same_grain(cause: Drawn, item: Drawn) -> bool:
    return bool(cause.ruling.check["grain"] == item.ruling.check["grain"])


def _one(desk: Desk, ruling: Ruling, line: Line) -> Drawn:
    check, sheet = ruling.check, desk.sheet(line.form)
    grain, column = check["grain"], check["cell"]
    evidence = {name: line.texts[index] for name, index in check["evidence"].items()}
    identity = desk.identities[line.form]
    place = digest(ruling.rule.id, identity, sheet.meaning(grain, line.row), column or "")
    finding = Finding(
        rule=ruling.rule,
        at=locator(grain, sheet.row(grain, line.row)),
        field=column,
        cell=sheet.cell(grain, line.row, column),
        found=sheet.found(grain, line.row, column),
        expected=_expected(check, line),
        message=fill(check["message"], line.texts, {"rows": fill(check["row"], line.texts), "count": "1"}),
        suggest=fill(check["suggest"], line.texts),
        evidence=evidence,
        place=place,
        fingerprint=digest(place, *_written(check, line)),
        formula=_formula(check, line),
    )
    return Drawn(ruling, finding, frozenset((line.key,)), frozenset((line.form,)))


def _many(desk: Desk, ruling: Ruling, lines: Sequence[Line]) -> Drawn:
    check, first = ruling.check, lines[0]
    column, keys = check["cell"], check["collect"]["keys"]
    spots = [desk.spot(ruling, line) for line in lines]
    names = [spot.name for spot in spots]
    texts = [fill(check["row"], line.texts) or name for line, name in zip(lines, names, strict=True)]
    evidence = _evidence(names, texts)
    if keys:
        evidence |= {name: first.texts[index] for name, index in check["evidence"].items()}
    whole = [first.texts[key] for key in keys] or [desk.identities[first.form]]
    place = digest(ruling.rule.id, "form", column or "", *whole)
    finding = Finding(
        rule=ruling.rule,
        at="form",
        field=column,
        cell=spots[0].cell,
        found=None,
        expected=None,
        message=fill(check["message"], first.texts, {"rows": _listed(texts), "count": str(len(lines))}),
        suggest=fill(check["suggest"], first.texts),
        evidence=evidence,
        place=place,
        fingerprint=digest(place, *sorted("\1".join(_written(check, line)) for line in lines)),
        rows=tuple(names),
        marks=tuple(spot.cell for spot in spots if spot.cell is not None),
        forms=tuple(dict.fromkeys(desk.forms[line.form].id for line in lines)) if keys else (),
    )
    return Drawn(
        ruling, finding, frozenset(line.key for line in lines), frozenset(line.form for line in lines)
    )


def _grouped(lines: Sequence[Line], keys: Sequence[int]) -> list[list[Line]]:
    groups: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(tuple(line.values[key] for key in keys), []).append(line)
    return list(groups.values())


def _evidence(names: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """What is said of each row; rows of one name are numbered."""
    evidence: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for name, text in zip(names, texts, strict=True):
        seen[name] += 1
        evidence[name if seen[name] == 1 else f"{name} ({seen[name]})"] = text
    return evidence


def _listed(texts: Sequence[str]) -> str:
    """The rows in a message; a long list is cut, `rows` of the finding has them all."""
    if len(texts) <= LISTED:
        return SEPARATOR.join(texts)
    return f"{SEPARATOR.join(texts[:LISTED])} 等 {len(texts)} 处"


def _expected(check: Mapping[str, Any], line: Line) -> str | None:
    index = check["expected"]
    return None if index is None or line.values[index] is None else line.texts[index]


def _formula(check: Mapping[str, Any], line: Line) -> str | None:
    """The formula with its figures; none where a figure is missing."""
    parts = check["formula"]
    if not parts or any(line.values[part] is None for part in parts if isinstance(part, int)):
        return None
    return fill(parts, line.texts)


def _written(check: Mapping[str, Any], line: Line) -> list[str]:
    """What stands on the form, whatever the rule makes of it."""
    return [line.texts[index] for index in check["written"]]

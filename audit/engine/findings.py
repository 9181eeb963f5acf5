"""Rows that a check hits to findings: texts filled in, cells found, identities made, causes linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from audit.engine.cells import cell_of, found_text
from audit.engine.identity import digest, locator, row_identities
from audit.engine.show import fill, show
from audit.engine.verdicts import Ruling
from audit.model.finding import Finding
from audit.model.form import CellRef, Form, Row

SEPARATOR = "；"
"""Between the rows that one message lists."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row that a check hits, with the figures that its finding shows."""

    form: int
    number: int
    row: Row
    values: tuple[Any, ...]
    texts: tuple[str, ...]

    @property
    def key(self) -> tuple[int, int]:
        """Which row of which form."""
        return self.form, self.number


@dataclass(slots=True)
class Drawn:
    """A finding with the rows that it covers; `across` where it stands beside the forms."""

    ruling: Ruling
    finding: Finding
    lines: Sequence[Line]
    across: bool = False

    @property
    def keys(self) -> set[tuple[int, int]]:
        """The rows that it covers."""
        return {line.key for line in self.lines}


@dataclass(slots=True)
class Desk:
    """The forms at hand and their identities."""

    forms: Sequence[Form]
    identities: Sequence[str]
    rows: dict[tuple[int, str], tuple[dict[int, Row], dict[int, str]]] = field(default_factory=dict)

    def row(self, form: int, table: str, number: int) -> Row:
        """A row by its number."""
        return self._indexed(form, table)[0][number]

    def meaning(self, form: int, table: str, number: int) -> str:
        """What a row means, over time."""
        return self._indexed(form, table)[1][number]

    def _indexed(self, form: int, table: str) -> tuple[dict[int, Row], dict[int, str]]:
        known = self.rows.get((form, table))
        if known is None:
            rows = self.forms[form].tables[table]
            numbers = [int(str(row["row"])) for row in rows]
            meanings = row_identities(self.forms[form], table)
            known = dict(zip(numbers, rows, strict=True)), dict(zip(numbers, meanings, strict=True))
            self.rows[form, table] = known
        return known

    def lines(
        self, ruling: Ruling, shown: Iterable[tuple[Any, ...]], kept: set[tuple[int, int]]
    ) -> list[Line]:
        """The rows hit, as `shown` by the database, without those that the rule does not exist for."""
        outputs, grain = ruling.check["outputs"], ruling.check["grain"]
        found = []
        for form, number, *values in shown:
            if (form, number) in kept:
                texts = tuple(show(value, output) for value, output in zip(values, outputs, strict=False))
                found.append(Line(form, number, self.row(form, grain, number), tuple(values), texts))
        return found


def draw(desk: Desk, ruling: Ruling, lines: Sequence[Line]) -> Iterator[Drawn]:
    """The findings of one check."""
    collect = ruling.check["collect"]
    if collect is None:
        yield from (_one(desk, ruling, line) for line in lines)
    elif collect["keys"]:
        for group in _grouped(lines, collect["keys"]):
            yield _many(desk, ruling, group, across=True)
    else:
        for group in _by_form(lines):
            if len(group) > max(collect["over"], 1):
                yield _many(desk, ruling, group)
            else:
                yield from (_one(desk, ruling, line) for line in group)


def explain(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Link each finding to the first of its causes that was found, in the order the rule names them."""
    by_place: dict[tuple[str, int], list[Drawn]] = {}
    for item in drawn:
        for form in dict.fromkeys(line.form for line in item.lines):
            by_place.setdefault((item.ruling.rule.id, form), []).append(item)
    return [_linked(item, by_place) for item in drawn]


def _linked(item: Drawn, by_place: Mapping[tuple[str, int], list[Drawn]]) -> Drawn:
    for cause_id in item.ruling.rule.explained_by:
        for form in dict.fromkeys(line.form for line in item.lines):
            for cause in by_place.get((cause_id, form), ()):
                same_grain = cause.ruling.check["grain"] == item.ruling.check["grain"]
                if not same_grain or cause.keys & item.keys:
                    finding = replace(item.finding, explained_by=cause.finding.fingerprint)
                    return Drawn(item.ruling, finding, item.lines, item.across)
    return item


def _one(desk: Desk, ruling: Ruling, line: Line) -> Drawn:
    check, form = ruling.check, desk.forms[line.form]
    grain, column = check["grain"], check["cell"]
    evidence = {name: line.texts[index] for name, index in check["evidence"].items()}
    meaning = desk.meaning(line.form, grain, line.number)
    place = digest(ruling.rule.id, desk.identities[line.form], meaning, column or "")
    finding = Finding(
        rule=ruling.rule,
        at=locator(grain, line.row),
        field=column,
        cell=cell_of(form, grain, line.row, column),
        found=found_text(form, grain, line.row, column),
        expected=_expected(check, line),
        message=fill(check["message"], line.texts, {"rows": _row_text(check, line), "count": "1"}),
        suggest=fill(check["suggest"], line.texts),
        evidence=evidence,
        place=place,
        fingerprint=digest(place, *_pairs(evidence)),
        formula=_formula(check, line),
    )
    return Drawn(ruling, finding, [line])


def _many(desk: Desk, ruling: Ruling, lines: Sequence[Line], *, across: bool = False) -> Drawn:
    check, first = ruling.check, lines[0]
    grain, column = check["grain"], check["cell"]
    forms = tuple(dict.fromkeys(desk.forms[line.form].id for line in lines))
    names = [_name(desk, grain, line) for line in lines]
    texts = [_row_text(check, line) or name for line, name in zip(lines, names, strict=True)]
    whole = [first.texts[key] for key in check["collect"]["keys"]] or [desk.identities[first.form]]
    evidence = _evidence(names, texts)
    evidence |= {name: first.texts[index] for name, index in check["evidence"].items()} if across else {}
    place = digest(ruling.rule.id, "form", column or "", *whole)
    cells = [cell_of(desk.forms[line.form], grain, line.row, column) for line in lines]
    slots = {"rows": SEPARATOR.join(texts), "count": str(len(lines))}
    finding = Finding(
        rule=ruling.rule,
        at="form",
        field=column,
        cell=cells[0],
        found=None,
        expected=None,
        message=fill(check["message"], first.texts, slots),
        suggest=fill(check["suggest"], first.texts),
        evidence=evidence,
        place=place,
        fingerprint=digest(place, *sorted(_pairs(evidence))),
        rows=tuple(names),
        marks=_marks(cells),
        forms=forms if across else (),
    )
    return Drawn(ruling, finding, lines, across)


def _by_form(lines: Sequence[Line]) -> list[list[Line]]:
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.form, []).append(line)
    return list(groups.values())


def _grouped(lines: Sequence[Line], keys: Sequence[int]) -> list[list[Line]]:
    groups: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(tuple(line.values[key] for key in keys), []).append(line)
    return list(groups.values())


def _name(desk: Desk, grain: str, line: Line) -> str:
    if grain != "forms":
        return locator(grain, line.row)
    return str(line.row.get("project_name") or desk.forms[line.form].source)


def _row_text(check: Mapping[str, Any], line: Line) -> str:
    return fill(check["row"], line.texts)


def _evidence(names: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """What is said of each row; rows of one name are numbered."""
    evidence: dict[str, str] = {}
    for name, text in zip(names, texts, strict=True):
        key, number = name, 1
        while key in evidence:
            number += 1
            key = f"{name} ({number})"
        evidence[key] = text
    return evidence


def _expected(check: Mapping[str, Any], line: Line) -> str | None:
    index = check["expected"]
    return None if index is None or line.values[index] is None else line.texts[index]


def _formula(check: Mapping[str, Any], line: Line) -> str | None:
    """The formula with its figures; none where a figure is missing."""
    parts = check["formula"]
    if not parts or any(line.values[part] is None for part in parts if isinstance(part, int)):
        return None
    return fill(parts, line.texts)


def _pairs(evidence: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in evidence.items()]


def _marks(cells: Sequence[CellRef | None]) -> tuple[CellRef, ...]:
    return tuple(cell for cell in cells if cell is not None)

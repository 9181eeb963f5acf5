"""Rows that a check hits to findings: identities, causes, then texts and cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit.engine.entries import Line
from audit.engine.sheet import Sheet
from audit.engine.spots import Spots
from audit.engine.verdicts import Ruling
from audit.model.finding import Finding
from audit.model.form import CellRef
from audit.model.identity import digest, locator

SEPARATOR = "；"
"""Between the rows that one message lists."""

LISTED = 30
"""So many rows stand in a message."""

Key = tuple[int, int]
"""Which row of which form."""


@dataclass(slots=True)
class Draft:
    """A finding that is not written out yet: its rows and its identities; `together` where it lists them."""

    ruling: Ruling
    lines: Sequence[Line]
    keys: frozenset[Key]
    together: bool
    place: str
    fingerprint: str
    explained_by: str | None = None
    forms: frozenset[int] = field(init=False)
    """The forms that it touches."""

    def __post_init__(self) -> None:
        self.forms = frozenset([form for form, _ in self.keys])


def grouped(ruling: Ruling, lines: Sequence[Line]) -> list[tuple[bool, Sequence[Line]]]:
    """The rows of each finding of a check, and whether it lists them.

    The rows are those of one form, or of all forms where the check collects by keys.
    """
    collect = ruling.check["collect"]
    if ruling.across:
        groups: dict[tuple[str, ...], list[Line]] = {}
        for line in lines:
            groups.setdefault(tuple(line.values[len(ruling.check["outputs"]) :]), []).append(line)
        return [(True, group) for group in groups.values()]
    if collect is not None and len(lines) > max(collect["over"], 1):
        return [(True, lines)]
    return [(False, (line,)) for line in lines]


def drafts(spots: Spots, ruling: Ruling, lines: Sequence[Line]) -> Iterator[Draft]:
    """The findings of one check, not linked yet."""
    check, column = ruling.check, ruling.check["cell"] or ""
    for together, group in grouped(ruling, lines):
        first = group[0]
        keys = frozenset((line.form, line.row) for line in group)
        if together:
            of = check["collect"]["keys"]
            texts = first.texts
            whole = [texts[key] for key in of] or [spots.identities[first.form]]
            place = digest(ruling.rule.id, "form", column, *whole)
            print_ = digest(place, *sorted("\1".join(_written(check, line)) for line in group))
        else:
            meaning = spots.sheet(first.form).meaning(check["grain"], first.row)
            place = digest(ruling.rule.id, spots.identities[first.form], meaning, column)
            print_ = digest(place, *_written(check, first))
        yield Draft(ruling, group, keys, together, place, print_)


def explain(own: Sequence[Draft], others: Sequence[Draft]) -> None:
    """Link each finding to the first of its causes that was found, in the order the rule names them.

    A finding of several rows is explained only where its causes cover them all.
    """
    causes = {cause for item in own for cause in item.ruling.rule.explained_by}
    known = _Causes(own, (item for item in (*own, *others) if item.ruling.rule.id in causes))
    for item in own:
        for cause in item.ruling.rule.explained_by:
            if (first := known.first(cause, item)) is not None:
                item.explained_by = first.fingerprint
                break


class _Causes:
    """Findings by rule, and by the rows and the forms that some others touch, in their order."""

    def __init__(self, touching: Sequence[Draft], found: Iterable[Draft]) -> None:
        keys = frozenset[Key]().union(*(item.keys for item in touching))
        forms = frozenset[int]().union(*(item.forms for item in touching))
        self._by_rule: dict[str, dict[Key | int, list[tuple[int, Draft]]]] = {}
        for number, item in enumerate(found):
            touched: tuple[Key | int, ...] = (*(keys & item.keys), *(forms & item.forms))
            for place in touched:
                places = self._by_rule.setdefault(item.ruling.rule.id, {})
                places.setdefault(place, []).append((number, item))

    def first(self, rule: str, item: Draft) -> Draft | None:
        """The first cause of a rule: of the same row, or of the same form where they speak of other rows."""
        places = self._by_rule.get(rule)
        if places is None:
            return None
        grain = next(iter(places.values()))[0][1].ruling.check["grain"]
        if grain == item.ruling.check["grain"]:
            if any(key not in places for key in item.keys):
                return None
            touched = [places[key][0] for key in item.keys]
        else:
            touched = [places[form][0] for form in item.forms if form in places]
        return min(touched, key=lambda pair: pair[0])[1] if touched else None


def written_out(spots: Spots, draft: Draft) -> Finding:
    """The finding with its texts and cells."""
    return _many(spots, draft) if draft.together else _one(spots, draft)


def _one(spots: Spots, draft: Draft) -> Finding:
    ruling, (line,) = draft.ruling, draft.lines
    check, texts, sheet = ruling.check, line.texts, spots.sheet(line.form)
    grain, column = check["grain"], check["cell"]
    names, marks = _pointed(sheet, check["points"], line)
    return Finding(
        rule=ruling.rule,
        at=locator(grain, sheet.row(grain, line.row)),
        field=column,
        cell=sheet.cell(grain, line.row, column),
        found=sheet.found(grain, line.row, column),
        expected=_expected(check, line),
        message=ruling.message.fill(texts, ruling.row.fill(texts), "1"),
        suggest=ruling.suggest.fill(texts),
        evidence={name: texts[index] for name, index in check["evidence"].items()},
        place=draft.place,
        fingerprint=draft.fingerprint,
        rows=names,
        marks=marks,
        formula=_formula(ruling, line),
        explained_by=draft.explained_by,
    )


def _pointed(
    sheet: Sheet, points: Mapping[str, Any] | None, line: Line
) -> tuple[tuple[str, ...], tuple[CellRef, ...]]:
    """The rows that a finding of a whole form lists, by name, and their cells."""
    if points is None or not line.has(points["rows"]):
        return (), ()
    table, places = points["table"], [int(place) for place in line.texts[points["rows"]].split("+")]
    cells = [sheet.cell(table, place, points["column"]) for place in places]
    return tuple(sheet.name(table, place) for place in places), tuple(filter(None, cells))


def _many(spots: Spots, draft: Draft) -> Finding:
    check, lines, shown = draft.ruling.check, draft.lines, draft.lines[0].texts
    column, keys = check["cell"], check["collect"]["keys"]
    found = [spots.spot(draft.ruling, line) for line in lines]
    names = [spot.name for spot in found]
    texts = [draft.ruling.row.fill(line.texts) or name for line, name in zip(lines, names, strict=True)]
    evidence = _evidence(names, texts)
    if keys:
        evidence |= {name: shown[index] for name, index in check["evidence"].items()}
    return Finding(
        rule=draft.ruling.rule,
        at="form",
        field=column,
        cell=found[0].cell,
        found=None,
        expected=None,
        message=draft.ruling.message.fill(shown, _listed(texts), str(len(lines))),
        suggest=draft.ruling.suggest.fill(shown),
        evidence=evidence,
        place=draft.place,
        fingerprint=draft.fingerprint,
        rows=tuple(names),
        marks=tuple(spot.cell for spot in found if spot.cell is not None),
        explained_by=draft.explained_by,
        forms=tuple(dict.fromkeys(spots.forms[line.form].id for line in lines)) if keys else (),
    )


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
    return line.texts[index] if index is not None and line.has(index) else None


def _formula(ruling: Ruling, line: Line) -> str | None:
    """The formula with its figures; none where a figure is missing."""
    if not ruling.check["formula"] or not all(map(line.has, ruling.formula.figures)):
        return None
    return ruling.formula.fill(line.texts)


def _written(check: Mapping[str, Any], line: Line) -> list[str]:
    """What stands on the form, whatever the rule makes of it."""
    texts = line.texts
    return [texts[index] for index in check["written"]]

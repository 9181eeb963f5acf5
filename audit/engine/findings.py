"""Rows that a check hits to findings: identities, causes, then texts and cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.engine.show import fill
from audit.engine.spots import Line, Spots
from audit.engine.verdicts import Ruling
from audit.model.finding import Finding
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

    @property
    def forms(self) -> frozenset[int]:
        """The forms that it touches."""
        return frozenset(line.form for line in self.lines)


def grouped(ruling: Ruling, lines: Sequence[Line]) -> list[tuple[bool, Sequence[Line]]]:
    """The rows of each finding of a check, and whether it lists them.

    The rows are those of one form, or of all forms where the check collects by keys.
    """
    collect = ruling.check["collect"]
    if ruling.across:
        groups: dict[tuple[str | None, ...], list[Line]] = {}
        for line in lines:
            groups.setdefault(line.values[len(ruling.check["outputs"]) :], []).append(line)
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
            whole = [first.texts[key] for key in of] or [spots.identities[first.form]]
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
    by_rule: dict[str, list[Draft]] = {}
    for item in (*own, *others):
        by_rule.setdefault(item.ruling.rule.id, []).append(item)
    for item in own:
        for cause_id in item.ruling.rule.explained_by:
            causes = [cause for cause in by_rule.get(cause_id, ()) if _touch(cause, item)]
            if causes and (
                not _same_grain(causes[0], item) or item.keys <= frozenset().union(*(c.keys for c in causes))
            ):
                item.explained_by = causes[0].fingerprint
                break


def _touch(cause: Draft, item: Draft) -> bool:
    """Whether they share a row, or a form where they speak of different kinds of rows."""
    if _same_grain(cause, item):
        return not cause.keys.isdisjoint(item.keys)
    return not cause.forms.isdisjoint(item.forms)


def _same_grain(cause: Draft, item: Draft) -> bool:
    return bool(cause.ruling.check["grain"] == item.ruling.check["grain"])


def written_out(spots: Spots, draft: Draft) -> Finding:
    """The finding with its texts and cells."""
    return _many(spots, draft) if draft.together else _one(spots, draft)


def _one(spots: Spots, draft: Draft) -> Finding:
    check, (line,) = draft.ruling.check, draft.lines
    grain, column, sheet = check["grain"], check["cell"], spots.sheet(line.form)
    texts = line.texts
    slots = {"rows": fill(check["row"], texts), "count": "1"} if check["collect"] else None
    return Finding(
        rule=draft.ruling.rule,
        at=locator(grain, sheet.row(grain, line.row)),
        field=column,
        cell=sheet.cell(grain, line.row, column),
        found=sheet.found(grain, line.row, column),
        expected=_expected(check, line),
        message=fill(check["message"], texts, slots),
        suggest=fill(check["suggest"], texts),
        evidence={name: texts[index] for name, index in check["evidence"].items()},
        place=draft.place,
        fingerprint=draft.fingerprint,
        formula=_formula(check, line),
        explained_by=draft.explained_by,
    )


def _many(spots: Spots, draft: Draft) -> Finding:
    check, lines, first = draft.ruling.check, draft.lines, draft.lines[0]
    column, keys = check["cell"], check["collect"]["keys"]
    found = [spots.spot(draft.ruling, line) for line in lines]
    names = [spot.name for spot in found]
    texts = [fill(check["row"], line.texts) or name for line, name in zip(lines, names, strict=True)]
    evidence = _evidence(names, texts)
    if keys:
        evidence |= {name: first.texts[index] for name, index in check["evidence"].items()}
    return Finding(
        rule=draft.ruling.rule,
        at="form",
        field=column,
        cell=found[0].cell,
        found=None,
        expected=None,
        message=fill(check["message"], first.texts, {"rows": _listed(texts), "count": str(len(lines))}),
        suggest=fill(check["suggest"], first.texts),
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

"""The same project's form of the year before, and which of its rows mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from audit.engine.tables import Links
from audit.model.form import Form, Row, Value

_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_CODE = re.compile(r"^\s*[0-9a-z]{3,}\s*[-_:]\s*(?=[^\W\d])")
_MEANING = ("level1_kind", "level2_kind", "name")

Rows = Mapping[int, int]
"""Rows of a form to the rows of the earlier form that mean the same."""


@dataclass(frozen=True, slots=True)
class History:
    """For each form the place of its form of the year before among `earlier`, None without one."""

    earlier: Sequence[Form] = ()
    places: Sequence[int | None] = ()
    rows: Sequence[Rows] = field(default=())

    def tables(self) -> list[Form]:
        """The earlier forms, with their tables under the names that rules call them by."""
        return [
            Form(f.id, f.source, f.reading, {"prior": f.tables["forms"], "prior_row": f.tables["indicators"]})
            for f in self.earlier
        ]

    def of(self, form: int) -> tuple[Row | None, Mapping[int, Row]]:
        """The head of the form of the year before, and its rows by those that mean the same."""
        place = self.places[form] if self.places else None
        if place is None:
            return None, {}
        earlier = self.earlier[place]
        rows = {int(str(row["row"])): row for row in earlier.tables["indicators"]} if self.rows[form] else {}
        return earlier.head, {own: rows[other] for own, other in self.rows[form].items() if other in rows}

    def links(self) -> Links:
        """The columns by which the rows of a form point at what was before."""
        return {"forms": ("prior", self._form), "indicators": ("prior_row", self._row)}

    def _form(self, form: int, _: Row) -> int | None:
        return self.places[form] if self.places else None

    def _row(self, form: int, row: Row) -> int | None:
        return self.rows[form].get(int(str(row["row"]))) if self.rows else None


def history(forms: Sequence[Form], years: Sequence[int | None], prior: Sequence[Form]) -> History:
    """Find the earlier form of each: the year before of the same unit and project.

    It stands among `prior`, where an unknown year is taken for the year before, or among the forms
    themselves. What has stayed the same over the years is noted in the heads of the forms.
    """
    known = [(form, _year(form), True) for form in prior]
    known += [(form, year, False) for form, year in zip(forms, years, strict=True) if year is not None]
    by_project: dict[tuple[str, str], list[tuple[Form, int | None, bool]]] = {}
    for entry in known:
        by_project.setdefault(_project(entry[0]), []).append(entry)
    earlier: list[Form] = []
    places: list[int | None] = []
    for form, year in zip(forms, years, strict=True):
        before = _before(form, year, by_project.get(_project(form), ()))
        places.append(None if before is None else len(earlier))
        if before is not None:
            earlier.append(before)
            _note_sameness(form, year, before, by_project[_project(form)])
    if not earlier:
        return History()
    rows = [
        {} if place is None else same_rows(form, earlier[place])
        for form, place in zip(forms, places, strict=True)
    ]
    return History(earlier, places, rows)


def same_rows(form: Form, earlier: Form) -> dict[int, int]:
    """The indicators of a form with those of the earlier one that have the same name, where that is clear."""
    before = _by_meaning(earlier)
    return {number: before[meaning] for meaning, number in _by_meaning(form).items() if meaning in before}


def _before(form: Form, year: int | None, known: Sequence[tuple[Form, int | None, bool]]) -> Form | None:
    """The form of the year before; one of `prior` whose year nobody knows will do."""
    others = [entry for entry in known if entry[0] is not form]
    exact = [other for other, its, _ in others if year is not None and its == year - 1]
    loose = [other for other, its, given in others if given and (year is None or its is None)]
    return next(iter([*exact, *loose]), None)


def _note_sameness(
    form: Form, year: int | None, before: Form, known: Sequence[tuple[Form, int | None, bool]]
) -> None:
    """How many years in a row, this one included, total and satisfaction have been the same."""
    line = [form, before]
    if year is not None:
        for back in range(2, len(known) + 1):
            older = next((other for other, its, _ in known if its == year - back), None)
            if older is None:
                break
            line.append(older)
    form.note(
        score_years=_alike([each.head.get("total_score") for each in line]),
        satisfaction_years=_alike([_satisfaction(each) for each in line]),
    )


def _alike(values: Sequence[Value]) -> int | None:
    if values[0] is None:
        return None
    return next((place for place, value in enumerate(values) if value != values[0]), len(values))


def _satisfaction(form: Form) -> str | None:
    rows = form.tables.get("indicators", ())
    return "、".join(plain(row.get("actual")) for row in rows if row.get("level1_kind") == "满意度") or None


def _by_meaning(form: Form) -> dict[tuple[str, ...], int]:
    """Named indicators by what they mean; two of one meaning are left out."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in form.tables.get("indicators", ()):
        if row.get("name"):
            found.setdefault(tuple(plain(row.get(name)) for name in _MEANING), []).append(row)
    return {meaning: int(str(rows[0]["row"])) for meaning, rows in found.items() if len(rows) == 1}


def _project(form: Form) -> tuple[str, str]:
    head = form.head
    return plain(head.get("unit") or head.get("department")), plain(head.get("project_name"))


def _year(form: Form) -> int | None:
    year = form.head.get("year")
    return year if isinstance(year, int) else None


def plain(value: Value) -> str:
    """A name without the code before it, years, spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", str(value or "")).casefold()
    return re.sub(r"[\W_]+", "", _YEAR.sub("", _CODE.sub("", folded)))

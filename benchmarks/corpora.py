"""Forms to judge: like the samples, which are very faulty, and as an office files them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from audit.forms.vocabulary import load_vocabulary
from audit.intake.packed import pack, unpack
from audit.intake.worker import Read
from audit.model.form import Form
from audit.pipeline import Settings, extract
from audit.shelf import Shelf
from audit.shipped import shipped
from audit.strength import clean_forms
from benchmarks import samples

PLACES = "东西南北安平永和新长青白石河江山林泉云丰"
"""Characters of the names that tell the projects of an office apart."""


def varied_forms(count: int) -> Iterator[Form]:
    """Forms like the samples, each with a name of its own; a spoiled figure here and there."""
    seeds = _samples()
    return (_varied(seeds[number % len(seeds)], number) for number in range(count))


def office_forms(count: int) -> Iterator[Form]:
    """Forms as an office files them: one half like the samples, one half right but for a slip now and then.

    No two projects share their texts.
    """
    right = clean_forms(load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml"))
    halves = (_samples(), right)
    for number in range(count):
        half = halves[number % 2]
        form = _varied(half[number // 2 % len(half)], number)
        own = "".join(PLACES[number // len(PLACES) ** place % len(PLACES)] for place in range(3))
        for row in form.tables["indicators"]:
            row["name"] = f"{own}{row['name']}"
        for column in ("project_name", "goal_expected", "goal_actual"):
            form.head[column] = f"{own}{form.head[column]}"
        yield form


def as_read(forms: Iterable[Form]) -> list[Form]:
    """The forms as the reading of files hands them over: packed, and most of it on the disk."""
    shelf = Shelf()
    return [form for made in forms for form in unpack(pack(Read("", (made,))), shelf).forms]


def _samples() -> Sequence[Form]:
    return extract([samples.FOLDER / "docx"], Settings(cache=Path(tempfile.mkdtemp()))).forms


def _varied(seed: Form, number: int) -> Form:
    id_ = f"{number:016}-1"
    tables = {name: [{**row, "form_id": id_} for row in rows] for name, rows in seed.tables.items()}
    form = Form(id_, seed.source, seed.reading, tables)
    form.head["unit"] = f"单位{number // samples.FORMS_A_UNIT}"
    form.head["project_name"] = f"项目{number}" if number % 211 else None
    rows = form.tables["indicators"]
    row = rows[number % len(rows)]
    if number % 13 == 0:
        row["score"] = Decimal(row["weight"] or 0) + 1  # type: ignore[arg-type]
    elif number % 17 == 0:
        row["weight"] = row["effective_weight"] = None
    elif number % 19 == 0:
        form.head["total_score"] = Decimal("101.5")
    return form


CORPORA: dict[str, Callable[[int], Iterator[Form]]] = {"office": office_forms, "samples": varied_forms}
"""By name: some twenty findings a form, some forty."""

"""The list of forms, and the texts and rules that every page needs, as data for the script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from audit.language import keys, text
from audit.model.run import NotAudited, Run
from audit.writers.masking import safe
from audit.writers.pages import DOUBTS, ProjectRow
from audit.writers.shards import SHARD, encoded, listed, plain
from audit.writers.view import Views, table_labels

LISTED = 100
"""How many files or findings across forms are listed at once; beyond, other places have them all."""

_SPOKEN = ("severity", "outcome", "finding", "form", "list", "report", "sheet", "text")
"""The texts that the script may say: those whose keys begin so."""


def list_data(run: Run, rows: Sequence[ProjectRow], views: Views) -> tuple[str, str]:
    """What stands beside the list, and the list, a form a line in the order of the run."""
    touched = _touched(run, rows, views)
    units = sorted({row.unit for row in rows})
    beside = {
        "departments": [[name, keys[:LISTED], len(keys)] for name, keys in touched.items()],
        "units": units,
        "across": list(views.corpus)[:LISTED],
        "unaudited": _files(run.unaudited),
        "no_form": _files(run.no_form),
    }
    places = _places(touched), _places(units)
    return encoded(beside), listed([encoded(_form(row, places, views.rules)) for row in rows])


def _touched(run: Run, rows: Sequence[ProjectRow], views: Views) -> dict[str, list[str]]:
    """The findings across forms that touch each department, gravest first."""
    found: dict[str, set[str]] = {name: set() for name in sorted({row.department for row in rows})}
    for result, row in zip(run.forms, rows, strict=True):
        found[row.department].update(views.across(result.form.id))
    rank = _places(views.corpus)
    return {name: sorted(of, key=rank.__getitem__) for name, of in found.items()}


def _places(names: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def _files(entries: Sequence[NotAudited]) -> list[list[str]]:
    return [[safe(entry.source), safe(entry.reason)] for entry in entries]


def _form(
    row: ProjectRow, places: tuple[Mapping[str, int], Mapping[str, int]], rules: Mapping[str, int]
) -> list[Any]:
    """One form: the order of these values is that of `FIELDS` in site.js."""
    departments, units = places
    return [
        row.page,
        row.name,
        departments[row.department],
        units[row.unit],
        row.source,
        row.year,
        row.profile,
        sorted(rules[rule] for rule in row.rules),
        *row.counts.values(),
        row.causes,
        row.undecided,
        plain(row.stated),
        plain(row.recomputed),
        [DOUBTS.index(doubt) for doubt in row.doubts],
    ]


def site_data(run: Run, rules: Sequence[dict[str, Any]], lang: str, **more: Any) -> str:
    """The texts, the rules, the names of columns and profiles, and whatever else the pages must know."""
    return encoded(
        {
            "lang": lang,
            "labels": {key: text(key, lang) for key in sorted(keys()) if key.partition(".")[0] in _SPOKEN},
            "rules": rules,
            "tables": table_labels(),
            "profiles": {name: safe(label) for name, label in run.profiles.items()},
            "shard": SHARD,
            "across": len(run.corpus),
            **more,
        }
    )

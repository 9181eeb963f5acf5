"""Hostile files, at least three a kind: `python -m tests.hostile.make FOLDER` writes them.

Each kind says how its files may end: `form` (read as the form that it holds), `named` (unaudited, or
no form, with a reason). What must never happen is silence, a crash, or harm to a neighbour.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import broken, documents, packages, sheets, texts

Files = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Kind:
    """Files of one kind: their end, and what makes them."""

    end: str
    make: Callable[[], Files]


KINDS: dict[str, Kind] = {
    "cut off": Kind("named", broken.cut_off),
    "changed bytes": Kind("any", broken.changed_bytes),
    "zeros and noise": Kind("named", broken.noise),
    "nothing in it": Kind("named", broken.nothing),
    "wrong extension": Kind("named", broken.misnamed),
    "two formats in one": Kind("any", broken.polyglot),
    "password": Kind("named", packages.locked),
    "zip bomb": Kind("named", packages.bombs),
    "overlapping zip": Kind("named", packages.overlapping),
    "zip in zip": Kind("named", packages.nested),
    "lying sizes": Kind("named", packages.lying),
    "climbing names": Kind("named", packages.climbing),
    "laughs": Kind("named", packages.laughs),
    "includes": Kind("named", packages.includes),
    "external links": Kind("any", packages.linked),
    "embedded objects": Kind("named", packages.embedded),
    "macros": Kind("form", packages.macros),
    "depth": Kind("named", documents.depth),
    "tables in tables": Kind("named", documents.nested_tables),
    "spans": Kind("named", documents.spans),
    "cells without end": Kind("named", documents.many_cells),
    "repeats": Kind("named", documents.repeats),
    "pdf loops": Kind("named", documents.pdf_loops),
    "pdf streams": Kind("named", documents.pdf_streams),
    "pdf paper": Kind("named", documents.pdf_paper),
    "old Word": Kind("named", documents.old_word),
    "far cells": Kind("named", sheets.far),
    "huge merges": Kind("any", sheets.merges),
    "rows without end": Kind("named", sheets.many_rows),
    "columns without end": Kind("named", sheets.many_columns),
    "sheets without end": Kind("named", sheets.many_sheets),
    "old Excel loops": Kind("named", sheets.loops),
    "hidden parts": Kind("form", sheets.hidden),
    "formulas without results": Kind("form", sheets.formulas),
    "dates of both calendars": Kind("form", sheets.dates),
    "encodings": Kind("form", texts.encodings),
    "odd characters": Kind("any", texts.odd),
    "long cells": Kind("form", texts.long_cells),
    "wide and high text": Kind("named", texts.wide),
    "quotes without end": Kind("named", texts.quotes),
}


def hostile() -> dict[str, tuple[str, bytes]]:
    """Every hostile file by its name, with its kind."""
    return {
        f"{number:02}-{name}": (kind, content)
        for number, (kind, made) in enumerate(KINDS.items(), 1)
        for name, content in made.make()
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (_, content) in hostile().items():
        (folder / name).write_bytes(content)

"""CSV: one line a finding, for spreadsheets; nothing in it is taken for a formula."""

from __future__ import annotations

import csv
import re
from typing import TextIO

from audit.language import text
from audit.model.run import Run
from audit.writers.listing import COLUMNS, lines

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]|[\t\r]")
_NUMBER = re.compile(r"[+-]?(\d[\d,]*)?(\.\d+)?\s?%?")


def write(run: Run, stream: TextIO, *, lang: str = "zh") -> None:
    """Write every finding, worst first, after the mark by which Excel knows UTF-8."""
    stream.write("\ufeff")
    table = csv.writer(stream, lineterminator="\r\n")
    table.writerow(text(label, lang) for label in COLUMNS)
    for line in lines(run, lang):
        table.writerow(guarded(line[label]) for label in COLUMNS)


def guarded(said: str) -> str:
    """The text with an apostrophe before what a spreadsheet would work out; plain numbers stay."""
    if _FORMULA.match(said) and not (_NUMBER.fullmatch(said) and any(map(str.isdecimal, said))):
        return f"'{said}"
    return said

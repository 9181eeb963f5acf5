"""The ledger as a workbook: every cell a string, a count or a date, never a formula or a link."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from math import ceil
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from audit.garbage import no_search
from audit.language import text
from audit.model.run import Run
from audit.writers.filing import replaced
from audit.writers.ledger import (
    CARRIED,
    CHANGE,
    CHOICES,
    DAYS,
    IDENTITIES,
    JUDGED,
    NUMBER,
    OURS,
    STAMP,
    THEIRS,
)
from audit.writers.ledger import RESOLVED as RESOLVED_SHEET
from audit.writers.listing import lines
from audit.writers.merging import Line, Merged, merge
from audit.writers.pages import Tally, tally
from audit.writers.sheetdata import FIRST, Row, Value, fill
from audit.writers.sheets import Sheet, sheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_575
LINES = 1_000_000
"""So many lines stand on one sheet."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_A4 = 9
_STYLES: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bg_color": "#E8ECF2", "valign": "vcenter", "text_wrap": True},
    "theirs": {"bold": True, "bg_color": "#FFF2CC", "valign": "vcenter", "text_wrap": True},
    "body": {"text_wrap": True, "valign": "top"},
    "number": {"valign": "top", "align": "center"},
    "date": {"text_wrap": True, "valign": "top", "num_format": "yyyy-mm-dd", "align": "left"},
}
_INKS = {"error": "#A61B1B", "warning": "#7A4B00", "note": "#1C4F94"}
"""The colour of each severity, as on the pages."""

_WIDTHS = {
    NUMBER: 5, "severity": 8, "report.code": 9, "report.project": 17, "report.department": 13,
    "report.unit": 13, "report.file": 13, "sheet.cell": 11, "sheet.row": 13, "sheet.problem": 16,
    "sheet.details": 34, "finding.found": 9, "finding.expected": 9, "finding.formula": 26,
    "finding.basis": 42, "sheet.suggest": 30, "sheet.cause": 9, CHANGE: 9, **dict.fromkeys(IDENTITIES, 18),
    "sheet.amount": 10, "sheet.version": 13, "sheet.standing": 14,
    "ledger.opinion": 18, "ledger.verdict": 14, "ledger.verdict_reason": 17, "ledger.judge": 9,
    "ledger.kind": 11, "ledger.measure": 22, **dict.fromkeys(DAYS, 12), "ledger.office": 13,
    "ledger.person": 9, "ledger.progress": 10, "ledger.situation": 18, "ledger.proof": 16,
    "ledger.closed_by": 9, "ledger.remark": 14,
}  # fmt: skip
_WIDTH = 16
_KEYS = 4
"""How many columns on the left stay in view and stand on every printed page."""

_SCALE = 58
_PAGES = ("finding.formula", THEIRS[0], "ledger.situation")
"""Where a printed page ends: what was found, why and what to do, what people decide, what came of it."""

_LINE, _TALLEST = 14, 409
"""Points that a line of text takes, and that a row can have."""


@no_search()
def write(
    run: Run, path: Path, *, lang: str = "zh", merged: Merged | None = None, counted: Tally | None = None
) -> None:
    """Write the workbook, all of it or nothing; `counted` is what the pages have counted already."""
    from xlsxwriter import Workbook

    merged = merged or merge(run, None, lines(run, lang))
    with replaced(path) as part, TemporaryFile() as frame:
        # its pieces beside the report: what a killed night leaves of them goes with the unfinished report
        with Workbook(frame, {**_OPTIONS, "tmpdir": str(path.parent)}) as book:
            pages = _Pages(book, lang)
            _fill(pages, run, merged, counted or tally(run))
        fill(frame, part, pages.rows)


def _fill(pages: _Pages, run: Run, merged: Merged, counted: Tally) -> None:
    pages.describe(carried=merged.carried)
    pages.ledger("sheet.findings", merged.lines, merged.added)
    if merged.resolved:
        pages.ledger(RESOLVED_SHEET, merged.resolved, merged.added)
    for sheet in sheets(run, counted, pages.lang):
        pages.table(sheet)


class _Pages:
    """The sheets of a workbook in the making: their frames in the book, their rows beside it."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self.lang = lang
        self.rows: list[Iterable[Row]] = []
        self._book = book
        border = {"border": 1, "border_color": "#B7BFCB", "font_size": 10}
        self._styles: dict[str, Format] = {
            name: book.add_format(border | style) for name, style in _STYLES.items()
        }
        self._inks = {ink: book.add_format({"bold": True, "font_color": ink}) for ink in _INKS.values()}

    def describe(self, *, carried: bool) -> None:
        """Give the workbook its title and its date, and say whether it carries an older one on."""
        properties = {"title": text("report.title", self.lang), "created": datetime.fromisoformat(STAMP)}
        self._book.set_properties(properties | ({"status": CARRIED} if carried else {}))

    def table(self, sheet: Sheet) -> None:
        """Add a sheet that is one page wide in print."""
        page = self._page(sheet.name)
        page.freeze_panes(1, 0)
        page.fit_to_pages(1, 0)
        for column, (label, width) in enumerate(sheet.columns):
            page.set_column(column, column, width)
            page.write_string(0, column, text(label, self.lang), self._styles["head"])
        for column in range(len(sheet.columns)):
            page.write_blank(FIRST, column, None, self._styles["body"])
        rows, widths = [tuple(row) for row in sheet.rows], [width for _, width in sheet.columns]
        page.autofilter(0, 0, len(rows), len(sheet.columns) - 1)
        self.rows.append((_height(row, widths), [_blank(value) for value in row]) for row in rows)

    def ledger(self, name: str, lines: Collection[Line], added: Sequence[str]) -> None:
        """Add a sheet of lines, and more of them where the lines are too many for one."""
        walked, total = enumerate(lines, 1), len(lines)
        for number in range(1, max(1, ceil(total / LINES)) + 1):
            count = min(LINES, total - LINES * (number - 1))
            self._ledger(name, number, (*OURS, *THEIRS, *added), count)
            self.rows.append(self._lines(islice(walked, count), (*OURS, *THEIRS, *added)))

    def _ledger(self, name: str, sheet: int, labels: Sequence[str], count: int) -> None:
        """A sheet with our half on the left, theirs on the right and on a page of its own."""
        page = self._page(name, sheet)
        page.freeze_panes(1, _KEYS)
        page.set_print_scale(_SCALE)
        page.repeat_columns(0, _KEYS - 1)
        page.set_v_pagebreaks([labels.index(label) for label in _PAGES])
        page.print_across()
        for column, label in enumerate(labels):
            self._head(page, column, label)
        for column, label in enumerate(labels):
            page.write_blank(FIRST, column, None, self._style(label))
        self._colour(page, labels.index("severity"))
        page.autofilter(0, 0, count, len(labels) - 1)

    def _lines(self, lines: Iterable[tuple[int, Line]], labels: Sequence[str]) -> Iterator[Row]:
        """The rows of a sheet of lines: blank cells have the style of their column anyway."""
        widths = [_WIDTHS.get(label, _WIDTH) for label in labels]
        days = [column for column, label in enumerate(labels) if label in DAYS]
        numbers, changes, judged = (labels.index(label) for label in (NUMBER, CHANGE, JUDGED))
        for number, line in lines:
            said, typed = line.said, line.typed
            values: list[Value] = [said.get(label) for label in OURS]
            if typed:
                values = [said.get(label) or typed.get(label) for label in labels]
            values[changes] = text(f"change.{line.change}", self.lang) if line.change else None
            height = _height(values, widths)
            values[numbers], values[judged] = number, line.judged
            if typed:
                for column in days:
                    values[column] = _day(values[column])
            yield height, [value or None for value in values]

    def _style(self, label: str) -> Format:
        return self._styles["date" if label in DAYS else "number" if label == NUMBER else "body"]

    def _colour(self, page: Worksheet, column: int) -> None:
        """Let the word of each severity stand out."""
        for severity, ink in _INKS.items():
            said = {"type": "cell", "criteria": "==", "value": f'"{text(f"severity.{severity}", self.lang)}"'}
            page.conditional_format(FIRST, column, LAST_ROW, column, said | {"format": self._inks[ink]})

    def _head(self, page: Worksheet, column: int, label: str) -> None:
        ours = label in OURS
        shown = text(label, self.lang) if ours or label in THEIRS else label
        hidden = {"hidden": label in IDENTITIES}
        page.set_column(column, column, _WIDTHS.get(label, _WIDTH), self._style(label), hidden)
        page.write_string(0, column, shown, self._styles["head" if ours else "theirs"])
        if label in CHOICES:
            choices = {
                "validate": "list",
                "source": [text(choice, self.lang) for choice in CHOICES[label]],
                "error_title": shown,
                "error_message": text("ledger.choose", self.lang),
            }
            page.data_validation(1, column, LAST_ROW, column, choices)

    def _page(self, name: str, number: int = 1) -> Worksheet:
        title = text(name, self.lang)
        page = self._book.add_worksheet(title if number == 1 else f"{title} {number}")
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer("&C&P / &N")
        page.repeat_rows(0)
        page.set_row(0, 2 * _LINE + 2)
        return page


def _blank(value: Value) -> Value:
    return "" if value is None else value


def _height(values: Sequence[Value], widths: Sequence[int]) -> int:
    """The height of a row that shows all its texts: not every program works it out by itself."""
    lines = [
        _broken(value, width)
        for value, width in zip(values, widths, strict=False)
        if isinstance(value, str) and len(value) * 2 > width
    ]
    return min(max(lines, default=1) * _LINE + 2, _TALLEST)


@lru_cache(1 << 12)
def _broken(said: str, width: int) -> int:
    """Into how many lines a text breaks: a Chinese character takes two places."""
    return sum(
        max(1, ceil(len(part.encode("gb18030", "replace")) / (0.9 * width))) for part in said.split("\n")
    )


def _day(said: Value) -> Value:
    """The day, where it reads the same as a date cell shows it; else as it was typed."""
    try:
        day = date.fromisoformat(str(said))
    except ValueError:
        return said
    return day if day.isoformat() == said and day.year >= 1901 else said

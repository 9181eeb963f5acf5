"""Findings on a terminal: of one form as its clerk mends it, of many the worst first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from audit.language import text
from audit.model.finding import Finding, Open
from audit.model.run import FormResult, Run
from audit.writers.listing import open_message, standing
from audit.writers.masking import safe
from audit.writers.ranking import Family, Ranked, numbered

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}
LISTED = 20
"""So many rows that were not read, or rules without a conclusion, are named."""

_PIECE = re.compile(r"[“‘（《「\[(]*(?:[0-9A-Za-z./%_*-]+|\s+|.)[，。；：、！？）》」”’\])]*")
"""What stays on one line: a figure or a character, with the punctuation that belongs to it."""


def draw(run: Run, worst: Sequence[Ranked], stream: TextIO, lang: str) -> None:
    """Draw the findings given, each with its form."""
    screen = _Screen(run, stream, lang)
    for one in worst:
        screen.entry(one.finding, _located(one, lang))


def draw_form(run: Run, result: FormResult, stream: TextIO, lang: str) -> None:
    """Draw all findings of a form, numbered as on its page; what a cause brings about is named below it."""
    screen = _Screen(run, stream, lang)
    head = result.form.reading.head
    named = (result.form.source, head.get("project_name"), _doubt(result, lang))
    screen.line(" · ".join(filter(None, named)), "bold underline")
    screen.line("")
    for family in numbered(run, result.findings):
        for root in (family, *family.kindred):
            screen.family(root)
    if not result.form.reading.flags.get("complete", True):
        screen.line(text("form.incomplete", lang), "yellow")
    screen.listed(
        "form.unplaced", [f"{u.address}：{u.text}（{u.reason}）" for u in result.form.reading.unplaced]
    )
    screen.listed("form.undecided", [_left_open(one, lang) for one in result.open])


class _Screen:
    """Writes lines that end at the edge of the terminal."""

    def __init__(self, run: Run, stream: TextIO, lang: str) -> None:
        from rich.console import Console

        self.run, self.lang = run, lang
        self.console: Console = Console(file=stream, highlight=False, emoji=False, markup=False)

    def entry(
        self, finding: Finding, place: str, number: int | None = None, below: Sequence[Family] = ()
    ) -> None:
        """One finding: what, where, why, what to do; in short what it brings about."""
        self._heading(finding, number)
        judged = standing(self.run, finding, self.lang)
        self.line(f"{place} [{judged}]" if judged else place, indent=2)
        self.line(finding.message, indent=2)
        if finding.suggest:
            self.line(f"{text('finding.suggest', self.lang)}：{finding.suggest}", indent=2)
        if below:
            self.line(f"{text('form.fold', self.lang, count=len(below))}：", indent=2)
        for one in below:
            self.line(self._told(one), indent=4, hanging=2)
        self.line("")

    def family(self, family: Family) -> None:
        """A cause with what it brings about."""
        place = " · ".join(filter(None, (_where(family.finding, self.lang), _row(family.finding))))
        below = [one for symptom in family.symptoms for one in symptom.members()]
        self.entry(family.finding, place, family.number, below)

    def listed(self, title: str, entries: Sequence[str]) -> None:
        """What a person must look at, the first of it by name."""
        if entries:
            self.line(f"{text(title, self.lang)}：", "yellow")
        for said in entries[:LISTED]:
            self.line(said, indent=2, hanging=2)
        if len(entries) > LISTED:
            self.line(text("text.and_more", self.lang, count=len(entries) - LISTED), indent=2)

    def _told(self, one: Family) -> str:
        finding = one.finding
        named = f"{self._mark(finding, one.number)} {finding.rule.code} {finding.rule.title}"
        return f"{named}（{_where(finding, self.lang)}）：{finding.message}"

    def _mark(self, finding: Finding, number: int | None) -> str:
        if number is None:
            return text(f"severity.{finding.severity}", self.lang)
        return f"{text(f'severity.{finding.severity}.short', self.lang)}{number}"

    def _heading(self, finding: Finding, number: int | None) -> None:
        from rich.text import Text

        mark, title = self._mark(finding, number), flat(finding.rule.title)
        said = ((mark, _COLOURS[finding.severity]), f" {finding.rule.code} ", (title, "bold"))
        self.console.print(Text.assemble(*said), soft_wrap=True)

    def line(self, said: str, style: str = "", *, indent: int = 0, hanging: int = 0) -> None:
        """A paragraph: Chinese may break anywhere, figures and punctuation keep together."""
        for number, part in enumerate(_broken(flat(said), self.console.width - indent - hanging)):
            self.console.print(" " * (indent + hanging * bool(number)) + part, style=style, soft_wrap=True)


def _broken(said: str, width: int) -> Iterator[str]:
    """The text in lines of that width, in columns of the terminal."""
    from rich.cells import cell_len, chop_cells

    line, used = "", 0
    for whole in _PIECE.findall(said):
        for piece in chop_cells(whole, width) if cell_len(whole) > width else (whole,):
            if used + cell_len(piece) > width and line:
                yield line.rstrip()
                line, used = "", 0
            if line or not piece.isspace():
                line, used = line + piece, used + cell_len(piece)
    yield line.rstrip()


def flat(said: str) -> str:
    """The text on one line, fit for a terminal."""
    return re.sub(r"\s+", " ", safe(said)).strip()


def _where(finding: Finding, lang: str) -> str:
    if finding.forms:
        return text("finding.across", lang, count=len(finding.forms))
    return finding.cell.address if finding.cell else text("finding.whole_form", lang)


def _left_open(one: Open, lang: str) -> str:
    """A rule that came to no conclusion, where, and why."""
    at = "" if one.at == "form" else f"（{one.at}）"
    return f"{one.rule.code} {one.rule.title}{at}：{open_message(one, lang)}"


def _row(finding: Finding) -> str:
    return "" if finding.at == "form" else finding.at


def where(ranked: Ranked, lang: str) -> str:
    """The file and the cell."""
    place = _where(ranked.finding, lang)
    return place if ranked.finding.forms else f"{ranked.source} {place}".strip()


def doubt(ranked: Ranked, lang: str) -> str:
    """That the finding stands on a form of which it is not sure that it was read as meant; else blank."""
    return _doubt(ranked.result, lang) if ranked.result else ""


def _doubt(result: FormResult, lang: str) -> str:
    return text("finding.doubtful", lang) if result.form.head.get("doubtful") else ""


def _located(ranked: Ranked, lang: str) -> str:
    head = ranked.result.form.reading.head if ranked.result else {}
    caused = text("finding.caused_by", lang, code=ranked.cause.rule.code) if ranked.cause else ""
    parts = (where(ranked, lang), head.get("project_name"), _row(ranked.finding), caused, doubt(ranked, lang))
    return " · ".join(part for part in parts if part)

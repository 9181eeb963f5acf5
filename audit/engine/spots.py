"""The forms at hand: their rows as people call them, and the cells behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.engine.entries import Line
from audit.engine.sheet import Sheet
from audit.engine.verdicts import Ruling
from audit.model.form import CellRef, Form


@dataclass(frozen=True, slots=True)
class Spot:
    """A row as people call it, and the cell that a finding points at."""

    name: str
    cell: CellRef | None


class Spots:
    """The forms and their identities; one of them lies open."""

    def __init__(self, forms: Sequence[Form], identities: Sequence[str]) -> None:
        self.forms, self.identities = forms, identities
        self._open: tuple[int, Sheet] | None = None
        self._noted: dict[tuple[int, str, int, str | None], Spot] = {}

    def note(self, found: Iterable[tuple[Ruling, Sequence[Line]]]) -> None:
        """Look up the rows of findings across forms, form by form, so that each is opened once."""
        wanted = {
            (line.form, ruling.check["grain"], line.row, ruling.check["cell"])
            for ruling, lines in found
            for line in lines
        }
        for key in sorted(wanted, key=lambda key: key[0]):
            self._noted[key] = self._look(*key)

    def spot(self, ruling: Ruling, line: Line) -> Spot:
        """The row of a line, noted before or looked up now."""
        key = (line.form, ruling.check["grain"], line.row, ruling.check["cell"])
        return self._noted.get(key) or self._look(*key)

    def _look(self, form: int, grain: str, row: int, column: str | None) -> Spot:
        sheet = self.sheet(form)
        return Spot(sheet.name(grain, row), sheet.cell(grain, row, column))

    def sheet(self, form: int) -> Sheet:
        """A form, opened; go through the forms in order, for each is unpacked when it is opened."""
        if self._open is None or self._open[0] != form:
            self._open = form, Sheet(self.forms[form])
        return self._open[1]

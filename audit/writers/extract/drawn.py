"""Forms drawn with lines and letters, each cell with what was read from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from audit.language import text
from audit.model.form import Form, Reading
from audit.model.schema import TABLES
from audit.writers.masking import safe
from audit.writers.redraw import Drawing, DrawnCell, Place, redrawn

if TYPE_CHECKING:
    from rich.text import Text

_ROLES = ("forms", "funds", "indicators", "groups", "categories", "placeholders", "fields")
"""Tables in the order in which they say what a cell is."""

_COLOURS = {"forms": "cyan", "funds": "green", "indicators": "yellow", "placeholders": "red"}
_OTHER = "blue"
_LEAST, _MOST = 4, 40
_CORNERS = {
    0b0011: "─", 0b1100: "│", 0b0101: "┘", 0b0110: "└", 0b1001: "┐", 0b1010: "┌", 0b1101: "┤", 0b1110: "├",
    0b0111: "┴", 0b1011: "┬", 0b1111: "┼", 0b0001: "─", 0b0010: "─", 0b0100: "│", 0b1000: "│",
}  # fmt: skip
"""Lines by where they go on: down, up, right, left."""


def draw(form: Form, width: int, lang: str = "zh") -> Iterator[Text]:
    """The lines of a form's drawing in that many columns of the terminal."""
    from rich.text import Text

    reading = form.reading
    title = reading.head.get("title") or ""
    yield Text(f"{safe(form.source)}  {safe(title)}", style="bold")
    complete = "extract.complete" if reading.flags.get("complete") else "extract.incomplete"
    layout = text("extract.layout", lang, layout=reading.layout, reason=reading.profile_reason)
    yield Text(f"{layout}  {text(complete, lang)}")
    roles = _roles(reading)
    for drawing in redrawn(reading, ()).drawings:
        yield Text(drawing.part)
        yield from _Canvas(drawing, roles, width).lines()
    if reading.unplaced:
        yield Text(text("extract.unplaced", lang), style="red")
    for row in reading.unplaced:
        yield Text(f"  {safe(row.address)}  {safe(row.reason)}  {safe(row.text)}", style="red")
    yield Text("")


def _roles(reading: Reading) -> dict[Place, tuple[str, str]]:
    """The table and the label of the value that was read from each cell; the first that tells most."""
    found: dict[Place, tuple[int, str, str]] = {}
    for (table, _, column), ref in reading.cells.items():
        known = TABLES[table].column(column) if table in TABLES else None
        rank = _ROLES.index(table) if table in _ROLES else len(_ROLES)
        place = (ref.part, ref.row, ref.column)
        if known is not None and (place not in found or rank < found[place][0]):
            found[place] = (rank, table, known.label)
    return {place: (table, label) for place, (_, table, label) in found.items()}


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell to draw: where it is, counted from 0, its text, its role."""

    row: int
    column: int
    rowspan: int
    colspan: int
    text: str
    role: tuple[str, str] | None


@dataclass(slots=True)
class _Canvas:
    """A fragment as letters; a wide letter takes two columns."""

    drawing: Drawing
    roles: Mapping[Place, tuple[str, str]]
    width: int
    _boxes: list[_Box] = field(init=False)
    _widths: list[int] = field(init=False)
    _heights: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the cells."""
        self._boxes = [
            self._box(number, cell) for number, row in enumerate(self.drawing.rows) for cell in row.cells
        ]
        self._widths = self._fit()
        self._heights = [1] * len(self.drawing.rows)
        for box in sorted(self._boxes, key=lambda box: box.rowspan):
            last = box.row + box.rowspan
            missing = len(self._lines(box)) - sum(self._heights[box.row : last]) - (box.rowspan - 1)
            self._heights[last - 1] += max(missing, 0)

    def _box(self, row: int, cell: DrawnCell) -> _Box:
        role = self.roles.get((self.drawing.part, self.drawing.first + row, cell.column))
        return _Box(row, cell.column - 1, cell.rowspan, cell.colspan, cell.text, role)

    def _fit(self) -> list[int]:
        """A width for each column: what its cells want, squeezed into the terminal."""
        from rich.cells import cell_len

        columns = len(self.drawing.columns)
        wanted = [_LEAST] * columns
        for box in sorted(self._boxes, key=lambda box: box.colspan):
            longest = max((cell_len(line) for line in (*box.text.split("\n"), _label(box))), default=0)
            inside = range(box.column, min(box.column + box.colspan, columns))
            missing = min(longest, _MOST) - sum(wanted[column] for column in inside) - len(inside) + 1
            for column in inside if missing > 0 else ():
                wanted[column] += -(-missing // len(inside))
        room = max(self.width - columns - 1, _LEAST * columns)
        while sum(wanted) > room:
            widest = max(range(columns), key=wanted.__getitem__)
            wanted[widest] -= 1
        return wanted

    def _lines(self, box: _Box) -> list[tuple[str, str]]:
        """The lines of a cell with their styles: its text, then its role."""
        room = sum(self._widths[box.column : box.column + box.colspan]) + box.colspan - 1
        style = _COLOURS.get(box.role[0], _OTHER) if box.role else "dim"
        lines = [(line, "" if box.role else "dim") for line in _wrapped(box.text, room)]
        return lines + [(line, style) for line in _wrapped(_label(box), room) if line]

    def lines(self) -> Iterator[Text]:
        """The drawing, line by line."""
        from rich.text import Text

        xs, ys = _edges(self._widths), _edges(self._heights)
        signs: list[list[tuple[str, str]]] = [[(" ", "")] * (xs[-1] + 1) for _ in range(ys[-1] + 1)]
        frame: dict[tuple[int, int], int] = {}
        for box in self._boxes:
            corners = (xs[box.column], ys[box.row], xs[box.column + box.colspan], ys[box.row + box.rowspan])
            _frame(frame, *corners)
            self._write(signs, box, corners[0] + 1, corners[1] + 1)
        for (x, y), ways in frame.items():
            signs[y][x] = (_CORNERS[ways], "dim")
        for row in signs:
            line = Text(no_wrap=True)
            for sign, style in row:
                line.append(sign, style)
            yield line

    def _write(self, signs: list[list[tuple[str, str]]], box: _Box, left: int, top: int) -> None:
        from rich.cells import cell_len

        for y, (line, style) in enumerate(self._lines(box), top):
            x = left
            for letter in line:
                signs[y][x] = (letter, style)
                if cell_len(letter) == 2:
                    signs[y][x + 1] = ("", style)
                x += max(cell_len(letter), 1)


def _label(box: _Box) -> str:
    return f"<{box.role[1]}>" if box.role else ""


def _edges(sizes: Sequence[int]) -> list[int]:
    edges = [0]
    for size in sizes:
        edges.append(edges[-1] + size + 1)
    return edges


def _frame(frame: dict[tuple[int, int], int], left: int, top: int, right: int, bottom: int) -> None:
    """Add the four sides of a cell to the lines that stand there."""
    for y in (top, bottom):
        for x in range(left, right + 1):
            frame[x, y] = frame.get((x, y), 0) | (x < right) << 1 | (x > left)
    for x in (left, right):
        for y in range(top, bottom + 1):
            frame[x, y] = frame.get((x, y), 0) | (y < bottom) << 3 | (y > top) << 2


def _wrapped(written: str, room: int) -> list[str]:
    """The text in lines no wider than the room; letters without width are left out."""
    from rich.cells import cell_len

    lines: list[str] = []
    for paragraph in written.split("\n"):
        line, used = "", 0
        for letter in paragraph.expandtabs(1):
            size = cell_len(letter)
            if size and used + size > room:
                lines.append(line)
                line, used = "", 0
            if size:
                line, used = line + letter, used + size
        lines.append(line)
    return lines

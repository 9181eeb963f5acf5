"""Letters to text in reading order: lines, and lines that only the width of a cell has broken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.readers.page import Box, Letter

_WORD = re.compile(
    r"[(（《“‘【〔\[]*(?:[A-Za-z0-9.,%/+\-]+|.)(?:[/*·][^\s，。])*[，。、；：！？）】》”’〕%％),.;:!?/\]]*",
    re.DOTALL,
)
"""What is never broken over two lines: a word or sign with the brackets and stops around it."""

_CLOSING = "，。、；：！？）】》”’〕"
_CLOSE = 0.3
_APART = 1.5
_ASTRAY = 0.2
_WIDEST_MARGIN = 8.0


@dataclass(slots=True)
class Written:
    """One line: its text, its letters from left to right, and whether a space ends it."""

    text: str
    letters: list[Letter]
    spaced: bool = False

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.letters[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(letter.right for letter in self.letters)

    @property
    def middle(self) -> float:
        """The height at which it stands."""
        return self.letters[0].middle

    @property
    def size(self) -> float:
        """The height of its letters."""
        return max(letter.size for letter in self.letters)


def written_lines(letters: Sequence[Letter]) -> list[Written]:
    """The lines from top to bottom, each from left to right; blank ones left out."""
    rows: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: letter.middle):
        if rows and letter.middle - rows[-1][0].middle <= 0.5 * max(rows[-1][0].size, letter.size, 1):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    lines = (_line(sorted(row, key=lambda letter: letter.left)) for row in rows)
    return [line for line in lines if line is not None]


def _line(row: list[Letter]) -> Written | None:
    """One line; a letter drawn twice for weight counts once, a wide gap is a space."""
    spaced = bool(row) and row[-1].text.isspace()
    while row and row[-1].text.isspace():
        row.pop()
    while row and row[0].text.isspace():
        row.pop(0)
    if not row:
        return None
    pieces: list[str] = []
    kept: list[Letter] = []
    for letter in row:
        before = kept[-1] if kept else None
        if before is not None and _again(before, letter):
            continue
        blank = letter.text.isspace()
        if pieces and pieces[-1] != " " and (blank or (before is not None and _apart(before, letter))):
            pieces.append(" ")
        if not blank:
            pieces.append(letter.text)
        kept.append(letter)
    return Written("".join(pieces), kept, spaced)


def _again(before: Letter, letter: Letter) -> bool:
    near = _CLOSE * max(letter.right - letter.left, 0.1)
    return before.text == letter.text and abs(before.left - letter.left) < near


def _apart(before: Letter, letter: Letter) -> bool:
    """Whether the paper between two letters is a space: little between Latin ones, more in Chinese."""
    latin = before.text.isascii() and letter.text.isascii()
    return letter.left - before.right > (_CLOSE if latin else _APART) * max(letter.size, before.size)


def is_outside(line: Written, sides: Box) -> bool:
    """Whether a letter stands across a side of its cell, or across another letter."""
    left, top, right, bottom = sides
    return any(
        letter.window is None
        and (
            min(letter.left - left, right - _ink_ends(letter)) < -_ASTRAY * letter.size
            or min(letter.top - top, bottom - letter.bottom) < -_ASTRAY * letter.size
        )
        for letter in line.letters
    ) or any(
        (before.right - letter.left) > 2 * _ASTRAY * letter.size for before, letter in pairwise(line.letters)
    )


def _ink_ends(letter: Letter) -> float:
    """Where a letter ends; the right half of a closing sign is blank, and may hang over."""
    return (letter.left + letter.right) / 2 if letter.text in _CLOSING else letter.right


def margin(cells: Sequence[tuple[float, float, Sequence[Written]]]) -> float:
    """How much room a table leaves beside the text of its cells, given as left, right and lines."""
    rooms = [
        max(min(line.left - left, right - line.right), 0.0) for left, right, lines in cells for line in lines
    ]
    return min([*rooms, _WIDEST_MARGIN])


def is_full(line: Written, following: Written | None, width: float) -> bool:
    """Whether a line broke because what follows had no room on it."""
    first = _WORD.match(following.text) if following is not None else None
    letters = following.letters[: len(first[0])] if first and following is not None else ()
    needed = letters[-1].right - letters[0].left if letters else line.size
    return width - (line.right - line.left) < needed + 0.5 * line.size


def joined(lines: Sequence[Written], width: float) -> str:
    """The text of a cell that wide: lines that broke for want of room are put together again."""
    text = lines[0].text if lines else ""
    for line, following in pairwise(lines):
        if not is_full(line, following, width):
            text += "\n"
        elif line.spaced or (text[-1:].isascii() and text[-1:].isalpha() and following.text[:1].isascii()):
            text += " "
        text += following.text
    return text

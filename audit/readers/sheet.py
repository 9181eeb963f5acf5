"""A sheet's written cells and merges to a grid in which one anchor covers every place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from audit.model.grid import Cell, Grid, PartKind, column_letters
from audit.readers.limits import LIMITS, Limits
from audit.readers.reasons import damaged, too_large

Place = tuple[int, int]
"""Row and column, from 1."""

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


@dataclass(slots=True)
class Sheet:
    """What is written in a sheet; blank cells need not be in `texts`."""

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    merges: list[Area] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    limits: Limits = LIMITS
    doubts: dict[int, str] = field(default_factory=dict)

    def write(self, row: int, column: int, text: str) -> None:
        """Keep a cell that shows something."""
        if text := text.strip():
            self.texts[row, column] = text

    def merge(self, area: Area) -> None:
        """Keep a merged area; refuse a huge one."""
        if _size(area) > self.limits.merged_area:
            raise too_large(f"工作表“{self.name}”从 {column_letters(area[1])}{area[0]} 起的合并区域过大")
        self.merges.append(area)

    def grid(self) -> Grid | None:
        """The used range as a grid, None for a blank sheet; addresses count from A1."""
        if not self.texts:
            return None
        self._check()
        used = self._used()
        if _size(used) > self.limits.sheet_area:
            raise too_large(f"工作表“{self.name}”的内容太分散（{self.limits.sheet_area} 格以上）")
        return Grid(
            self.name,
            PartKind.SHEET,
            rows=used[2],
            columns=used[3],
            cells=tuple(self._cells(used)),
            hidden=self.hidden,
            hidden_rows=frozenset(row for row in self.hidden_rows if row <= used[2]),
            hidden_columns=frozenset(column for column in self.hidden_columns if column <= used[3]),
            doubts=tuple(sorted(self.doubts.items())),
        )

    def _check(self) -> None:
        if len(self.texts) > self.limits.cells:
            raise too_large(f"工作表“{self.name}”超过 {self.limits.cells} 个有内容的单元格")
        for row, column in (max(self.texts), max(self.texts, key=lambda place: place[1])):
            if row > self.limits.sheet_rows or column > self.limits.sheet_columns:
                raise too_large(f"工作表“{self.name}”的 {column_letters(column)}{row} 有内容，离表格太远")

    def _used(self) -> Area:
        """The box around all texts and the merged areas that show them."""
        rows, columns = zip(*self.texts, strict=True)
        shown = [area for area in self.merges if area[:2] in self.texts]
        last_row = max((*rows, *(area[2] for area in shown)))
        last_column = max((*columns, *(area[3] for area in shown)))
        return (
            min(rows),
            min(columns),
            min(last_row, self.limits.sheet_rows),
            min(last_column, self.limits.sheet_columns),
        )

    def _cells(self, used: Area) -> Iterator[Cell]:
        top, left, bottom, right = used
        spans, covered = self._spans(used)
        texts = self.texts
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                place = (row, column)
                if place not in covered:
                    yield Cell(row, column, texts.get(place, ""))
                elif place in spans:
                    yield Cell(row, column, texts.get(place, ""), *spans[place])

    def _spans(self, used: Area) -> tuple[dict[Place, Place], set[Place]]:
        """Spans by anchor and all places that merges cover, cut to the used range; first merge wins."""
        spans: dict[Place, Place] = {}
        covered: set[Place] = set()
        work = 0
        for area in self.merges:
            top, left = max(area[0], used[0]), max(area[1], used[1])
            bottom, right = min(area[2], used[2]), min(area[3], used[3])
            places = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            work += len(places)
            if work > 2 * self.limits.sheet_area:
                raise damaged(f"工作表“{self.name}”的合并区域互相重叠")
            if places and covered.isdisjoint(places):
                covered.update(places)
                spans[top, left] = (bottom - top + 1, right - left + 1)
        return spans, covered


def _size(area: Area) -> int:
    return (area[2] - area[0] + 1) * (area[3] - area[1] + 1)

"""Columns that nobody knows: what stands below them is not read, and that is said."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from audit.forms.draft import Draft
from audit.forms.lines import Box, Line
from audit.model.form import CellRef, Unplaced


@dataclass(slots=True)
class Strangers:
    """The unknown columns of one table, and how many cells below each were left out."""

    draft: Draft
    starts: list[int] = field(default_factory=list)
    labels: dict[int, tuple[str, CellRef]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    refs: dict[str, CellRef] = field(default_factory=dict)

    def start(self, starts: Iterable[int], unknown: Iterable[tuple[Line, Box]]) -> None:
        """Begin below a header with the columns of these starts, of which these are unknown."""
        self.starts = sorted(starts)
        self.labels = {box.column: (box.text, line.ref(box.column)) for line, box in unknown}

    def left_out(self, boxes: Iterable[Box], shift: int = 0) -> None:
        """Count the cells of a row that stand below an unknown column."""
        for box in boxes:
            at = bisect_right(self.starts, box.column + shift) - 1
            if at >= 0 and (column := self.labels.get(self.starts[at])):
                text, ref = column
                self.counts[text] = self.counts.get(text, 0) + 1
                self.refs.setdefault(text, ref)

    def report(self) -> None:
        """Name every unknown column that holds something."""
        for text, count in self.counts.items():
            ref = self.refs[text]
            reason = f"不认识“{text}”一栏，其下 {count} 格没有读取"
            self.draft.reading.unplaced.append(Unplaced(ref.part, ref.row, ref.address, text, reason))
        self.draft.strange_columns += len(self.counts)

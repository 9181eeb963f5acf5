"""Lines sorted into a few drawers on the disk: all of them need not be in memory to be put in order."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

BUNDLE = 1_000
"""So many lines of a drawer are in memory."""


class _Drawer:
    """Lines in the order they were put in: whole bundles in a file, the last ones at hand."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = []
        self.file: IO[bytes] | None = None
        self._ends = [0]

    def __del__(self) -> None:
        if self.file is not None:
            self.file.close()

    def put(self, line: list[str]) -> None:
        self.lines.append(line)
        if len(self.lines) == BUNDLE:
            self.file = self.file or TemporaryFile()  # noqa: SIM115  # it goes with the drawer
            self._ends.append(self._ends[-1] + self.file.write(marshal.dumps(self.lines)))
            self.lines = []

    def taken(self) -> Iterator[list[str]]:
        if self.file is not None:
            self.file.seek(0)
            for start, end in zip(self._ends, self._ends[1:], strict=False):
                yield from marshal.loads(self.file.read(end - start))  # noqa: S302  # what we have just written
        yield from self.lines


class Drawers:
    """Lists of texts; they come out by the grade of their drawer, then in the order they were put in."""

    def __init__(self) -> None:
        self._drawers: dict[Any, _Drawer] = {}

    def put(self, grade: Any, line: Sequence[str]) -> None:
        """Put a line into the drawer of its grade."""
        if grade not in self._drawers:
            self._drawers[grade] = _Drawer()
        self._drawers[grade].put([str(said) for said in line])  # marshal knows no class of ours

    def taken(self) -> Iterator[list[str]]:
        """Every line, by grade."""
        for _, drawer in sorted(self._drawers.items()):
            yield from drawer.taken()

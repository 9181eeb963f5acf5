"""Last night's entries of findings.json: of a form of which it says the same, none is made anew."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from audit.model.run import FormResult

_START = b'{"id": "'


class Entries:
    """The entries of a findings.json by the ids of their forms, a line each.

    `marks` are those of all results that the file was made of. It must be known that whatever else an entry
    is made of is as it was then: rules, verdicts, program.
    """

    def __init__(self, file: Path, marks: Collection[str]) -> None:
        self._file, self._marks = file, marks
        self._places: dict[str, tuple[int, int]] = {}
        twice, start = set[str](), 0
        with file.open("rb") as stream:
            for line in stream:
                if line.startswith(_START):
                    form = line[len(_START) :].partition(b'"')[0].decode()
                    if form in self._places:
                        twice.add(form)
                    self._places[form] = (start, len(line.rstrip(b",\n")))
                start += len(line)
        for form in twice:
            del self._places[form]

    def of(self, result: FormResult) -> str | None:
        """What it says of a form, where it would say the same tonight."""
        if not result.mark or result.mark not in self._marks or result.form.id not in self._places:
            return None
        start, length = self._places[result.form.id]
        with self._file.open("rb") as stream:
            stream.seek(start)
            return stream.read(length).decode()

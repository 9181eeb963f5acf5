"""Files on their way: read by workers, then unpacked or converted and read again, until nothing is left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import NoForm, UnreadableFile
from audit.intake.folders import Given
from audit.intake.office import has_cells
from audit.intake.packed import unpack
from audit.intake.worker import CHANGED, Job, Read, Task, not_opened, refused
from audit.readers import check_size
from audit.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.intake.cache import ReadCache
    from audit.intake.workroom import Room

_NO_OFFICE = (
    "这是旧版 Word、WPS 或 RTF 文件，要经 LibreOffice 转换才能读取。请安装 LibreOffice 或另存为 docx 后重试。"
)
_NOT_CONVERTED = "LibreOffice 打不开这个文件（试了两次）。请用 Word 或 WPS 打开后另存为 docx，再重新检查。"
_TABLES_LOST = "文件里有表格，但 LibreOffice 转换后一个也没有了。请用 Word 或 WPS 打开后另存为 docx，再检查。"


@dataclass(slots=True)
class Tray:
    """Takes files and finds out what comes of each.

    `sources` has the names of each content by its hash, `reads` what came of it, `refused` why a
    file has no content that we know.
    """

    job: Job
    jobs: int | None
    known: ReadCache | None
    room: Room
    progress: Callable[[int, int], None] | None = None
    sources: dict[str, list[str]] = field(default_factory=dict)
    reads: dict[str, Read] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    _names: set[str] = field(default_factory=set)
    _numbers: count[int] = field(default_factory=count)
    _done: int = 0

    def read(self, given: Iterable[Given]) -> None:
        """Read files, then what lay in their archives, then what had to be converted."""
        old: list[tuple[Given, str]] = []
        while files := self._taken(given):
            self._read([Task(file.source, file.path, digest) for digest, file in files.items()])
            later = [(file, digest) for digest, file in files.items() if self.reads[digest].later]
            old += [(file, digest) for file, digest in later if self.reads[digest].later != "zip"]
            bundles = [(file, digest) for file, digest in later if self.reads[digest].later == "zip"]
            given = [inside for file, digest in bundles for inside in self._unpacked(file, digest)]
        self._convert(old)

    def _taken(self, given: Iterable[Given]) -> dict[str, Given]:
        """The files whose content is new, by its hash."""
        new: dict[str, Given] = {}
        for file in given:
            name = self._unique(file.source)
            try:
                digest = _hashed(file.path)
            except UnreadableFile as error:
                self.refused[name] = str(error)
                continue
            if digest not in self.sources:
                new[digest] = file
            self.sources.setdefault(digest, []).append(name)
        return new

    def _unique(self, source: str) -> str:
        """The name, numbered where an archive holds it twice."""
        name, numbers = source, count(2)
        while name in self._names:
            name = f"{source} ({next(numbers)})"
        self._names.add(name)
        return name

    def _read(self, tasks: list[Task]) -> None:
        """Find out what comes of each file: from the cache, else from a worker."""
        unread = []
        for task in tasks:
            read = (
                self.known.get(task.sha256, self.shelf)
                if self.known is not None and task.was is None
                else None
            )
            if read is None:
                unread.append(task)
            else:
                self._settle(task.sha256, read)
        if not unread:
            return
        from audit.intake.pool import Pool

        with closing(Pool(self.job, self._workers()).run(unread)) as outcomes:
            for task, payload in outcomes:
                read = unpack(payload, self.shelf)
                if self.known is not None and not read.passing:
                    self.known.put(task.sha256, payload)
                self._settle(task.sha256, read)

    def _workers(self) -> int:
        from audit.intake.pool import default_workers

        return self.jobs or default_workers()

    def _settle(self, digest: str, read: Read) -> None:
        self.reads[digest] = read
        self._done += read.later is None
        if self.progress is not None and read.later is None:
            self.progress(self._done, len(self.sources))

    def _unpacked(self, file: Given, digest: str) -> Iterator[Given]:
        """The files of an archive; those that cannot be had are refused by name."""
        from audit.intake import archives

        outcome = Read("zip")
        try:
            for inside in archives.unpack(file, self.room(), self._numbers):
                if isinstance(inside, Given):
                    yield inside
                else:
                    self.refused[self._unique(inside[0].source)] = inside[1]
        except NoForm as error:
            outcome = Read("zip", reason=str(error))
        except UnreadableFile as error:
            outcome = Read("zip", reason=str(error), unaudited=True)
        self._settle(digest, outcome)

    def _convert(self, old: list[tuple[Given, str]]) -> None:
        """Read old formats by way of LibreOffice; what it made is kept."""
        tasks: list[Task] = []
        unknown: list[tuple[Given, str]] = []
        for file, digest in old:
            data = self.known.converted(digest) if self.known is not None else None
            if data is None:
                unknown.append((file, digest))
            else:
                path = self.room() / str(next(self._numbers))
                path.write_bytes(data)
                tasks.append(self._as_converted(file, digest, path))
        tasks += self._through_office(unknown)
        self._read(tasks)
        for file, digest in old:
            read = self.reads[digest]
            if not read.grids and not read.unaudited and has_cells(file.path):
                self.reads[digest] = refused(_TABLES_LOST, passing=True)

    def _as_converted(self, file: Given, digest: str, path: Path) -> Task:
        return Task(file.source, path, digest, self.reads[digest].later)

    def _through_office(self, old: list[tuple[Given, str]]) -> list[Task]:
        from audit.intake.office import Office, libreoffice

        if not old:
            return []
        program = libreoffice()
        if program is None:
            for _, digest in old:
                self._settle(digest, refused(_NO_OFFICE, passing=True))
            return []
        whole = {
            digest: (file.path, str(self.reads[digest].later))
            for file, digest in old
            if _is_still(file.path, digest)
        }
        made = Office(program, self.room(), self._workers()).convert(whole)
        tasks = []
        for file, digest in old:
            if digest not in whole:
                self._settle(digest, refused(CHANGED, passing=True))
            elif digest in made:
                tasks.append(self._as_converted(file, digest, made[digest]))
                if self.known is not None:
                    self.known.put_converted(digest, made[digest].read_bytes())
            else:
                self._settle(digest, refused(_NOT_CONVERTED, passing=True))
        return tasks


def _hashed(path: Path) -> str:
    """The SHA-256 of a file."""
    try:
        check_size(path.stat().st_size)
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UnreadableFile(not_opened(error)) from error


def _is_still(path: Path, digest: str) -> bool:
    """Whether the file has the bytes that it had."""
    try:
        return _hashed(path) == digest
    except UnreadableFile:
        return False

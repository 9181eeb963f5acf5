"""Files and folders to forms: what was given, what is known, what must be read, what came of it."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.errors import UnreadableFile
from audit.intake.cache import ReadCache, loads
from audit.intake.folders import Given, files
from audit.intake.worker import Job, Read, Task
from audit.model.form import Form
from audit.model.run import InputFile, NotAudited
from audit.readers import check_size

Progress = Callable[[int, int], None]
"""Called with how many files are read, of how many."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read: forms in order of files, every file given, and those that hold no form."""

    forms: tuple[Form, ...]
    files: tuple[InputFile, ...]
    no_form: tuple[NotAudited, ...]
    unaudited: tuple[NotAudited, ...]
    same_files: dict[str, tuple[str, ...]]


def read_files(  # noqa: PLR0913 — the options of the command line
    paths: Sequence[Path],
    *,
    vocabulary: Path,
    year: int | None = None,
    jobs: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Intake:
    """Read every form of the given files and folders; identical bytes are read once."""
    given = files(paths, leave_out=cache)
    hashed = {file.source: _hashed(file) for file in given}
    tasks: dict[str, Task] = {}
    same: dict[str, list[str]] = {}
    for file in given:
        digest = hashed[file.source]
        if isinstance(digest, str):
            tasks.setdefault(digest, Task(file.source, file.path, digest))
            same.setdefault(digest, []).append(file.source)
    known = ReadCache(cache, vocabulary, year) if cache is not None else None
    reads: dict[str, Read] = {}
    with _no_collection():
        for task, read in _read(list(tasks.values()), Job(vocabulary, year), jobs, known):
            reads[task.sha256] = read
            if progress is not None:
                progress(len(reads), len(tasks))
    return _intake(given, hashed, reads, same)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Forms hold no cycles: looking for some while thousands arrive takes as long as reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _hashed(file: Given) -> str | UnreadableFile:
    """The SHA-256 of a file, or why it cannot be read."""
    try:
        check_size(file.path.stat().st_size)
        return hashlib.sha256(file.path.read_bytes()).hexdigest()
    except UnreadableFile as error:
        return error
    except OSError as error:
        return UnreadableFile(f"打不开文件（{error.strerror}）。请检查是否有权限读取。")


def _read(
    tasks: list[Task], job: Job, jobs: int | None, known: ReadCache | None
) -> Iterator[tuple[Task, Read]]:
    """What came of each file: from the cache, else from a worker."""
    unread: list[Task] = []
    for task in tasks:
        read = known.get(task.sha256) if known is not None else None
        if read is None:
            unread.append(task)
        else:
            yield task, _renamed(read, task.source)
    if not unread:
        return
    from audit.intake.pool import Pool, default_workers

    for task, payload in Pool(job, jobs or default_workers()).run(unread):
        read = loads(payload)
        if known is not None and not read.unaudited:
            known.put(task.sha256, payload)
        yield task, read


def _renamed(read: Read, source: str) -> Read:
    """The same forms under the name that the file has today."""
    for form in read.forms:
        form.source = source
        form.head["source"] = source
    return read


def _intake(
    given: Sequence[Given],
    hashed: dict[str, str | UnreadableFile],
    reads: dict[str, Read],
    same: dict[str, list[str]],
) -> Intake:
    forms: list[Form] = []
    listed: list[InputFile] = []
    no_form: list[NotAudited] = []
    unaudited: list[NotAudited] = []
    for file in given:
        digest = hashed[file.source]
        if isinstance(digest, UnreadableFile):
            listed.append(InputFile(file.source, None))
            unaudited.append(NotAudited(file.source, str(digest)))
            continue
        read = reads[digest]
        listed.append(InputFile(file.source, digest, read.format))
        if same[digest][0] != file.source:
            continue
        forms += read.forms
        if read.reason is not None:
            (unaudited if read.unaudited else no_form).append(NotAudited(file.source, read.reason))
    repeats = {names[0]: tuple(names[1:]) for names in same.values() if len(names) > 1}
    return Intake(tuple(forms), tuple(listed), tuple(no_form), tuple(unaudited), repeats)

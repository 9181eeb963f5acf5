"""Files and folders to forms: what was given, what is known, what must be read, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from audit.intake.cache import ReadCache
from audit.intake.folders import files
from audit.intake.tray import Tray
from audit.intake.worker import Job
from audit.intake.workroom import workroom
from audit.model.form import Form
from audit.model.run import InputFile, NotAudited

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
    """Read every form of the given files, folders and archives; identical bytes are read once."""
    given = files(paths, leave_out=cache)
    known = ReadCache(cache, vocabulary, year) if cache is not None else None
    with workroom() as room:
        tray = Tray(Job(vocabulary, year), jobs, known, room, progress)
        tray.read(given)
    if known is not None:
        known.evict()
    return _intake(tray)


def _intake(tray: Tray) -> Intake:
    """Everything by the names of the files; of identical files the first one speaks for all."""
    forms: list[Form] = []
    listed = [InputFile(source, None) for source in tray.refused]
    no_form: list[NotAudited] = []
    unaudited = [NotAudited(source, reason) for source, reason in tray.refused.items()]
    repeats: dict[str, tuple[str, ...]] = {}
    for digest, sources in sorted((digest, sorted(names)) for digest, names in tray.sources.items()):
        read, source = tray.reads[digest], sources[0]
        listed += [InputFile(name, digest, read.format) for name in sources]
        forms += [_named(form, source) for form in read.forms]
        if read.reason is not None:
            (unaudited if read.unaudited else no_form).append(NotAudited(source, read.reason))
        if len(sources) > 1:
            repeats[source] = tuple(sources[1:])
    return Intake(
        tuple(sorted(forms, key=lambda form: form.source)),
        tuple(sorted(listed, key=lambda file: file.source)),
        tuple(sorted(no_form, key=lambda file: file.source)),
        tuple(sorted(unaudited, key=lambda file: file.source)),
        dict(sorted(repeats.items())),
    )


def _named(form: Form, source: str) -> Form:
    """The form under the name that its file has today."""
    form.source = source
    form.note(source=source)
    return form

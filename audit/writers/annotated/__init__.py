"""Copies of the files that were audited, each finding a comment at its cell; the originals stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit.errors import AuditError, UnreadableFile, UsageError
from audit.language import text
from audit.model.run import FormResult, InputFile, Run
from audit.readers.content import Content
from audit.readers.sniff import sniff
from audit.writers.annotated import docx, xlsx
from audit.writers.annotated.notes import Notes, notes_of
from audit.writers.filing import Places, save
from audit.writers.masking import safe

WRITERS: Mapping[str, Callable[[bytes, Notes, str], tuple[bytes, tuple[str, ...]]]] = {
    "docx": docx.annotate,
    "xlsx": xlsx.annotate,
}
LISTING = "没有批注的文件.txt"


@dataclass(frozen=True, slots=True)
class Without:
    """A file with findings that has no copy, or comments that its copy lacks, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """What was written: how many copies, how many comments, what is missing."""

    files: int
    comments: int
    without: tuple[Without, ...]


def write(run: Run, originals: Mapping[str, Path], folder: Path, lang: str = "zh") -> Annotated:
    """Write a copy of every file with findings below the folder, its folders kept.

    `originals` has the path of each content by its SHA-256.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places, files, comments, without = Places(folder), 0, 0, list[Without]()
    targets = [(file, notes, places.of(file.source)) for file, notes in _noted(run, lang)]
    _never_over(originals, [target for *_, target in targets])
    for file, notes, target in targets:
        try:
            data, lost = _copy(originals.get(file.sha256 or ""), notes, lang)
        except UnreadableFile as error:
            without.append(Without(file.source, str(error)))
            continue
        save(target, data, folder)
        files += 1
        comments += sum(map(len, notes.values())) - len(lost)
        without += [Without(file.source, text("note.lost", lang, heading=heading)) for heading in lost]
    _list(folder, without)
    return Annotated(files, comments, tuple(without))


def _noted(run: Run, lang: str) -> Iterator[tuple[InputFile, Notes]]:
    """Every file with findings; those of equal content have equal notes."""
    results: dict[str, list[FormResult]] = {}
    for result in run.forms:
        results.setdefault(result.form.source, []).append(result)
    first = {other: source for source, others in run.same_files.items() for other in others}
    for file in run.files:
        notes = notes_of(run, results.get(first.get(file.source, file.source), ()), lang)
        if notes:
            yield file, notes


def _copy(original: Path | None, notes: Notes, lang: str) -> tuple[bytes, tuple[str, ...]]:
    if original is None:
        raise UnreadableFile(text("note.gone", lang))
    try:
        data = original.read_bytes()
    except OSError as error:
        raise UnreadableFile(text("note.gone", lang)) from error
    writer = WRITERS.get(sniff(Content(data)))
    if writer is None:
        raise UnreadableFile(text("note.format", lang))
    try:
        return writer(data, notes, text("note.author", lang))
    except (AuditError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableFile(text("note.failed", lang, error=type(error).__name__)) from error


def _never_over(originals: Mapping[str, Path], targets: list[Path]) -> None:
    kept = {path.resolve() for path in originals.values()}
    for target in targets:
        if target.resolve() in kept:
            raise UsageError(f"{target}: 这是原件，批注只写在副本里。请给 --annotate 另选一个文件夹。")


def _list(folder: Path, without: list[Without]) -> None:
    """Say in the folder itself which files have no copy, and why."""
    listing = folder / LISTING
    listing.unlink(missing_ok=True)
    if without:
        lines = [f"{safe(each.source)}\t{safe(each.reason)}\r\n" for each in without]
        save(listing, ("\ufeff" + "".join(lines)).encode("utf-8", "replace"), folder)

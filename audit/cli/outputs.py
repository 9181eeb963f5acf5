"""What `audit check` writes beside the findings: the report, annotated copies, work papers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import click

from audit.cli.options import FILE, FOLDER, pipeline_settings
from audit.cli.terminal import say
from audit.config import Config
from audit.errors import UsageError
from audit.model.ledger import Ledger
from audit.model.run import Run

F = TypeVar("F", bound=Callable[..., Any])

LISTED = 10
"""So many files without comments are named on the terminal."""


def options(function: F) -> F:
    """The options that say what to write, and where."""
    for option in reversed(
        (
            click.option("-o", "--output", type=FOLDER, metavar="DIR", help=say("check.output")),
            click.option("--merge", type=FILE, metavar="OLD.xlsx", help=say("check.merge")),
            click.option("--pages", is_flag=True, help=say("check.pages", count=200)),
            click.option("--annotate", type=FOLDER, metavar="DIR", help=say("check.annotate")),
            click.option("--papers", type=FOLDER, metavar="DIR", help=say("check.papers")),
        )
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which outputs are wanted, and where each goes."""

    output: Path | None = None
    merge: Path | None = None
    pages: bool = False
    annotate: Path | None = None
    papers: Path | None = None

    def check(self, paths: Sequence[Path], templates: Path | None) -> None:
        """Before the work begins: no form of ours among those to audit, no paper lost, no broken template."""
        if self.papers is not None:
            from audit.writers.papers import load, refuse_filled

            refuse_filled(self.papers)
            load(templates)
        for folder in filter(None, (self.annotate, self.papers)):
            for given in paths:
                if given.is_dir() and folder.resolve().is_relative_to(given.resolve()):
                    raise UsageError(say("check.inside", folder=folder, given=given))

    def old_ledger(self) -> Ledger | None:
        """The ledger that people have filled in: as given, else the one that the report would overwrite."""
        from audit.pipeline import read_ledger
        from audit.writers.html import LEDGER
        from audit.writers.ledger import untouched

        merge = self.merge
        there = self.output / LEDGER if self.output is not None else None
        if there is not None and there.is_file() and not untouched(there):
            if merge is not None and not (merge.exists() and merge.samefile(there)):
                raise UsageError(say("check.merge_other", file=there))
            merge = there
        return read_ledger(merge) if merge is not None else None

    def write(self, run: Run, old: Ledger | None, paths: Sequence[Path], config: Config) -> Iterator[str]:
        """Write everything that is wanted, and tell where it is."""
        if self.output is not None:
            yield from self._report(run, self.output, old, config)
        if self.annotate is not None:
            yield from _annotated(run, self.annotate, paths, config)
        if self.papers is not None:
            from audit.writers import papers

            made = papers.write(run, self.papers, config.templates)
            yield say("check.papers_written", folder=self.papers, reviews=made.reviews, units=made.units)

    def _report(self, run: Run, output: Path, old: Ledger | None, config: Config) -> Iterator[str]:
        """Write the report folder and tell where it is, and what became of the old ledger."""
        from audit.pipeline import manual, reading_version
        from audit.writers import html
        from audit.writers.merging import KEPT, NOT_AUDITED, UNDECIDED

        settings = pipeline_settings(config)
        reading = reading_version(settings)
        others = html.Others(pages=self.pages, manual=manual(settings), reading=reading)
        merged = html.write(run, output, lang=config.lang, old=old, others=others)
        yield say("check.written", folder=output / "index.html")
        if merged.carried:
            counts = merged.counts()
            rest = sum(counts[change] for change in (UNDECIDED, NOT_AUDITED, KEPT))
            yield say("check.merged", file=output / html.LEDGER, rest=rest, **counts)


NAMES = tuple(field.name for field in fields(Wanted))


def _annotated(run: Run, folder: Path, paths: Sequence[Path], config: Config) -> Iterator[str]:
    """Write annotated copies and tell which files have none."""
    from audit.pipeline import annotate
    from audit.writers.annotated import LISTING
    from audit.writers.masking import safe

    made = annotate(run, paths, folder, pipeline_settings(config), config.lang)
    yield say("check.annotated", folder=folder, files=made.files, comments=made.comments)
    if made.without:
        yield say("check.without_notes", count=len(made.without), file=folder / LISTING)
    for each in made.without[:LISTED]:
        yield safe(f"  {each.source}  {each.reason}")
    if len(made.without) > LISTED:
        yield "  " + say("text.and_more", count=len(made.without) - LISTED)

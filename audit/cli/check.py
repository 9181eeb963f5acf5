"""`audit check`: read, judge, report."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say
from audit.config import Config
from audit.errors import UsageError
from audit.model.ledger import verdicts_of
from audit.model.rule import Severity

if TYPE_CHECKING:
    from audit.model.ledger import Ledger
    from audit.model.run import Run

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "csv")
WITHOUT_LANGUAGE = ("json", "jsonl")
"""Formats of one wording, whatever the language."""


@click.command("check", cls=terminal.Command, help=say("check.help"), short_help=say("check.short"))
@options.paths
@click.option("-o", "--output", type=options.FOLDER, metavar="DIR", help=say("check.output"))
@click.option("--merge", type=options.FILE, metavar="OLD.xlsx", help=say("check.merge"))
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help=say("check.format"))
@click.option("--prior", type=options.PLACE, metavar="DIR", help=say("check.prior"))
@click.option("--budget", type=options.GIVEN, metavar="FILE", help=say("check.budget"))
@options.settings
@options.fail_on
def command(
    paths: tuple[Path, ...],
    output: Path | None,
    merge: Path | None,
    format_: str,
    config: Path | None,
    **given: Any,
) -> int:
    """Audit the given files and folders."""
    from audit.pipeline import check

    chosen = options.joined(config, **given)
    old = _old_ledger(output, merge)
    with terminal.progress() as progress:
        run = check(paths, options.pipeline_settings(chosen), progress=progress)
    if old is not None:
        run = replace(run, verdicts={given.place: given for given in verdicts_of(old)})
    _print(run, format_, chosen.lang, output)
    if output is not None:
        said = _report(run, output, old, chosen.lang)
        if format_ == "text":
            click.echo(said)
    return exit_code(run, chosen)


def exit_code(run: Run, config: Config) -> int:
    """3 for files that could not be audited, 5 for no form at all, 1 for findings that stand, else 0."""
    if run.unaudited:
        return 3
    if not run.forms:
        return 5
    if config.fail_on == "never":
        return 0
    limit = Severity(config.fail_on).rank
    stand = (finding for finding in run.findings() if run.rejected(finding) is None)
    return int(any(finding.severity.rank <= limit for finding in stand))


def _old_ledger(output: Path | None, merge: Path | None) -> Ledger | None:
    """The ledger that people have filled in: as given, else the one that the report would overwrite."""
    from audit.pipeline import read_ledger
    from audit.writers.html import LEDGER
    from audit.writers.ledger import untouched

    there = output / LEDGER if output is not None else None
    if there is not None and there.is_file() and not untouched(there):
        if merge is not None and not (merge.exists() and merge.samefile(there)):
            raise UsageError(say("check.merge_other", file=there))
        merge = there
    return read_ledger(merge) if merge is not None else None


def _report(run: Run, output: Path, old: Ledger | None, lang: str) -> str:
    """Write the report folder and tell where it is, and what became of the old ledger."""
    from audit.writers import html
    from audit.writers.merging import KEPT, NOT_AUDITED, UNDECIDED, merge

    merged = merge(run, old, lang)
    html.write(run, output, lang=lang, merged=merged)
    said = [say("check.written", folder=output / "index.html")]
    if old is not None:
        counts = merged.counts()
        rest = sum(counts[change] for change in (UNDECIDED, NOT_AUDITED, KEPT))
        said.append(say("check.merged", file=output / html.LEDGER, rest=rest, **counts))
    return "\n".join(said)


def _print(run: Run, format_: str, lang: str, output: Path | None) -> None:
    stream = sys.stdout
    if format_ == "text":
        from audit.writers import text

        text.write(run, stream, lang=lang, report=output is not None)
    else:
        import importlib

        terminal.for_programs(stream)
        spoken = {} if format_ in WITHOUT_LANGUAGE else {"lang": lang}
        importlib.import_module(f"audit.writers.{format_}").write(run, stream, **spoken)

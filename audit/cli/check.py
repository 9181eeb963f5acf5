"""`audit check`: read, judge, report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say
from audit.config import Config
from audit.model.rule import Severity

if TYPE_CHECKING:
    from audit.model.run import Run

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "csv")
WITHOUT_LANGUAGE = ("json", "jsonl")
"""Formats of one wording, whatever the language."""


@click.command("check", cls=terminal.Command, help=say("check.help"), short_help=say("check.short"))
@options.paths
@click.option("-o", "--output", type=options.FOLDER, metavar="DIR", help=say("check.output"))
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help=say("check.format"))
@options.settings
@options.fail_on
def command(
    paths: tuple[Path, ...], output: Path | None, format_: str, config: Path | None, **given: Any
) -> int:
    """Audit the given files and folders."""
    from audit.pipeline import check

    chosen = options.joined(config, **given)
    with terminal.progress() as progress:
        run = check(paths, options.pipeline_settings(chosen), progress=progress)
    _print(run, format_, chosen.lang, output)
    if output is not None:
        from audit.writers import html

        html.write(run, output, lang=chosen.lang)
        if format_ == "text":
            click.echo(say("check.written", folder=output / "index.html"))
    return exit_code(run, chosen)


def exit_code(run: Run, config: Config) -> int:
    """3 for files that could not be audited, 5 for no form at all, 1 for findings, else 0."""
    if run.unaudited:
        return 3
    if not run.forms:
        return 5
    if config.fail_on == "never":
        return 0
    limit = Severity(config.fail_on).rank
    return int(any(finding.severity.rank <= limit for finding in run.findings()))


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

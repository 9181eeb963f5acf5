"""`audit check`: read, judge, report."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, outputs, terminal
from audit.cli.terminal import say
from audit.config import Config
from audit.model.ledger import verdicts_of
from audit.model.rule import Severity

if TYPE_CHECKING:
    from audit.model.run import Run

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "csv")
WITHOUT_LANGUAGE = ("json", "jsonl")
"""Formats of one wording, whatever the language."""


@click.command("check", cls=terminal.Command, help=say("check.help"), short_help=say("check.short"))
@options.paths
@outputs.options
@click.option("--templates", type=options.PLACE, metavar="DIR", help=say("check.templates"))
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", help=say("check.format"))
@click.option("--prior", type=options.PLACE, metavar="DIR", help=say("check.prior"))
@click.option("--budget", type=options.GIVEN, metavar="FILE", help=say("check.budget"))
@click.option("--contract", is_flag=True, help=say("check.contract"))
@options.settings
@options.fail_on
def command(paths: tuple[Path, ...], format_: str, config: Path | None, **given: Any) -> int:
    """Audit the given files and folders."""
    from audit.pipeline import check

    contract = given.pop("contract")
    wanted = outputs.Wanted(**{name: given.pop(name) for name in outputs.NAMES})
    chosen = options.joined(config, **given)
    wanted.check(paths, chosen.templates)
    old = wanted.old_ledger()
    with terminal.progress() as progress:
        run = check(paths, options.pipeline_settings(chosen), contract=contract, progress=progress)
    if old is not None:
        run = replace(run, verdicts={given.place: given for given in verdicts_of(old)})
    _print(run, format_, chosen.lang, wanted.output)
    for said in wanted.write(run, old, paths, chosen):
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
    stand = Counter(run.severities())
    for (_, severity), count in run.rejections().items():
        stand[severity] -= count
    return int(any(stand[severity] > 0 for severity in Severity if severity.rank <= limit))


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

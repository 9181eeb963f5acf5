"""`audit extract`: what was read from each form, cell by cell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say


@click.command("extract", cls=terminal.Command, help=say("extract.help"), short_help=say("extract.short"))
@options.paths
@click.option("--format", "format_", type=click.Choice(("json",)), default="json", help=say("extract.format"))
@click.option("--year", type=click.IntRange(1990, 2100), metavar="YYYY", help=say("option.year"))
@click.option("--jobs", type=click.IntRange(1), metavar="N", help=say("option.jobs"))
@options.shared
def command(paths: tuple[Path, ...], format_: str, config: Path | None, **given: Any) -> int:  # noqa: ARG001
    """Print what was read from the given files and folders."""
    from audit.pipeline import extract
    from audit.writers import json

    chosen = options.joined(config, **given)
    with terminal.progress() as progress:
        intake = extract(paths, options.pipeline_settings(chosen), progress=progress)
    terminal.for_programs(sys.stdout)
    json.write_extract(intake.forms, sys.stdout)
    for missing in (*intake.unaudited, *intake.no_form):
        click.echo(f"{missing.source}: {missing.reason}", err=True)
    return 3 if intake.unaudited else 0 if intake.forms else 5

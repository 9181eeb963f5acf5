"""`audit extract`: what was read from each form, cell by cell."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say
from audit.errors import UsageError
from audit.model.form import Form

_PIPE_WIDTH = 160
_OUTPUT = click.Path(path_type=Path)


@click.command("extract", cls=terminal.Command, help=say("extract.help"), short_help=say("extract.short"))
@options.paths
@click.option(
    "--format",
    "format_",
    type=click.Choice(("json", "xlsx", "parquet")),
    default="json",
    help=say("extract.format"),
)
@click.option("-o", "--output", type=_OUTPUT, metavar="PATH", help=say("extract.output"))
@click.option("--show", is_flag=True, help=say("extract.show"))
@click.option("--year", type=click.IntRange(1990, 2100), metavar="YYYY", help=say("option.year"))
@click.option("--jobs", type=click.IntRange(1), metavar="N", help=say("option.jobs"))
@options.shared
def command(
    paths: tuple[Path, ...],
    format_: str,
    output: Path | None,
    show: bool,
    config: Path | None,
    **given: Any,
) -> int:
    """Print, write or draw what was read from the given files and folders."""
    from audit.pipeline import extract

    chosen = options.joined(config, **given)
    if show and (output is not None or format_ != "json"):
        raise UsageError(say("extract.show_alone"))
    if format_ != "json" and output is None:
        raise UsageError(say("extract.needs_output", format=format_))
    with terminal.progress() as progress:
        intake = extract(paths, options.pipeline_settings(chosen), progress=progress)
    if show:
        _show(intake.forms, chosen.lang)
    elif output is None:
        from audit.writers.extract import json

        terminal.for_programs(sys.stdout)
        json.write(intake.forms, sys.stdout)
    elif intake.forms:
        _write(intake.forms, format_, output, chosen.lang)
        click.echo(say("extract.written", path=output, forms=len(intake.forms)))
    for missing in (*intake.unaudited, *intake.no_form):
        click.echo(f"{missing.source}: {missing.reason}", err=True)
    return 3 if intake.unaudited else 0 if intake.forms else 5


def _write(forms: Sequence[Form], format_: str, output: Path, lang: str) -> None:
    """Write the forms in one of the formats that go to files."""
    if format_ == "parquet":
        from audit.forms.arrow import arrow
        from audit.writers.extract import parquet

        parquet.write(arrow(forms), output)
    elif format_ == "xlsx":
        from audit.writers.extract import xlsx

        xlsx.write(forms, output, lang=lang)
    else:
        from audit.writers.extract import json
        from audit.writers.filing import replaced

        with replaced(output) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
            json.write(forms, stream)


def _show(forms: Sequence[Form], lang: str) -> None:
    """Draw the forms: in colour on a terminal, plain in a pipe, and never a letter that it cannot show."""
    from rich.console import Console

    from audit.writers.extract.drawn import draw

    on_terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_terminal else _PIPE_WIDTH
    console = Console(width=width, soft_wrap=True, highlight=False)
    for form in forms:
        for line in draw(form, width, lang):
            if on_terminal:
                console.print(line)
            else:
                click.echo(line.plain.rstrip())

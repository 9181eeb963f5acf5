"""`audit contract`: our contract and our rules for a bureau's own Great Expectations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say


@click.group("contract", cls=terminal.Group, help=say("contract.help"), short_help=say("contract.help"))
def command() -> None:
    """Our contract and our rules for Great Expectations."""


@command.command("export", help=say("contract.export"), short_help=say("contract.export.short"))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.option(
    "-o", "--output", type=options.FOLDER, required=True, metavar="DIR", help=say("contract.export.output")
)
@options.settings
def export(paths: tuple[Path, ...], output: Path, config: Path | None, **given: Any) -> int:
    """Write the suites, and the tables and verdicts of the given files beside them."""
    from audit.engine import load_compiled
    from audit.pipeline import cache_of, check, rule_folders

    chosen = options.joined(config, **given)
    settings = options.pipeline_settings(chosen)
    book = load_compiled(
        rule_folders(settings), select=settings.select, ignore=settings.ignore, cache=cache_of(settings)
    )
    with terminal.progress() as progress:
        run = check(paths, settings, contract=True, progress=progress) if paths else None
    from audit.contract.project import export as write
    from audit.contract.project import export_run

    try:
        write(book.rules, output)
        rows = export_run(run, output) if run is not None else ()
    except OSError as error:
        from audit.errors import UsageError

        raise UsageError(f"{output}: {error.strerror or error}") from error
    click.echo(say("contract.exported", folder=output / "gx", rules=len(book.rules)))
    if rows:
        click.echo(say("contract.exported.run", file=rows[-1], forms=len(run.forms) if run else 0))
    click.echo(say("contract.reports"))
    return 3 if run is not None and run.unaudited else 0

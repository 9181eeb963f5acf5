"""`audit history`: the runs so far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli import options, past, terminal
from audit.cli.terminal import say


@click.command("history", cls=terminal.Command, help=say("history.help"), short_help=say("history.short"))
@options.shared
def command(config: Path | None, **given: Any) -> None:
    """List the runs, newest last."""
    from audit.store.history import ENDS, NEWS, past_runs

    with past.store_of(config, given) as (store, _), store.reading() as connection:
        runs = past_runs(connection)
    for run in runs:
        told = run.summary
        severities = [f"{say(f'severity.{name}')} {count}" for name, count in told["findings"].items()]
        sizes = [f"{say(f'history.{name}')} {told[name]}" for name in ("files", "forms")]
        changed = past.counted({kind: told["changes"][kind] for kind in (*NEWS, *ENDS)})
        click.echo("  ".join((say("history.run", run=run.run), run.started, *sizes, *severities, changed)))
    if not runs:
        click.echo(say("history.none"))

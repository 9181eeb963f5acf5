"""`audit history`: the runs so far."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, past, terminal
from audit.cli.terminal import say
from audit.model.rule import Severity

if TYPE_CHECKING:
    from audit.model.history import History


@click.command("history", cls=terminal.Command, help=say("history.help"), short_help=say("history.short"))
@click.option("-o", "--output", type=options.FOLDER, metavar="DIR", help=say("history.output"))
@options.shared
def command(output: Path | None, config: Path | None, **given: Any) -> None:
    """List the runs, newest last, or draw them."""
    from audit.store.history import ENDS, NEWS, past_runs
    from audit.store.trend import trend

    with past.store_of(config, given) as (store, _), store.reading() as connection:
        runs = past_runs(connection)
        if output is not None and runs:
            _draw(trend(connection, runs), output)
            return
    for run in runs:
        told = run.summary
        severities = [f"{say(f'severity.{name}')} {told['findings'][name]}" for name in Severity]
        sizes = [f"{say(f'history.{name}')} {told[name]}" for name in ("files", "forms")]
        changed = past.counted({kind: told["changes"][kind] for kind in (*NEWS, *ENDS)})
        click.echo(
            "  ".join(
                (say("history.run", run=run.run), past.moment(run.started), *sizes, *severities, changed)
            )
        )
    if not runs:
        click.echo(say("history.none"))


def _draw(history: History, output: Path) -> None:
    from audit.writers import history as page

    page.write_alone(history, output, lang=terminal.spoken())
    click.echo(say("history.written", page=output / page.PAGE))

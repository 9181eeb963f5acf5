"""`audit show`: the life of one finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli import options, past, terminal
from audit.cli.terminal import say


@click.command("show", cls=terminal.Command, help=say("show.help"), short_help=say("show.short"))
@click.argument("finding", metavar="FINDING")
@options.shared
def command(finding: str, config: Path | None, **given: Any) -> None:
    """Print every version of a finding, and what became of it."""
    from audit.store.history import life, past_runs

    with past.store_of(config, given) as (store, _), store.reading() as connection:
        versions = life(connection, finding.strip().lower())
        when = {run.run: run.started for run in past_runs(connection)}
    row = versions[-1]
    told = past.said(row)
    severity = say(f"severity.{row['severity']}")
    click.echo(say("show.head", code=row["code"], title=told["title"], severity=severity))
    at = "" if told["at"] == "form" else told["at"]
    click.echo(
        say("show.where", source=row["source"], at=at, project=row["project"], unit=row["unit"]).rstrip()
    )
    for version in versions:
        _print_version(version, when)
    click.echo(say("show.suggest", suggest=told["suggest"]))
    if row["until"] is None:
        click.echo(say("show.open"))


def _print_version(version: Any, when: dict[int, str]) -> None:
    told = past.said(version)
    since, until = version["since"], version["until"]
    click.echo(say("show.version", since=since, when=when.get(since, ""), message=told["message"]))
    if told.get("cell"):
        click.echo("  " + say("show.cell", cell=told["cell"]["address"]))
    if until is not None and version["gone"]:
        fate = say(f"fate.{version['gone']}")
        click.echo("  " + say("show.end", until=until, when=when.get(until, ""), fate=fate))

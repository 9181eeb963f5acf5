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
    from audit.nightly.opinions import opinions_of
    from audit.store.history import life, past_runs

    with past.store_of(config, given) as (store, _), store.reading() as connection:
        versions = life(connection, finding.strip().lower())
        when = {run.run: past.moment(run.started) for run in past_runs(connection)}
        row = versions[-1]
        opinions = opinions_of(connection, row["place"], row["fingerprint"], terminal.spoken())
    told = past.said(row)
    severity = say(f"severity.{row['severity']}")
    click.echo(say("show.head", code=row["code"], title=told["title"], severity=severity))
    at = "" if told["at"] == "form" else told["at"]
    named = filter(None, (past.files(row["source"]), at, row["project"], row["unit"]))
    if where := "，".join(named):
        click.echo(where)
    for version in versions:
        _print_version(version, when)
    click.echo(say("show.suggest", suggest=told["suggest"]))
    for opinion in opinions:
        click.echo(opinion)
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

"""`audit diff`: what has changed between two runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from audit.cli import options, past, terminal
from audit.cli.terminal import say
from audit.errors import UsageError


@click.command("diff", cls=terminal.Command, help=say("diff.help"), short_help=say("diff.short"))
@click.argument("earlier", type=click.IntRange(0), required=False, metavar="[A]")
@click.argument("later", type=click.IntRange(1), required=False, metavar="[B]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help=say("diff.format")
)
@options.shared
def command(earlier: int | None, later: int | None, form: str, config: Path | None, **given: Any) -> None:
    """Print what is new, changed and gone in the later of two runs."""
    from audit.store.history import changes

    with past.store_of(config, given) as (store, _):
        last = store.last()
        if earlier is None and later is None and last == 1:
            click.echo(say("diff.alone"))
            return
        later = later if later is not None else last
        earlier = earlier if earlier is not None else max(later - 1, 0)
        for run in (earlier, later):
            if run > last:
                raise UsageError(say("diff.no_run", run=run, last=last))
        with store.reading() as connection:
            told = changes(connection, earlier, later)
    if form == "json":
        terminal.for_programs(sys.stdout)
        entries = [
            {"change": c.kind, **_entry(c.row), "before": c.before and _entry(c.before)} for c in told.changes
        ]
        document = {
            "version": 1,
            "earlier": earlier,
            "later": later,
            "counts": told.counts(),
            "findings": entries,
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
        return
    click.echo(say("diff.lead", earlier=earlier, later=later, counts=past.counted(told.counts())))
    for change in told.changes:
        click.echo(past.finding_line(change))


def _entry(row: Any) -> dict[str, Any]:
    names = ("place", "fingerprint", "rule", "code", "severity", "source", "project", "unit", "department")
    return {**{name: row[name] for name in names}, **past.said(row)}

"""`audit waive`: one more waiver for the file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say

_WAIVER = ("project", "unit", "place", "reason", "basis", "requested_by", "approved_by", "count")


@click.command("waive", cls=terminal.Command, help=say("waive.help"), short_help=say("waive.short"))
@click.argument("rule", required=False, default="", metavar="[RULE]")
@click.option("--project", default="", metavar="NAME", help=say("waive.project"))
@click.option("--unit", default="", metavar="NAME", help=say("waive.unit"))
@click.option("--place", default="", metavar="PLACE", help=say("waive.place"))
@click.option("--reason", required=True, metavar="TEXT", help=say("waive.reason"))
@click.option("--basis", required=True, metavar="TEXT", help=say("waive.basis"))
@click.option("--requested-by", required=True, metavar="NAME", help=say("waive.requested_by"))
@click.option("--approved-by", required=True, metavar="NAME", help=say("waive.approved_by"))
@click.option("--until", required=True, metavar="DATE", help=say("waive.until"))
@click.option("--count", type=click.IntRange(1), metavar="N", help=say("waive.count"))
@click.option("--amount", type=click.FloatRange(0, min_open=True), metavar="N", help=say("waive.amount"))
@options.shared
def command(rule: str, until: str, amount: float | None, config: Path | None, **given: Any) -> None:
    """Check the waiver and write it at the end of the file."""
    from audit.model.waiver import Waiver
    from audit.nightly import Places
    from audit.nightly.waivers import add_waiver, day

    said = {name: given.pop(name) for name in _WAIVER}
    file = Places.of(options.joined(config, **given), options.folder_of(config)).waivers
    money = Decimal(str(amount)) if amount is not None else None
    add_waiver(file, Waiver(rule=rule, until=day(until), amount=money, **said))
    click.echo(say("waive.added", file=file))

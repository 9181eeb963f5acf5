"""`audit waivers`: what is waived, and how each waiver stood in the last run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say


@click.command("waivers", cls=terminal.Command, help=say("waivers.help"), short_help=say("waivers.short"))
@options.shared
def command(config: Path | None, **given: Any) -> None:
    """List every waiver of the file."""
    from audit.model.waiver import WaiverUse
    from audit.nightly import Places
    from audit.nightly.opinions import states
    from audit.nightly.waivers import read_waivers
    from audit.store import opened
    from audit.writers.waiver import waiver_text

    chosen = options.joined(config, **given)
    places = Places.of(chosen, options.folder_of(config))
    listed = read_waivers(places.waivers)
    if not listed:
        click.echo(say("waivers.none"))
        return
    with opened(places.store, make=True) as store, store.reading() as connection:
        known = states(connection)
    for waiver in listed:
        state, covered = known.get(waiver.id, ("new", 0))
        click.echo(waiver_text(WaiverUse(waiver, state, covered), chosen.lang))

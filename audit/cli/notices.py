"""`audit notices`: whether the channels of `audit.toml` work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say
from audit.errors import UsageError


@click.command("notices", cls=terminal.Command, help=say("notices.help"), short_help=say("notices.help"))
@options.shared
def command(config: Path | None, **given: Any) -> int:
    """Send a trial notice over every channel; 2 when one does not take it."""
    from audit.notices import Notice, send

    chosen = options.joined(config, **given)
    wanted = chosen.notices
    channels = (wanted.mail is not None) + (wanted.webhook is not None) + len(wanted.apps_env)
    if not channels:
        raise UsageError(say("notices.none"))
    failures = send(Notice({}, link=wanted.link, trial=True), wanted, chosen.lang)
    for failure in failures:
        click.echo(failure, err=True)
    click.echo(say("notices.sent", count=channels - len(failures)))
    return 2 if failures else 0

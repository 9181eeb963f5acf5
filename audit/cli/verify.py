"""`audit verify`: whether store and report are as they were sealed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, past, terminal
from audit.cli.terminal import say

if TYPE_CHECKING:
    from audit.nightly.proof import Checked

LISTED = 20
BROKEN = 1


@click.command("verify", cls=terminal.Command, help=say("verify.help"), short_help=say("verify.short"))
@click.option("--anchor", metavar="FILE|SHA256", help=say("verify.anchor"))
@click.option("--write-anchor", type=options.FILE, metavar="FILE", help=say("verify.write_anchor"))
@options.shared
def command(anchor: str | None, write_anchor: Path | None, config: Path | None, **given: Any) -> int:
    """Check every link, every row and every file; 1 when one does not hold."""
    from audit.nightly import proof

    with past.store_of(config, given) as (store, places):
        told = proof.checked(store, places.report, proof.read_anchor(anchor) if anchor else None)
    if not told.last.run:
        click.echo(say("history.none"))
        return 0
    _print(told)
    if write_anchor is not None and told.sound:
        proof.write_anchor(write_anchor, told.last)
    return 0 if told.sound else BROKEN


def _print(told: Checked) -> None:
    lines = list(_wrong(told))
    if lines:
        click.echo(say("verify.first", what=lines[0]))
    else:
        click.echo(say("verify.sound", last=told.last.run, files=told.sealed_files, sha256=told.last.sha256))
    if len(lines) > 1:
        click.echo(say("verify.more", count=len(lines) - 1))
        for line in lines[1 : LISTED + 1]:
            click.echo(f"  {line}")
    if told.filled:
        click.echo(say("verify.filled"))
    click.echo(say("verify.limits"))


def _wrong(told: Checked) -> list[str]:
    links = [
        say(
            "verify.link",
            run=link.run,
            table=say(f"table.{link.what}"),
            name=f" {link.name}" if link.name else "",
            how=say(f"broken.{link.how}"),
        )
        for link in told.links
    ]
    lost = told.lost
    if lost is not None:
        links.append(say("verify.anchor_missing", run=lost.run or "?", sha256=lost.sha256))
    return links + [say("verify.file", path=path, how=say(f"broken.{how}")) for path, how in told.files]

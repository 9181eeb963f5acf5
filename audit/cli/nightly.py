"""`audit nightly`: the server's side, for a scheduler to call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, terminal
from audit.cli.past import counted, finding_line, moment
from audit.cli.terminal import say

if TYPE_CHECKING:
    from audit.nightly import Told

LISTED = 20
"""So many of the files that could not be audited are printed."""

SCHEDULES = ("systemd", "cron", "windows")


@click.command("nightly", cls=terminal.Command, help=say("nightly.help"), short_help=say("nightly.short"))
@click.option(
    "--print-schedule", "schedule", type=click.Choice(SCHEDULES), help=say("nightly.print_schedule")
)
@options.fail_on
@options.shared
def command(schedule: str | None, config: Path | None, **given: Any) -> int:
    """Run the night's audit, or print how to have it run."""
    from audit.cli.check import exit_code
    from audit.nightly import Places, nightly
    from audit.nightly.schedule import printed

    chosen = options.joined(config, **given)
    folder = options.folder_of(config)
    if schedule is not None:
        click.echo(printed(schedule, folder.resolve(), config))
        return 0
    places = Places.of(chosen, folder)
    with terminal.progress() as progress:
        told = nightly(chosen, places, progress=progress)
    _print(told, places.report)
    return exit_code(told.run, chosen)


def _print(told: Told, report: Path) -> None:
    from audit.store.history import NEWS

    run, changes = told.run, told.recorded.changes
    for remark in told.remarks:
        click.echo(say(f"nightly.remark.{remark.key}", **remark.values), err=True)
    summary = told.recorded.summary
    counts = {"files": len(run.files), "forms": len(run.forms), **summary["findings"]}
    click.echo(say("nightly.done", number=told.number) + say("text.summary", **counts))
    waived = sum(use.covered for use in run.waivers)
    for verdict, count in (("rejected", told.recorded.judged.get("rejected")), ("waived", waived)):
        if count:
            click.echo(say(f"text.{verdict}", count=count))
    if told.before is None:
        click.echo(say("nightly.first"))
    else:
        click.echo(say("nightly.changes", before=moment(told.before), counts=counted(changes.counts())))
        news = [change for change in changes.changes if change.kind in NEWS]
        for change in news:
            click.echo(finding_line(change))
        if rest := sum(changes.tally.get(kind, 0) for kind in NEWS) - len(news):
            click.echo(say("nightly.more", count=rest, earlier=told.number - 1, later=told.number))
    if run.unaudited:
        click.echo(say("nightly.unaudited", count=len(run.unaudited)))
        for missing in run.unaudited[:LISTED]:
            click.echo(f"  {missing.source}: {missing.reason}")
    click.echo(say("nightly.report", page=report / "index.html"))
    click.echo(say("nightly.head", sha256=told.recorded.manifest_sha256))

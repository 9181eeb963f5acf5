"""`audit rules`: the rulebook, listed, shown, linted, tested."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import say

if TYPE_CHECKING:
    from audit.model.rule import Rule

WORDS = {"error": "错误", "warning": "警告", "note": "提示"}


@click.group("rules", cls=terminal.Group, help=say("rules.help"), short_help=say("rules.help"))
def command() -> None:
    """Show and check the rulebook."""


def _rules_option(function: Any) -> Any:
    folder = click.option("--rules", type=options.FOLDER, multiple=True, metavar="DIR", help=say("option.rules"))
    return folder(options.shared(function))


@command.command("list", help=say("rules.list"), short_help=say("rules.list"))
@_rules_option
def list_(config: Path | None, **given: Any) -> None:
    """Print one line a rule."""
    for rule in _rules(options.joined(config, **given).rules):
        click.echo(f"{rule.code:<8} {terminal.say('severity.' + rule.severity)}  {rule.id:<40} {rule.title}")


@command.command("show", help=say("rules.show"), short_help=say("rules.show"))
@click.argument("rule_id", metavar="RULE")
@_rules_option
def show(rule_id: str, config: Path | None, **given: Any) -> None:
    """Print everything about one rule."""

"""`audit rules`: the rulebook, listed, shown, linted, tested."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, strength, terminal
from audit.cli.terminal import say
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.model.rule import Beyond
    from audit.pipeline import Settings
    from audit.rulebook.book import Rulebook


@click.group("rules", cls=terminal.Group, help=say("rules.help"), short_help=say("rules.help"))
def command() -> None:
    """Show and check the rulebook."""


@command.command("list", help=say("rules.list"), short_help=say("rules.list"))
@options.rulebook
def list_rules(config: Path | None, **given: Any) -> None:
    """Print one line a rule."""
    from audit.engine import load_compiled
    from audit.pipeline import cache_of, rule_folders
    from audit.rulebook.beyond import read_beyond

    settings = options.pipeline_settings(options.joined(config, **given))
    book = load_compiled(rule_folders(settings), cache=cache_of(settings))
    for rule in book.rules:
        silence = book.silenced.get(rule.id)
        mark = f"（{say('rules.silenced', reason=silence.reason)}）" if silence else ""
        click.echo(f"{rule.code:<8} {say(f'severity.{rule.severity}')} {rule.id:<40} {rule.title}{mark}")
    click.echo(say("rules.count", count=len(book.rules)))
    beyond = read_beyond(rule_folders(settings))
    if beyond:
        click.echo(say("rules.beyond", count=len(beyond)))
    for one in beyond:
        click.echo(_beyond(one))


@command.command("show", help=say("rules.show"), short_help=say("rules.show"))
@click.argument("rule", metavar="RULE")
@click.option("--strength", "file", type=options.FILE, metavar="FILE", help=say("rules.site.strength"))
@options.rulebook
def show_rule(rule: str, file: Path | None, config: Path | None, **given: Any) -> None:
    """Print everything about one rule."""
    from audit.engine.examples import said
    from audit.rulebook.manual import rule_pages
    from audit.writers.rule import lines
    from audit.writers.strength import read_json

    chosen = options.joined(config, **given)
    settings = options.pipeline_settings(chosen)
    book = _with_definitions(settings)
    page = next((p for p in rule_pages(book) if rule.lower() in (p.rule.id, p.rule.code.lower())), None)
    if page is None:
        from audit.pipeline import rule_folders
        from audit.rulebook.beyond import read_beyond
        from audit.yamlfile import nearest

        for one in read_beyond(rule_folders(settings)):
            if rule.lower() in (one.id, one.code.lower()):
                click.echo(_beyond(one))
                return
        known = [name for r in book.rules for name in (r.id, r.code)]
        raise UsageError(say("rules.unknown", name=rule) + nearest(rule, known))
    own = tuple(definition for definition in book.definitions if definition.rule.id == page.rule.id)
    told = said(replace(book, rules=(page.rule,), definitions=own))
    measured = read_json(file) if file else None
    for line in lines(replace(page, said=told.get(page.rule.id)), measured, chosen.lang):
        click.echo(line)


@command.command("lint", help=say("rules.lint"), short_help=say("rules.lint"))
@click.option("--blanks", is_flag=True, help=say("rules.blanks"))
@options.rulebook
def lint_rules(config: Path | None, blanks: bool, **given: Any) -> int:
    """Print what is suspicious about the rules; 2 when there is anything."""
    from audit.engine.boundaries import untested_boundaries
    from audit.engine.examples import hidden_by_blanks
    from audit.rulebook.lint import lint

    book = _with_definitions(options.pipeline_settings(options.joined(config, **given)))
    for problem in hidden_by_blanks(book) if blanks else ():  # to look at: some rules are about what is there
        click.echo(str(problem))
    problems = [*lint(book), *untested_boundaries(book)]
    for problem in problems:
        click.echo(str(problem))
    click.echo(say("rules.linted", count=len(problems)))
    return 2 if problems else 0


@command.command("test", help=say("rules.test"), short_help=say("rules.test"))
@options.rulebook
def test_rules(config: Path | None, **given: Any) -> int:
    """Run every example; 2 when one does not come out as its rule says."""
    from audit.engine.examples import check, examples_of

    book = _with_definitions(options.pipeline_settings(options.joined(config, **given)))
    failures = check(book)
    for failure in failures:
        click.echo(str(failure))
    count = sum(len(examples_of(definition)) for definition in book.definitions)
    click.echo(say("rules.tested", rules=len(book.rules), examples=count, failures=len(failures)))
    return 2 if failures else 0


def _beyond(one: Beyond) -> str:
    return f"{one.code:<8} {one.id:<40} {one.title}：{one.reason}"


def _with_definitions(settings: Settings) -> Rulebook:
    """The rulebook as its files say, not as the cache has it."""
    from audit.engine import load_compiled
    from audit.pipeline import rule_folders

    return load_compiled(rule_folders(settings))


command.add_command(strength.strength)
command.add_command(strength.site)

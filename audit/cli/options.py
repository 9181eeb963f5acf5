"""Options that several commands take, and how they join with `audit.toml`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from audit.cli import terminal
from audit.cli.terminal import say
from audit.config import FAIL_ON, LANGUAGES, Config, load_config

if TYPE_CHECKING:
    from audit.pipeline import Settings

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)

PLACE = click.Path(path_type=Path, exists=True)
GIVEN = click.Path(path_type=Path, exists=True, dir_okay=False)


def paths(function: F) -> F:
    """The files and folders to read."""
    argument = click.argument(
        "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…"
    )
    return argument(function)


def settings(function: F) -> F:
    """The options that say how to read and judge."""
    for option in reversed(
        (
            click.option("--profile", metavar="NAME", help=say("option.profile")),
            click.option("--year", type=click.IntRange(1990, 2100), metavar="YYYY", help=say("option.year")),
            click.option("--rules", type=FOLDER, multiple=True, metavar="DIR", help=say("option.rules")),
            click.option("--select", multiple=True, metavar="RULE", help=say("option.select")),
            click.option("--ignore", multiple=True, metavar="RULE", help=say("option.ignore")),
            click.option("--jobs", type=click.IntRange(1), metavar="N", help=say("option.jobs")),
        )
    ):
        function = option(function)
    return shared(function)


def rulebook(function: F) -> F:
    """The options of a command that looks at the rules alone."""
    folder = click.option("--rules", type=FOLDER, multiple=True, metavar="DIR", help=say("option.rules"))
    return folder(shared(function))


def shared(function: F) -> F:
    """The options that every command takes."""
    for option in reversed(
        (
            click.option("--config", type=FILE, metavar="FILE", help=say("option.config")),
            click.option("--lang", type=click.Choice(LANGUAGES), help=say("option.lang")),
        )
    ):
        function = option(function)
    return function


def fail_on(function: F) -> F:
    """The severity from which the exit code is 1."""
    return click.option("--fail-on", type=click.Choice(FAIL_ON), help=say("option.fail_on"))(function)


def joined(config: Path | None, **given: Any) -> Config:
    """The configuration with every option that was given on the command line put over it."""
    loaded = load_config(config)
    wanted = {key: value for key, value in given.items() if value not in (None, ())}
    for key in ("select", "ignore"):
        if key in wanted:
            wanted[key] = _split(wanted[key])
    if "lang" not in wanted and os.environ.get("AUDIT_LANG") in LANGUAGES:
        wanted["lang"] = os.environ["AUDIT_LANG"]
    chosen = replace(loaded, **wanted)
    terminal.speak(chosen.lang)
    return chosen


def folder_of(config: Path | None) -> Path:
    """The folder that paths of the configuration begin in."""
    return config.parent if config is not None else Path()


def pipeline_settings(config: Config) -> Settings:
    """The part of the configuration that the pipeline takes."""
    from audit.pipeline import Settings

    return Settings(**{field.name: getattr(config, field.name) for field in fields(Settings)})


def _split(values: Sequence[str]) -> tuple[str, ...]:
    """`--select A,B --select C` names three rules."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())

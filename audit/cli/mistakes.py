"""Mistakes on the command line in words: what is wrong, and what there is instead."""

from __future__ import annotations

import difflib
import re

import click

from audit.language import text


def explain(error: click.ClickException, lang: str) -> str:
    """A usage error in the chosen language."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.ctx.get_help()
    if isinstance(error, click.NoSuchOption):
        near = error.possibilities or []
        shown = text("cli.no_such_option", lang, name=error.option_name)
        return shown + (text("cli.did_you_mean", lang, names="、".join(near)) if near else "")
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return text("cli.missing", lang, name=_name(error.param))
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_value(error, error.param, lang)
    if isinstance(error, click.BadOptionUsage):
        return text("cli.no_value", lang, name=error.option_name)
    if isinstance(error, click.UsageError) and error.message.startswith("No such command"):
        return _no_such_command(error, lang)
    if isinstance(error, click.UsageError) and error.message.startswith("Got unexpected extra argument"):
        return text("cli.extra", lang, given=error.message.partition("(")[2].rstrip(")"))
    return text("cli.usage_error", lang, message=error.format_message())


def _name(param: click.Parameter) -> str:
    """The parameter as it is typed."""
    return "/".join(param.opts) if isinstance(param, click.Option) else param.human_readable_name


def _bad_value(error: click.BadParameter, param: click.Parameter, lang: str) -> str:
    """What the parameter may be, by its type."""
    name, kind = _name(param), param.type
    if isinstance(kind, click.Choice):
        return text("cli.bad_choice", lang, name=name, choices="、".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange):
        key = "cli.bad_range" if kind.max is not None else "cli.bad_number"
        return text(key, lang, name=name, low=kind.min, high=kind.max)
    value = re.search(r"'(.*)'", error.message, re.DOTALL)
    if isinstance(kind, click.Path) and value is not None:
        for said, key in (
            ("does not exist", "cli.not_there"),
            ("is a file", "cli.is_a_file"),
            ("is a directory", "cli.is_a_folder"),
        ):
            if error.message.rstrip(".").endswith(said):
                return text(key, lang, name=name, value=value[1])
    return text("cli.usage_error", lang, message=error.format_message())


def _no_such_command(error: click.UsageError, lang: str) -> str:
    wanted = error.message.partition("'")[2].partition("'")[0]
    group = error.ctx.command if error.ctx else None
    names = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []
    near = difflib.get_close_matches(wanted, names, 1)
    shown = text("cli.no_such_command", lang, name=wanted, names="、".join(names))
    return shown + (text("cli.did_you_mean", lang, names=near[0]) if near else "")

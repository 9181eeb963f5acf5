"""The command line: thin commands over the pipeline, one module a group of commands."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from audit.cli import mistakes, terminal
from audit.errors import AuditError
from audit.language import text

COMMANDS = (
    "check", "extract", "rules",
    "nightly", "history", "diff", "show", "waive", "waivers", "verify",
    "contract", "notices",
)  # fmt: skip


class Commands(terminal.Group):
    """The commands, each imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return it."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"audit.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    terminal.prepare_streams()
    terminal.stop_when_told()
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(arguments, terminal.choose_language(arguments)))


def _run(arguments: list[str], lang: str) -> int:
    try:
        return int(_group(lang).main(arguments, prog_name="audit", standalone_mode=False) or 0)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(text("cli.interrupted", lang), err=True)
        return 130
    except click.ClickException as error:
        click.echo(mistakes.explain(error, lang), err=True)
        return 2
    except AuditError as error:
        click.echo(text("cli.error", lang, message=str(error)), err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone; Python would complain once more while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _failed(error, lang)


def _failed(error: Exception, lang: str) -> int:
    """A place that cannot be read or written, Ctrl-C in the middle of a query, a fault of ours."""
    if isinstance(error, OSError) and error.filename is not None:
        reason = error.strerror or type(error).__name__
        click.echo(text("cli.os_error", lang, file=error.filename, reason=reason), err=True)
        return 2
    if isinstance(error, RuntimeError) and str(error) == "Query interrupted":  # as DuckDB tells it
        click.echo(text("cli.interrupted", lang), err=True)
        return 130
    import traceback

    traceback.print_exception(error)
    click.echo(text("cli.internal_error", lang), err=True)
    return 70


def _group(lang: str) -> Commands:
    import audit

    group = Commands(name="audit", help=text("cli.help", lang), context_settings=terminal.CONTEXT)
    version = click.version_option(
        audit.__version__, "--version", help=text("cli.version", lang), message="%(prog)s %(version)s"
    )
    return version(group)

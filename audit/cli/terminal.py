"""What every command shares: language, streams, help and usage errors, common options."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

from audit.config import LANGUAGES
from audit.language import text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

FEW_FILES = 8
"""Up to so many files are read without a progress bar."""

_chosen = "zh"


def choose_language(arguments: Sequence[str]) -> str:
    """The language of help and messages: `--lang`, else AUDIT_LANG, else Chinese; never LANG."""
    global _chosen  # noqa: PLW0603 - one process speaks one language
    wanted = os.environ.get("AUDIT_LANG", "")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            wanted = arguments[position + 1]
        elif argument.startswith("--lang="):
            wanted = argument.partition("=")[2]
    _chosen = wanted if wanted in LANGUAGES else "zh"
    return _chosen


def speak(lang: str) -> None:
    """Go on in this language: the configuration may name one."""
    global _chosen  # noqa: PLW0603 - one process speaks one language
    _chosen = lang


def spoken() -> str:
    """The language of this process."""
    return _chosen


def say(key: str, **values: object) -> str:
    """A text of the catalogue in the language chosen for this process."""
    return text(key, _chosen, **values)


def prepare_streams() -> None:
    """Let a console that lacks a character show a substitute instead of stopping the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def for_programs(stream: TextIO) -> None:
    """Write UTF-8 and the line ends as given, whatever the console: the output is a file of its format."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and not stream.isatty():
        reconfigure(encoding="utf-8", newline="\n")


def stop_when_told() -> None:
    """Let the system's request to end do what Ctrl-C does: workers and temporary files go with us."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


class Formatter(click.HelpFormatter):
    """Help with headings in the chosen language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line, with what may stand in it named."""
        for there, key in (("[OPTIONS]", "cli.some_options"), ("COMMAND [ARGS]...", "cli.some_command")):
            args = args.replace(there, say(key))
        usage = say("cli.usage")
        super().write_usage(prog, args, prefix or (usage if usage.endswith("：") else f"{usage} "))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        said = [(name, told.replace("[required]", f"[{say('cli.required')}]")) for name, told in rows]
        super().write_dl(said, col_max, col_spacing)

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        known = {"Options": "cli.options", "Commands": "cli.commands"}
        super().write_heading(say(known[heading]) if heading in known else heading)


class Context(click.Context):
    """A context whose help speaks the chosen language."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help speaks the chosen language."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The help option, described in the chosen language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("cli.show_help")
        return option


class Group(Command, click.Group):
    """A group of commands whose help speaks the chosen language; `--lang` may stand before the command."""

    command_class = Command

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        lang = click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False)
        lang.help = say("option.lang")
        self.params.append(lang)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal for more than a few files, None in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    bar: Any = None
    task: Any = None

    def advance(done: int, total: int) -> None:
        nonlocal bar, task
        if total <= FEW_FILES:
            return
        if bar is None:
            bar = _bar()
            bar.start()
            task = bar.add_task(say("cli.reading"), total=total, rate="")
        bar.update(task, completed=done, total=total)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Progress:
    """How many of how many, how many a second, how long still."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    class Bar(Progress):
        """A bar that knows its rate once there is one."""

        def update(self, task_id: TaskID, **values: Any) -> None:
            """Set the figures of the task."""
            speed = self.tasks[task_id].finished_speed or self.tasks[task_id].speed
            super().update(task_id, rate=f"{speed:.0f}/s" if speed else "", **values)

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    rate = TextColumn("{task.fields[rate]}")
    return Bar(*columns, rate, TimeRemainingColumn(), console=Console(stderr=True), transient=True)

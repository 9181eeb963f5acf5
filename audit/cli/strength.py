"""`audit rules strength` and `audit rules site`: what the rulebook catches, and the rulebook as pages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from audit.cli import options, terminal
from audit.cli.terminal import for_programs, say
from audit.errors import UsageError

if TYPE_CHECKING:
    from audit.model.strength import Strength
    from audit.pipeline import Settings
    from audit.rulebook.book import Rulebook


@click.command("strength", cls=terminal.Command, help=say("rules.strength"), short_help=say("rules.strength"))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help=say("rules.strength.format")
)
@click.option(
    "--per-kind", type=click.IntRange(1), metavar="N", help=say("rules.strength.per_kind", count=250)
)
@options.rulebook
def strength(
    paths: tuple[Path, ...], form: str, per_kind: int | None, config: Path | None, **given: Any
) -> None:
    """Seed errors into clean forms and print what is caught of them."""
    from audit.engine import load_compiled
    from audit.pipeline import cache_of, rule_folders
    from audit.writers import strength as writer

    chosen = options.joined(config, **given)
    settings = options.pipeline_settings(chosen)
    book = load_compiled(rule_folders(settings), cache=cache_of(settings))
    measured = _measured(book, settings, paths, per_kind)
    if form == "json":
        for_programs(sys.stdout)
        writer.write_json(measured, sys.stdout)
    else:
        writer.write_text(measured, sys.stdout, chosen.lang)


def _measured(
    book: Rulebook, settings: Settings, paths: tuple[Path, ...] = (), most: int | None = None
) -> Strength:
    """What the rulebook catches on the clean ones of the given forms, or on ours."""
    from audit.forms.vocabulary import load_vocabulary
    from audit.pipeline import extract
    from audit.shipped import shipped
    from audit.strength import PER_KIND, clean_forms, measure

    vocabulary = load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")
    forms = extract(paths, settings).forms if paths else clean_forms(vocabulary)
    if not forms:
        raise UsageError(say("rules.strength.none"))
    return measure(book, forms, vocabulary, profile=settings.profile, per_kind=most or PER_KIND)


@click.command("site", cls=terminal.Command, help=say("rules.site"), short_help=say("rules.site"))
@click.option(
    "-o", "--output", type=options.FOLDER, required=True, metavar="DIR", help=say("rules.site.output")
)
@click.option("--strength", "file", type=options.FILE, metavar="FILE", help=say("rules.site.strength"))
@click.option("--with-strength", "measured", is_flag=True, help=say("rules.site.measure"))
@options.rulebook
def site(output: Path, file: Path | None, measured: bool, config: Path | None, **given: Any) -> None:
    """Write the rulebook as pages."""
    import audit
    from audit.engine import load_compiled
    from audit.pipeline import cache_of, rule_folders
    from audit.pipeline import manual as rule_pages
    from audit.rulebook.beyond import read_beyond
    from audit.writers import manual
    from audit.writers.strength import read_json

    chosen = options.joined(config, **given)
    settings = options.pipeline_settings(chosen)
    book = load_compiled(rule_folders(settings), cache=cache_of(settings))
    known = read_json(file) if file else _measured(book, settings) if measured else None
    manual.write(
        (*rule_pages(settings), *read_beyond(rule_folders(settings))),
        output,
        release={"engine": f"jixiao-audit {audit.__version__}", "rulebook": book.hash},
        strength=known,
        lang=chosen.lang,
    )
    click.echo(say("rules.site.written", page=(output / "index.html").as_posix()))

"""The whole story: files to forms, forms and rules to findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import audit
from audit.config import cache_folder
from audit.errors import AuditError, NoForm, UnreadableFile, UsageError
from audit.garbage import no_search
from audit.intake import Intake, read_files
from audit.model.form import Form
from audit.model.ledger import Ledger
from audit.model.manual import RulePage
from audit.model.run import NotAudited, Run
from audit.shipped import shipped

if TYPE_CHECKING:
    from audit.engine import Memory
    from audit.model.finding import Finding
    from audit.model.run import FormResult
    from audit.rulebook.book import Rulebook
    from audit.writers.annotated import Annotated

Progress = Callable[[int, int], None]
"""Called with how many files are read, of how many."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to audit: everything but the files themselves."""

    profile: str | None = None
    year: int | None = None
    rules: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    jobs: int | None = None
    cache: Path | None = None
    prior: Path | None = None
    budget: Path | None = None


def rule_folders(settings: Settings) -> tuple[Path, ...]:
    """The shipped rules, then those that add to them or override them."""
    return (shipped("rules"), *settings.rules)


def cache_of(settings: Settings) -> Path:
    """The folder of both caches."""
    return cache_folder(settings.cache)


def reading_version(settings: Settings) -> str:
    """What stands for how forms are read, for a memory of earlier runs."""
    from audit.intake.cache import reading_version as version

    return version(_vocabulary(), settings.year)


def _vocabulary() -> Path:
    return shipped("rules") / "self-evaluation" / "form.yaml"


@no_search()
def extract(
    paths: Sequence[str | Path], settings: Settings | None = None, *, progress: Progress | None = None
) -> Intake:
    """Read every form of the given files and folders."""
    settings = settings or Settings()
    return read_files(
        [Path(path) for path in paths],
        vocabulary=_vocabulary(),
        year=settings.year,
        jobs=settings.jobs,
        cache=cache_of(settings),
        progress=progress,
    )


@no_search()
def check(
    paths: Sequence[str | Path],
    settings: Settings | None = None,
    *,
    contract: bool = False,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Run:
    """Read every form of the given files and folders and judge it by the rulebook.

    With a `memory` of earlier runs only what has changed since is judged again. With `contract`, the tables
    are checked before anybody relies on them (`ContractBroken`), and some rules computed once more by other
    means (`EngineContradicted`).
    """
    from audit.engine import judge, load_compiled

    settings = settings or Settings()
    folders, cache = rule_folders(settings), cache_of(settings)
    rulebook = load_compiled(folders, select=settings.select, ignore=settings.ignore, cache=cache)
    intake = extract(paths, settings, progress=progress)
    if contract:
        _check_tables(intake.forms)
    if memory is not None:
        memory.unread({missing.source for missing in intake.unaudited})
    prior, unread = _prior(settings)
    results, corpus = judge(
        rulebook,
        intake.forms,
        profile=settings.profile,
        year=settings.year,
        prior=prior,
        budget=_budget(settings),
        memory=memory,
    )
    if contract:
        from audit.contract import cross_check

        cross_check(results, rulebook)
    return _run(rulebook, intake, results, corpus, unread)


def _check_tables(forms: Sequence[Form]) -> None:
    from audit.contract import check_tables

    check_tables(forms)


def _run(
    rulebook: Rulebook,
    intake: Intake,
    results: tuple[FormResult, ...],
    corpus: Sequence[Finding],
    unread: tuple[NotAudited, ...],
) -> Run:
    """What was read, by what it was judged, and what was found."""
    return Run(
        engine=f"jixiao-audit {audit.__version__}",
        rulebook=rulebook.hash,
        rules=rulebook.rules,
        files=intake.files,
        forms=results,
        corpus=corpus,
        no_form=intake.no_form,
        unaudited=(*intake.unaudited, *unread),
        same_files=intake.same_files,
        profiles={name: profile.label for name, profile in rulebook.parameters.profiles.items()},
        silenced=tuple(rulebook.silenced.values()),
    )


def _prior(settings: Settings) -> tuple[tuple[Form, ...], tuple[NotAudited, ...]]:
    """The forms of the year before, and what of them could not be read."""
    if settings.prior is None:
        return (), ()
    intake = extract([settings.prior], replace(settings, year=None))
    if not intake.forms:
        raise UsageError(f"{settings.prior}: 里面没有读到上年的自评表。")
    name = settings.prior.name
    unread = [NotAudited(f"{name}/{each.source}", f"上年材料：{each.reason}") for each in intake.unaudited]
    return intake.forms, tuple(unread)


def _budget(settings: Settings) -> Form | None:
    """The list of budgeted projects."""
    if settings.budget is None:
        return None
    from audit.forms.budget_list import budget_list, load_words
    from audit.readers import read

    try:
        words = load_words(shipped("rules") / "self-evaluation" / "budget.yaml")
        return budget_list(read(settings.budget), words, settings.budget.name)
    except (NoForm, UnreadableFile) as error:
        raise UsageError(f"{settings.budget}: {error}") from error


def annotate(
    run: Run, paths: Sequence[str | Path], folder: Path, settings: Settings, lang: str = "zh"
) -> Annotated:
    """Write copies of the files of a run with comments at the cells of its findings."""
    from audit.intake.originals import originals
    from audit.intake.workroom import workroom
    from audit.writers import annotated

    wanted = {file.sha256 for file in run.files if file.sha256}
    given = [Path(path) for path in paths]
    with workroom() as room:
        found = originals(given, wanted, room(), leave_out=cache_of(settings))
        return annotated.write(run, found, folder, lang)


def manual(settings: Settings) -> tuple[RulePage, ...]:
    """The pages of the rulebook, from the cache where its files have not changed."""
    from audit.engine import load_compiled
    from audit.rulebook import cache

    folders, kept = rule_folders(settings), cache_of(settings)
    known = cache.load_pages(kept, load_compiled(folders, cache=kept).hash)
    if known is None:
        from audit.engine.examples import said
        from audit.rulebook.manual import rule_pages

        book = load_compiled(folders)
        told = said(book)
        known = tuple(replace(page, said=told.get(page.rule.id)) for page in rule_pages(book))
        cache.save_pages(kept, book.hash, known)
    return known


def read_ledger(path: Path) -> Ledger:
    """Read back a findings.xlsx with what people typed into it."""
    from audit.readers.rows import read_sheets
    from audit.writers.ledger import ledger_of

    try:
        ledger = ledger_of(read_sheets(path.read_bytes()))
    except OSError as error:
        raise UsageError(f"{path}: 打不开（{error.strerror}）。") from error
    except AuditError as error:
        raise UsageError(f"{path}: {error}") from error
    if ledger is None:
        raise UsageError(f"{path}: 不是本程序写出的问题清单（没有“问题标识”一列）。请核对，或先把它移走。")
    return ledger

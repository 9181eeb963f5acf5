"""Text for a terminal or a pipe: findings, worst first, then the summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import TYPE_CHECKING, TextIO

from audit.language import text
from audit.model.finding import Finding
from audit.model.run import NotAudited, Run
from audit.writers.listing import standing
from audit.writers.masking import safe
from audit.writers.ranking import Ranked, grade, graded
from audit.writers.waiver import waiver_text

if TYPE_CHECKING:
    from rich.text import Text

LIMIT = 50
LISTED_FILES = 20
_COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def write(run: Run, stream: TextIO, *, lang: str = "zh", report: bool = False, limit: int = LIMIT) -> None:
    """Write the worst findings and the summary; `report` says that the report folder is written too."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    worst = nsmallest(limit, graded(run), key=lambda one: (run.rejected(one.found) is not None, *grade(one)))
    if stream.isatty():
        _draw(run, worst, stream, lang)
    else:
        stream.writelines(f"{line(one, lang)}{_judged(run, one, lang)}\n" for one in worst)
    stream.writelines(f"{paragraph}\n" for paragraph in _summary(run, run.count(), limit, lang, report))


def line(ranked: Ranked, lang: str) -> str:
    """One finding on one line: file, cell, severity, code, message."""
    finding = ranked.finding
    said = [f"{_where(ranked, lang)}: {text(f'severity.{finding.severity}', lang)} {finding.rule.code}"]
    said.append(f"{finding.rule.title}：{finding.message}")
    if _is_doubtful(ranked):
        said.append(f"[{text('finding.doubtful', lang)}]")
    if ranked.cause is not None:
        said.append(f"[{text('finding.caused_by', lang, code=ranked.cause.rule.code)}]")
    return _flat(" ".join(said))


def _judged(run: Run, ranked: Ranked, lang: str) -> str:
    """What a person has said of the finding, where they reject it."""
    said = standing(run, ranked.found, lang)
    return _flat(f" [{said}]") if said else ""


def _is_doubtful(ranked: Ranked) -> bool:
    """Whether the finding stands on a form of which it is not sure that it was read as meant."""
    return ranked.result is not None and bool(ranked.result.form.head.get("doubtful"))


def _where(ranked: Ranked, lang: str) -> str:
    finding = ranked.finding
    if finding.forms:
        return text("finding.across", lang, count=len(finding.forms))
    place = finding.cell.address if finding.cell else text("finding.whole_form", lang)
    return f"{ranked.source} {place}".strip()


def _draw(run: Run, ranked: Sequence[Ranked], stream: TextIO, lang: str) -> None:
    from rich.console import Console
    from rich.padding import Padding

    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    for one in ranked:
        said = [_located(one, lang) + _judged(run, one, lang), one.finding.message]
        if one.finding.suggest:
            said.append(f"{text('finding.suggest', lang)}：{one.finding.suggest}")
        console.print(_heading(one.finding, lang))
        for paragraph in said:
            console.print(Padding(_flat(paragraph), (0, 0, 0, 2), expand=False))
        console.print()


def _heading(finding: Finding, lang: str) -> Text:
    from rich.text import Text

    severity = text(f"severity.{finding.severity}", lang)
    return Text.assemble(
        (severity, _COLOURS[finding.severity]), f" {finding.rule.code} ", (_flat(finding.rule.title), "bold")
    )


def _located(ranked: Ranked, lang: str) -> str:
    head = ranked.result.form.reading.head if ranked.result else {}
    at = "" if ranked.finding.at == "form" else ranked.finding.at
    caused = text("finding.caused_by", lang, code=ranked.cause.rule.code) if ranked.cause else ""
    doubtful = text("finding.doubtful", lang) if _is_doubtful(ranked) else ""
    parts = (_where(ranked, lang), head.get("project_name"), at, caused, doubtful)
    return " · ".join(part for part in parts if part)


def _summary(run: Run, total: int, limit: int, lang: str, report: bool) -> Iterator[str]:
    if total > limit:
        how = text("text.more.report" if report else "text.more.folder", lang)
        yield text("text.more", lang, shown=limit, total=total, how=how)
    if not total:
        yield text("text.clean" if run.forms else "text.no_forms", lang)
    yield from _not_audited("text.doubtful", _doubtful(run), lang)
    yield from _not_audited("text.no_form", run.no_form, lang)
    yield from _not_audited("text.unaudited", run.unaudited, lang)
    yield from _silenced(run, lang)
    stand = Counter(given.verdict for given in map(run.rejected, run.walk()) if given) if run.verdicts else {}
    for verdict, count in sorted(stand.items()):
        yield text(f"text.{verdict}", lang, count=count)
    yield from _waivers(run, lang)
    counts = [result.counts() for result in run.forms]
    for outcome in ("undecided", "failed"):
        if any(count[outcome] for count in counts):
            yield text(f"text.{outcome}", lang, count=sum(count[outcome] for count in counts))
    yield text("text.summary", lang, files=len(run.files), forms=len(run.forms), **run.severities())


def _waivers(run: Run, lang: str) -> Iterator[str]:
    """Every waiver, whether it holds, and how many findings it covers."""
    if run.waivers:
        yield text("text.waivers", lang, count=len(run.waivers))
    for use in run.waivers:
        yield f"  {_flat(waiver_text(use, lang))}"


def _doubtful(run: Run) -> list[NotAudited]:
    """The forms that a person must look at, with what speaks against the reading."""
    heads = [(result.form.source, result.form.head) for result in run.forms]
    return [NotAudited(source, str(head["doubts"])) for source, head in heads if head.get("doubtful")]


def _silenced(run: Run, lang: str) -> Iterator[str]:
    """The rules that a folder of rules has put out of use, with the reason."""
    titles = {rule.id: f"{rule.code} {rule.title}" for rule in run.rules}
    if run.silenced:
        yield text("text.silenced", lang, count=len(run.silenced))
    for silence in run.silenced:
        limited = "、".join(run.profiles.get(name, name) for name in silence.profiles)
        where = f"（{limited}）" if limited else ""
        yield f"  {_flat(titles.get(silence.rule, silence.rule))}{_flat(where)}  {_flat(silence.reason)}"


def _not_audited(key: str, entries: Sequence[NotAudited], lang: str) -> Iterator[str]:
    if entries:
        yield text(key, lang, count=len(entries))
    for entry in entries[:LISTED_FILES]:
        yield f"  {_flat(entry.source)}  {_flat(entry.reason)}"
    if len(entries) > LISTED_FILES:
        yield "  " + text("text.and_more", lang, count=len(entries) - LISTED_FILES)


def _flat(said: str) -> str:
    """The text on one line, fit for a terminal."""
    return re.sub(r"\s+", " ", safe(said)).strip()

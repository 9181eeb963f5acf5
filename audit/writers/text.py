"""Text for a terminal or a pipe: findings, worst first, then the summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TextIO

from audit.language import text
from audit.model.ledger import Verdict
from audit.model.run import NotAudited, Run
from audit.writers.listing import standing
from audit.writers.ranking import Ranked, graded, worst
from audit.writers.screen import doubt, draw, draw_form, flat, where
from audit.writers.waiver import waiver_text

LIMIT = 50
LISTED_FILES = 20
MOST = 200
"""Up to so many findings of a single form a terminal gets, all of them."""


def write(run: Run, stream: TextIO, *, lang: str = "zh", report: bool = False, limit: int = LIMIT) -> None:
    """Write the worst findings and the summary; `report` says that the report folder is written too."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
    shown = limit
    if stream.isatty() and len(run.forms) == 1 and run.count() <= MOST:
        draw_form(run, run.forms[0], stream, lang)
        draw(run, list(graded(replace(run, forms=()))), stream, lang)
        shown = run.count()
    else:
        first = worst(run, limit)
        if stream.isatty():
            draw(run, first, stream, lang)
        else:
            stream.writelines(f"{line(one, lang)}{_judged(run, one, lang)}\n" for one in first)
    stream.writelines(f"{paragraph}\n" for paragraph in _summary(run, run.count(), shown, lang, report))


def line(ranked: Ranked, lang: str) -> str:
    """One finding on one line: file, cell, severity, code, message."""
    finding = ranked.finding
    said = [f"{where(ranked, lang)}: {text(f'severity.{finding.severity}', lang)} {finding.rule.code}"]
    said.append(f"{finding.rule.title}：{finding.message}")
    if doubtful := doubt(ranked, lang):
        said.append(f"[{doubtful}]")
    if ranked.cause is not None:
        said.append(f"[{text('finding.caused_by', lang, code=ranked.cause.rule.code)}]")
    return flat(" ".join(said))


def _judged(run: Run, ranked: Ranked, lang: str) -> str:
    """What a person has said of the finding, where they reject it."""
    said = standing(run, ranked.found, lang)
    return flat(f" [{said}]") if said else ""


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
    rejected = Counter[Verdict]()
    for (verdict, _), count in run.rejections().items():
        rejected[verdict] += count
    for verdict, count in sorted(rejected.items()):
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
        yield f"  {flat(waiver_text(use, lang))}"


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
        yield f"  {flat(titles.get(silence.rule, silence.rule))}{flat(where)}  {flat(silence.reason)}"


def _not_audited(key: str, entries: Sequence[NotAudited], lang: str) -> Iterator[str]:
    if entries:
        yield text(key, lang, count=len(entries))
    for entry in entries[:LISTED_FILES]:
        yield f"  {flat(entry.source)}  {flat(entry.reason)}"
    if len(entries) > LISTED_FILES:
        yield "  " + text("text.and_more", lang, count=len(entries) - LISTED_FILES)

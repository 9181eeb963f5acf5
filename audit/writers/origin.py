"""What the files of a report are made of, in short: equal origins, equal files."""

from __future__ import annotations

from collections.abc import Iterator

from audit.model.identity import digest
from audit.model.run import FormResult
from audit.shipped import program
from audit.writers.view import Views


class Origins:
    """Tells what stands for everything that is shown of a form.

    `reading` stands for what forms were read by; without it nothing is told.
    """

    def __init__(self, views: Views, reading: str, links: bool) -> None:
        run = self._run = views.run
        self._views, self._reading = views, reading
        told = (run.engine, run.rulebook, [rule.id for rule in run.rules], sorted(run.profiles.items()))
        self._common = digest(program(), reading, views.lang, repr((told, links)))

    def of(self, result: FormResult) -> str:
        """What stands for one form; blank where it is not known what forms were read by."""
        if not self._reading:
            return ""
        run, source = self._run, result.form.source
        verdicts = [run.verdicts.get(finding.place) for finding in result.findings] if run.verdicts else ()
        beside = (run.same_files.get(source), self._views.across(result.form.id), [v for v in verdicts if v])
        return digest(self._common, *_said(result), repr(beside))


def _said(result: FormResult) -> Iterator[str]:
    """All that the result says; cells and rows are those of the form, which its id stands for."""
    yield from (result.form.id, result.form.source, result.profile, result.profile_reason)
    yield repr((result.year, result.year_reason, list(result.outcomes.items())))
    for found in result.findings:
        yield from (found.rule.id, found.at, found.place, found.fingerprint, found.message, found.suggest)
        yield from (found.found or "", found.expected or "", found.formula or "", found.explained_by or "")
        yield from found.rows
        yield from found.evidence.values()
    for left in result.open:
        yield from (left.rule.id, left.at, left.outcome, *left.missing)

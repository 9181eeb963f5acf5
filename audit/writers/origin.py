"""What the files of a report are made of, in short: equal origins, equal files."""

from __future__ import annotations

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
        """What stands for one form; blank where it is not known."""
        if not (self._reading and result.mark):
            return ""
        run, source = self._run, result.form.source
        verdicts = [run.verdicts.get(finding.place) for finding in result.findings] if run.verdicts else ()
        beside = (run.same_files.get(source), self._views.across(result.form.id), [v for v in verdicts if v])
        return digest(self._common, result.mark, source, repr(beside))

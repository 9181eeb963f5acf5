"""The report folder: a site that needs no server and no network, findings.json and findings.xlsx."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.garbage import no_search
from audit.model.manual import RulePage
from audit.model.run import FormResult, Run
from audit.shipped import shipped
from audit.writers import chart, manual, pages, shards, xlsx
from audit.writers import json as json_writer
from audit.writers.files import forget, put
from audit.writers.lists import LISTED, list_data, site_data
from audit.writers.mail import MARK, MailPage
from audit.writers.masking import outward
from audit.writers.merging import Merged
from audit.writers.templates import STYLE, environment, family_label, write_page
from audit.writers.view import Views, rule_entry

if TYPE_CHECKING:
    from jinja2 import Environment

SCRIPTS = ("site.js", "list.js", "cards.js", "index.js", "project.js", "department.js")
FINDINGS, LEDGER = "findings.json", "findings.xlsx"
MAILED = 200
"""Up to how many forms each has a page of its own for mailing without being asked."""


@dataclass(frozen=True, slots=True)
class Others:
    """What else to write: a page a form for mailing whatever their number, the pages of the rulebook.

    `history` says that the page of earlier runs will stand there too; `known` tells what findings.json
    says of a form, where that is known.
    """

    pages: bool = False
    manual: Sequence[RulePage] = ()
    history: bool = False
    known: json_writer.Known | None = None


@no_search()
def write(
    run: Run,
    folder: Path,
    *,
    lang: str = "zh",
    merged: Merged | None = None,
    others: Others | None = None,
) -> None:
    """Write the report into the folder, over one that is there; the ledger as merged, else anew."""
    counted = write_site(run, folder, lang=lang, others=others)
    with (folder / FINDINGS).open("w", encoding="utf-8", newline="\n") as stream:
        json_writer.write(run, stream, others.known if others else None)
    xlsx.write(run, folder / LEDGER, lang=lang, merged=merged, counted=counted)


@no_search()
def write_site(run: Run, folder: Path, *, lang: str = "zh", others: Others | None = None) -> pages.Tally:
    """Write the pages of the report and their data; files that stay the same are not touched."""
    folder.mkdir(parents=True, exist_ok=True)
    site = _Site(run, folder, lang, others or Others())
    site.write()
    return site.tally


@dataclass(slots=True)
class _Site:
    """The pages of one run in the making; the forms are gone through once, a shard at a time."""

    run: Run
    folder: Path
    lang: str
    others: Others
    templates: Environment = field(init=False)
    views: Views = field(init=False)
    tally: pages.Tally = field(init=False)
    rules: list[dict[str, Any]] = field(init=False)
    written: set[str] = field(init=False)
    prefix: int = field(init=False)
    rejected: int = 0

    def __post_init__(self) -> None:
        self.templates = environment(self.lang)
        self.views = Views(self.run, self.lang)
        self.tally, self.written = pages.Tally(), set()
        self.prefix = 1 if len(self.run.corpus) <= 16 * shards.SHARD else 2
        family = partial(family_label, lang=self.lang)
        self.rules = [rule_entry(rule, family(rule.family), self.lang) for rule in self.run.rules]

    def write(self) -> None:
        """Write everything."""
        for name in (STYLE, *SCRIPTS):
            put(self.folder / name, (shipped("reports") / name).read_bytes())
        mailed = self.others.pages or len(self.run.forms) <= MAILED
        page = MailPage(self.templates, self.run, self.rules) if mailed else None
        self._forms(page)
        self.tally.across(self.run.corpus)
        self._across()
        self._lists(mailed=mailed)
        self._pages()
        if self.others.manual:
            self._manual()
        forget(self.folder / "d", "*.js", self.written, shards.MARK)

    def _forms(self, page: MailPage | None) -> None:
        """The shards, and the pages for mailing where they are wanted."""
        mailed = set()
        for number, results in enumerate(_chunks(self.run.forms, shards.SHARD)):
            encoded = []
            for judged in results:
                result = _looked_at(judged)
                reading = result.form.reading
                self.tally.add(result, reading)
                self.rejected += sum(self.run.rejected(finding) is not None for finding in result.findings)
                view = self.views.form(result, reading)
                encoded.append(shards.encoded(view))
                if page is not None:
                    mailed.add(f"{view['key']}.html")
                    across = [self.views.across_entry(key) for key in view.get("across", ())]
                    put(self.folder / "projects" / f"{view['key']}.html", page.render(view, across))
            self._data(shards.shard_name(number), "shard", str(number), shards.listed(encoded))
        forget(self.folder / "projects", "*.html", mailed, MARK)

    def _across(self) -> None:
        """The findings across forms, in files by the beginning of their keys: a new one moves no other."""
        files: dict[str, dict[str, Any]] = {}
        for key in sorted(self.views.corpus):
            files.setdefault(key[: self.prefix], {})[key] = self.views.across_entry(key)
        for prefix, entries in files.items():
            self._data(f"a{prefix}.js", "across", shards.encoded(prefix), shards.encoded(entries))

    def _lists(self, *, mailed: bool) -> None:
        self._data("list.js", "list", *list_data(self.run, self.tally.rows, self.views))
        known = {"manual": bool(self.others.manual), "mailed": mailed, "prefix": self.prefix}
        self._data("site.js", "site", site_data(self.run, self.rules, self.lang, **known))

    def _data(self, name: str, function: str, *arguments: str) -> None:
        self.written.add(name)
        put(self.folder / "d" / name, shards.call(function, *arguments))

    def _pages(self) -> None:
        rows, rules = self.tally.rows, self.tally.rule_rows(self.run.rules)
        shown: dict[str, Any] = {
            "run": self.run,
            "root": "",
            "manual": bool(self.others.manual),
            "history": self.others.history,
            "listed": LISTED,
            "rows": rows,
            "departments": pages.department_rows(rows),
            "rules": [row for row in rules if row.findings],
            "totals": self.tally.severities(self.run.rules),
            "causes": sum(row.causes for row in rules),
            "rejected": self.rejected
            + sum(self.run.rejected(finding) is not None for finding in self.run.corpus),
            "bars": chart.bars(rules),
            "scores": chart.scores(rows),
            "family": partial(family_label, lang=self.lang),
            "worst": pages.worst_rows(rows)[:LISTED],
            "doubtful": [row for row in rows if row.doubts],
            "corpus": [outward(finding) for finding in islice(self.views.corpus.values(), LISTED)],
        }
        for name in ("index", "project", "department"):
            write_page(self.folder / f"{name}.html", self.templates, f"{name}.html", **shown)

    def _manual(self) -> None:
        release = {"engine": self.run.engine, "rulebook": self.run.rulebook, "report": "../index.html"}
        manual.write(self.others.manual, self.folder / "rulebook", release=release, lang=self.lang)


def _looked_at(result: FormResult) -> FormResult:
    """The result written out once, to be looked at often."""
    return replace(result, findings=tuple(result.findings), outcomes=dict(result.outcomes))


def _chunks(items: Sequence[Any], size: int) -> Iterator[list[Any]]:
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk

"""The report folder: a site that needs no server and no network, findings.json and findings.xlsx."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.garbage import no_search
from audit.model.identity import digest
from audit.model.ledger import Ledger
from audit.model.manual import RulePage
from audit.model.run import FormResult, Run
from audit.shipped import shipped
from audit.writers import chart, listing, manual, pages, shards, xlsx
from audit.writers import json as json_writer
from audit.writers.files import forget, put, sealed, stands
from audit.writers.filing import replaced
from audit.writers.lists import LISTED, list_data, site_data
from audit.writers.mail import MARK, MailPage
from audit.writers.masking import outward
from audit.writers.merging import Merged, merge
from audit.writers.origin import Origins
from audit.writers.pages import page_name
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
    says of a form, where that is known. `reading` stands for what forms were read by; with it a file that is
    there and would say the same is not made anew.
    """

    pages: bool = False
    manual: Sequence[RulePage] = ()
    history: bool = False
    known: json_writer.Known | None = None
    reading: str = ""


@no_search()
def write(
    run: Run,
    folder: Path,
    *,
    lang: str = "zh",
    old: Ledger | None = None,
    others: Others | None = None,
) -> Merged:
    """Write the report into the folder, over one that is there; tell what became of the old ledger.

    Pages, findings.json and the lines of the ledger are made a shard of forms at a time: what the rules
    say of a form is written out once for all three.
    """
    others = others or Others()
    site, findings = _site(run, folder, lang, others), listing.Listing(run, lang)
    with replaced(folder / FINDINGS) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
        document = json_writer.Document(run, stream, others.known)
        for results in _shards(run):
            site.add(results)
            for result in results:
                document.add(result)
                findings.add(result)
        document.end()
    site.end()
    findings.add_across()
    merged = merge(run, old, findings)
    xlsx.write(run, folder / LEDGER, lang=lang, merged=merged, counted=site.tally)
    return merged


@no_search()
def write_site(run: Run, folder: Path, *, lang: str = "zh", others: Others | None = None) -> None:
    """Write the pages of the report and their data; files that stay the same are not touched."""
    site = _site(run, folder, lang, others or Others())
    for results in _shards(run):
        site.add(results)
    site.end()


def _site(run: Run, folder: Path, lang: str, others: Others) -> _Site:
    folder.mkdir(parents=True, exist_ok=True)
    return _Site(run, folder, lang, others)


def _shards(run: Run) -> Iterator[list[FormResult]]:
    """The results of the run, written out, as many at a time as stand in one file."""
    left = iter(run.forms)
    while chunk := list(islice(left, shards.SHARD)):
        yield [result.written_out() for result in chunk]


@dataclass(slots=True)
class _Site:
    """The pages of one run in the making; the forms are put in once, a shard at a time."""

    run: Run
    folder: Path
    lang: str
    others: Others
    templates: Environment = field(init=False)
    views: Views = field(init=False)
    tally: pages.Tally = field(init=False)
    rules: list[dict[str, Any]] = field(init=False)
    page: MailPage | None = field(init=False)
    origins: Origins = field(init=False)
    prefix: int = field(init=False)
    written: set[str] = field(default_factory=set)
    mailed: set[str] = field(default_factory=set)
    shards: int = 0
    rejected: int = 0

    def __post_init__(self) -> None:
        self.templates = environment(self.lang)
        self.views = Views(self.run, self.lang)
        self.tally = pages.Tally()
        self.prefix = 1 if len(self.run.corpus) <= 16 * shards.SHARD else 2
        family = partial(family_label, lang=self.lang)
        self.rules = [rule_entry(rule, family(rule.family), self.lang) for rule in self.run.rules]
        mailed = self.others.pages or len(self.run.forms) <= MAILED
        self.page = MailPage(self.templates, self.run, self.rules) if mailed else None
        self.origins = Origins(self.views, self.others.reading, bool(self.others.manual))

    def add(self, results: Sequence[FormResult]) -> None:
        """Put in the forms of the next shard, which is written, and their pages for mailing."""
        origins = [self.origins.of(result) for result in results]
        name, origin = shards.shard_name(self.shards), digest(*origins) if all(origins) else ""
        stays, encoded = stands(self.folder / "d" / name, origin), []
        for result, own in zip(results, origins, strict=True):
            self.tally.add(result, result.form.reading)
            if self.run.verdicts:
                self.rejected += sum(self.run.rejected(finding) is not None for finding in result.findings)
            view = cache(partial(self.views.form, result, result.form.reading))
            if self.page is not None:
                self._mail(self.page, result, own, view)
            if not stays:
                encoded.append(shards.encoded(view()))
        self.written.add(name)
        if not stays:
            said = shards.call("shard", str(self.shards), shards.listed(encoded))
            put(self.folder / "d" / name, sealed(said, origin))
        self.shards += 1

    def _mail(self, page: MailPage, result: FormResult, own: str, view: Callable[[], dict[str, Any]]) -> None:
        across = [self.views.across_entry(key) for key in self.views.across(result.form.id)]
        origin = digest(own, shards.encoded(across)) if own else ""
        name = f"{page_name(result.form.id)}.html"
        self.mailed.add(name)
        path = self.folder / "projects" / name
        if not stands(path, origin):
            put(path, sealed(page.render(view(), across), origin))

    def end(self) -> None:
        """Write everything that is of the run as a whole, and remove what an earlier one has left."""
        for name in (STYLE, *SCRIPTS):
            put(self.folder / name, (shipped("reports") / name).read_bytes())
        self.tally.across(self.run.corpus)
        self._across()
        self._lists()
        self._pages()
        if self.others.manual:
            self._manual()
        forget(self.folder / "projects", "*.html", self.mailed, MARK)
        forget(self.folder / "d", "*.js", self.written, shards.MARK)

    def _across(self) -> None:
        """The findings across forms, in files by the beginning of their keys: a new one moves no other."""
        files: dict[str, dict[str, Any]] = {}
        for key in sorted(self.views.corpus):
            files.setdefault(key[: self.prefix], {})[key] = self.views.across_entry(key)
        for prefix, entries in files.items():
            self._data(f"a{prefix}.js", "across", shards.encoded(prefix), shards.encoded(entries))

    def _lists(self) -> None:
        self._data("list.js", "list", *list_data(self.run, self.tally.rows, self.views))
        known = {"manual": bool(self.others.manual), "mailed": self.page is not None, "prefix": self.prefix}
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

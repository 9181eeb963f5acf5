"""The report folder: pages that need no server and no network, findings.json and findings.xlsx."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.language import text
from audit.model.run import Run
from audit.shipped import shipped
from audit.writers import json as json_writer
from audit.writers import pages, xlsx
from audit.writers.citation import cite
from audit.writers.masking import safe
from audit.writers.merging import Merged
from audit.writers.ranking import families

if TYPE_CHECKING:
    from jinja2 import Environment

ASSETS = ("style.css", "script.js")
LEDGER = "findings.xlsx"
LISTED_PROJECTS = 2_000
"""From how many projects on the list is a data file that the script shows in pages."""
LISTED_FORMS = 100
"""How many forms a finding across forms links to on the page."""


def write(run: Run, folder: Path, *, lang: str = "zh", merged: Merged | None = None) -> None:
    """Write the report into the folder, over one that is there; the ledger as merged, else anew."""
    (folder / "projects").mkdir(parents=True, exist_ok=True)
    for name in ASSETS:
        shutil.copyfile(shipped("reports") / name, folder / name)
    templates = environment(lang)
    _write_index(run, folder, templates)
    write_page(folder / "rules.html", templates, "rules.html", rows=pages.rule_rows(run), run=run, root="")
    _forget_stale(folder / "projects", {pages.page_name(result.form.id) for result in run.forms})
    hashes = {file.source: file.sha256 or "" for file in run.files}
    for result in run.forms:
        page = pages.project_page(run, result, hashes)
        path = folder / "projects" / pages.page_name(result.form.id)
        write_page(path, templates, "project.html", page=page, result=result, run=run, root="../")
    with (folder / "findings.json").open("w", encoding="utf-8", newline="\n") as stream:
        json_writer.write(run, stream)
    xlsx.write(run, folder / LEDGER, lang=lang, merged=merged)


def _forget_stale(folder: Path, current: set[str]) -> None:
    """Remove the pages of an earlier run; whatever else stands in the folder is not ours."""
    for path in folder.iterdir():
        if re.fullmatch(r"[0-9a-f]{16,}-\d+\.html", path.name) and path.name not in current:
            path.unlink()


def _write_index(run: Run, folder: Path, templates: Environment) -> None:
    rows = pages.project_rows(run)
    large = len(rows) > LISTED_PROJECTS
    if large:
        data = json.dumps([asdict(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
        for character in "<>&\u2028\u2029":
            data = data.replace(character, f"\\u{ord(character):04x}")
        (folder / "projects.js").write_text(f"window.PROJECTS = {data};\n", encoding="utf-8", newline="\n")
    else:
        (folder / "projects.js").unlink(missing_ok=True)
    across = [member for family in families(run.corpus) for member in family.members()]
    write_page(
        folder / "index.html",
        templates,
        "index.html",
        run=run,
        large=large,
        projects=[] if large else rows,
        departments=pages.department_rows(rows),
        rules=[row for row in pages.rule_rows(run) if row.findings],
        corpus=sorted(across, key=lambda member: member.finding.severity.rank),
        names={result.form.id: result for result in run.forms},
        listed=LISTED_FORMS,
        root="",
    )


def write_page(path: Path, templates: Environment, template: str, **values: Any) -> None:
    """Write one page of a template."""
    path.write_text(templates.get_template(template).render(values), encoding="utf-8", newline="\n")


def environment(lang: str) -> Environment:
    """The templates of the report, speaking a language."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(shipped("reports")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )

    def t(key: str, **values: object) -> str:
        return text(key, lang, **values)

    templates.globals.update(
        t=t,
        lang="zh-CN" if lang == "zh" else lang,
        cite=lambda basis: cite(basis, lang),
        figures_used=pages.figures_used,
        missing_labels=pages.missing_labels,
        page_name=pages.page_name,
    )
    return templates


def _finalize(value: object) -> object:
    """Whatever a template shows is fit to leave; markup of a macro has been through here before."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return safe(value)
    return "" if value is None else value

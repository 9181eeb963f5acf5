"""Work papers for the file: a 复核表 a project, a 问题清单 and an 审计工作底稿 a unit, as Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from audit.errors import UsageError
from audit.garbage import no_search
from audit.model.run import Run
from audit.shipped import shipped
from audit.writers.filing import file_name, save
from audit.writers.ledger import untouched
from audit.writers.listing import version
from audit.writers.masking import safe
from audit.writers.papers.review import Values, review_values
from audit.writers.papers.template import Template
from audit.writers.papers.unit import Member, unit_values, units

REVIEW, LIST, WORK_PAPER = "复核表", "问题清单", "审计工作底稿"
KINDS = (REVIEW, LIST, WORK_PAPER)
"""The names of templates and of the folders that their papers go to."""

_OURS = re.compile(r"\d{3,}( .*)?\.docx")


@dataclass(frozen=True, slots=True)
class Written:
    """How many papers of each kind."""

    reviews: int
    units: int


@no_search()
def write(run: Run, folder: Path, templates: Path | None = None) -> Written:
    """Write the papers of a run, in Chinese, below the folder; the bureau's templates come first."""
    refuse_filled(folder)
    known = load(templates)
    shared: Values = {
        "engine": run.engine, "rulebook": version(run), "digest": run.digest(),
        "files": len(run.files), "forms": len(run.forms), "rules": len(run.rules),
    }  # fmt: skip
    kept: set[Path] = set()
    members = [Member(result, f"{number:04}") for number, result in enumerate(run.forms, 1)]
    grouped = units(members, run.corpus)
    for number, unit in enumerate(grouped, 1):
        found = []
        for member in unit.members:
            values = {**shared, "number": member.number, **review_values(run, member.result.written_out())}
            name = _name(member.number, values["project"]["name"])
            kept.add(_save(folder, REVIEW, name, known[REVIEW].render(values)))
            told = (*values["findings"], *values["rejected"])
            found.append(replace(member, project=values["project"], findings=told))
        values = {
            **shared,
            "number": f"{number:03}",
            **unit_values(run, replace(unit, members=tuple(found))),
        }
        for kind in (LIST, WORK_PAPER):
            kept.add(_save(folder, kind, _name(values["number"], unit.name), known[kind].render(values)))
    for path in _papers(folder):
        if path not in kept:
            path.unlink()
    return Written(len(members), len(grouped))


def load(templates: Path | None) -> dict[str, Template]:
    """The template of each kind, compiled: the bureau's own where its folder has one of that name."""
    own = [kind for kind in KINDS if templates is not None and (templates / f"{kind}.docx").is_file()]
    if templates is not None and not own:
        names = "、".join(f"{kind}.docx" for kind in KINDS)
        raise UsageError(f"{templates}: 这个文件夹里没有文书模板（{names}）。")
    folders = {kind: templates if templates and kind in own else shipped("reports") for kind in KINDS}
    return {kind: Template(folder / f"{kind}.docx") for kind, folder in folders.items()}


def refuse_filled(folder: Path) -> None:
    """Stop before a paper that somebody has filled in would be lost."""
    for path in _papers(folder):
        if not untouched(path):
            raise UsageError(
                f"{path}: 有人填过这份底稿，重写会丢掉填的内容。请给 --papers 另选文件夹，或先把它移走。"
            )


def _papers(folder: Path) -> Iterator[Path]:
    """The papers of an earlier run."""
    for kind in KINDS:
        if (folder / kind).is_dir():
            yield from (path for path in sorted((folder / kind).iterdir()) if _OURS.fullmatch(path.name))


def _name(number: str, name: str) -> str:
    """A number and as much of a name as a file may have."""
    return file_name(f"{number} {safe(name)[:40].replace('.', '．')}".strip()) + ".docx"


def _save(folder: Path, kind: str, name: str, data: bytes) -> Path:
    save(folder / kind / name, data, folder)
    return folder / kind / name

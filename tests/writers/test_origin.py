"""A report over an older one: what would say the same is not made again, and whatever changes is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from audit.model.ledger import GivenVerdict, Verdict
from audit.model.run import Run
from audit.writers import html
from audit.writers.html import Others
from audit.writers.view import Views
from tests.writers.test_html import many

Write = Callable[..., list[str]]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes the report, again and again into one folder, and tells whose views were made for it."""
    made: list[str] = []
    real = Views.form

    def form(self: Views, result: object, reading: object) -> object:
        made.append(result.form.source)  # type: ignore[attr-defined]
        return real(self, result, reading)  # type: ignore[arg-type]

    monkeypatch.setattr(Views, "form", form)

    def written(run: Run, reading: str = "r") -> list[str]:
        made.clear()
        html.write_site(run, tmp_path, others=Others(reading=reading))
        fresh = tmp_path / "fresh"
        seen = list(made)
        html.write_site(run, fresh, others=Others(reading=reading))
        for path in fresh.rglob("*"):
            if path.is_file():
                assert (tmp_path / path.relative_to(fresh)).read_bytes() == path.read_bytes()
                path.unlink()
        return seen

    return written


def test_nothing_is_made_again_where_nothing_has_changed(write: Write) -> None:
    run = many(3)
    assert len(write(run)) == 3
    assert write(run) == []


def test_a_result_that_has_changed_is_made_again_with_its_shard_alone(write: Write) -> None:
    run = many(150)
    write(run)
    forms = list(run.forms)
    forms[120] = replace(forms[120], profile_reason="另有原因")
    assert write(replace(run, forms=tuple(forms))) == [one.form.source for one in forms[100:]]


def test_a_verdict_a_rulebook_and_another_way_of_reading_change_what_is_shown(write: Write) -> None:
    run = many(2)
    place = run.forms[0].findings[0].place
    write(run)
    assert write(replace(run, verdicts={place: GivenVerdict(place, Verdict.REJECTED, "另有批复")}))
    assert write(replace(run, rulebook="sha256:other"))
    assert write(replace(run, rulebook="sha256:other"), "another") != []


def test_a_file_that_somebody_has_touched_is_made_again(write: Write, tmp_path: Path) -> None:
    run = many(2)
    write(run)
    for path in (tmp_path / "d" / "000.js", next((tmp_path / "projects").iterdir())):
        content = path.read_bytes()
        path.write_bytes(content.replace("项目".encode(), "项木".encode(), 1))
        assert write(run)
        assert path.read_bytes() == content
        path.write_bytes(content[:-200])
        assert write(run)
        assert path.read_bytes() == content


def test_a_figure_in_the_evidence_that_has_changed_is_shown(write: Write) -> None:
    run = many(2)
    write(run)
    first, *others = run.forms[0].findings
    findings = (replace(first, evidence={**first.evidence, "budget": "271"}), *others)
    assert write(replace(run, forms=(replace(run.forms[0], findings=findings), *run.forms[1:])))


def test_where_nobody_says_how_forms_were_read_everything_is_made_anew(write: Write) -> None:
    write(many(2), "")
    assert len(write(many(2), "")) == 2

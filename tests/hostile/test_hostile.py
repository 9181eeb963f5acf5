"""Every hostile file ends as its kind may while its good neighbours are audited."""

from __future__ import annotations

from collections import Counter

import pytest

from audit.intake import Intake
from tests.hostile.make import KINDS, hostile
from tests.intake.test_collect import form, read

NEIGHBOURS = 20
FILES = hostile()


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    """What came of all of them, read together with good ones."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (_, content) in FILES.items():
        (folder / name).write_bytes(content)
    for number in range(NEIGHBOURS):
        (folder / f"{number:02}好.txt").write_bytes(form(f"好{number}"))
    return read(folder)


def ends(found: Intake) -> dict[str, str]:
    """How each file ended, those in archives by the name of the archive."""
    said = {form.source.split("/")[0]: "form" for form in found.forms}
    for file in (*found.no_form, *found.unaudited):
        said.setdefault(file.source.split("/")[0], "named")
    for first, others in found.same_files.items():
        said |= {other.split("/")[0]: said[first.split("/")[0]] for other in others}
    return said


def test_there_are_at_least_three_of_each_kind_and_a_hundred_and_twenty_in_all() -> None:
    counts = Counter(kind for kind, _ in FILES.values())
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 3
    assert len(FILES) >= 120
    assert len({content for _, content in FILES.values()}) == len(FILES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_of_the_kind_ends_as_it_may(found: Intake, kind: str) -> None:
    said = ends(found)
    ended = {name: said.get(name) for name, (its, _) in FILES.items() if its == kind}
    wanted = {"any": {"form", "named"}}.get(KINDS[kind].end, {KINDS[kind].end})
    assert {name: end for name, end in ended.items() if end not in wanted} == {}


def test_every_reason_is_a_sentence_and_none_is_a_fault_of_ours(found: Intake) -> None:
    told = {file.source: file.reason for file in (*found.no_form, *found.unaudited)}
    assert {source: reason for source, reason in told.items() if "请报告此问题" in reason} == {}
    assert all(reason.strip().endswith(("。", "）", "文件")) for reason in told.values())


def test_no_neighbour_is_touched(found: Intake) -> None:
    good = {form.source for form in found.forms if form.source.endswith("好.txt")}
    assert good == {f"{number:02}好.txt" for number in range(NEIGHBOURS)}

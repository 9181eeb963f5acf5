"""What a form is called stays with it, whatever comes, goes or is corrected beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from audit.model.form import Form
from audit.model.identity import Former, digest, form_identities
from tests.engine.making import form

Filed = tuple[str, int]
"""A form as filed: its file, and which version of its content that file holds."""


def filed(source: str, version: int) -> Form:
    made = form(f"{source}{version}-1", forms={"unit": "教育局", "project_name": "校舍维修"})
    made.source = source
    return made


def named(forms: Sequence[Form], formers: Mapping[str, Former]) -> dict[str, str]:
    """The identity of each form, by its file."""
    identities = form_identities(forms, [2024] * len(forms), formers)
    assert len(set(identities)) == len(forms)
    return {one.source: identity for one, identity in zip(forms, identities, strict=True)}


def noted(
    forms: Sequence[Form], called: Mapping[str, str], formers: Mapping[str, Former]
) -> dict[str, Former]:
    """What a run leaves for the next."""
    gone = {name: former._replace(held=False) for name, former in formers.items()}
    return gone | {digest(called[one.source]): Former(one.id, one.source, True) for one in forms}


nights = st.lists(st.dictionaries(st.sampled_from("甲乙丙丁戊"), st.integers(0, 3)), min_size=2, max_size=6)


@given(nights)
def test_a_file_keeps_its_name_from_night_to_night(nights: list[dict[str, int]]) -> None:
    formers: dict[str, Former] = {}
    before: dict[str, str] = {}
    for night in nights:
        forms = [filed(*one) for one in night.items()]
        called = named(forms, formers)
        assert {s: called[s] for s in called.keys() & before} == {
            s: before[s] for s in called.keys() & before
        }
        formers, before = noted(forms, called, formers), called


@given(nights)
def test_names_do_not_hang_on_the_order_of_files(nights: list[dict[str, int]]) -> None:
    formers: dict[str, Former] = {}
    for night in nights:
        forms = [filed(*one) for one in night.items()]
        called = named(forms, formers)
        assert named(forms[::-1], formers) == called
        formers = noted(forms, called, formers)


def test_without_earlier_runs_equals_are_numbered_by_their_content() -> None:
    forms = [filed("乙", 1), filed("甲", 1)]
    assert sorted(form_identities(forms, [2024, 2024])) == sorted(form_identities(forms[::-1], [2024, 2024]))


def test_a_form_alone_that_is_corrected_and_renamed_keeps_its_name() -> None:
    one, other = filed("甲", 1), filed("乙", 2)
    called = named([one], {})
    assert named([other], noted([one], called, {})) == {"乙": called["甲"]}

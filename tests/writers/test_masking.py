"""Personal numbers and control characters never leave; figures stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.writers.masking import Figure, masked, outward, safe, value_of
from tests.writers import sample

PHONES = {
    "联系电话13800138000": "联系电话138****8000",
    "电话：138 0013 8000，手机139-0013-9000": "电话：138****8000，手机139****9000",
    "tel13800138000": "tel138****8000",
    "phone13800138000end": "phone138****8000end",
    "+8613800138000": "138****8000",
    "８６１３８００１３８０００": "138****8000",
    "１３８００１３８０００": "138****8000",
    "13800138000.": "138****8000.",
}
IDENTITIES = {
    "身份证110101199003071234": "身份证110101********1234",
    "11010119900307123X、13800138000": "110101********123X、138****8000",
}
FIGURES = [
    "13800138000.00", "13800138000元", "13800138000 万元", "13,800,138,000", "0.13800138000", "138001380001",
    "12800138000", "51000021R000000019951", "360000210000000019951", "110101199013071234",
    "ab12" * 16, "1380013800013800138000",
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), (PHONES | IDENTITIES).items())
def test_a_personal_number_is_masked(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize("text", FIGURES)
def test_an_amount_a_code_or_a_digest_is_left_alone(text: str) -> None:
    assert safe(text) == text


@given(st.text(alphabet="1389０３85 -+xX.,元a0电", max_size=60))
def test_masking_twice_masks_no_more(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_a_number_in_a_column_of_figures_is_a_figure_and_text_in_it_is_not() -> None:
    assert isinstance(value_of("funds", "budget", "13800138000"), Figure)
    assert not isinstance(value_of("funds", "budget", "13800138000联系人"), Figure)
    assert not isinstance(value_of("funds", "label", "13800138000"), Figure)
    assert not isinstance(value_of("funds", None, "13800138000"), Figure)


def test_a_finding_keeps_its_amounts_and_hides_the_telephone_beside_them() -> None:
    found = sample.finding(
        sample.grid(), sample.EXECUTION, "p", field="budget", found="13800138000",
        message="全年预算 13800138000，联系人 13900139000", suggest="致电13900139000",
        evidence={"budget": "13800138000", "reason": "13900139000"},
    )  # fmt: skip
    shown = outward(found)
    assert shown.found == "13800138000"
    assert shown.message == "全年预算 13800138000，联系人 139****9000"
    assert shown.suggest == "致电139****9000"
    assert shown.evidence == {"budget": "13800138000", "reason": "139****9000"}
    assert outward(shown) == shown


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x9b", "\u202e", "\u2066", "\ud800", "\uffff"])
def test_a_control_character_is_replaced_by_something_visible(character: str) -> None:
    assert safe(f"甲{character}乙") == "甲\ufffd乙"


def test_line_breaks_and_rare_characters_stay() -> None:
    assert safe("𠮷\n乙\t丙") == "𠮷\n乙\t丙"

"""The contract of the tables: what breaks it is named by table, column, key and value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest

from audit.contract import check_tables
from audit.contract.schema import CHECKED, CODES
from audit.errors import ContractBroken
from audit.forms.amounts import money
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import Form, Row
from audit.model.schema import TABLES, Type
from audit.pipeline import extract
from audit.shipped import shipped
from tests.forms.drawing import as_text
from tests.forms.test_layouts import NAMES, load

Spoil = Callable[[Mapping[str, list[Row]]], object]


@pytest.fixture
def forms(samples: tuple[Form, ...]) -> list[Form]:
    """The samples, to be spoiled."""
    return [Form(form.id, form.source, form.reading, deepcopy(dict(form.tables))) for form in samples]


def test_the_samples_keep_the_contract(samples: tuple[Form, ...]) -> None:
    assert check_tables(samples) > 60


def test_every_layout_that_we_read_keeps_the_contract(tmp_path: Path) -> None:
    for name in NAMES:
        as_text(tmp_path / f"{name}.txt", *load(name)["blocks"])
    forms = extract([tmp_path]).forms
    assert len(forms) >= len(NAMES)
    assert check_tables(forms)


def test_no_forms_keep_it_too() -> None:
    assert check_tables([])


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda t: t["indicators"][0].update(level1_kind="产出类"),
            "indicators 的列 level1_kind，{key} row=1",
        ),
        (lambda t: t["funds"][0].update(kind=None), "funds 的列 kind，{key} row=1"),
        (lambda t: t["indicators"][2].update(row=2), "indicators 的列 form_id、row，{key} row=2"),
        (lambda t: t["indicators"][1].update(parent_row=99), "indicators 的列 parent_row，{key} row=2"),
        (lambda t: t["groups"][0].update(category=7), "groups 的列 category，{key} row=1"),
        (lambda t: t["funds"][1].update(form_id="gone"), "funds 的列 form_id，form_id=gone row=2"),
        (lambda t: t["funds"][0].update(score=9.9), "funds 的列 score，{key} row=1"),
        (lambda t: t["funds"][0].update(score=Decimal("NaN")), "funds 的列 score，{key} row=1"),
        (lambda t: t["funds"][0].update(score=Decimal("0.0000001")), "funds 的列 score，{key} row=1"),
        (lambda t: t["forms"][0].update(position=1.5), "forms 的列 position，{key} row=1"),
        (lambda t: t["forms"][0].update(complete=1), "forms 的列 complete，{key} row=1"),
        (lambda t: t["indicators"][0].pop("name"), "indicators 的列 name，{key} row=1"),
        (lambda t: t["indicators"][0].update(extra=None), "indicators 的列 extra，{key} row=1"),
    ],
)
def test_what_breaks_the_contract_is_named(forms: list[Form], spoil: Spoil, wanted: str) -> None:
    spoil(forms[1].tables)
    with pytest.raises(ContractBroken) as caught:
        check_tables(forms)
    assert caught.value.exit_code == 70
    assert f"表 {wanted.format(key=f'form_id={forms[1].id}')}" in str(caught.value)
    if "gone" not in wanted:
        assert forms[1].source in str(caught.value)


def test_many_breaches_are_counted_and_all_kept(forms: list[Form]) -> None:
    for form in forms:
        for row in form.tables["indicators"]:
            row["direction"] = "up"
    with pytest.raises(ContractBroken) as caught:
        check_tables(forms)
    rows = sum(len(form.tables["indicators"]) for form in forms)
    assert len(caught.value.breaches) == rows
    assert f"另有 {rows - 5} 处" in str(caught.value)


def test_a_form_that_stands_twice_is_named(forms: list[Form]) -> None:
    with pytest.raises(ContractBroken, match=f"forms 的列 form_id，form_id={forms[0].id}"):
        check_tables([*forms, forms[0]])


def test_codes_are_columns_of_text_and_cover_what_the_vocabulary_knows() -> None:
    for table, columns in CODES.items():
        assert table in CHECKED
        for name in columns:
            found = TABLES[table].column(name)
            assert found is not None
            assert found.type is Type.TEXT
    vocabulary = load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")
    for section, table, column in (
        ("fund_rows", "funds", "kind"),
        ("breakdowns", "funds", "breakdown"),
        ("level1", "indicators", "level1_kind"),
        ("level2", "indicators", "level2_kind"),
    ):
        words = vocabulary[section]
        known = {match.name for match in [*words.exact.values(), *(match for _, match in words.patterns)]}
        assert known - {"task"} <= set(CODES[table][column])


def test_a_money_cell_of_tiny_digits_in_a_form_of_large_units_keeps_the_contract() -> None:
    amount = money("0.000001元", "亿元")
    assert amount.step is not None
    assert -amount.step.as_tuple().exponent <= 12  # type: ignore[operator]

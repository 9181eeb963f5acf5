"""What the text of a cell may be."""

from __future__ import annotations

import pytest

from audit.forms.fitting import fits_column, is_sign, is_unit


@pytest.mark.parametrize(
    ("column", "text", "fit"),
    [
        ("weight", "10", 2),
        ("weight", "10分", 2),
        ("weight", "—", 0),
        ("weight", "100%", 0),
        ("weight", "良好", -1),
        ("coefficient", "100%", 2),
        ("budget", "1,234.56", 2),
        ("budget", "年度资金总额", -1),
        ("rate", "93.04%", 2),
        ("rate", "93", 1),
        ("name", "5000吨储备到位率", 1),
        ("name", "≥90%", -1),
        ("name", "≥", -1),
        ("sign", "≥", 2),
        ("sign", "定量指标", 2),
        ("sign", "公里", -1),
        ("sign", "养护工程里程达标率合计", -1),
        ("measure_unit", "万平方米", 2),
        ("measure_unit", "元/人·月", 2),
        ("measure_unit", "≥", -1),
        ("measure_unit", "农村供水工程水质达标率", -1),
        ("target", "＝", -1),
        ("target", "≥90%", 0),
        ("reason", "10", -1),
        ("reason", "0", 0),
        ("reason", "汛期封路", 0),
    ],
)
def test_a_cell_tells_by_its_text_in_which_column_it_may_stand(column: str, text: str, fit: int) -> None:
    assert fits_column(column, text) == fit


def test_a_comparison_is_one_in_full_width_too() -> None:
    assert is_sign("＞＝")
    assert is_sign("﹦")
    assert not is_sign("≥90%")


def test_a_unit_is_known_with_what_multiplies_it() -> None:
    assert is_unit("万人次")
    assert not is_unit("满意度")

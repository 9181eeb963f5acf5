"""How sure it is that a form was read as it is meant."""

from __future__ import annotations

from decimal import Decimal

from audit.model.grid import PartKind
from tests.forms import drawn
from tests.forms.drawing import form

GUESSED = """
名称 | 防汛物资采购 | | | |
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
甲类 | 数量 | 采购批次 | 12批 | 12批 | 十分 | 十分
乙类 | 10 | 100% | 100% | ≥ | ≥ | 10 | 10 | 10
丙类 | 质量 | 合格率 | 100% | 100% | | 满分
"""


def test_a_form_that_was_read_to_its_end_is_sure() -> None:
    (reading,) = form(drawn.STANDARD_TITLE, drawn.STANDARD)
    assert (reading.confidence, reading.doubtful, reading.doubts) == (Decimal(1), False, [])


def test_each_doubt_takes_something_off_and_says_why() -> None:
    rows = drawn.STANDARD.strip().splitlines()
    (reading,) = form("\n".join(rows[:-1]))
    assert reading.confidence == Decimal("0.85")
    assert reading.doubts == ["没有读到表名", "没有读到表的末尾，可能被截断"]
    assert not reading.doubtful


def test_a_form_that_was_hardly_read_is_one_for_a_person() -> None:
    (reading,) = form("采购经费绩效自评表", GUESSED, kind=PartKind.TEXT)
    assert reading.doubtful
    assert reading.confidence < Decimal("0.7")
    assert "2 行没有归入任何一栏" in reading.doubts
    assert "没有读到资金部分" in reading.doubts

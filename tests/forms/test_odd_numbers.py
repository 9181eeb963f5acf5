from __future__ import annotations

from pathlib import Path

from audit.forms.tables import build
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import Reading, Row
from audit.shipped import shipped

VOCABULARY = load_vocabulary(Path(shipped("rules")) / "self-evaluation" / "form.yaml")


def head(score: str, executed: str, total: str = "98") -> Row:
    reading = Reading("standard", "national", {"total_score": total, "money_unit": "万元"}, {})
    reading.funds.append({"label": "年度资金总额", "kind": "total", "budget": "100", "executed": executed})
    reading.indicators.append({"name": "培训人次", "weight": "10", "score": score})
    return build(reading, form_id="1", source="a", year=None, vocabulary=VOCABULARY).head


def test_words_and_two_numbers_in_a_cell_are_named() -> None:
    found = head("满分", "88 100和20")
    assert found["odd_numbers"] == 2
    assert found["odd_numbers_text"] == "年度资金总额全年执行数“88 100和20”、培训人次得分“满分”"


def test_words_for_points_are_odd_and_units_placeholders_and_redactions_are_not() -> None:
    assert head("十分", "100")["odd_numbers_text"] == "培训人次得分“十分”"
    for score, executed in (("10分", "100万元"), ("—", "/"), ("〔略〕", "100")):
        assert head(score, executed)["odd_numbers"] == 0


def test_the_total_row_is_looked_at_too() -> None:
    assert head("10", "100", total="优秀")["odd_numbers_text"] == "总分“优秀”"
    assert head("10", "100", total="96分（优）")["odd_numbers"] == 0

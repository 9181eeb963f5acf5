"""Whatever stands in the cells of a form, its tables keep the contract: an odd form must not stop a night."""

from __future__ import annotations

import random

import pytest

from audit.contract import check_tables
from audit.forms.tables import build
from audit.forms.vocabulary import load_vocabulary
from audit.model.form import Reading
from audit.shipped import shipped

VOCABULARY = load_vocabulary(shipped("rules") / "self-evaluation" / "form.yaml")

PIECES = [
    "0", "1", "7", "12", "100", "2024", "999999999999", "0.000001", "33.3333333333333", "1,234.5",
    "１２", "三", "二百七十", "点五", "万", "亿", "元", "万元", "千元", "%", "％", "‰", "人", "次",
    "公里", "平方米", "天", "个月", "年", "月", "日", "小时", "≥", "≤", "=", "＞", "<", "-", "—", "/",
    "~", "至", "不低于", "左右", "约", "每亩", "每万人", "(", ")", "（", "）", "：", "其中", "优",
    "良好", "达标", "完成", "提高", "控制率", "满意度", "得分", "E", "e5", "NaN", "∞", ".", "+", "×",
    "½", "①", "无", "空", "《", "；", "、",
]  # fmt: skip
"""What cells of forms are made of, and what they are not."""

COLUMNS = {
    "head": "project_name unit money_unit filled_on goal_expected goal_actual goal_points "
    "total_weight total_score grade review_score execution_points reason",
    "funds": "label budget_initial budget executed received planned weight rate score reason",
    "indicators": "level1 level2 name sign target measure_unit actual weight score coefficient reason",
    "groups": "level1 level2 level2_points",
    "categories": "level1 level1_points subtotal_weight subtotal_score",
    "fields": "section label value",
}


def _cell(chance: random.Random) -> str | None:
    if chance.random() < 0.2:
        return None
    if chance.random() < 0.1:
        return f"{chance.uniform(-1e13, 1e13):.{chance.randrange(12)}f}"
    return "".join(chance.choices(PIECES, k=chance.randint(1, 6)))


def _row(chance: random.Random, table: str) -> dict[str, str | None]:
    return {name: _cell(chance) for name in COLUMNS[table].split()}


def _reading(chance: random.Random) -> Reading:
    reading = Reading("standard", "national", _row(chance, "head"), {"has_weight": chance.random() < 0.5})
    reading.head["year_written"] = chance.choice(["2023", None])
    for table in ("funds", "indicators", "groups", "fields"):
        getattr(reading, table).extend(_row(chance, table) for _ in range(chance.randrange(4)))
    for fund in reading.funds:
        fund["kind"] = chance.choice(["total", "fiscal", "other"])
    for field in reading.fields:
        field["section"] = chance.choice(["head", "foot"])
    return reading


@pytest.mark.parametrize("seed", range(3))
def test_tables_of_any_cells_keep_the_contract(seed: int) -> None:
    chance = random.Random(seed)
    forms = [
        build(_reading(chance), form_id=f"f{n}", source=f"{n}.docx", year=None, vocabulary=VOCABULARY)
        for n in range(500)
    ]
    assert check_tables(forms)

from __future__ import annotations

import pytest

from audit.forms.direction import direction, natural_direction
from audit.forms.lexicon import load_lexicon
from audit.forms.values import parse

LEXICON = load_lexicon()


def natural(name: str, level2: str | None = None, target: str = "100%") -> str | None:
    return natural_direction(name, level2, parse(target, LEXICON), LEXICON)


def better(name: str, target: str, sign: str | None = None, level2: str | None = None) -> str | None:
    value = parse(target, LEXICON)
    return direction(natural_direction(name, level2, value, LEXICON), name, value, sign, LEXICON)


@pytest.mark.parametrize(
    "name",
    [
        "公用经费控制率", "财政供养人员控制率", "“三公经费”变动率", "结转结余率", "预算调整率",
        "森林火灾受害率", "有害生物成灾率", "事故发生率",
        "重大食品安全监管责任事故发生数", "群众投诉次数", "平均响应时间", "各类培训费用支出",
        "办公所需成本", "群体性事件", "设备故障率",
        "县级储备粮库存粮食明显变质比例", "预算偏离度",
        "投诉处理时间", "案件办理时限", "缺勤人数", "管理费用占比", "系统中断时间",
        "逾期天数", "重复信访件", "平均住院日", "欠薪案件", "药占比", "化肥施用量", "病虫危害率", "漏报率",
    ],
)  # fmt: skip
def test_rates_and_counts_of_bad_things_are_better_low(name: str) -> None:
    assert natural(name) == "less"


@pytest.mark.parametrize(
    "name",
    [
        "补助发放率", "完成率", "违法案件查办率", "投诉举报处置率", "成本节约率", "事故下降率",
        "群众满意度", "示范培训全市驻村干部人数", "宣传活动场次",
        "库存成本核算率", "市民满意度调查", "木材销售收入", "服务外包在岸（万美元）额度比例",
        "党员群众满意度（%）",
        "惠及村民", "受益农户", "带动农户", "户均增收", "节水量", "养老床位", "新增学位", "吸纳就业",
        "年接待游客", "节约成本", "日处理能力", "服务时长", "灾备存储空间",
    ],
)  # fmt: skip
def test_rates_and_counts_of_good_things_are_better_high(name: str) -> None:
    assert natural(name) == "more"


@pytest.mark.parametrize(
    "name",
    [
        "各项工作高质量发展",
        "汇集智慧力量",
        "减轻贫困学生家庭经济负担",
        "当期完成",
        "工程建设",
        "投诉率下降",
        "受理投诉数量",
        "打击违法犯罪案件数",
    ],
)
def test_a_name_that_does_not_tell_has_no_direction(name: str) -> None:
    assert natural(name) is None


def test_money_is_better_low_as_a_cost_and_undecided_as_a_quantity() -> None:
    assert natural("造林补助", "成本", "300元/亩") == "less"
    assert natural("造林补助", "成本", "每亩300") == "less"
    assert natural("支持人才项目资金", "数量", "255万元") is None
    assert natural("安装水标尺", "数量", "266米") == "more"


def test_the_sign_says_it_before_the_name() -> None:
    assert better("会议次数", "≤10次") == "less"
    assert better("事故发生数", "≥1次") == "more"
    assert better("偏差", "±10%") == "equal"


def test_an_equal_sign_leaves_it_to_the_name() -> None:
    assert better("政策知晓率", "=100%") == "more"
    assert better("公用经费控制率", "=100%") == "less"
    assert better("车辆", "=3", None, None) == "equal"


def test_a_column_may_say_which_way_is_better() -> None:
    assert better("车辆", "3", "反向指标") == "less"
    assert better("车辆", "3", "正向") == "more"


def test_a_share_of_a_statement_is_better_high_unless_the_name_warns() -> None:
    assert better("业务保障能力提升", "90%") == "more"
    assert better("减轻群众负担", "90%") is None


def test_a_fall_is_better_large() -> None:
    assert better("能耗", "下降10%") == "more"

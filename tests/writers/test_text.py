"""What a terminal and a pipe get."""

from __future__ import annotations

import io
import itertools
import unicodedata

import pytest

from audit.model.ledger import GivenVerdict, Verdict
from audit.model.run import Run
from audit.writers import text
from tests.writers import sample

EXPECTED = """\
forms.txt 第6行第9列: 错误 EXEC-01 预算执行率得分计算错误：执行率 100%，分值 10，应得 10 分，填报 9.9 分，相差 -0.1 分
forms.txt 第18行第9列: 错误 TOT-02 总分漏计执行率得分：总分 99 正好是各指标得分之和，漏计执行率得分 9.9
forms.txt 第18行第9列: 错误 TOT-01 总分与各项得分合计不符：各项得分 9.9+5+5+20+20+29+20 = 108.9，总分填 99，相差 -9.9 [由 TOT-02 引起]
forms.txt 第17行第2列: 警告 CAT-01 一级指标分值偏离规定：满意度指标 20 分，规定 10 分
forms.txt 第13行第7列: 警告 DEV-01 超额完成三成以上未说明原因：2 个指标超额三成以上，原因栏只写“完成”
forms.txt 整张表: 提示 FORM-01 表上没有年度：表名和表头都没有写年度
跨 1 张表: 提示 SAT-09 同一单位各项目总分雷同：4 个项目总分都是 99
1 个文件里没有自评表：
  附件/通知.docx  没有自评表
1 个文件未能审核：
  旧表.doc  文件已加密，请另存为不加密的文件
另有 1 项规则因缺数或读不清而未能判断，需人工看。
审核 1 个文件、1 张自评表：错误 3，警告 2，提示 2。
"""  # noqa: E501 - a line of the output is a line here


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(run: Run | None = None, **options: object) -> str:
    stream = io.StringIO()
    text.write(run or sample.run(), stream, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_a_pipe_gets_one_line_a_finding_worst_first_and_the_summary_last() -> None:
    assert written() == EXPECTED


def test_labels_speak_english_when_asked_and_rules_stay_chinese() -> None:
    lines = written(lang="en").splitlines()
    assert lines[0].startswith("forms.txt 第6行第9列: error EXEC-01 预算执行率得分计算错误：")
    assert lines[-1] == "Audited 1 forms in 1 files: 3 errors, 2 warnings, 2 notes."


def test_more_findings_than_the_limit_say_how_to_see_all() -> None:
    lines = written(limit=2).splitlines()
    assert lines[2] == "以上是最严重的 2 条，共 7 条。看全部：-o 文件夹（写出报告），或 --format json。"
    assert "打开报告文件夹里的 index.html" in written(limit=2, report=True)


def test_a_clean_run_says_so_and_a_run_without_forms_does_not() -> None:
    clean, empty = io.StringIO(), io.StringIO()
    text.write(sample.run(sample.result(found=()), corpus=(), no_form=(), unaudited=()), clean)
    text.write(Run("engine", "rulebook", (), (), ()), empty)
    assert "没有发现问题。" in clean.getvalue()
    assert "没有发现问题" not in empty.getvalue()


def test_a_terminal_gets_blocks_that_fit_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setenv("COLUMNS", "60")
    text.write(sample.run(no_form=(), unaudited=()), stream)
    lines = stream.getvalue().splitlines()
    assert any("错误" in line and "EXEC-01" in line for line in lines)
    plain = [line for line in lines if "审核 1 个文件" not in line and "另有" not in line]
    assert max(width(_uncoloured(line)) for line in plain) <= 60


def test_a_form_alone_is_drawn_with_causes_first_and_the_numbers_of_its_page() -> None:
    stream = Terminal()
    text.write(sample.run(no_form=(), unaudited=()), stream)
    lines = [_uncoloured(line).strip() for line in stream.getvalue().splitlines()]
    assert lines[0] == "forms.txt · 基层党建工作经费"
    numbered = [line.split()[:2] for line in lines if line[:1] in "错警提" and line[1:2].isdigit()]
    assert numbered == [
        ["错1", "EXEC-01"], ["错2", "TOT-02"], ["错3", "TOT-01"], ["警4", "DEV-01"], ["警5", "CAT-01"],
        ["提6", "FORM-01"],
    ]  # fmt: skip
    fold = lines.index("由此引起 1 条：")
    assert lines[fold + 1].startswith("错3 TOT-01 总分与各项得分合计不符（第18行第9列）：")
    assert any(line.startswith("提示 SAT-09") for line in lines)


def test_a_form_alone_tells_what_was_not_read_and_not_decided() -> None:
    stream = Terminal()
    run = sample.run(no_form=(), unaudited=())
    run.forms[0].form.reading.flags["complete"] = False
    text.write(run, stream)
    said = _uncoloured(stream.getvalue())
    assert "这张表没有读到末尾" in said
    assert "没有读到的行：\n  第8行第1列：上年结转资金 0 — —（行首没有认识的栏目）" in said
    assert "未能判断的规则：\n  EXEC-02 " in said
    assert "未能判断：缺全年执行数、总分" in said


@pytest.mark.parametrize("columns", [24, 40, 79])
def test_chinese_breaks_anywhere_but_not_before_its_punctuation(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    said = (
        "2 项目标值为模糊用语，无法衡量：“增强人才的获得感”目标“良好”；分值合计 10+5+5 = 100.25%，应为 100。"
    )
    found = sample.finding(sample.grid(), sample.YEAR, "p", message=said)
    stream = Terminal()
    monkeypatch.setenv("COLUMNS", str(columns))
    text.write(sample.run(sample.result(found=(found,)), corpus=(), no_form=(), unaudited=()), stream)
    shown = [_uncoloured(line) for line in stream.getvalue().splitlines()]
    start = next(number for number, line in enumerate(shown) if "2 项" in line)
    lines = list(itertools.takewhile(lambda line: "怎么改" not in line, shown[start:]))
    assert "".join(line.strip() for line in lines).replace(" ", "") == said.replace(" ", "")
    assert max(map(width, lines)) <= columns
    assert not any(line.strip()[0] in "，。；：”" for line in lines)
    assert all(width(line) > columns - 12 for line in lines[:-1])


def test_a_console_in_gbk_does_not_stop_the_program() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk")
    form = sample.form(project_name="𠮷⚠项目")
    text.write(sample.run(sample.result(form, sample.findings(sample.grid()))), stream)
    stream.flush()
    assert raw.getvalue().decode("gbk").replace("\r\n", "\n") == EXPECTED


def test_hostile_text_neither_steers_the_terminal_nor_breaks_the_line() -> None:
    evil = sample.finding(sample.grid(), sample.YEAR, "p", message="\x1b[2J清屏\n第二行 13800138000")
    for stream in (io.StringIO(), Terminal()):
        text.write(sample.run(sample.result(found=(evil,)), corpus=()), stream)
        assert "\x1b[2J" not in stream.getvalue()
        assert "清屏 第二行 138****8000" in stream.getvalue()


def _uncoloured(line: str) -> str:
    from rich.text import Text

    return Text.from_ansi(line).plain


def test_a_finding_that_a_person_rejected_stands_last_with_the_reason() -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")
    said = written(sample.run(verdicts={"p1": given})).splitlines()
    (told,) = [line for line in said if "EXEC-01" in line]
    assert told.endswith("[认定不成立：已有批复（王某）]")
    assert said.index(told) > max(n for n, line in enumerate(said) if "SAT-09" in line)
    assert "其中 1 条经人认定不成立，退出码不计。" in said


def test_a_verdict_on_other_figures_is_told_and_does_not_hold() -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, fingerprint="older")
    said = written(sample.run(verdicts={"p1": given})).splitlines()
    assert said[0].endswith("[原认定不成立：未写理由；填报数已变，须重新认定]")
    assert not [line for line in said if "退出码不计" in line]


def test_a_form_read_without_confidence_is_named_and_its_findings_are_marked() -> None:
    run = sample.run()
    (result,) = run.forms
    result.form.tables["forms"][0] |= {"doubtful": True, "doubts": "3 行没有归入任何一栏"}
    said = written(run).splitlines()
    assert all("[识别存疑]" in one for one in said[:6])
    at = said.index("1 张表的识别结果存疑，需人工核对，所列问题仅供参考：")
    assert said[at + 1] == "  forms.txt  3 行没有归入任何一栏"

"""JUnit XML: only what passed passes."""

from __future__ import annotations

import io
from dataclasses import replace

from lxml import etree

from audit.model.ledger import GivenVerdict, Verdict
from audit.model.rule import Outcome, Silence
from audit.model.run import Run
from audit.writers import junit
from tests.writers import sample

KNOWN = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:complexType name="said" mixed="true"><xs:attribute name="message"/><xs:attribute name="type"/></xs:complexType>
<xs:element name="testsuites"><xs:complexType>
 <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
 <xs:attribute name="name"/><xs:attribute name="time"/><xs:attribute name="tests" type="xs:integer"/>
 <xs:attribute name="failures" type="xs:integer"/><xs:attribute name="errors" type="xs:integer"/>
</xs:complexType></xs:element>
<xs:element name="testsuite"><xs:complexType>
 <xs:sequence><xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
 <xs:attribute name="name" use="required"/><xs:attribute name="tests" type="xs:integer" use="required"/>
 <xs:attribute name="failures" type="xs:integer"/><xs:attribute name="errors" type="xs:integer"/>
 <xs:attribute name="skipped" type="xs:integer"/><xs:attribute name="time"/><xs:attribute name="hostname"/>
</xs:complexType></xs:element>
<xs:element name="testcase"><xs:complexType>
 <xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="skipped" type="said"/>
  <xs:element name="error" type="said"/><xs:element name="failure" type="said"/>
  <xs:element name="system-out" type="xs:string"/></xs:choice>
 <xs:attribute name="name" use="required"/><xs:attribute name="classname" use="required"/>
 <xs:attribute name="time"/><xs:attribute name="file"/>
</xs:complexType></xs:element>
</xs:schema>"""  # noqa: E501 - XML
"""What the strictest of the build servers takes."""


def written(run: Run | None = None) -> str:
    stream = io.StringIO()
    junit.write(run or sample.run(), stream)
    return stream.getvalue()


def tree(run: Run | None = None) -> etree._Element:
    return etree.fromstring(written(run).encode())


def case(root: etree._Element, code: str) -> etree._Element:
    (found,) = [one for one in root[0] if one.get("name", "").startswith(code)]
    return found


def test_it_is_what_build_servers_take() -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")
    schema = etree.XMLSchema(etree.fromstring(KNOWN.strip()))
    for run in (sample.run(), sample.run(verdicts={"p1": given}), sample.run(corpus=())):
        schema.assertValid(tree(run))


def test_a_form_is_a_suite_and_a_rule_a_case() -> None:
    root = tree()
    assert root.tag == "testsuites"
    assert [suite.get("name") for suite in root] == [
        "基层党建工作经费 forms.txt#1", "跨表问题", "未能审核的文件", "没有自评表的文件",
    ]  # fmt: skip
    assert [one.get("name") for one in root[0]] == [f"{rule.code} {rule.title}" for rule in sample.RULES]


def test_findings_fail_and_what_was_not_decided_is_skipped_with_the_reason() -> None:
    root = tree()
    (failure,) = case(root, "EXEC-01")
    assert failure.tag == "failure"
    assert failure.get("type") == "error"
    assert failure.get("message") == "执行率 100%，分值 10，应得 10 分，填报 9.9 分，相差 -0.1 分"
    assert failure.text is not None
    assert failure.text.startswith("第6行第9列\n")
    (undecided,) = case(root, "EXEC-02")
    assert (undecided.tag, undecided.get("message")) == ("skipped", "未能判断：缺全年执行数、总分")
    (other,) = case(root, "SAT-09")
    assert (other.tag, other.get("message")) == ("skipped", "不适用")
    assert len(case(root, "RSN-01")) == 0


def test_a_rule_that_broke_and_a_file_that_was_not_audited_are_errors() -> None:
    judged = sample.result()
    judged = replace(judged, outcomes={**judged.outcomes, sample.UNUSED.id: Outcome.FAILED})
    root = tree(sample.run(judged))
    assert [one.tag for one in case(root, "RSN-01")] == ["error"]
    assert [one.tag for one in root[2].iter("error", "skipped")] == ["error"]
    assert root[2][0].get("name") == "旧表.doc"
    assert [one.tag for one in root[3].iter("error", "skipped")] == ["skipped"]


def test_a_silenced_rule_is_skipped_with_its_reason() -> None:
    judged = sample.result(found=())
    kept = {rule: outcome for rule, outcome in judged.outcomes.items() if rule != sample.RATE.id}
    judged = replace(judged, outcomes=kept)
    root = tree(sample.run(judged, silenced=(Silence(sample.RATE.id, "本市另有规定", ("hubei",)),)))
    assert "EXEC-02 执行率计算错误" not in {one.get("name") for one in root[0]}
    (silenced,) = [suite for suite in root if suite.get("name") == "停用的规则"]
    assert (silenced[0].get("name"), silenced[0][0].tag) == ("EXEC-02 执行率计算错误", "skipped")
    assert silenced[0][0].get("message") == "本市另有规定"


def test_counts_are_those_of_the_cases() -> None:
    for element in (tree(), *tree()):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            counted = str(sum(one.find(tag) is not None for one in cases))
            strict = element.tag == "testsuites" and name == "skipped"
            assert element.get(name) == (None if strict else counted)


def test_two_findings_of_a_rule_are_one_failure_that_tells_both() -> None:
    grid = sample.grid()
    both = [sample.finding(grid, sample.OVER, name, message=f"第{name}处") for name in ("一", "二")]
    (failure,) = case(tree(sample.run(sample.result(found=tuple(both)))), "DEV-01")
    assert "第一处" in str(failure.text)
    assert "第二处" in str(failure.text)


def test_hostile_texts_stay_texts_and_the_same_run_gives_the_same_bytes() -> None:
    form = sample.form(project_name='</testsuite>"&<!DOCTYPE x>\x00\ud800', source="]]>13800138000.txt")
    run = sample.run(sample.result(form))
    name = tree(run)[0].get("name")
    assert name == '</testsuite>"&<!DOCTYPE x>\ufffd\ufffd ]]>138****8000.txt#1'
    assert written(run) == written(run)


def test_a_clean_run_has_no_empty_suites() -> None:
    root = tree(sample.run(sample.result(found=()), corpus=(), no_form=(), unaudited=()))
    assert len(root) == 1
    assert root.get("failures") == "0"


def test_a_rejected_finding_is_skipped_with_the_reason_and_does_not_fail() -> None:
    given = GivenVerdict("p1", Verdict.REJECTED, "已有批复", "王某", "p1-1")
    (skipped,) = case(tree(sample.run(verdicts={"p1": given})), "EXEC-01")
    assert (skipped.tag, skipped.get("message")) == ("skipped", "认定不成立：已有批复（王某）")

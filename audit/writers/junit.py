"""JUnit XML: a suite a form, a case a rule; what was not decided or not audited never passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from audit.language import text
from audit.model.finding import Finding
from audit.model.rule import Outcome, Rule
from audit.model.run import FormResult, NotAudited, Run
from audit.writers.listing import open_message, verdict_text
from audit.writers.masking import outward, safe

_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def write(run: Run, stream: TextIO, *, lang: str = "zh") -> None:
    """Write every form as a suite, then the findings across forms, then files that were not audited."""
    root = Element("testsuites", name=run.engine)
    for result in run.forms:
        _add(root, _name(result), _cases(run, result, lang))
    _add(root, text("report.corpus", lang), _across(run, lang))
    _add(root, text("report.silenced", lang), _silenced(run))
    _add(root, text("report.unaudited", lang), _files(run.unaudited, "error"))
    _add(root, text("report.no_form", lang), _files(run.no_form, "skipped"))
    _count(root)
    del root.attrib["skipped"]  # strict readers know it of a suite alone
    ET.indent(root)
    said = ET.tostring(root, encoding="unicode")
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{said}\n')


def _add(root: Element, name: str, cases: Iterable[Element]) -> None:
    """Add a suite, unless it is empty."""
    suite = Element("testsuite", name=safe(name))
    suite.extend(cases)
    if len(suite):
        _count(suite)
        root.append(suite)


def _count(element: Element) -> None:
    for name, tag in {"tests": "testcase", **_COUNTED}.items():
        element.set(name, str(sum(1 for _ in element.iter(tag))))


def _name(result: FormResult) -> str:
    """The project and where it stands: two forms may have one name."""
    reading = result.form.reading
    where = f"{result.form.source}#{reading.position}"
    return " ".join(filter(None, (reading.head.get("project_name"), where)))


def _cases(run: Run, result: FormResult, lang: str) -> Iterator[Element]:
    findings: dict[str, list[Finding]] = {}
    for finding in result.findings:
        findings.setdefault(finding.rule.id, []).append(finding)
    missing = {one.rule.id: one for one in reversed(result.open)}
    for rule in run.rules:
        outcome = result.outcomes.get(rule.id)
        found = findings.get(rule.id, [])
        if outcome is None:
            continue
        case = _case(result.form.source, rule)
        said = text(f"outcome.{outcome.value}", lang)
        if rule.id in missing and outcome in (Outcome.UNDECIDED, Outcome.FAILED):
            said = open_message(missing[rule.id], lang)
        if found:
            _fail(case, found, run, lang)
        elif outcome in (Outcome.UNDECIDED, Outcome.NOT_APPLICABLE):
            _say(case, "skipped", said)
        elif outcome is Outcome.FAILED:
            _say(case, "error", said)
        yield case


def _across(run: Run, lang: str) -> Iterator[Element]:
    """A rule that compares forms counts once a group that it finds."""
    for finding in run.corpus:
        case = _case(" ".join(finding.forms), finding.rule)
        _fail(case, [finding], run, lang)
        yield case


def _silenced(run: Run) -> Iterator[Element]:
    rules = {rule.id: rule for rule in run.rules}
    for silence in run.silenced:
        if silence.rule in rules:
            case = _case(" ".join(silence.profiles) or silence.rule, rules[silence.rule])
            _say(case, "skipped", silence.reason)
            yield case


def _files(entries: Iterable[NotAudited], tag: str) -> Iterator[Element]:
    for entry in entries:
        case = Element("testcase", classname=safe(entry.source), name=safe(entry.source))
        _say(case, tag, entry.reason)
        yield case


def _case(group: str, rule: Rule) -> Element:
    return Element("testcase", classname=safe(group), name=safe(f"{rule.code} {rule.title}"))


def _fail(case: Element, findings: list[Finding], run: Run, lang: str) -> None:
    """One failure a case, whatever the number of findings; none where people reject them all."""
    shown = [outward(finding) for finding in findings if run.rejected(finding) is None]
    if not shown:
        given = filter(None, map(run.rejected, findings))
        _say(case, "skipped", "\n".join(verdict_text(each, lang) for each in given))
        return
    paragraphs = [
        "\n".join(filter(None, (f.cell.address if f.cell else "", f.message, f.formula, f.suggest)))
        for f in shown
    ]
    failure = ET.SubElement(case, "failure", message=shown[0].message, type=shown[0].severity.value)
    failure.text = "\n\n".join(paragraphs)


def _say(case: Element, tag: str, message: str) -> None:
    ET.SubElement(case, tag, message=safe(message))

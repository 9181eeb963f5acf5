"""The engine's verdicts as a table, and each rule as an Expectation over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

import pandas as pd
from great_expectations.expectations.expectation import BatchExpectation

from audit.contract.metric import FrameMetric
from audit.model.finding import Finding
from audit.model.rule import Outcome, Rule, Severity, Silence
from audit.model.run import Run

COLUMNS = (
    "rule", "code", "severity", "outcome", "form_id", "source", "at", "field", "address",
    "found", "expected", "message", "place", "fingerprint", "explained_by",
)  # fmt: skip
"""The columns of the table: a row a finding, and one for each form that a rule leaves open or breaks on."""

KEY = ("place", "fingerprint", "form_id")
"""What a validation result says of a finding, with blanks between: enough to find it, no text of a form."""

REJECTED = "rejected"
"""The outcome of a finding that a person has found to be none."""

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "warning", Severity.NOTE: "info"}
"""Our severities in the words of Great Expectations."""

NOTES = (
    "本期望转述 jixiao-audit 的结论：它在结论表（findings）里找这条规则的问题，自己不计算规则的条件。"
    " This expectation reports the verdicts of jixiao-audit; it does not evaluate the rule itself."
)

_OPEN = (Outcome.UNDECIDED, Outcome.FAILED)


def findings_table(run: Run) -> pd.DataFrame:
    """Every finding of a run, and every form that a rule leaves undecided or breaks on; all is text."""
    sources = {result.form.id: result.form.source for result in run.forms}
    rows = [*_findings(run, sources), *_open(run)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="string[pyarrow]")


def _findings(run: Run, sources: dict[str, str]) -> Iterator[list[str | None]]:
    for result in run.forms:
        for finding in result.findings:
            yield _line(run, finding, result.form.id, result.form.source)
    for finding in run.corpus:
        known = [sources[form] for form in finding.forms if form in sources]
        yield _line(run, finding, " ".join(finding.forms), "、".join(known))


def _line(run: Run, finding: Finding, form_id: str, source: str) -> list[str | None]:
    outcome = REJECTED if run.rejected(finding) else str(Outcome.FINDING)
    rule, cell = finding.rule, finding.cell
    return [
        rule.id, rule.code, str(rule.severity), outcome, form_id, source, finding.at, finding.field,
        cell.address if cell else None, finding.found, finding.expected, finding.message,
        finding.place, finding.fingerprint, finding.explained_by,
    ]  # fmt: skip


def _open(run: Run) -> Iterator[list[str | None]]:
    rules = {rule.id: rule for rule in run.rules}
    rest = [None] * (len(COLUMNS) - 6)
    for result in run.forms:
        for name, outcome in result.outcomes.items():
            if outcome in _OPEN and (rule := rules.get(name)):
                head = [rule.id, rule.code, str(rule.severity), str(outcome)]
                yield [*head, result.form.id, result.form.source, *rest]


class Verdicts(FrameMetric):
    """The rows of the table that are of one rule."""

    metric_name = "audit.verdicts"
    value_keys = ("rule",)

    @classmethod
    def of(cls, frame: pd.DataFrame, asked: dict[str, Any]) -> pd.DataFrame:
        """The rows of the rule asked for."""
        places = frame.attrs.get("places")
        if places is None:
            places = frame.attrs["places"] = frame.groupby("rule", sort=False).indices
        return frame.iloc[places.get(asked["rule"], [])]


class ExpectNoAuditFindings(BatchExpectation):
    """Expect no finding of one rule in a table of verdicts; every one is named, however many there are.

    A form that the rule broke on fails the expectation too; one that it leaves undecided is counted.
    """

    rule: str
    code: str = ""
    max_findings: int = 0

    metric_dependencies: ClassVar[tuple[str, ...]] = ("audit.verdicts",)
    success_keys: ClassVar[tuple[str, ...]] = ("rule", "max_findings")
    args_keys: ClassVar[tuple[str, ...]] = ("rule", "code", "max_findings")

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: Any = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        rows = metrics["audit.verdicts"]
        counts = Counter(rows["outcome"].to_list())
        found = rows[rows["outcome"] == str(Outcome.FINDING)]
        wanted = (runtime_configuration or {}).get("result_format", {})
        wanted = wanted if isinstance(wanted, dict) else {"result_format": wanted}
        named = [" ".join(key) for key in zip(*(found[name].to_list() for name in KEY), strict=True)]
        result: dict[str, Any] = {
            "observed_value": len(found),
            "details": {
                "code": self.code,
                **{name: counts.get(name, 0) for name in (*map(str, _OPEN), REJECTED)},
            },
        }
        if wanted.get("result_format") == "COMPLETE":
            result["unexpected_list"] = named
        else:
            result["partial_unexpected_list"] = named[: wanted.get("partial_unexpected_count", 20)]
        success = len(found) <= self.max_findings and not counts.get(str(Outcome.FAILED))
        return {"success": success, "result": result}


def rule_expectations(rules: Sequence[Rule], silenced: Iterable[Silence] = ()) -> list[Any]:
    """An expectation for each rule that is judged anywhere."""
    silent = {silence.rule for silence in silenced if not silence.profiles}
    return [
        ExpectNoAuditFindings(
            rule=rule.id,
            code=rule.code,
            severity=SEVERITIES[rule.severity],
            description=f"{rule.code} {rule.title}",
            notes=NOTES,
            meta={
                "condition": rule.condition,
                "suggest": rule.suggest,
                "basis": [basis.id for basis in rule.basis],
            },
        )
        for rule in rules
        if rule.id not in silent
    ]

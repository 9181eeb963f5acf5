"""The night's checkpoint: every key arrives, whatever the actions do."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from audit.config.contract import ActionSettings, ContractSettings
from audit.contract import checkpoint, findings_table
from audit.contract.verdicts import COLUMNS
from audit.model.finding import Finding
from audit.model.form import Form, Reading
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.rule import Outcome, Rule, Silence
from audit.model.run import FormResult, Run
from audit.rulebook.book import Rulebook

NONE = ContractSettings()


def _run(rules: tuple[Rule, ...], results: tuple[FormResult, ...], **more: Any) -> Run:
    return Run("test", "0", rules, (), results, **more)


@pytest.fixture(scope="session")
def night(judged: tuple[FormResult, ...], rulebook: Rulebook) -> Run:
    return _run(rulebook.rules, judged)


def _keys(checked: Any) -> Counter[tuple[str, str]]:
    """Rule and key of every finding that came through."""
    (validated,) = checked.result.run_results.values()
    return Counter(
        (one.expectation_config.kwargs["rule"], key)
        for one in validated.results
        for key in one.result["unexpected_list"]
    )


def _found(run: Run) -> Counter[tuple[str, str]]:
    own = [(f, result.form.id) for result in run.forms for f in result.findings]
    across = [(f, " ".join(f.forms)) for f in run.corpus]
    return Counter((f.rule.id, f"{f.place} {f.fingerprint} {form}") for f, form in (*own, *across))


def test_every_finding_of_a_night_comes_through(night: Run) -> None:
    checked = checkpoint(night, NONE)
    assert not checked.success
    assert _keys(checked) == _found(night)
    assert sum(checked.findings.values()) == len(night.findings())


def _finding(rule: Rule, number: int, forms: tuple[str, ...] = ()) -> Finding:
    place = f"{number:016x}"
    return Finding(rule, "form", None, None, None, None, "有误", "改", {}, place, place[::-1], forms=forms)


def _form(number: int) -> Form:
    return Form(f"f{number}", f"{number}.docx", Reading("", "national", {}, {}), {"forms": [{}]})


@settings(max_examples=8, phases=[Phase.generate])
@given(
    counts=st.lists(st.lists(st.integers(0, 400), min_size=3, max_size=3), max_size=4),
    across=st.integers(0, 250),
)
def test_no_number_of_findings_is_too_large(counts: list[list[int]], across: int, rulebook: Rulebook) -> None:
    rules = rulebook.rules[:3]
    numbers = iter(range(10_000))
    results = tuple(
        FormResult(
            _form(n), "national", "", None, "", {},
            tuple(_finding(r, next(numbers)) for r, n_ in zip(rules, own, strict=True) for _ in range(n_)),
        )
        for n, own in enumerate(counts)
    )  # fmt: skip
    corpus = tuple(_finding(rules[0], next(numbers), ("f1", "f2")) for _ in range(across))
    run = _run(rules, results, corpus=corpus)
    checked = checkpoint(run, NONE)
    assert _keys(checked) == _found(run)
    assert checked.success == (not run.findings())


def test_a_rule_that_broke_on_a_form_is_no_success_and_an_undecided_one_is_counted(
    judged: tuple[FormResult, ...], rulebook: Rulebook
) -> None:
    broken, open_ = rulebook.rules[0], rulebook.rules[1]
    outcomes = {broken.id: Outcome.FAILED, open_.id: Outcome.UNDECIDED}
    bare = [replace(result, findings=(), outcomes=outcomes) for result in judged]
    checked = checkpoint(_run(rulebook.rules[:2], tuple(bare)), NONE)
    (validated,) = checked.result.run_results.values()
    said = {one.expectation_config.kwargs["rule"]: one for one in validated.results}
    assert not said[broken.id].success
    assert said[broken.id].result["details"]["failed"] == len(judged)
    assert said[open_.id].success
    assert said[open_.id].result["details"]["undecided"] == len(judged)


def test_what_a_person_found_to_be_none_and_what_is_silenced_do_not_fail(
    judged: tuple[FormResult, ...],
) -> None:
    result = next(r for r in judged if r.findings)
    finding = result.findings[0]
    one = replace(result, findings=(finding,), outcomes={})
    given_ = GivenVerdict(finding.place, Verdict.REJECTED, fingerprint=finding.fingerprint)
    run = _run((finding.rule,), (one,), verdicts={finding.place: given_})
    checked = checkpoint(run, NONE)
    assert checked.success
    assert checked.findings == {finding.rule.id: 0}
    silent = _run((finding.rule,), (one,), silenced=(Silence(finding.rule.id, "本局不用"),))
    assert checkpoint(silent, NONE).findings == {}


def test_severity_and_the_word_that_it_only_reports_stand_in_the_expectation(night: Run) -> None:
    (validated,) = checkpoint(night, NONE).result.run_results.values()
    severities = {rule.id: str(rule.severity) for rule in night.rules}
    theirs = {"error": "critical", "warning": "warning", "note": "info"}
    for one in validated.results:
        said = one.expectation_config
        assert said.severity == theirs[severities[said.kwargs["rule"]]]
        assert "不计算规则的条件" in said.notes


def test_the_table_has_a_row_a_finding_and_one_for_each_open_form(night: Run) -> None:
    table = findings_table(night)
    assert list(table.columns) == list(COLUMNS)
    outcomes = Counter(table["outcome"])
    assert outcomes["finding"] == len(night.findings())
    open_ = sum(o is Outcome.UNDECIDED for r in night.forms for o in r.outcomes.values())
    assert outcomes["undecided"] == open_


# ---- actions


def _settings(*actions: ActionSettings) -> ContractSettings:
    return ContractSettings(own_actions=True, actions=actions)


def test_the_result_is_stored_with_every_key_and_no_text_of_a_form(night: Run, tmp_path: Path) -> None:
    folder = tmp_path / "校验" / "结果"
    checked = checkpoint(night, _settings(ActionSettings("store", folder)))
    assert checked.failed_actions == ()
    (file,) = folder.iterdir()
    text = file.read_text("utf-8")
    stored = json.loads(text)
    (validation,) = stored["validations"]
    keys = [key for one in validation["results"] for key in one["result"]["unexpected_list"]]
    assert len(keys) == len(night.findings())
    assert stored["success"] is False
    for result in night.forms:
        assert str(result.form.head["project_name"]) not in text


OWN = """
from typing import Literal
from great_expectations.checkpoint.actions import ValidationAction

class Tell(ValidationAction):
    type: Literal["bureau_tell"] = "bureau_tell"
    board: str

    def run(self, checkpoint_result, action_context=None):
        with open(self.board, "a") as board:
            board.write(f"{checkpoint_result.success}\\n")
        return {}

class Break(ValidationAction):
    type: Literal["bureau_break"] = "bureau_break"

    def run(self, checkpoint_result, action_context=None):
        raise RuntimeError("broken")

class Other:
    pass
"""


def test_actions_run_in_order_and_one_that_fails_keeps_no_other_from_running(
    night: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bureau_actions.py").write_text(OWN, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "taken").write_text("")
    board, told = tmp_path / "board", list[str]()
    checked = checkpoint(
        night,
        _settings(
            ActionSettings("bureau_actions.Break"),
            ActionSettings("store", tmp_path / "taken" / "folder"),
            ActionSettings("bureau_actions.Other"),
            ActionSettings("nowhere.Tell"),
            ActionSettings("bureau_actions.Tell", arguments={"bord": "x"}),
            ActionSettings("bureau_actions.Tell", arguments={"board": str(board)}),
            ActionSettings("notify"),
        ),
        tell=lambda: told.append("told"),
    )
    sys.modules.pop("bureau_actions")
    assert [failed.partition("：")[0] for failed in checked.failed_actions] == [
        "bureau_actions.Break", "store", "bureau_actions.Other", "nowhere.Tell", "bureau_actions.Tell",
    ]  # fmt: skip
    assert board.read_text() == "False\n"
    assert told == ["told"]

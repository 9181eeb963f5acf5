"""The night's checkpoint: each rule an Expectation over the verdicts, and what is done with the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import great_expectations as gx
from great_expectations.checkpoint import Checkpoint

from audit.config.contract import ContractSettings
from audit.contract.actions import Tell, perform
from audit.contract.session import FULL, Session
from audit.contract.verdicts import findings_table, rule_expectations
from audit.errors import InternalFault
from audit.model.run import Run


@dataclass(frozen=True, slots=True)
class Checked:
    """How a checkpoint came out: the findings by rule, and the actions that failed, a text each.

    `result` is what Great Expectations made of it.
    """

    success: bool
    findings: dict[str, int]
    failed_actions: tuple[str, ...]
    result: Any


def checkpoint(run: Run, settings: ContractSettings, tell: Tell | None = None) -> Checked:
    """Hand every finding of a run to Great Expectations and do what the configuration says.

    `tell` is called by the action `notify`. An action that fails is reported, and keeps neither the others
    nor the audit from going on.
    """
    session = Session()
    suite = session.context.suites.add(
        gx.ExpectationSuite(name="audit-findings", expectations=rule_expectations(run.rules, run.silenced))
    )
    data = session.definition("findings")
    validation = session.context.validation_definitions.add(
        gx.ValidationDefinition(name="audit-findings", data=data, suite=suite)
    )
    nightly = session.context.checkpoints.add(
        Checkpoint(name="audit-nightly", validation_definitions=[validation], result_format=FULL)
    )
    result = nightly.run(batch_parameters={"dataframe": findings_table(run)})
    (validated,) = result.run_results.values()
    broken = [one for one in validated.results if one.exception_info.get("raised_exception")]
    if broken:
        raise InternalFault(f"{broken[0].expectation_config.kwargs}: {broken[0].exception_info}")
    counts = {
        one.expectation_config.kwargs["rule"]: one.result["observed_value"] for one in validated.results
    }
    return Checked(bool(result.success), counts, perform(settings.actions, result, tell), result)

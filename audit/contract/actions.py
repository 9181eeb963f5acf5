"""What is done with the result of a checkpoint: our own actions, and those of a bureau."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from great_expectations.checkpoint.actions import ActionContext, ValidationAction

from audit.config.contract import ActionSettings

Tell = Callable[[], object]
"""Tells people of the run."""


class StoreResult(ValidationAction):
    """Writes the validation result into a folder: a JSON file a run, named after its moment."""

    type: Literal["audit_store"] = "audit_store"
    folder: str

    def run(self, checkpoint_result: Any, action_context: Any = None) -> dict[str, Any]:
        """Write the file, all or nothing."""
        moment = checkpoint_result.run_id.run_time
        file = Path(self.folder) / f"validation-{moment:%Y%m%dT%H%M%S%f}Z.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".tmp")
        with fresh.open("w", encoding="utf-8", newline="\n") as stream:
            json.dump(as_json(checkpoint_result), stream, ensure_ascii=False, indent=1)
        fresh.replace(file)
        return {"file": os.fspath(file)}


def as_json(checkpoint_result: Any) -> dict[str, Any]:
    """A checkpoint's result in its own words; results are plain already, so nothing is converted."""
    return {
        "success": checkpoint_result.success,
        "run_time": checkpoint_result.run_id.run_time.isoformat(),
        "validations": [
            {
                "suite_name": validation.suite_name,
                "success": validation.success,
                "statistics": validation.statistics,
                "results": [
                    {
                        "success": one.success,
                        "expectation_config": one.expectation_config.to_json_dict(),
                        "result": one.result,
                        "exception_info": one.exception_info,
                    }
                    for one in validation.results
                ],
            }
            for validation in checkpoint_result.run_results.values()
        ],
    }


def perform(settings: Sequence[ActionSettings], result: Any, tell: Tell | None) -> tuple[str, ...]:
    """Do every action and tell which failed; in a Checkpoint the first that fails ends the others too."""
    failures, context = [], ActionContext()
    for number, wanted in enumerate(settings, 1):
        try:
            if wanted.type == "notify":
                if tell is not None:
                    tell()
                continue
            action = _action(wanted, f"audit-{number}")
            context.update(action=action, action_result=action.run(result, context))
        except Exception as error:
            failures.append(f"{wanted.type}：{type(error).__name__}: {error}")
    return tuple(failures)


def _action(wanted: ActionSettings, name: str) -> Any:
    if wanted.type == "store":
        return StoreResult(name=name, folder=os.fspath(wanted.folder or ""))
    module, _, attribute = wanted.type.rpartition(".")
    found = getattr(importlib.import_module(module), attribute)
    if not (isinstance(found, type) and issubclass(found, ValidationAction)):
        raise TypeError(f"{wanted.type} 不是 great_expectations 的 ValidationAction")
    return found(name=name, **wanted.arguments)

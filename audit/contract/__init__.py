"""Great Expectations where it earns its keep: the contract of the tables, the checkpoint, a second opinion.

It takes seconds and 200 MB to import, so a name of this package is imported when it is first used.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

_HOMES = {
    "Checked": "audit.contract.validation",
    "check_tables": "audit.contract.tables",
    "checkpoint": "audit.contract.validation",
    "cross_check": "audit.contract.agreement",
    "export": "audit.contract.project",
    "findings_table": "audit.contract.verdicts",
}

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before its import: it would report what our users do

__all__ = ["Checked", "check_tables", "checkpoint", "cross_check", "export", "findings_table", "register"]

if TYPE_CHECKING:
    from audit.contract.agreement import cross_check
    from audit.contract.project import export
    from audit.contract.tables import check_tables
    from audit.contract.validation import Checked, checkpoint
    from audit.contract.verdicts import findings_table


def register() -> None:
    """Let Great Expectations know our expectations, so that it can load our suites."""
    importlib.import_module("audit.contract.schema")
    importlib.import_module("audit.contract.verdicts")


def __getattr__(name: str) -> Any:
    """Import a public name from where it lives, on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'audit.contract' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)

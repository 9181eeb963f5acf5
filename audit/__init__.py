"""Finds what contradicts what in budget-performance self-evaluation forms.

Example:
    >>> import audit
    >>> run = audit.check(["forms/"])
    >>> for finding in run.findings():
    ...     print(finding.at, finding.message)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOMES = {
    "check": "audit.pipeline",
    "extract": "audit.pipeline",
    "Finding": "audit.model.finding",
    "Form": "audit.model.form",
    "Rule": "audit.model.rule",
    "Run": "audit.model.run",
    "frames": "audit.forms.tables",
}

__all__ = ["Finding", "Form", "Rule", "Run", "__version__", "check", "extract", "frames"]

if TYPE_CHECKING:
    from audit.forms.tables import frames
    from audit.model.finding import Finding
    from audit.model.form import Form
    from audit.model.rule import Rule
    from audit.model.run import Run
    from audit.pipeline import check, extract


def __getattr__(name: str) -> Any:
    """Import a public name from where it lives, on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'audit' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)

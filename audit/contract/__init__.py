"""Great Expectations where it earns its keep: the contract of the tables, the checkpoint, a second opinion.

It takes seconds and 200 MB to import, so a name of this package is imported when it is first used.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

_HOMES = {
    "check_tables": "audit.contract.tables",
    "cross_check": "audit.contract.agreement",
}

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # before its import: it would report what our users do

__all__ = ["check_tables", "cross_check"]

if TYPE_CHECKING:
    from audit.contract.agreement import cross_check
    from audit.contract.tables import check_tables


def __getattr__(name: str) -> Any:
    """Import a public name from where it lives, on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'audit.contract' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)

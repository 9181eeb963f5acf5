"""A waiver: findings that are known and allowed for a time, on whose word, and how far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit.model.identity import digest

ACTIVE, UNUSED = "active", "unused"
EXPIRED, CHANGED, PASSED = "expired", "changed", "passed"
"""Why a waiver is over for good: its day has come, a figure has changed, its bound is passed."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """What is waived: all that is named of rule (id or code), project, unit and place must fit.

    `count` bounds how many findings it covers, `amount` how much money they may speak of together.
    """

    reason: str
    basis: str
    requested_by: str
    approved_by: str
    until: date
    rule: str = ""
    project: str = ""
    unit: str = ""
    place: str = ""
    count: int | None = None
    amount: Decimal | None = None

    @property
    def id(self) -> str:
        """What stands for everything it says: one that is changed is another waiver."""
        said = (getattr(self, name) for name in self.__dataclass_fields__)
        return digest("waiver", *("" if value is None else str(value) for value in said))


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver in a run: whether it holds, and how many findings it covers."""

    waiver: Waiver
    state: str
    covered: int = 0

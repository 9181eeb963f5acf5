"""The ledger of findings as people keep it: what they typed beside each of our lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a person says of a finding."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `said` is our half by column label, `typed` theirs; columns of their own by heading.

    `place` and `fingerprint` are blank on a line that people added themselves.
    """

    place: str
    fingerprint: str
    said: Mapping[str, str]
    typed: Mapping[str, str]
    verdict: Verdict | None = None
    verdict_reason: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines that are open, and those whose finding is gone."""

    entries: tuple[Entry, ...] = ()
    resolved: tuple[Entry, ...] = ()

    def rejected(self) -> dict[str, str]:
        """The findings that people say are none: the reason by place."""
        judged = (*self.resolved, *self.entries)
        return {e.place: e.verdict_reason for e in judged if e.place and e.verdict is Verdict.REJECTED}

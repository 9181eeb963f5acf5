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
    WAIVED = "waived"
    """Not typed into a ledger: a waiver of the bureau covers it."""


TYPED = (Verdict.UPHELD, Verdict.REJECTED, Verdict.UNCLEAR)
"""The verdicts that people type into a ledger."""


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    """What a person has said of the finding at a place, and of which figures: their fingerprint.

    `fingerprint` is blank where it is not known; `who` where nobody signed.
    """

    place: str
    verdict: Verdict
    reason: str = ""
    who: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `said` is our half by column label, `typed` theirs; columns of their own by heading.

    `place` and `fingerprint` are blank on a line that people added themselves. `judged` is the
    fingerprint of the figures that the verdict was given on: the line may show newer ones.
    """

    place: str
    fingerprint: str
    said: Mapping[str, str]
    typed: Mapping[str, str]
    verdict: GivenVerdict | None = None
    judged: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines that are open, and those whose finding is gone."""

    entries: tuple[Entry, ...] = ()
    resolved: tuple[Entry, ...] = ()


def verdicts_of(ledger: Ledger) -> tuple[GivenVerdict, ...]:
    """What people say of each place, once; where two lines disagree, the one that rejects does not count."""
    given: dict[str, GivenVerdict] = {}
    for entry in (*ledger.resolved, *ledger.entries):
        if entry.verdict is not None and entry.place:
            known = given.get(entry.place)
            contested = known is not None and known.verdict is not Verdict.REJECTED
            if not (contested and entry.verdict.verdict is Verdict.REJECTED):
                given[entry.place] = entry.verdict
    return tuple(given[place] for place in sorted(given))

"""What many runs tell together: how findings rise and fall, how long they stand, which waivers end soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunPoint:
    """A run on the axis of time: its counts by severity, and by kind of change."""

    run: int
    started: str
    counts: Mapping[str, int]
    changes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Series:
    """How many findings of one kind stood in each run."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """How long findings of a family stood: half of those put right within `median` days; the oldest open."""

    family: str
    fixed: int
    median: int | None
    open: int
    oldest: int | None


@dataclass(frozen=True, slots=True)
class Ending:
    """A waiver in force and how many days it has left; a negative number is one that is past its day."""

    said: Mapping[str, str]
    days: int


@dataclass(frozen=True, slots=True)
class History:
    """The last runs, oldest first, and what they say by family and by department."""

    engine: str
    rulebook: str
    runs: tuple[RunPoint, ...]
    families: tuple[Series, ...]
    departments: tuple[Series, ...]
    repairs: tuple[Repair, ...]
    endings: tuple[Ending, ...]

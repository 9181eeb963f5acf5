"""Positions that mean the same although they differ a little."""

from __future__ import annotations

from collections.abc import Sequence


def clustered(values: Sequence[float], near: float) -> list[float]:
    """The values in order, those close together as their mean."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def nearest(edges: Sequence[float], value: float) -> int:
    """Which of the positions is closest."""
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))

"""The page of the history: lines that need no script and print as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from audit.model.history import History, Series
from audit.writers.templates import STYLE, environment, family_label, write_page

PAGE = "history.html"
WIDTH, HEIGHT = 640, 180
SPARK_WIDTH, SPARK_HEIGHT = 160, 28
DEPARTMENTS = 50
"""So many departments are drawn, those with the most findings."""

_GAP = 17
SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a drawing as a path, and where its last point stands."""

    name: str
    path: str
    x: float
    y: float
    first: int
    last: int


def write(history: History, folder: Path, *, lang: str = "zh", index: bool = True) -> None:
    """Write the page into a report folder; `index` says that the report stands there too."""
    templates = environment(lang)
    write_page(folder / PAGE, templates, PAGE, **_shown(history, lang), index=index)


def write_alone(history: History, folder: Path, *, lang: str = "zh") -> None:
    """Write the page and its stylesheet into a folder of their own."""
    from audit.shipped import shipped
    from audit.writers.files import put

    folder.mkdir(parents=True, exist_ok=True)
    put(folder / STYLE, (shipped("reports") / STYLE).read_bytes())
    write(history, folder, lang=lang, index=False)


def _shown(history: History, lang: str) -> dict[str, object]:
    highest = max((run.counts[name] for run in history.runs for name in SEVERITIES), default=0)
    totals = [Series(name, tuple(run.counts[name] for run in history.runs)) for name in SEVERITIES]
    return {
        "run": history,
        "root": "",
        "history": history,
        "highest": highest,
        "severities": (lines := [_line(series, WIDTH, HEIGHT, highest) for series in totals]),
        "labels": _labels(lines),
        "families": [_spark(series) for series in history.families],
        "departments": [_spark(series) for series in history.departments[:DEPARTMENTS]],
        "family": partial(family_label, lang=lang),
        "size": (WIDTH, HEIGHT, SPARK_WIDTH, SPARK_HEIGHT),
    }


def _labels(lines: Sequence[Line]) -> list[tuple[Line, float]]:
    """Where the name of each line stands beside its end, so that no two cover each other."""
    placed: list[tuple[Line, float]] = []
    for line in sorted(lines, key=lambda line: line.y):
        lowest = placed[-1][1] + _GAP if placed else line.y
        placed.append((line, max(line.y, lowest)))
    return placed


def _spark(series: Series) -> Line:
    return _line(series, SPARK_WIDTH, SPARK_HEIGHT, max(series.counts))


def _line(series: Series, width: int, height: int, highest: int) -> Line:
    """The counts from left to right, the highest one at the top."""
    points = _points(series.counts, width, height, highest)
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return Line(series.name, path, *points[-1], series.counts[0], series.counts[-1])


def _points(counts: Sequence[int], width: int, height: int, highest: int) -> list[tuple[float, float]]:
    step = width / (len(counts) - 1) if len(counts) > 1 else 0.0
    start = 0.0 if len(counts) > 1 else float(width)
    scale = height / highest if highest else 0.0
    return [
        (round(start + step * place, 1), round(height - count * scale, 1))
        for place, count in enumerate(counts)
    ]

"""Effective weights: the weight column, or what the scores imply where a layout has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from audit.model.form import Row


def fill_effective_weights(indicators: Sequence[Row], categories: Sequence[Row], *, has_weight: bool) -> None:
    """Set `effective_weight` on every row; it stays null where it cannot be inferred."""
    if has_weight:
        for row in indicators:
            row["effective_weight"] = row["weight"]
        return
    for goal, run in groupby(indicators, lambda row: row["goal"]):
        rows = list(run)
        if _fill(rows, _points([category for category in categories if category["goal"] == goal])):
            continue
        for ordinal, some in groupby(rows, lambda row: row["category"]):
            _fill(list(some), _label([category for category in categories if category["ordinal"] == ordinal]))


def _fill(rows: Sequence[Row], points: Decimal | None) -> bool:
    """Give rows the weights that add up to their points; scores that do so are full ones."""
    for share in (_share, _capped, _full):
        weights = [_implied(row, share) for row in rows]
        if points is not None and None not in weights and sum(filter(None, weights)) == points:
            for row, weight in zip(rows, weights, strict=True):
                row["effective_weight"] = weight
            return True
    return False


def _label(categories: Sequence[Row]) -> Decimal | None:
    points = categories[0]["level1_points"] if len(categories) == 1 else None
    return points if isinstance(points, Decimal) else None


def _points(categories: Sequence[Row]) -> Decimal | None:
    """The points of a goal block: its own, else those of its level-1 labels."""
    own = next((row["goal_points"] for row in categories if row["goal_points"] is not None), None)
    if isinstance(own, Decimal):
        return own
    labels = [row["level1_points"] for row in categories]
    known = [points for points in labels if isinstance(points, Decimal)]
    return sum(known, Decimal(0)) if known and len(known) == len(labels) else None


def _implied(row: Row, share: Callable[[Row], Decimal | None]) -> Decimal | None:
    """Score ÷ completion as a whole number: the weight that the formula of the form would need."""
    score, done = row["score"], share(row)
    if not isinstance(score, Decimal) or not done or done <= 0:
        return None
    return (score / done).quantize(Decimal(1), ROUND_HALF_UP)


def _share(row: Row) -> Decimal | None:
    """Completion; a row that is met without figures counts 1, as does one where less is better."""
    done = row["completion"]
    if not isinstance(done, Decimal) or row["direction"] == "less":
        return Decimal(1) if row["attained"] else None
    return done


def _full(row: Row) -> Decimal | None:
    return Decimal(1) if row["score"] else None


def _capped(row: Row) -> Decimal | None:
    done = _share(row)
    return done if done is None else min(done, Decimal(1))

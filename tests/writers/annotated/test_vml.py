"""The boxes of comments: as large as their text, beside their cell whatever the columns are."""

from __future__ import annotations

import pytest

from audit.errors import AuditError
from audit.writers.annotated.vml import Box, Sizes, drawing


def reach(anchor: str, sizes: Sizes) -> tuple[int, int]:
    """How wide and how high a box is, by its anchor."""
    left, dx, top, dy, right, dx2, bottom, dy2 = (int(part) for part in anchor.split(","))
    width = sum(sizes.columns.get(column, 64) for column in range(left + 1, right + 1)) - dx + dx2
    return width, sum(sizes.rows.get(row, 20) for row in range(top + 1, bottom + 1)) - dy + dy2


@pytest.mark.parametrize("widths", [{}, {2: 20, 3: 20}, {2: 900}, {2: 0, 3: 0, 4: 500}])
@pytest.mark.parametrize("text", ["短", "长" * 100, "长" * 5_000, "行\n" * 30])
def test_a_box_has_the_size_of_its_text_whatever_the_columns(widths: dict[int, int], text: str) -> None:
    sizes, box = Sizes(widths, {5: 60}), Box(5, 1, text)
    assert reach(sizes.anchor(box), sizes) == (box.width, box.height)


def test_a_long_text_has_a_wide_box() -> None:
    assert (Box(1, 1, "短").width, Box(1, 1, "长" * 1_000).width) == (300, 600)
    assert Box(1, 1, "长" * 30_000).height == 1_200


def test_a_drawing_that_cannot_be_gone_on_with_is_refused() -> None:
    with pytest.raises(AuditError):
        drawing([Box(1, 1, "短")], Sizes({}, {}), 1, b"no drawing")

"""The same form as another office would draw it: a column more, letters below the header, labels again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from audit.forms.labels import fold
from tests.forms.test_clerk import NAMES, Rows, case, compare, isolated, read_rows


def page_footed(rows: Rows, _: int) -> Rows:
    """The number of the page between two rows, as it is copied out of a PDF."""
    middle = isolated(rows)[len(isolated(rows)) // 2]
    return [*rows[:middle], ["", "", "", "第1页 共2页", ""], *rows[middle:]]


def header(rows: Rows) -> int | None:
    """The one header of the indicators where it has one row and indicators right below it."""
    found = [
        at
        for at, row in enumerate(rows)
        if {"三级指标", "指标名称"} & {re.sub(r"\(.*", "", fold(cell)) for cell in row}
    ]
    one_row = (
        len(found) == 1 and found[0] + 1 in isolated(rows) and "制度保障" not in map(fold, rows[found[0] + 1])
    )
    return found[0] if one_row else None


def column(rows: Rows, at: int, label: str) -> int | None:
    return next((j for j, cell in enumerate(rows[at]) if re.search(label, fold(cell))), None)


def inserted(rows: Rows, at: int, place: int, printed: str, said: Callable[[int], str]) -> Rows:
    """A column more, with something beside every indicator."""
    long, out = set(isolated(rows)), []
    for number, row in enumerate(rows):
        value = printed if number == at else said(number - at) if number in long else ""
        padded = row + [""] * (place - len(row))
        out.append([*padded[:place], value, *padded[place:]] if len(row) > 1 else row)
    return out


def numbered(rows: Rows, at: int) -> Rows:
    place = column(rows, at, "^一级|^指标名称")
    return rows if place is None else inserted(rows, at, place, "序号", str)


def reviewed(rows: Rows, at: int) -> Rows:
    place = column(rows, at, "得分")
    return rows if place is None else inserted(rows, at, place + 1, "复核得分", lambda _: "5")


def with_evidence(rows: Rows, at: int) -> Rows:
    return inserted(rows, at, max(map(len, rows)), "佐证材料", lambda _: "验收单")


def lettered(rows: Rows, at: int) -> Rows:
    letters = [
        "(A)" if re.search("指标值|目标值", fold(cell)) else "(B)" if "完成" in fold(cell) else ""
        for cell in rows[at]
    ]
    return [*rows[: at + 1], letters, *rows[at + 1 :]] if any(letters) else rows


def counted(rows: Rows, at: int) -> Rows:
    filled = iter(range(1, 100))
    numbers = [str(next(filled)) if cell else "" for cell in rows[at]]
    return [*rows[: at + 1], numbers, *rows[at + 1 :]]


def repeated(rows: Rows, at: int) -> Rows:
    """Every row with its levels, as sheets without merged cells have them."""
    first, second = column(rows, at, "^一级"), column(rows, at, "^二级")
    if first is None or second != first + 1 or column(rows, at, "^三级") != second + 1:
        return rows
    last, above, out = isolated(rows)[-1], ["", ""], []
    for number, row in enumerate(rows):
        if at < number <= last and len(row) > second:
            above = [row[first], row[second]] if row[first] else [above[0], row[second] or above[1]]
            out.append([*row[:first], *above, *row[second + 1 :]])
        else:
            out.append(row)
    return out


def signed(rows: Rows, _: int) -> Rows:
    return [*rows, ["单位负责人(签字):", "", "", "填表人:", "", "联系电话:", ""]]


def total_row(rows: Rows, at: int) -> int | None:
    below = isolated(rows)[-1] + 1
    found = [n for n in range(below, len(rows)) if re.match("总分|合计|总计", fold("".join(rows[n][:2])))]
    return found[0] if found and at < below else None


def total_first(rows: Rows, at: int) -> Rows:
    """The total right below the header instead of below the indicators."""
    number = total_row(rows, at)
    if number is None:
        return rows
    rest = [*rows[:number], *rows[number + 1 :]]
    return [*rest[: at + 1], rows[number], *rest[at + 1 :]]


def summed(rows: Rows, at: int) -> Rows:
    """A row of its own for every first level, with the points of all its indicators."""
    first, weight, score = (column(rows, at, label) for label in ("^一级", "^分值|^权重", "^(?:自评)?得分"))
    if first is None or weight is None or score is None:
        return rows
    long, out = set(isolated(rows)), []
    for number, row in enumerate(rows):
        once = sum(bool(re.match("分值|权重", fold(cell))) for cell in rows[at]) == 1
        numbers = once and all(re.fullmatch(r"[\d.]+", fold((*row, *[""] * 9)[j])) for j in (weight, score))
        if number in long and row[first] and numbers and column(rows, at, "^三级") is not None:
            sums = [""] * max(len(row), weight + 1, score + 1)
            sums[first], sums[weight], sums[score] = row[first], "30", "28"
            out += [sums, [*row[:first], "", *row[first + 1 :]]]
        else:
            out.append(row)
    return out


def page_headed(rows: Rows, at: int) -> Rows:
    """Title and header once more at the head of the second page."""
    long = isolated(rows)
    title = next(row for row in rows if any(row))
    if len(long) < 4 or len(title) > 1:
        return rows
    return [*rows[: long[2]], ["- 2 -"], title, [""], rows[at], *rows[long[2] :]]


VARIANTS: list[Callable[[Rows, int], Rows]] = [
    numbered,
    reviewed,
    with_evidence,
    lettered,
    counted,
    repeated,
    signed,
    page_footed,
    total_first,
    summed,
    page_headed,
]


@pytest.mark.parametrize("vary", VARIANTS, ids=lambda vary: vary.__name__)
@pytest.mark.parametrize("name", [name for name in NAMES if header(case(name)[0]) is not None])
def test_a_variant_of_a_form_says_what_the_form_says(name: str, vary: Callable[[Rows, int], Rows]) -> None:
    rows, said = case(name)
    at = header(rows)
    assert at is not None
    plain, found = read_rows(rows), read_rows(vary(rows, at))
    assert [compare(reading, truth) for reading, truth in zip(found, said, strict=True)] == [[]] * len(said)
    assert [len(reading.unplaced) for reading in found] == [len(reading.unplaced) for reading in plain]

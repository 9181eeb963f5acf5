"""The indicator table row by row: levels carried down, indicators, placeholders, the total."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from audit.forms.alignment import BLOCK, OTHER_SIGN, UNKNOWN, Columns, Placement, place
from audit.forms.draft import Draft, TableRow
from audit.forms.fitting import compares
from audit.forms.header import Header
from audit.forms.labels import is_number, label, split_points
from audit.forms.lines import Line
from audit.forms.relations import relations
from audit.forms.strangers import Strangers
from audit.forms.sums import (
    group_points,
    in_chapters,
    is_total,
    level_summed,
    only_scores,
    set_aside,
    subtotal,
)
from audit.forms.templates import is_blank, is_template
from audit.forms.total import read_total
from audit.model.form import CellRef

VALUES = (
    "sign", "target", "measure_unit", "actual", "coefficient", "weight", "score", "reason", "remark",
    "criteria",
)  # fmt: skip
COLUMNS = ("name", *VALUES)

_BLOCK_ORDINAL = re.compile(r"[\d一二三四五六七八九十]+$")
_STAR = "★☆▲△*＊"


@dataclass(slots=True)
class Indicators:
    """Reads the rows below an indicator header."""

    draft: Draft
    columns: Columns | None = None
    level1: str | None = None
    level1_points: str | None = None
    level2: str | None = None
    goal: str | None = None
    goal_points: str | None = None
    printed: dict[str, tuple[str | None, Line | None]] = field(default_factory=dict)
    labels: dict[str, CellRef] = field(default_factory=dict)
    parent: int | None = None
    fresh_goal: bool = False
    chaptered: bool = False
    strangers: Strangers = field(init=False)

    def __post_init__(self) -> None:
        """Keep account of the columns that nobody knows."""
        self.strangers = Strangers(self.draft)

    def start(self, header: Header, line: Line) -> None:
        """Begin, or go on, below a header; its block label may open a goal block."""
        columns = header.columns(line)
        if self.columns and only_scores(self.columns) and "target" in columns and "weight" not in columns:
            set_aside(self.draft)
            self.level1 = self.level1_points = self.level2 = self.parent = None
            self.printed.clear()
        self.columns = self.columns if self.columns and self.columns.covers(columns) else columns
        names = set(self.columns.names)
        if "target_adjusted" in names:
            names.add("target")
        self.draft.columns |= {f"indicators.{name}" for name in names}
        self.strangers.start(self.columns.starts, header.unknown)
        if any("自评" in box.text for _, box in header.read.values()):
            self.draft.columns.add("self")
        for _, box in header.block:
            self._goal_block(box.text)
        level1, points = self.draft.vocabulary.split_level(header.level1) if header.level1 else (None, None)
        if level1 and level1 != self.level1:
            self.level1, self.level1_points, self.level2, self.fresh_goal = level1, points, None, True
            self.printed.clear()

    def read(self, line: Line, below: Line | None = None) -> None:
        """Read one row: the total, a subtotal, a placeholder or an indicator."""
        assert self.columns is not None
        words = self.draft.vocabulary
        if is_total(line, words):
            read_total(self.draft, line, self.columns)
            self._close()
            return
        placement = place(line, self.columns, words)
        if placement is None:
            self.draft.unplaced(line, "这一行与表头各栏对不上")
            self.draft.rows_lost = True
            return
        self.draft.reading.drifted_rows += placement.drifted
        self.strangers.left_out(placement.boxes.get(UNKNOWN, ()), placement.shift)
        for box in placement.boxes.get(BLOCK, ()):
            self._goal_block(box.text)
        if any(words["subtotal"].find(box.text) for box in line.boxes[:3]):
            subtotal(self.draft, line, placement, self.columns)
            return
        self.chaptered = in_chapters(placement, self.columns, self.chaptered)
        self._levels(line, placement)
        level = level_summed(placement, below, self.columns, words)
        if level == "level1":
            subtotal(self.draft, line, placement, self.columns)
        elif level == "level2":
            group_points(self.draft, line, placement, self.columns)
        else:
            self._row(line, placement)

    def opens_goal(self, text: str) -> bool:
        """Whether a text opens a goal block, which it does then."""
        before = self.goal
        self._goal_block(text)
        return self.goal != before

    def _goal_block(self, text: str) -> None:
        """年度绩效目标2（40分）opens a goal block; a plain block label does not."""
        bare, points = split_points(text)
        stem = _BLOCK_ORDINAL.sub("", bare or "")
        if not self.draft.vocabulary["goal_blocks"].find(stem) or not (points or stem != bare):
            return
        if bare != self.goal:
            self.goal, self.goal_points, self.fresh_goal = bare, points, True
            self.level1 = self.level1_points = self.level2 = None
            self.printed.clear()

    def _levels(self, line: Line, placement: Placement) -> None:
        """Carry the level labels down, or take new ones and open their category and group."""
        if self._is_new("level1", line, placement) and not self._stands_again(placement):
            self.level1, points = self.draft.vocabulary.split_level(placement.text("level1") or "")
            self.level1_points = points or placement.text("level1_points")
            self.level2 = None
            self.printed.pop("level2", None)
            self.labels.clear()
            self._open_category(line, placement)
        elif not self.draft.reading.categories or self.fresh_goal:
            self._open_category(line, placement)
        if self._is_new("level2", line, placement):
            self.level2, points = self.draft.vocabulary.split_level(placement.text("level2") or "")
            self._open_group(line, placement, points or placement.text("level2_points"))
        for level in ("level1", "level2"):
            self.printed[level] = (placement.text(level), line)

    def _is_new(self, level: str, line: Line, placement: Placement) -> bool:
        """Whether a printed label opens a new block, or only repeats the one above on its own row."""
        text = placement.text(level)
        if text is None:
            return False
        above, where = self.printed.get(level, (None, None))
        if above is not None and label(above) == label(text):
            return False
        current = self.level1 if level == "level1" else self.level2
        other_grid = where is not None and where.grid is not line.grid
        return not other_grid or current is None or self.draft.vocabulary.split_level(text)[0] != current

    def _stands_again(self, placement: Placement) -> bool:
        """Whether a first-level label only stands again amid its own block, as below a page break."""
        label1, points = self.draft.vocabulary.split_level(placement.text("level1") or "")
        points = points or placement.text("level1_points")
        return not self.fresh_goal and label1 == self.level1 and points in (None, self.level1_points)

    def _open_category(self, line: Line, placement: Placement) -> None:
        reading, assert_columns = self.draft.reading, self.columns
        assert assert_columns is not None
        self._close()
        self.fresh_goal = False
        vocabulary = self.draft.vocabulary
        ordinal = len(reading.categories) + 1
        row: TableRow = {
            "goal": self.goal,
            "goal_points": self.goal_points,
            "ordinal": str(ordinal),
            "level1": self.level1,
            "level1_kind": vocabulary.kind("level1", self.level1),
            "level1_points": self.level1_points,
            "subtotal_weight": None,
            "subtotal_score": None,
            "closed": "false",
        }
        self.draft.new_row("categories", row)
        at = placement.at(assert_columns, "level1")
        if at is not None:
            self.labels["level1"] = line.ref(at)
            for column in ("level1", "level1_points"):
                self.draft.cell("categories", ordinal, column, line.ref(at))

    def _open_group(self, line: Line, placement: Placement, points: str | None) -> None:
        reading, vocabulary = self.draft.reading, self.draft.vocabulary
        category = reading.categories[-1]
        if reading.groups and reading.groups[-1]["category"] == category["ordinal"]:
            reading.groups[-1]["closed"] = "true"
        kind = vocabulary.kind("level2", self.level2)
        if category["level1_kind"] is None and kind:
            category["level1_kind"] = vocabulary.level2_belongs.get(kind)
        number = self.draft.new_row(
            "groups",
            {
                "category": category["ordinal"],
                "level1": self.level1,
                "level1_kind": category["level1_kind"],
                "level2": self.level2,
                "level2_kind": kind,
                "level2_points": points,
                "closed": "false",
            },
        )
        assert self.columns is not None
        at = placement.at(self.columns, "level2")
        if at is not None:
            self.labels["level2"] = line.ref(at)
            for column in ("level2", "level2_points"):
                self.draft.cell("groups", number, column, line.ref(at))

    def _row(self, line: Line, placement: Placement) -> None:
        name = placement.text("name") or self._named_by_level(placement)
        values = {column: placement.text(column) for column in VALUES}
        if (sign := placement.text(OTHER_SIGN)) and not compares(values["sign"]) and compares(sign):
            values["sign"] = sign
        target = placement.text("target_adjusted")
        if target:
            values["target"] = target
        strange = placement.text(UNKNOWN) or ""
        others = [text for text in (*values.values(), "" if is_number(strange) else strange) if text]
        if name is not None and is_template(name, others):
            self._placeholder(line, name)
        elif (name or any(values.values())) and not is_blank(name, others):
            self._indicator(line, placement, name, values)

    def _named_by_level(self, placement: Placement) -> str | None:
        """A label over the columns of levels and name (预算执行率 | 100%) names the indicator itself."""
        if "target" not in placement.boxes and "actual" not in placement.boxes:
            return None
        printed = placement.text("level2") or placement.text("level1") or ""
        return printed if printed and not self.draft.vocabulary.levels(printed) else None

    def _placeholder(self, line: Line, name: str) -> None:
        row = {"level1": self.level1, "level2": self.level2, "text": name}
        number = self.draft.new_row("placeholders", row)
        self.draft.cell("placeholders", number, "text", line.ref(line.boxes[-1].column))

    def _indicator(
        self, line: Line, placement: Placement, name: str | None, values: dict[str, str | None]
    ) -> None:
        reading, columns = self.draft.reading, self.columns
        assert columns is not None
        category = reading.categories[-1]
        row: TableRow = {
            "category": category["ordinal"],
            "goal": self.goal,
            "level1": self.level1,
            "level1_kind": category["level1_kind"],
            "level1_points": self.level1_points,
            "level2": self.level2,
            "level2_kind": self.draft.vocabulary.kind("level2", self.level2),
            "name": name,
            **values,
            **relations(self.draft, self.level2, self.parent, {"name": name, **values}),
            "points_shared": self._shares_points(line, placement),
            "star": "true" if name and name[0] in _STAR else "false",
        }
        number = self.draft.new_row("indicators", row)
        if row["is_sub"] == "false":
            self.parent = number
        for column in COLUMNS:
            source = (
                "target_adjusted" if column == "target" and "target_adjusted" in placement.boxes else column
            )
            at = placement.at(columns, source)
            if at is not None:
                self.draft.cell("indicators", number, column, line.ref(at))
        for level in ("level1", "level2"):
            if level in self.labels:
                self.draft.cell("indicators", number, level, self.labels[level])

    def _shares_points(self, line: Line, placement: Placement) -> str:
        """Whether the cell of points is merged with one of a row above."""
        assert self.columns is not None
        at = self.columns.start("weight")
        if at is None or placement.text("weight") is not None or not line.spans_known:
            return "false"
        assert line.grid is not None
        return "true" if line.grid.covers(line.row, at) else "false"

    def _close(self) -> None:
        """What was read so far has come to its end: another block or the total follows."""
        reading = self.draft.reading
        if reading.categories:
            reading.categories[-1]["closed"] = "false" if self.draft.rows_lost else "true"
        if reading.groups:
            reading.groups[-1]["closed"] = "false" if self.draft.rows_lost else "true"

    def close(self) -> None:
        """The form's own end was read."""
        self._close()

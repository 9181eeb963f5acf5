"""A self-evaluation form: first as read (text only), then as typed tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol, runtime_checkable

from audit.model.grid import Grid

Value = str | Decimal | int | bool | date | None
"""What a table column may hold: see `audit.model.schema` for which."""

Row = dict[str, Value]
"""One row of a table, by column name; `row` is its order within the form, from 1."""

CellKey = tuple[str, int, str]
"""Table, row and column of a value: ("funds", 1, "score")."""


class CellRef(NamedTuple):
    """The cell behind a value; row and column count from 1 in the part."""

    part: str
    row: int
    column: int
    address: str
    text: str
    a1: str | None = None
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A row of the form that could not be placed, quoted."""

    part: str
    row: int
    address: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """The rows of a grid that belong to one form, for drawing the form again."""

    grid: Grid
    first_row: int
    last_row: int


@dataclass(slots=True)
class Reading:
    """A form as a clerk reads it: every value is the text of its cell, white space removed.

    `head` has the form's own values by column name of the table `forms`; `funds`, `indicators`,
    `groups`, `categories`, `fields` and `placeholders` hold rows by column name of the table of
    that name. None is a form without such a cell, or a blank one. `flags` holds the `has_…`
    columns and `complete`. `confidence` says from 0 to 1 how sure it is that the form was read as it
    is meant, `doubts` what speaks against it, `doubtful` that a person must look at the form.
    Nothing is parsed yet: `audit.forms.tables.build` does that.
    """

    layout: str
    profile: str
    head: dict[str, str | None]
    flags: dict[str, bool]
    position: int = 1
    profile_reason: str = ""
    funds: list[dict[str, str | None]] = field(default_factory=list)
    categories: list[dict[str, str | None]] = field(default_factory=list)
    groups: list[dict[str, str | None]] = field(default_factory=list)
    indicators: list[dict[str, str | None]] = field(default_factory=list)
    fields: list[dict[str, str | None]] = field(default_factory=list)
    placeholders: list[dict[str, str | None]] = field(default_factory=list)
    cells: dict[CellKey, CellRef] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    drifted_rows: int = 0
    confidence: Decimal = Decimal(1)
    doubts: list[str] = field(default_factory=list)
    doubtful: bool = False


class PackedReading(Protocol):
    """A reading that is made when it is called, and what is asked of it often."""

    @property
    def profile_reason(self) -> str:
        """As the reading has it."""

    def __call__(self) -> Reading:
        """Unpack."""


@runtime_checkable
class PackedTables(Protocol):
    """Tables that are made when they are asked for, so that nothing can be written into them."""

    def note(self, columns: Row) -> None:
        """Set columns of the one row of `forms`."""


class Form:
    """A form as typed tables: what the engine judges and the writers show.

    `tables` has every table of `audit.model.schema.TABLES` but `cells`; `tables["forms"]` holds
    exactly one row. `id` is the file's hash and the form's position in the file. `reading` and
    `tables` may be given packed: thousands of forms are kept so until somebody looks, and what is
    unpacked is a copy of the moment.
    """

    __slots__ = ("_reading", "id", "source", "tables")

    def __init__(
        self,
        id: str,  # noqa: A002 — the name that it is read by
        source: str,
        reading: Reading | PackedReading,
        tables: Mapping[str, list[Row]],
    ) -> None:
        self.id = id
        self.source = source
        self._reading = reading
        self.tables = tables

    @property
    def reading(self) -> Reading:
        """What was read; not to be changed, for it may be unpacked anew each time."""
        return self._reading if isinstance(self._reading, Reading) else self._reading()

    def opened(self) -> Form:
        """The same with its reading unpacked, for those who look at it more than once."""
        return Form(self.id, self.source, self.reading, self.tables)

    @property
    def profile_reason(self) -> str:
        """Why the reading took it for a form of its profile."""
        return self._reading.profile_reason

    @property
    def head(self) -> Row:
        """The one row of the table `forms`; what is to be set there is noted."""
        return self.tables["forms"][0]

    def note(self, **columns: Value) -> None:
        """Set columns of the table `forms`: what is known of a form beside what stands on it."""
        if isinstance(self.tables, PackedTables):
            self.tables.note(columns)
        else:
            self.head.update(columns)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Form):
            return NotImplemented
        mine, theirs = ((form.id, form.source, dict(form.tables)) for form in (self, other))
        return mine == theirs and self.reading == other.reading

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Form({self.id!r}, {self.source!r})"

"""What workers hand over and the cache keeps: small, and unpacked only where somebody looks."""

from __future__ import annotations

import io
import marshal
import pickle
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Any

from audit.intake.worker import Read
from audit.model.form import Form, Reading, Row, Value
from audit.shelf import Aside, Shelf

_VALUES = frozenset((("datetime", "date"), ("collections", "OrderedDict")))
_AT_HAND = 512
"""So many readings stay unpacked."""
_LONG = 30
"""Characters of a text that is not kept at hand."""

_Names = tuple[str, ...]
_Table = tuple[tuple[_Names, ...], bytes]
"""A table: the names that its rows have, and the packed rows, each with the number of its names."""


def pack(read: Read) -> bytes:
    """The bytes of what came of a file."""
    names: dict[_Names, _Names] = {}
    forms = [
        (form.id, form.source, form.profile_reason, _deflated(form.reading), _packed(form, names))
        for form in read.forms
    ]
    rest = (read.format, read.reason, read.unaudited, read.later, read.passing, read.grids)
    return pickle.dumps((forms, *rest), 5)


def unpack(data: bytes, shelf: Shelf | None = None) -> Read:
    """What came of a file, from its bytes; only our own data and plain values are let in.

    What nobody asks for soon is put on the shelf.
    """
    shelf = shelf or Shelf()
    packed, format_, *rest = _load(data, tuple)
    forms = tuple(
        Form(id_, source, Packed(shelf.put(reading), reason), Tables(tables, shelf))
        for id_, source, reason, reading, tables in packed
    )
    return Read(format_, forms, *rest)


class Tables(Mapping[str, list[Row]]):
    """The tables of a form, each unpacked anew when it is asked for.

    The one row of `forms` is at hand but for its long texts.
    """

    __slots__ = ("_data", "_head", "_layout", "_noted")

    def __init__(self, tables: Mapping[str, _Table], shelf: Shelf) -> None:
        self._layout = _layout(tuple((name, names) for name, (names, _) in tables.items()))
        ((_, head),) = _load(tables["forms"][1], list)
        self._head = tuple([... if _is_long(value) else value for value in head])
        packed = [data for name, (_, data) in tables.items() if name != "forms"]
        self._data = shelf.put(marshal.dumps([*packed, *filter(_is_long, head)]))
        self._noted: Row = {}

    def __getitem__(self, name: str) -> list[Row]:
        place, blank = self._layout[name]
        kept = _kept(self._data)
        if name == "forms":
            long = iter(kept[len(self._layout) - 1 :])
            values = [next(long) if value is ... else value for value in self._head]
            return [_row(blank[0], values) | self._noted]
        return [_row(blank[number], values) for number, values in _load(kept[place], list)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layout)

    def __len__(self) -> int:
        return len(self._layout)

    def note(self, columns: Row) -> None:
        """Set columns of the one row of `forms`."""
        self._noted = self._noted | columns


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > _LONG


def _row(blank: Row, values: Iterable[Value]) -> Row:
    """A row of these values; to fill in a copy takes half of the time that a new row takes."""
    row = blank.copy()
    row.update(zip(blank, values, strict=True))
    return row


_Layout = dict[str, tuple[int, tuple[Row, ...]]]
_layouts: dict[Any, _Layout] = {}


def _layout(named: tuple[tuple[str, tuple[_Names, ...]], ...]) -> _Layout:
    """By table its place, and a blank row of each kind: ten thousand forms need them once."""
    if named not in _layouts:
        places = count()
        _layouts[named] = {
            sys.intern(table): (-1 if table == "forms" else next(places), tuple(map(_blank, names)))
            for table, names in named
        }
    return _layouts[named]


def _blank(names: _Names) -> Row:
    return dict.fromkeys(map(sys.intern, names))


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A reading that is unpacked when it is asked for."""

    data: Aside
    profile_reason: str

    def __call__(self) -> Reading:
        """Unpack."""
        return _inflated(self.data)


def _deflated(reading: Reading) -> bytes:
    return zlib.compress(pickle.dumps(reading, 5), 1)


@lru_cache(_AT_HAND)
def _inflated(data: Aside) -> Reading:
    reading = _load(zlib.decompress(data()), Reading)
    assert isinstance(reading, Reading)
    return reading


def _packed(form: Form, known: dict[_Names, _Names]) -> dict[str, _Table]:
    """The tables with the names of columns that are alike written once."""
    packed: dict[str, _Table] = {}
    for table, rows in form.tables.items():
        numbers: dict[_Names, int] = {}
        values = [(numbers.setdefault(tuple(row), len(numbers)), tuple(row.values())) for row in rows]
        names = tuple(known.setdefault(each, each) for each in numbers)
        packed[table] = (names, pickle.dumps(values, 5))
    return packed


@lru_cache(_AT_HAND)
def _kept(data: Aside) -> list[Any]:
    """The packed tables of a form and the long texts of its head: one after the other is asked for."""
    found: list[Any] = marshal.loads(data())  # noqa: S302 - what we have put aside ourselves
    return found


@lru_cache(1 << 16)
def _decimal(text: str) -> Decimal:
    """Most figures of forms are the same few."""
    return Decimal(text)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == "decimal" and name == "Decimal":
            return _decimal
        if (module, name) in _VALUES or module in ("audit.model.form", "audit.model.grid"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _load(data: bytes, kind: Callable[..., Any]) -> Any:
    found = _Unpickler(io.BytesIO(data)).load()
    if not isinstance(found, kind):  # type: ignore[arg-type]
        raise pickle.UnpicklingError(type(found).__name__)
    return found

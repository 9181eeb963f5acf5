"""What workers hand over and the cache keeps: small, and unpacked only where somebody looks."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from audit.intake.worker import Read
from audit.model.form import Form, Reading, Row

_VALUES = frozenset((("datetime", "date"), ("collections", "OrderedDict")))
_AT_HAND = 512
"""So many readings stay unpacked."""

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


def unpack(data: bytes) -> Read:
    """What came of a file, from its bytes; only our own data and plain values are let in."""
    packed, format_, *rest = _load(data, tuple)
    forms = tuple(
        Form(id_, source, Packed(reading, reason), Tables(tables))
        for id_, source, reason, reading, tables in packed
    )
    return Read(format_, forms, *rest)


class Tables(Mapping[str, list[Row]]):
    """The tables of a form, each unpacked anew when it is asked for; the one row of `forms` stays at hand."""

    __slots__ = ("_head", "_tables")

    def __init__(self, tables: dict[str, _Table]) -> None:
        self._head = _rows(tables["forms"])
        self._tables = {
            _shared(name): (_shared(tuple(map(_shared, names))), data)
            for name, (names, data) in tables.items()
        }

    def __getitem__(self, name: str) -> list[Row]:
        return self._head if name == "forms" else _rows(self._tables[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@dataclass(frozen=True, slots=True)
class Packed:
    """A reading that is unpacked when it is asked for."""

    data: bytes
    profile_reason: str

    def __call__(self) -> Reading:
        """Unpack."""
        return _inflated(self.data)


def _deflated(reading: Reading) -> bytes:
    return zlib.compress(pickle.dumps(reading, 5), 1)


@lru_cache(_AT_HAND)
def _inflated(data: bytes) -> Reading:
    reading = _load(zlib.decompress(data), Reading)
    assert isinstance(reading, Reading)
    return reading


def _packed(form: Form, known: dict[_Names, _Names]) -> dict[str, _Table]:
    """The tables with the names of columns that are alike written once."""
    packed: dict[str, _Table] = {}
    for table, rows in form.tables.items():
        numbers: dict[_Names, int] = {}
        values = [(numbers.setdefault(tuple(row), len(numbers)), *row.values()) for row in rows]
        names = tuple(known.setdefault(each, each) for each in numbers)
        packed[table] = (names, pickle.dumps(values, 5))
    return packed


def _rows(table: _Table) -> list[Row]:
    names, data = table
    return [dict(zip(names[number], values, strict=True)) for number, *values in _load(data, list)]


_known: dict[Any, Any] = {}


def _shared(names: Any) -> Any:
    """The same names as those of every other form: ten thousand forms need them once."""
    return _known.setdefault(names, names)


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

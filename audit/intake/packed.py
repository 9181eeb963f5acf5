"""What workers hand over and the cache keeps: small, and unpacked only where somebody looks."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from audit.intake.worker import Read
from audit.model.form import Form, Reading, Row

_VALUES = frozenset((("datetime", "date"), ("collections", "OrderedDict")))
_AT_HAND = 512
"""So many readings stay unpacked."""

_Rows = list[tuple[tuple[str, ...], tuple[Any, ...]]]
"""Rows as names and values: many rows share their names."""


def pack(read: Read) -> bytes:
    """The bytes of what came of a file."""
    names: dict[tuple[str, ...], tuple[str, ...]] = {}
    forms = [
        (form.id, form.source, form.profile_reason, _deflated(form.reading), _bare(form, names))
        for form in read.forms
    ]
    rest = (read.format, read.reason, read.unaudited, read.later, read.passing, read.grids)
    return pickle.dumps((forms, *rest), 5)


def unpack(data: bytes) -> Read:
    """What came of a file, from its bytes; only our own data and plain values are let in."""
    bare, format_, *rest = _load(data, tuple)
    forms = tuple(
        Form(id_, source, Packed(reading, reason), _tables(rows))
        for id_, source, reason, reading, rows in bare
    )
    return Read(format_, forms, *rest)


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


def _bare(form: Form, names: dict[tuple[str, ...], tuple[str, ...]]) -> dict[str, _Rows]:
    """The tables with the names of columns that are alike written once."""
    return {
        table: [(names.setdefault(tuple(row), tuple(row)), tuple(row.values())) for row in rows]
        for table, rows in form.tables.items()
    }


def _tables(bare: dict[str, _Rows]) -> dict[str, list[Row]]:
    return {
        _shared(table): [dict(zip(_shared(names), values, strict=True)) for names, values in rows]
        for table, rows in bare.items()
    }


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

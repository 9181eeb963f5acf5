"""A table of `audit.toml` as a dataclass: the types of its fields say what each key may hold."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from audit.errors import UsageError

T = TypeVar("T")

_NOUNS: dict[Any, str] = {
    int: "正整数",
    bool: "true 或 false",
    str: "文字",
    Path: "文件夹",
    Mapping: "一组设置",
}


@dataclass(frozen=True, slots=True)
class Section:
    """Where a table stands: the file, and its name with dots."""

    file: Path
    name: str = ""

    def read(self, kind: type[T], raw: object) -> T:
        """The dataclass of that kind; keys that it does not have, and values of another type, are refused."""
        if not isinstance(raw, dict):
            raise UsageError(f"{self.file}: {self.name} 应为一节设置，现为 {raw!r}。")
        known: dict[str, Field[Any]] = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
        hints = get_type_hints(kind)
        for key in raw:
            if key not in known:
                raise UsageError(f"{self.file}: 没有名为 {self._named(key)} 的设置{_hint(key, known)}")
        for field in known.values():
            if field.name not in raw and field.default is MISSING and field.default_factory is MISSING:
                raise UsageError(f"{self.file}: 缺少 {self._named(field.name)}。")
        values = {key: self._value(known[key], hints[key], raw[key]) for key in raw}
        try:
            return kind(**values)
        except ValueError as error:  # keys that do not go together, as the dataclass says
            raise UsageError(f"{self.file}: {self.name}: {error}。") from error

    def _named(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def _value(self, field: Field[Any], hint: Any, value: object) -> Any:
        """The value of a field, converted; a field may name its `choices`, or what it holds (`noun`)."""
        kind = _without_none(hint)
        if get_origin(kind) is tuple:
            return self._listed(field, get_args(kind)[0], value)
        if is_dataclass(kind):
            return Section(self.file, self._named(field.name)).read(kind, value)  # type: ignore[arg-type]
        choices = field.metadata.get("choices")
        if choices:
            return self._checked(field, value, value in choices, "、".join(choices))
        return self._plain(field, kind, value)

    def _listed(self, field: Field[Any], kind: Any, value: object) -> tuple[Any, ...]:
        """A list of plain values, or of tables."""
        if is_dataclass(kind):
            self._checked(field, value, isinstance(value, list), "一组设置的列表")
            assert isinstance(value, list)
            places = [f"{self._named(field.name)}[{number}]" for number in range(1, len(value) + 1)]
            return tuple(
                Section(self.file, place).read(kind, item)  # type: ignore[arg-type]
                for place, item in zip(places, value, strict=True)
            )
        ok = isinstance(value, list) and all(isinstance(item, str) for item in value)
        self._checked(field, value, ok, f"{_noun(field, kind)}的列表")
        assert isinstance(value, list)
        return tuple(self._plain(field, kind, item) for item in value)

    def _plain(self, field: Field[Any], kind: Any, value: object) -> Any:
        if kind is Path:
            return self.file.parent / self._checked(field, value, isinstance(value, str), _noun(field, Path))
        if get_origin(kind) is Mapping:
            return self._checked(field, value, isinstance(value, dict), _noun(field, Mapping))
        ok = type(value) is kind and (kind is not int or value > 0)  # type: ignore[operator]
        return self._checked(field, value, ok, _noun(field, kind))

    def _checked(self, field: Field[Any], value: object, ok: bool, wanted: str) -> Any:
        if not ok:
            raise UsageError(f"{self.file}: {self._named(field.name)} 应为{wanted}，现为 {value!r}。")
        return value


def _without_none(hint: Any) -> Any:
    """`int | None` is read as an int: a key that is not there is None."""
    if get_origin(hint) is not UnionType:
        return hint
    return next(kind for kind in get_args(hint) if kind is not type(None))


def _noun(field: Field[Any], kind: Any) -> str:
    return str(field.metadata.get("noun") or _NOUNS[kind])


def _hint(key: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(key, known, 1)
    return f"，是不是 {close[0]}？" if close else f"，可用的有 {'、'.join(known)}。"

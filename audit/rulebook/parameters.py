"""Yearly and regional amounts: each form is judged by those of its own profile and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from audit.model.schema import Type
from audit.rulebook.term import Kind, Shape
from audit.yamlfile import Node, load_yaml, nearest

Plain = str | bool | list[str] | dict[str, str] | list[list[str]] | None
"""A value as it is kept: numbers as text, so that no digit is lost."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One value of a parameter: from when, until when and for which profiles (none named: all)."""

    value: Plain
    since: str
    until: str | None
    profiles: tuple[str, ...]
    layer: int
    basis: str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named amount; the amounts of a later folder (a higher layer) win."""

    name: str
    label: str
    kind: str
    amounts: tuple[Amount, ...]

    @property
    def type(self) -> Kind:
        """The type that expressions see."""
        return Shape(self.kind) if self.kind in set(Shape) else Type(self.kind)


@dataclass(frozen=True, slots=True)
class Profile:
    """A region's or department's set of amounts; what it does not set comes from `extends`."""

    name: str
    label: str
    extends: str | None


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every parameter and profile of the rulebook."""

    by_name: Mapping[str, Parameter]
    profiles: Mapping[str, Profile]

    def kinds(self) -> dict[str, Kind]:
        """The type of each parameter."""
        return {name: parameter.type for name, parameter in self.by_name.items()}

    def chain(self, profile: str) -> list[str]:
        """The profile and those it extends, nearest first."""
        chain: list[str] = []
        at: str | None = profile
        while at is not None and at not in chain:
            chain.append(at)
            known = self.profiles.get(at)
            at = known.extends if known else None
        return chain

    def value(self, name: str, profile: str, year: int | None) -> Plain:
        """The value for a form: later folders first, then the nearest profile, then the latest date."""
        amounts = [a for a in self.by_name[name].amounts if _in_force(a, year)]
        for layer in sorted({a.layer for a in amounts}, reverse=True):
            for named in [*self.chain(profile), None]:
                found = [
                    a for a in amounts
                    if a.layer == layer and (named in a.profiles if named else not a.profiles)
                ]  # fmt: skip
                if found:
                    return max(found, key=lambda a: a.since).value
        return None


def _in_force(amount: Amount, year: int | None) -> bool:
    if year is None:
        return True
    end = f"{year:04}-12-31"
    return amount.since <= end and (amount.until is None or amount.until >= end)


def read_profiles(node: Node) -> dict[str, Profile]:
    """The profiles of one file."""
    profiles = {}
    for name, entry in node.mapping().items():
        keys = entry.mapping(("label", "extends", "note"))
        extends = keys["extends"].string() if "extends" in keys else None
        if extends is not None and extends not in node.mapping():
            raise keys["extends"].error(f"没有名为 {extends} 的口径{nearest(extends, node.mapping())}")
        profiles[name] = Profile(name, keys["label"].string() if "label" in keys else name, extends)
    return profiles


def read_parameters(node: Node, layer: int, profiles: Iterable[str]) -> dict[str, Parameter]:
    """The parameters of one file."""
    known = tuple(profiles)
    return {name: _parameter(name, entry, layer, known) for name, entry in node.mapping().items()}


def merge(below: Mapping[str, Parameter], above: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The parameters of two folders; the amounts of the upper one are asked first."""
    merged = dict(below)
    for name, parameter in above.items():
        old = merged.get(name)
        if old is None:
            merged[name] = parameter
        else:
            kind = old.kind if parameter.kind == "text" and not _written(parameter) else parameter.kind
            merged[name] = Parameter(name, old.label, kind, (*old.amounts, *parameter.amounts))
    return merged


def _written(parameter: Parameter) -> bool:
    return any(amount.value is not None for amount in parameter.amounts)


def _parameter(name: str, node: Node, layer: int, profiles: tuple[str, ...]) -> Parameter:
    keys = node.mapping(("label", "values", "value", "words", "basis", "unit", "why"))
    label = keys["label"].string() if "label" in keys else name
    entries = keys["values"].sequence() if "values" in keys else [node]
    read = [_amount(entry, layer, profiles, bare=entry is node) for entry in entries]
    kinds = {kind for kind, _ in read if kind is not None}
    if kinds == {Type.NUMBER, Type.RATIO}:
        kinds = {Type.RATIO}
    if len(kinds) > 1 or not read:
        raise node.error(f"参数 {name} 的各个值类型不同。" if read else f"参数 {name} 没有值。")
    kind = str(kinds.pop()) if kinds else str(Type.TEXT)
    return Parameter(name, label, kind, tuple(amount for _, amount in read))


def _amount(node: Node, layer: int, profiles: tuple[str, ...], *, bare: bool) -> tuple[Kind, Amount]:
    allowed = ("from", "until", "value", "words", "basis", "profiles", "why")
    keys = node.mapping((*allowed, "label", "unit") if bare else allowed)
    if ("value" in keys) == ("words" in keys):
        raise node.error("每一项要有 value 或 words 之一。")
    kind, value = _words(keys["words"]) if "words" in keys else _value(keys["value"])
    named = keys["profiles"].strings() if "profiles" in keys else ()
    for profile in named:
        if profile not in profiles:
            raise keys["profiles"].error(f"没有名为 {profile} 的口径{nearest(profile, profiles)}")
    since = keys["from"].day() if "from" in keys else date(1949, 10, 1)
    until = keys["until"].day().isoformat() if "until" in keys else None
    basis = keys["basis"].string() if "basis" in keys else None
    return kind, Amount(value, since.isoformat(), until, named, layer, basis)


def _value(node: Node) -> tuple[Kind, Plain]:
    value = node.value
    if isinstance(value, dict):
        return Shape.MAP, {key: _number(item) for key, item in value.items()}
    if isinstance(value, list):
        if value and isinstance(value[0].value, list):
            return Shape.BANDS, [_band(item) for item in value]
        return Shape.LIST, [item.string() for item in value]
    if isinstance(value, bool):
        return Type.BOOLEAN, value
    if isinstance(value, int | Decimal):
        return (Type.RATIO if len(node.text.partition(".")[2]) > 6 else Type.NUMBER), _number(node)
    return (None, None) if value is None else (Type.TEXT, value)


def _number(node: Node) -> str:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or abs(Decimal(value)) >= 10**12:
        raise node.error("这里应是小于一万亿的数。")
    return format(Decimal(value), "f")


def _band(node: Node) -> list[str]:
    parts = node.sequence()
    if len(parts) != 2:
        raise node.error("每一档应写成 [名称, 下限]，如 [优, 90]。")
    return [parts[0].string(), _number(parts[1])]


def _words(node: Node) -> tuple[Kind, Plain]:
    """A list of words in a file of its own, each with the reason why it is there."""
    from pathlib import Path

    name = node.string()
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise node.error("words 应是本文件夹里的文件。")
    listed = load_yaml(Path(node.file).parent / name)
    words = []
    for item in listed.sequence():
        entry = item.mapping(("word", "reason")) if isinstance(item.value, dict) else {"word": item}
        if "word" not in entry:
            raise item.error("每个词要有 word。")
        words.append(entry["word"].string())
    return Shape.LIST, words

"""The file of waivers: read strictly, and one more waiver added to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from audit.errors import StoreFault, UsageError
from audit.model.waiver import Waiver
from audit.yamlfile import Node, load_yaml, parse_yaml

_SCOPE = ("rule", "project", "unit", "place")
_NEEDED = ("reason", "basis", "requested_by", "approved_by")
_KEYS = (*_SCOPE, *_NEEDED, "until", "bound")
_HEAD = """\
# 豁免：哪些问题在什么期限内、多大范围内不再计入。每一项要有理由、依据、申请人、批准人（另一个人）和期限。
# rule 规则编号或标识，project 项目，unit 单位，place 问题标识：写了的都要符合。
# bound 是上限：{count: 条数} 或 {amount: 金额}。
"""


def read_waivers(file: Path) -> tuple[Waiver, ...]:
    """Every waiver of the file, in its order; none where there is no file.

    Raises:
        RulebookError: with file, line and column of what is wrong.
    """
    if not file.exists() or not file.read_bytes().strip():
        return ()
    return _listed(load_yaml(file, file.name))


def add_waiver(file: Path, waiver: Waiver) -> None:
    """Write one more waiver at the end of the file, which is checked as a whole first."""
    before = file.read_text("utf-8-sig") if file.exists() else _HEAD
    text = before + ("" if before.endswith("\n") or not before else "\n") + _written(waiver)
    if waiver.id in [known.id for known in read_waivers(file)]:
        raise UsageError(f"{file}: 已有同样的豁免。")
    _listed(parse_yaml(text.encode(), file.name))
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        fresh.write_text(text, "utf-8")
        fresh.replace(file)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StoreFault(f"{file}: 写不进去（{error.strerror}）。") from error


def _listed(node: Node) -> tuple[Waiver, ...]:
    seen: dict[str, Node] = {}
    made = []
    for item in node.sequence():
        waiver = _waiver(item)
        if waiver.id in seen:
            raise item.error(f"与第 {seen[waiver.id].line} 行的豁免相同，请删去一项。")
        seen[waiver.id] = item
        made.append(waiver)
    return tuple(made)


def _waiver(node: Node) -> Waiver:
    keys = node.mapping(_KEYS)
    for name in (*_NEEDED, "until"):
        if name not in keys:
            raise node.error(f"豁免缺少 {name}。")
    if not any(name in keys for name in _SCOPE):
        raise node.error("豁免要写明 rule、project、unit 或 place。")
    if "place" not in keys and "bound" not in keys:
        raise node.error("不是只对一个 place 的豁免要有上限 bound：{count: 条数} 或 {amount: 金额}。")
    said = {name: keys[name].string() for name in (*_SCOPE, *_NEEDED) if name in keys}
    if said["requested_by"].strip() == said["approved_by"].strip():
        raise keys["approved_by"].error("批准人应是申请人以外的人。")
    count, amount = _bound(keys.get("bound"))
    texts: dict[str, Any] = dict(said)
    return Waiver(until=keys["until"].day(), count=count, amount=amount, **texts)


def _bound(node: Node | None) -> tuple[int | None, Decimal | None]:
    if node is None:
        return None, None
    bound = node.mapping(("count", "amount"))
    if not bound:
        raise node.error("上限要写 {count: 条数} 或 {amount: 金额}。")
    for name, value in bound.items():
        number = value.value
        if isinstance(number, bool) or not isinstance(number, int | Decimal) or number <= 0:
            raise value.error("上限应是正数。")
        if name == "count" and not isinstance(number, int):
            raise value.error("条数应是整数。")
    count, amount = (bound[name].plain() if name in bound else None for name in ("count", "amount"))
    return count, None if amount is None else Decimal(amount)


def _written(waiver: Waiver) -> str:
    """A waiver as lines of the file."""
    lines = list(_lines(waiver))
    return "".join(f"{'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def _lines(waiver: Waiver) -> Iterator[str]:
    for name in (*_SCOPE, *_NEEDED):
        value = getattr(waiver, name)
        if value:
            yield f"{name}: {_quoted(value)}"
    yield f"until: {waiver.until.isoformat()}"
    bounds = [
        f"{name}: {value}" for name in ("count", "amount") if (value := getattr(waiver, name)) is not None
    ]
    if bounds:
        yield f"bound: {{{', '.join(bounds)}}}"


def _quoted(text: str) -> str:
    """A text that YAML reads as that text, whatever is in it."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def day(text: str) -> date:
    """A day written as 2026-12-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text}: 日期应写成 2026-12-31 的形式。") from error

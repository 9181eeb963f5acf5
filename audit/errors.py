"""Named errors: each says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 5
"""So many breaches stand in a message."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a table breaks its contract; `key` says which row, where there is one."""

    table: str
    column: str
    wanted: str
    key: str = ""
    value: object = ""

    def __str__(self) -> str:
        where = f"表 {self.table} 的列 {self.column}" + (f"，{self.key}" if self.key else "")
        return (
            f"{where}：{self.value!r}，应为{self.wanted}" if self.value != "" else f"{where}：应{self.wanted}"
        )


class AuditError(Exception):
    """Anything that we can explain to the person at the keyboard."""

    exit_code = 2


class UsageError(AuditError):
    """The command line or the configuration asks for something that cannot be."""


class RulebookError(AuditError):
    """A rule file is wrong; the message begins with file, line and column."""

    def __init__(self, message: str, file: str, line: int | None = None, column: int | None = None) -> None:
        where = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{where}: {message}")
        self.file, self.line, self.column, self.message = file, line, column, message


class UnreadableFile(AuditError):
    """A file that cannot be audited, with the reason and what to do."""

    exit_code = 3


class NotOurs(UnreadableFile):
    """A file of an old format that another program may be able to convert."""


class NoForm(AuditError):
    """A readable file without a self-evaluation form."""

    exit_code = 5


class StoreFault(AuditError):
    """The store cannot be used, or not be written; the message says which it is and what to do."""

    exit_code = 70


class Locked(AuditError):
    """Another run is at work; the message names who."""

    exit_code = 4


class InternalFault(AuditError):
    """Our own fault, found before it could do harm: no result is better than a wrong one."""

    exit_code = 70


class ContractBroken(InternalFault):
    """Tables that are not what rules and reports rely on: each breach names table, column, key and value."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        shown = "；".join(map(str, breaches[:SHOWN]))
        rest = f"；另有 {len(breaches) - SHOWN} 处" if len(breaches) > SHOWN else ""
        super().__init__(
            f"读出的数据不合约定，没有往下审核：{shown}{rest}。"
            "这是程序的错误，请把这段文字报给维护的人；急用时可先移出所指的文件再审。"
        )
        self.breaches = tuple(breaches)


class EngineContradicted(InternalFault):
    """Rules that come out otherwise when somebody else computes them."""

    def __init__(self, contradictions: Sequence[str]) -> None:
        shown = "；".join(contradictions[:SHOWN])
        rest = f"；另有 {len(contradictions) - SHOWN} 处" if len(contradictions) > SHOWN else ""
        super().__init__(
            f"规则引擎与另行计算的结果不一致：{shown}{rest}。"
            "这是程序的错误，请把这段文字报给维护的人；在查明以前不要采用这次的结论。"
        )
        self.contradictions = tuple(contradictions)

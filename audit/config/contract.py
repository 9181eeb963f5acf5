"""What a checkpoint of Great Expectations does with its result: the section `contract` of `audit.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

OWN = ("store", "notify")
"""The actions that we bring."""


@dataclass(frozen=True, slots=True)
class ActionSettings:
    """One action: `store`, `notify`, or the dotted name of an Action class of one's own.

    `folder` is where `store` writes; `arguments` are those of a class of one's own.
    """

    type: str
    folder: Path | None = None
    arguments: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in OWN and not self.is_foreign:
            raise ValueError(
                f"type 应为 {'、'.join(OWN)}，或自己的 Action 类（模块.类名），现为 {self.type!r}"
            )
        if (self.type == "store") != (self.folder is not None):
            raise ValueError('folder（写到哪个文件夹）要和 type = "store" 一起写')

    @property
    def is_foreign(self) -> bool:
        """Whether it is a class of one's own."""
        return "." in self.type


@dataclass(frozen=True, slots=True)
class ContractSettings:
    """Whether each night's tables are checked, and the actions of its checkpoint in order.

    Classes of one's own are imported only where `own_actions` is true.
    """

    nightly: bool = True
    own_actions: bool = False
    actions: tuple[ActionSettings, ...] = ()

    def __post_init__(self) -> None:
        foreign = [action.type for action in self.actions if action.is_foreign]
        if foreign and not self.own_actions:
            raise ValueError(f"{foreign[0]} 是外来的程序，要写 own_actions = true 才运行")

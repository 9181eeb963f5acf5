"""What a checkpoint of Great Expectations does with its result: the section `contract` of `audit.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ActionSettings:
    """One action: `store`, `notify`, or the dotted name of an Action class of one's own.

    `folder` is where `store` writes; `arguments` are those of a class of one's own.
    """

    type: str
    folder: Path | None = None
    arguments: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContractSettings:
    """The actions in order; classes of one's own are imported only where `own_actions` is true."""

    own_actions: bool = False
    actions: tuple[ActionSettings, ...] = ()

"""The rulebook in hand: rules in order, amounts, and what the engine made of each rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from audit.model.rule import Rule, Silence
from audit.rulebook.parameters import Parameters

if TYPE_CHECKING:
    from audit.rulebook.definition import Definition

Compiled = dict[str, Any]
"""What an engine made of a rule, as plain JSON; only that engine reads it."""

Compiler = Callable[["Definition"], Compiled]
"""What turns a checked rule into what an engine runs."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule, in the order of their codes.

    `compiled` has the engine's form of each rule by id; `definitions` the checked rules, empty when
    they came compiled from the cache; `silenced` the rules that a folder has put out of use, by id.
    `hash` stands for the bytes of all rule files.
    """

    rules: tuple[Rule, ...]
    parameters: Parameters
    hash: str
    compiled: Mapping[str, Compiled]
    definitions: tuple[Definition, ...] = ()
    silenced: Mapping[str, Silence] = field(default_factory=dict)

    def chosen(self, wanted: Callable[[Rule], bool]) -> Rulebook:
        """The same with only some of its rules."""
        rules = tuple(filter(wanted, self.rules))
        kept = {rule.id for rule in rules}
        return replace(
            self,
            rules=rules,
            compiled={id_: compiled for id_, compiled in self.compiled.items() if id_ in kept},
            definitions=tuple(d for d in self.definitions if d.rule.id in kept),
            silenced={id_: silence for id_, silence in self.silenced.items() if id_ in kept},
        )

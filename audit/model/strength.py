"""What the rulebook catches of what was made to go wrong."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caught:
    """One kind of slip: mutants, those caught, those caught by an error or a warning, by which rules."""

    kind: str
    label: str
    hard: bool
    mutants: int
    caught: int
    grave: int
    rules: dict[str, int]

    @property
    def share(self) -> float:
        """The part that was caught; 1 where there was nothing to catch."""
        return self.caught / self.mutants if self.mutants else 1.0


@dataclass(frozen=True, slots=True)
class Strength:
    """All kinds; `never` are the rules that found nothing, `across` those that need other forms."""

    rulebook: str
    forms: int
    mutants: int
    kinds: tuple[Caught, ...]
    never: tuple[str, ...]
    across: tuple[str, ...]

    def of_rule(self, rule: str) -> tuple[Caught, ...]:
        """The kinds that a rule caught something of."""
        return tuple(kind for kind in self.kinds if rule in kind.rules)

"""The words of values: units, comparisons, directions and levels, read from values.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

from audit.errors import RulebookError
from audit.forms.vocabulary import Sections, read_sections
from audit.shipped import shipped

OPERATORS = {
    "at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<", "equal": "=", "within": "±",
    "at_least_after": ">=", "at_most_after": "<=",
}  # fmt: skip
"""Group of comparison words in values.yaml, and the operator that they mean."""

_SECTIONS = (
    "units", "counters", "not_units", "generic", "alike", "signs", "approximate_before", "approximate_after",
    "lead_words", "not_before_number", "change_up", "change_down", "share_words", "zero_words", "none_words",
    "attained_words", "missed_words", "level_words", "scales",
    "more_is_better", "less_is_better", "lessening_words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written, what one of it is in the base unit of its dimension, and per what it counts."""

    text: str
    scale: Decimal
    dimension: str
    per: str = ""

    @property
    def money(self) -> bool:
        """Whether it measures a whole amount of money, not a price."""
        return self.dimension == "元" and not self.per


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Every word list of values.yaml, ready to match with."""

    sections: Sections

    def words(self, section: str, group: str = "") -> list[str]:
        """The words of a section, or of one group of it."""
        return self.sections[section].get(group, "").split()

    def set(self, section: str) -> frozenset[str]:
        """All words of a section."""
        return frozenset(chain.from_iterable(map(str.split, self.sections[section].values())))

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Units by every way to write them."""
        known = {word: Unit(word, Decimal(1), word) for word in self.words("counters")}
        for dimension, words in self.sections["units"].items():
            for word in words.split():
                text, scale = word.split("=", 1)
                known[text] = Unit("%" if text == "百分比" else text, Decimal(scale), dimension)
        return known

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """Everything that units measure."""
        return frozenset(unit.dimension for unit in self.units.values())

    @cached_property
    def unit(self) -> re.Pattern[str]:
        """The longest unit at a place."""
        return longest(self.units)

    @cached_property
    def signs(self) -> dict[str, str]:
        """Operators by the words that stand before a number."""
        return self._operators("at_least", "at_most", "more_than", "less_than", "equal", "within")

    @cached_property
    def sign(self) -> re.Pattern[str]:
        """The longest comparison before a number."""
        return longest(self.signs)

    @cached_property
    def signs_after(self) -> dict[str, str]:
        """Operators by the words that stand behind a number."""
        return self._operators("at_least_after", "at_most_after")

    @cached_property
    def sign_after(self) -> re.Pattern[str]:
        """The longest comparison behind a number."""
        return longest(self.signs_after)

    @cached_property
    def about(self) -> re.Pattern[str]:
        """A word before a number that makes it approximate."""
        return longest(self.set("approximate_before"))

    @cached_property
    def or_so(self) -> re.Pattern[str]:
        """A word behind a number that makes it approximate."""
        return longest(self.set("approximate_after"))

    @cached_property
    def lead(self) -> re.Pattern[str]:
        """A word before a number that says nothing of it."""
        return longest(self.set("lead_words"))

    @cached_property
    def barred(self) -> re.Pattern[str]:
        """A word that forbids to read a number behind it as the value."""
        return longest(self.set("not_before_number"))

    @cached_property
    def change(self) -> dict[str, str]:
        """Words of change before a number, by which way it goes."""
        up = dict.fromkeys(self.set("change_up"), "up")
        return up | dict.fromkeys(self.set("change_down"), "down")

    @cached_property
    def changing(self) -> re.Pattern[str]:
        """A word of change."""
        return longest(self.change)

    @cached_property
    def not_unit(self) -> re.Pattern[str]:
        """What makes the number before it a grade, an ordinal or a name, not a quantity."""
        return longest(self.set("not_units"))

    @cached_property
    def generic(self) -> frozenset[str]:
        """Counting words that go with anything countable."""
        return self.set("generic")

    @cached_property
    def alike(self) -> list[frozenset[str]]:
        """Groups of units whose figures compare as they stand."""
        return [frozenset(words.split()) for words in self.sections["alike"].values()]

    @cached_property
    def share(self) -> re.Pattern[str]:
        """A word of names whose values are percentages."""
        return longest(self.set("share_words"))

    @cached_property
    def zero(self) -> frozenset[str]:
        """Words that mean 0 where less is better."""
        return self.set("zero_words")

    @cached_property
    def none(self) -> frozenset[str]:
        """Words that say that there is no value."""
        return self.set("none_words")

    @cached_property
    def attained(self) -> frozenset[str]:
        """Answers that say that the target is reached."""
        return self.set("attained_words")

    @cached_property
    def missed(self) -> frozenset[str]:
        """Answers that say that the target is not reached."""
        return self.set("missed_words")

    @cached_property
    def level(self) -> re.Pattern[str]:
        """A text that is made of level words only."""
        words = sorted(self.set("level_words"), key=len, reverse=True)
        return re.compile(f"(?:{'|'.join(map(re.escape, words))})+")

    @cached_property
    def scales(self) -> list[list[str]]:
        """Ordered levels, best first."""
        return [words.split() for words in self.sections["scales"].values()]

    @cached_property
    def bad(self) -> re.Pattern[str]:
        """A word of names for which less is better."""
        return longest(self.set("less_is_better"))

    @cached_property
    def lessening(self) -> re.Pattern[str]:
        """A word of names that makes less of what follows."""
        return longest(self.set("lessening_words"))

    @cached_property
    def directions(self) -> list[tuple[str, str]]:
        """Words of names with the better way, longest first."""
        better = [(word, "more") for word in self.set("more_is_better")]
        better += [(word, "less") for word in self.set("less_is_better")]
        return sorted(better, key=lambda pair: (-len(pair[0]), pair))

    def _operators(self, *groups: str) -> dict[str, str]:
        return {word: OPERATORS[group] for group in groups for word in self.words("signs", group)}


def longest(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the longest of the words at a place."""
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


@lru_cache(maxsize=4)
def load_lexicon(path: Path | None = None) -> Lexicon:
    """Read values.yaml, the shipped one when no path is given."""
    path = path or shipped("rules") / "self-evaluation" / "values.yaml"
    sections = read_sections(path)
    for section in _SECTIONS:
        if section not in sections:
            raise RulebookError(f"缺少 {section} 一节。", path.as_posix())
    return Lexicon(sections)

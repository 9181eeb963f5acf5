"""The words of self-evaluation forms: what each label means, read from form.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from audit.errors import RulebookError
from audit.forms.labels import label, split_points, without_brackets

_ANY = "…"
_SHORT, _CUT, _COLONS = 2, 120, 6
_EXPLAINED = 10
"""Brackets that hold more than this explain a label; they say less of it than what stands before them."""

_BARE_POINTS = re.compile(r"(\D+?)(\d{1,3}(?:\.\d+)?)")


class Match(NamedTuple):
    """What a label means, and how early its word stands in the list (lower is better)."""

    name: str
    rank: int


@dataclass(slots=True)
class Words:
    """Names by the words that may be printed for them."""

    exact: dict[str, Match] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], Match]] = field(default_factory=list)
    stems: set[str] = field(default_factory=set)
    any_stem: re.Pattern[str] | None = None
    before_colon: re.Pattern[str] | None = None
    seen: dict[str, Match | None] = field(default_factory=dict)

    def add(self, name: str, words: str) -> None:
        """Let each of the words (separated by blanks, `…` for any text) mean the name."""
        for rank, word in enumerate(words.split()):
            match = Match(name, rank)
            if _ANY in word:
                parts = [label(part) for part in word.split(_ANY)]
                self.patterns.append((re.compile(".*".join(map(re.escape, parts))), match))
                self.stems.add(max(parts, key=len))
                self.any_stem = None
            else:
                self.exact.setdefault(label(word), match)

    def find(self, text: str) -> Match | None:
        """What a printed text means, None when it is no such label."""
        if text not in self.seen:
            if len(self.seen) > 20_000:
                self.seen.clear()
            self.seen[text] = self._find(text)
        return self.seen[text]

    def name(self, text: str) -> str | None:
        """The name alone."""
        match = self.find(text)
        return match.name if match else None

    def before_labels(self, text: str) -> list[str]:
        """A short text with several colons cut before each label of this list, where no gap is left."""
        if not 2 <= text.count(":") + text.count("：") <= _COLONS or len(text) > _CUT:
            return [text]
        if self.before_colon is None:
            plain = sorted((word for word in self.exact if len(word) > _SHORT), key=len, reverse=True)
            self.before_colon = re.compile(f"(?<=.)(?=(?:{'|'.join(map(re.escape, plain)) or '(?!)'})[:：])")
        return [piece for piece in self._pieces(text, self.before_colon) if piece.strip()]

    def _pieces(self, text: str, cut: re.Pattern[str]) -> Iterator[str]:
        begin = 0
        for place in cut.finditer(text):
            if re.search("[:：]", text[begin : place.start()]):
                yield text[begin : place.start()]
                begin = place.start()
        yield text[begin:]

    def _find(self, text: str) -> Match | None:
        full = label(text)
        bare = without_brackets(full)
        for form in (full, bare):
            if form in self.exact:
                return self.exact[form]
        if "/" in bare[2:] and (first := self._find(bare[: bare.index("/", 2)])):
            return first
        return self._pattern(full, bare) if 0 < len(full) <= 40 and self._may_fit(full) else None

    def _pattern(self, full: str, bare: str) -> Match | None:
        """The first pattern that a label fits, as it is or without its brackets."""
        explained = len(full) - len(bare) > _EXPLAINED
        for forms in ((bare,), (full,)) if explained else ((full, bare),):
            for pattern, match in self.patterns:
                if any(map(pattern.fullmatch, forms)):
                    return match
        return None

    def _may_fit(self, text: str) -> bool:
        """Whether the text has the longest part of any pattern: nearly all texts have none."""
        if self.any_stem is None:
            self.any_stem = re.compile("|".join(map(re.escape, sorted(self.stems))) or r"(?!)")
        return self.any_stem.search(text) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of form, known by marks of its structure, and the profile that we propose for it."""

    name: str
    when: dict[str, str]
    profile: str
    reason: str

    def fits(self, marks: dict[str, str | None]) -> bool:
        """Whether a form with these marks is of this kind."""
        return all(marks.get(mark) == value for mark, value in self.when.items())


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that speaks against a reading: what it takes off the confidence, and how it is told."""

    takes: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word list of form.yaml by section, and the layouts."""

    words: dict[str, Words]
    level2_belongs: dict[str, str]
    layouts: tuple[Layout, ...]
    form_numbers: dict[str, str]
    confidence: dict[str, Doubt]
    doubtful_below: Decimal

    def __getitem__(self, section: str) -> Words:
        """The words of one section of form.yaml."""
        return self.words[section]

    def levels(self, text: str) -> frozenset[str]:
        """Of which levels an indicator label may be: level1, level2, both or none."""
        bare = self.split_level(text)[0] or ""
        return frozenset(level for level in ("level1", "level2") if self[level].find(bare))

    def split_level(self, text: str) -> tuple[str | None, str | None]:
        """A level label and its points, in brackets, before 分, or bare behind a known label (产出指标50)."""
        printed, points = split_points(text)
        bare = _BARE_POINTS.fullmatch(printed or "") if points is None else None
        if bare and (self["level1"].find(bare[1]) or self["level2"].find(bare[1])):
            return bare[1], bare[2]
        return printed, points

    def kind(self, section: str, text: str | None) -> str | None:
        """The class of a level-1 or level-2 label, its points left out."""
        bare = self.split_level(text)[0] if text else None
        return self[section].name(bare) if bare else None


_GROUPS = (
    "title", "head", "fund_columns", "fund_parts", "fund_rows", "breakdowns", "goal_columns",
    "indicator_columns", "level1", "level2", "foot", "management",
)  # fmt: skip
_LISTS = ("money_units", "goal_blocks", "total", "subtotal", "grades", "ordinal")
_KEY = re.compile(r"(?P<indent> *)(?P<key>[\w-]+):(?: +(?P<words>.*))?")

Sections = dict[str, dict[str, str]]


@lru_cache(maxsize=4)
def load_vocabulary(path: Path) -> Vocabulary:
    """Read form.yaml; a fault in it names its line."""
    sections = read_sections(path)
    for section in (*_GROUPS, *_LISTS, "level2_belongs", "layouts", "form_numbers", "confidence"):
        if section not in sections:
            raise RulebookError(f"缺少 {section} 一节。", path.as_posix())
    words = {}
    for section in (*_GROUPS, *_LISTS):
        words[section] = Words()
        for name, texts in sections[section].items():
            words[section].add(name or section, texts)
    layouts = tuple(_layout(name, texts) for name, texts in sections["layouts"].items())
    belongs, numbers = (_pairs(sections[name][""]) for name in ("level2_belongs", "form_numbers"))
    doubts = {name: _doubt(text) for name, text in sections["confidence"].items()}
    below = doubts.pop("doubtful_below").takes
    return Vocabulary(words, belongs, layouts, numbers, doubts, below)


def read_sections(path: Path) -> Sections:
    """Read a word file: `section: words`, or a section with `name: words` lines, longer ones folded.

    The files are YAML of the plainest kind; the full parser would cost every worker ten times as much.
    """
    sections: Sections = {}
    section = name = ""
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _KEY.fullmatch(line.rstrip())
        if match and not match["indent"]:
            section, name = match["key"], ""
            if section in sections:
                raise RulebookError(f"{section} 一节写了两次。", path.as_posix(), number)
            sections[section] = {"": match["words"]} if match["words"] else {}
        elif match and section:
            name = match["key"]
            if name in sections[section]:
                raise RulebookError(f"{name} 写了两次。", path.as_posix(), number)
            sections[section][name] = match["words"] or ""
        elif section and name in sections[section] and line.startswith("  "):
            sections[section][name] += " " + line.strip()
        else:
            raise RulebookError("看不懂这一行，应是“名称: 词 词 …”。", path.as_posix(), number)
    return sections


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


def _doubt(text: str) -> Doubt:
    takes, _, reason = text.partition(" ")
    return Doubt(Decimal(takes), reason)


def _layout(name: str, text: str) -> Layout:
    when = _pairs(text)
    return Layout(name=name, profile=when.pop("profile"), reason=when.pop("reason"), when=when)

"""What a notice says: figures by name, when the run ended, where the report is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from audit.language import text

COUNTS = (
    "new", "changed", "resolved", "same", "error", "warning", "note", "undecided", "failed",
    "files", "forms", "no_form", "unaudited", "waived", "lapsed",
)  # fmt: skip
"""What may be counted, in the order in which it is told."""

NEWS = ("new", "changed", "resolved", "lapsed")
"""The counts that are news; the others may be as they were the night before."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A run in figures; `finished` is a moment in ISO 8601. There is no room for names or texts."""

    counts: Mapping[str, int]
    run: int | None = None
    finished: str | None = None
    link: str | None = None

    def __post_init__(self) -> None:
        for name, count in self.counts.items():
            if name not in COUNTS or type(count) is not int:
                raise ValueError(f"{name}: {count!r} is no count of a notice")
        if self.finished is not None:
            datetime.fromisoformat(self.finished)

    def title(self, lang: str) -> str:
        """One line: what is new, and what could not be read."""
        wanted = [name for name in (*NEWS, "unaudited") if self.counts.get(name)]
        told = "，".join(f"{_name(name, lang)} {self.counts[name]}" for name in wanted)
        return text("notice.title", lang, told=told or text("notice.nothing_new", lang))

    def body(self, lang: str) -> str:
        """Everything, a line each."""
        lines = [f"{_name(name, lang)}：{self.counts[name]}" for name in COUNTS if name in self.counts]
        if self.run is not None:
            lines.insert(0, text("notice.run", lang, number=self.run, finished=self._moment()))
        if self.link:
            lines.append(text("notice.link", lang, link=self.link))
        return "\n".join(lines)

    def _moment(self) -> str:
        return f"{datetime.fromisoformat(self.finished):%Y-%m-%d %H:%M}" if self.finished else ""


def _name(count: str, lang: str) -> str:
    return text(f"notice.count.{count}", lang)

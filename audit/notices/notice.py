"""What a notice says: figures by name, when the run ended, where the report is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.language import text

LINES = (
    ("new", "changed", "resolved", "lapsed", "same"),
    ("error", "warning", "note", "undecided", "failed", "waived"),
    ("files", "forms", "no_form", "unaudited"),
)
"""What may be counted, line by line as it is told."""

COUNTS = tuple(name for line in LINES for name in line)

NEWS = ("new", "changed", "resolved", "lapsed")
"""The counts that are news; the others may be as they were the night before."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A run in figures; `finished` is a moment in ISO 8601. There is no room for names or texts.

    A `trial` is of no run: it only shows that notices arrive.
    """

    counts: Mapping[str, int]
    run: int | None = None
    finished: str | None = None
    link: str | None = None
    trial: bool = False

    def __post_init__(self) -> None:
        for name, count in self.counts.items():
            if name not in COUNTS or type(count) is not int:
                raise ValueError(f"{name}: {count!r} is no count of a notice")
        if self.finished is not None:
            datetime.fromisoformat(self.finished)

    def title(self, lang: str) -> str:
        """One line: what is new, and what could not be read."""
        told = self._counted((*NEWS, "unaudited"), lang) or text("notice.nothing_new", lang)
        return text("notice.title", lang, told=text("notice.trial", lang) if self.trial else told)

    def body(self, lang: str) -> str:
        """Everything there is any of, a line for each kind of figures."""
        lines = list(filter(None, (self._counted(names, lang) for names in LINES)))
        if self.trial:
            lines.insert(0, text("notice.trial.lead", lang))
        if self.run is not None:
            lines.insert(0, text("notice.run", lang, number=self.run, finished=self._moment()))
        if self.link:
            lines.append(text("notice.link", lang, link=self.link))
        return "\n".join(lines)

    def _counted(self, names: Sequence[str], lang: str) -> str:
        wanted = (name for name in names if self.counts.get(name))
        return "，".join(f"{_name(name, lang)} {self.counts[name]}" for name in wanted)

    def _moment(self) -> str:
        return f"{datetime.fromisoformat(self.finished):%Y-%m-%d %H:%M}" if self.finished else ""


def _name(count: str, lang: str) -> str:
    return text(f"notice.count.{count}", lang)

"""A new run over an old ledger: what people typed stays, and every line says what became of it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from audit.model.ledger import Entry, Ledger
from audit.model.run import FormResult, Run
from audit.writers.drawers import Drawers
from audit.writers.ledger import FINGERPRINT, PLACE, THEIRS, stamp
from audit.writers.listing import COLUMNS, Listing
from audit.writers.masking import safe

NEW, CHANGED, SAME, AGAIN = "new", "changed", "same", "again"
UNDECIDED, NOT_AUDITED, KEPT, RESOLVED = "undecided", "not_audited", "kept", "resolved"
CHANGES = (NEW, CHANGED, SAME, AGAIN, UNDECIDED, NOT_AUDITED, KEPT, RESOLVED)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the new ledger; `change` is blank where there was none to compare with.

    `judged` says on which figures people gave their verdict.
    """

    said: Mapping[str, str]
    change: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    judged: str = ""

    @classmethod
    def over(cls, said: Mapping[str, str], change: str, old: Entry) -> Line:
        """A line that carries an old one on."""
        return cls(said, change, old.typed, stamp(old.judged, old.typed))


@dataclass(frozen=True, slots=True)
class Merged:
    """The lines to write, those whose finding is gone, and the headings of columns that people added.

    `carried` says that there was an older ledger.
    """

    lines: Collection[Line]
    resolved: tuple[Line, ...] = ()
    added: tuple[str, ...] = ()
    carried: bool = False

    def counts(self) -> dict[str, int]:
        """How many lines came out how, every change named."""
        seen = Counter(line.change for line in chain(self.lines, self.resolved))
        return {change: seen[change] for change in CHANGES}


def merge(run: Run, old: Ledger | None, findings: Listing) -> Merged:
    """The findings of the run with what people typed at the same place, then what is left of the old."""
    if old is None:
        return Merged(_Fresh(findings))
    waiting, gone = _Waiting(old.entries), _Waiting(old.resolved)
    lines = _Carried()
    for said in findings:
        lines.put(said, *_met(said, waiting, gone))
    audited = _Audited.of(run)
    left = [
        Line.over(entry.said, KEPT if waiting.met(entry) else audited.change(entry), entry)
        for entry in waiting.left()
    ]
    left.sort(key=lambda line: line.change == KEPT)
    headings = dict.fromkeys(label for entry in (*old.entries, *old.resolved) for label in entry.typed)
    lines.left = tuple(line for line in left if line.change != RESOLVED)
    return Merged(
        lines=lines,
        resolved=(
            *(Line.over(entry.said, RESOLVED, entry) for entry in gone.left()),
            *(line for line in left if line.change == RESOLVED),
        ),
        added=tuple(label for label in headings if label not in THEIRS),
        carried=True,
    )


@dataclass(frozen=True, slots=True)
class _Fresh(Collection[Line]):
    """The lines of a run without an older ledger, each made when it is looked at."""

    findings: Listing

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Line]:
        return (Line(said) for said in self.findings)

    def __contains__(self, line: object) -> bool:
        return any(line == each for each in self)


class _Carried(Collection[Line]):
    """The lines over an older ledger: findings of today, which wait on the disk, then what is left."""

    def __init__(self) -> None:
        self.left: tuple[Line, ...] = ()
        self._said = Drawers()
        self._became: list[tuple[str, Entry | None]] = []

    def put(self, said: Mapping[str, str], change: str, entry: Entry | None) -> None:
        """A finding of today, what became of it, and the old line of its place."""
        self._said.put(0, tuple(said[label] for label in COLUMNS))
        self._became.append((change, entry))

    def __len__(self) -> int:
        return len(self._became) + len(self.left)

    def __iter__(self) -> Iterator[Line]:
        for values, (change, entry) in zip(self._said.taken(), self._became, strict=True):
            said = dict(zip(COLUMNS, values, strict=True))
            yield Line.over(said, change, entry) if entry else Line(said, change)
        yield from self.left

    def __contains__(self, line: object) -> bool:
        return any(line == each for each in self)


def _met(said: Mapping[str, str], waiting: _Waiting, gone: _Waiting) -> tuple[str, Entry | None]:
    """What became of a finding of today, and the old line of its place, if there is one."""
    entry = waiting.take(said[PLACE])
    if entry is None:
        entry = gone.take(said[PLACE])
        return (AGAIN if entry else NEW), entry
    return (CHANGED if entry.fingerprint not in ("", said[FINGERPRINT]) else SAME), entry


class _Waiting:
    """The lines of an old ledger, each until a finding at its place takes it."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._places: dict[str, deque[Entry]] = {}
        self._typed: dict[str, list[Mapping[str, str]]] = {}
        self._taken: set[int] = set()
        for entry in sorted(entries, key=lambda entry: not entry.typed):
            if entry.place:
                self._places.setdefault(entry.place, deque()).append(entry)

    def take(self, place: str) -> Entry | None:
        """A line of this place that nobody has taken, one that people wrote on first."""
        if not self._places.get(place):
            return None
        entry = self._places[place].popleft()
        self._taken.add(id(entry))
        self._typed.setdefault(place, []).append(entry.typed)
        return entry

    def left(self) -> Iterator[Entry]:
        """The lines that nobody has taken, in their order, without mere copies of those that were."""
        for entry in self._entries:
            if id(entry) not in self._taken and not self._copied(entry):
                yield entry

    def met(self, entry: Entry) -> bool:
        """Whether a finding of today took another line of this place."""
        return entry.place in self._typed

    def _copied(self, entry: Entry) -> bool:
        return any(entry.typed.items() <= typed.items() for typed in self._typed.get(entry.place, ()))


@dataclass(frozen=True, slots=True)
class _Audited:
    """What this run has looked at: a finding that is not here is gone only where its rule has judged."""

    rules: Mapping[str, str]
    forms: Mapping[tuple[str, ...], list[FormResult]]

    @classmethod
    def of(cls, run: Run) -> _Audited:
        """What a run has looked at, by project and unit, and by file."""
        forms: dict[tuple[str, ...], list[FormResult]] = {}
        for result in run.forms:
            source, head = result.form.source, result.form.reading.head
            paths = (source, *run.same_files.get(source, ()))
            named = tuple(safe(head.get(name) or "") for name in ("project_name", "unit"))
            for key in (named, *((safe(path),) for path in paths)):
                forms.setdefault(key, []).append(result)
        return cls({rule.code: rule.id for rule in run.rules}, forms)

    def change(self, entry: Entry) -> str:
        """What became of a line that no finding took."""
        if not entry.place:
            return KEPT
        rule, results = self.rules.get(entry.said.get("report.code", "")), self._results(entry.said)
        if rule is None or not results or any(rule not in result.outcomes for result in results):
            return NOT_AUDITED
        unsure = any(one.rule.id == rule for result in results for one in result.open)
        return UNDECIDED if unsure else RESOLVED

    def _results(self, said: Mapping[str, str]) -> list[FormResult]:
        """The forms that the line is of: the same project and unit, else all of its files; else none."""
        project = (said.get("report.project", ""), said.get("report.unit", ""))
        if project[0] and project in self.forms:
            return self.forms[project]
        files = [self.forms.get((file,), []) for file in said.get("report.file", "").split("、")]
        return [result for results in files for result in results] if all(files) else []

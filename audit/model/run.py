"""A run: every file that was given, what was read from it, and what was found."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audit.model.finding import Finding, Open, rules_of
from audit.model.form import Form
from audit.model.ledger import GivenVerdict, Verdict
from audit.model.rule import Outcome, Rule, Severity, Silence
from audit.model.waiver import WaiverUse


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was given: its path as shown (with `/`), and the SHA-256 of its bytes."""

    source: str
    sha256: str | None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class NotAudited:
    """A file without a form, or one that could not be audited, with the reason."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class FormResult:
    """What the rulebook says of one form; `outcomes` has the worst outcome of each rule by id.

    Findings, open points and outcomes may be written out only when somebody looks. `mark` stands for all
    that the result says: equal marks, equal results. `identity` is what the form is called from run to run.
    """

    form: Form
    profile: str
    profile_reason: str
    year: int | None
    year_reason: str
    outcomes: Mapping[str, Outcome]
    findings: Sequence[Finding]
    open: Sequence[Open] = ()
    mark: str = ""
    identity: str = ""

    def written_out(self) -> FormResult:
        """The same with nothing packed, for those who look more than once."""
        # a tuple of a packed sequence asks for its length first, and that unpacks it too
        found, left = tuple(iter(self.findings)), tuple(iter(self.open))
        form, outcomes = self.form.opened(), dict(self.outcomes)
        return replace(self, form=form, outcomes=outcomes, findings=found, open=left)

    def counts(self) -> dict[str, int]:
        """How many rules came out how, every outcome named."""
        seen = Counter(self.outcomes.values())
        return {
            name: seen[Outcome(name)]
            for name in ("passed", "finding", "not_applicable", "undecided", "failed")
        }


Rejections = Counter[tuple[Verdict, Severity]]
"""How many findings people reject or waive, by verdict and severity."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run over files; equal inputs, rules and version give equal runs.

    `same_files` has the other paths of identical files, `profiles` the label of each profile,
    `silenced` the rules that a folder of rules has put out of use, with the reason; `verdicts` what
    people have said of findings, by their place, and `waivers` which findings are allowed for a time.
    """

    engine: str
    rulebook: str
    rules: tuple[Rule, ...]
    files: tuple[InputFile, ...]
    forms: tuple[FormResult, ...]
    corpus: Sequence[Finding] = ()
    no_form: tuple[NotAudited, ...] = ()
    unaudited: tuple[NotAudited, ...] = ()
    same_files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    profiles: dict[str, str] = field(default_factory=dict)
    silenced: tuple[Silence, ...] = ()
    verdicts: Mapping[str, GivenVerdict] = field(default_factory=dict)
    waivers: tuple[WaiverUse, ...] = ()
    _counted: dict[str, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    _rejections: list[Rejections] = field(default_factory=list, init=False, repr=False, compare=False)

    def verdict(self, finding: Finding) -> GivenVerdict | None:
        """What people say of the finding, unless they said it of other figures."""
        given = self.verdicts.get(finding.place)
        return given if given and given.fingerprint in ("", finding.fingerprint) else None

    def rejected(self, finding: Finding) -> GivenVerdict | None:
        """The verdict that the finding is none, or the waiver of it, where there is one on these figures."""
        given = self.verdict(finding)
        return given if given and given.verdict in (Verdict.REJECTED, Verdict.WAIVED) else None

    def severities(self) -> dict[str, int]:
        """How many findings of each severity, those across forms too; counted once."""
        if not self._counted:
            seen = Counter(rule.severity for rule in self.rules_hit())
            self._counted.update({severity.value: seen[severity] for severity in Severity})
        return dict(self._counted)

    def rejections(self) -> Rejections:
        """The findings that people reject or waive; counted once."""
        if not self._rejections:
            given = ((self.rejected(finding), finding) for finding in (self.walk() if self.verdicts else ()))
            self._rejections.append(Counter((said.verdict, f.severity) for said, f in given if said))
        return self._rejections[0]

    def digest(self) -> str:
        """The SHA-256 of the identities of all findings, a line `place fingerprint` each, in their order."""
        made = hashlib.sha256()
        for finding in self.walk():
            made.update(f"{finding.place} {finding.fingerprint}\n".encode())
        return made.hexdigest()

    def count(self) -> int:
        """How many findings there are."""
        return sum(len(result.findings) for result in self.forms) + len(self.corpus)

    def rules_hit(self) -> Iterator[Rule]:
        """The rule of every finding, in their order; packed findings stay packed."""
        for result in self.forms:
            yield from rules_of(result.findings)
        yield from rules_of(self.corpus)

    def walk(self) -> Iterator[Finding]:
        """Every finding, form by form, then those across forms; of many forms they are not held at once."""
        for result in self.forms:
            yield from result.findings
        yield from self.corpus

    def findings(self) -> tuple[Finding, ...]:
        """All of them at once."""
        return tuple(self.walk())

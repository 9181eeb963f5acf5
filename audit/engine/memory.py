"""What earlier runs said of forms, so that only what has changed is judged again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from audit.engine.entries import ENTRY, KEY, PART, entries_of
from audit.engine.said import Said, aside
from audit.engine.sitting import BATCH, Case, Sitting, sit
from audit.engine.sources import NOTED, amounts_of
from audit.engine.verdicts import Ruling, Scope
from audit.model.identity import Formers, digest
from audit.model.schema import GRAINS
from audit.rulebook.book import Rulebook
from audit.rulebook.cache import code_version
from audit.shelf import Shelf


class Memory(Protocol):
    """Texts under keys, kept from run to run; one that is lost or damaged costs judging anew, no more.

    `reading` stands for how the forms were read: the version of the reader and its words.
    """

    @property
    def reading(self) -> str:
        """The version of the reader and its words."""

    @property
    def formers(self) -> Formers:
        """What earlier runs called forms."""

    def unread(self, sources: Collection[str]) -> None:
        """Be told which files could not be read this time: what their forms were called stays theirs."""

    def recall(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The texts that are kept under these keys; a key without one is left out."""

    def keep(self, said: Mapping[str, str]) -> None:
        """Keep these texts; called after each batch of forms."""


def rule_keys(rulebook: Rulebook, profile: str, year: int | None) -> dict[str, str]:
    """For each rule a digest of all that it says, and of the amounts it names for that profile and year."""
    keys = {}
    for rule in rulebook.rules:
        compiled = rulebook.compiled[rule.id]
        names = sorted({name for check in compiled["checks"] for name in amounts_of(check)})
        amounts = [(name, rulebook.parameters.value(name, profile, year)) for name in names]
        keys[rule.id] = digest(compiled["key"], json.dumps(amounts, ensure_ascii=False))
    return keys


def sit_with_memory(case: Case, listed: Sequence[Ruling], memory: Memory) -> Sitting:
    """What rules that look at one form alone say of each; only what the memory does not hold is judged."""
    work = _Recall(case.rulebook, listed, memory)
    said, shelf = list[Said](), Shelf()
    for start in range(0, len(case.forms), BATCH):
        batch = work.batch(case.only(range(start, min(start + BATCH, len(case.forms)))))
        said += [one.put_aside(shelf) for one in batch]
    return Sitting(work.rules, said)


def sit_wide_with_memory(case: Case, listed: Sequence[Ruling], memory: Memory) -> Sitting:
    """What rules that look beyond a form say; those that said so of the same forms need not say it again."""
    keys = _wide_keys(case, listed, memory)
    texts = memory.recall([*keys.values()])
    known = {
        rule: said for rule, key in keys.items() if (said := _wide_said(texts.get(key), len(case.forms)))
    }
    lacking = [ruling for ruling in listed if ruling.rule.id not in known]
    if lacking:
        fresh = _by_rule(sit(case, lacking), lacking)
        memory.keep({keys[rule]: _wide_text(said) for rule, said in fresh.items()})
        known |= fresh
    ordered = sorted(listed, key=lambda ruling: GRAINS.index(ruling.check["grain"]))
    rules = tuple(dict.fromkeys(ruling.rule.id for ruling in ordered))
    shelf = Shelf()
    said = [
        Said(
            "".join(known[rule][at].digits for rule in rules),
            aside((known[rule][at].entries for rule in rules), shelf),
        )
        for at in range(len(case.forms))
    ]
    return Sitting(rules, said)


def _wide_keys(case: Case, listed: Sequence[Ruling], memory: Memory) -> dict[str, str]:
    """For each rule what stands for all that it can look at: every form, its amounts, what was before."""
    earlier = case.history.earlier
    forms = [
        (form.id, form.source, scope.profile, scope.year, *(str(form.head.get(name)) for name in NOTED))
        for form, scope in zip(case.forms, case.scopes, strict=True)
    ]
    before = [[form.id for form in earlier], [*case.history.places]]
    beside = digest(code_version(), memory.reading, json.dumps([forms, before], ensure_ascii=False))
    amounts = dict.fromkeys((scope.profile, scope.year) for scope in case.scopes)
    by_amounts = [rule_keys(case.rulebook, *amount) for amount in amounts]
    rules = dict.fromkeys(ruling.rule.id for ruling in listed)
    return {rule: digest(beside, *(keys[rule] for keys in by_amounts)) for rule in rules}


def _by_rule(sitting: Sitting, listed: Sequence[Ruling]) -> dict[str, list[Said]]:
    """What each rule says of every form."""
    rule_of = {ruling.check["key"]: ruling.rule.id for ruling in listed}
    said: dict[str, list[Said]] = {rule: [] for rule in sitting.rules}
    for one in sitting.said:
        entries: dict[str, str] = {}
        for entry in entries_of(one.entries):
            rule = rule_of[entry[:KEY]]
            entries[rule] = f"{entries.get(rule, '')}{ENTRY}{entry}"
        for rule, digit in zip(sitting.rules, one.digits, strict=True):
            said[rule].append(Said(digit, entries.get(rule, "")))
    return said


def _wide_text(said: Sequence[Said]) -> str:
    entries = {at: one.entries for at, one in enumerate(said) if one.entries}
    digits = "".join(one.digits for one in said)
    return json.dumps([digits, entries], ensure_ascii=False, separators=(",", ":"))


def _wide_said(text: str | None, count: int) -> list[Said] | None:
    """What is kept of a rule; None where nothing is, or it is damaged."""
    try:
        digits, entries = json.loads(text or "null")
        return [Said(digits[at], entries.get(str(at), "")) for at in range(count)]
    except (ValueError, TypeError, IndexError, AttributeError):
        return None


class _Known(NamedTuple):
    """What is kept of a form: the keys of the rules that it was judged by, and what they said."""

    keys: tuple[str, ...]
    said: Said


_NOTHING = _Known((), Said("", ""))


class _Recall:
    """The rules at hand beside what is known of the forms."""

    def __init__(self, rulebook: Rulebook, listed: Sequence[Ruling], memory: Memory) -> None:
        ordered = sorted(listed, key=lambda ruling: GRAINS.index(ruling.check["grain"]))
        self.rules = tuple(dict.fromkeys(ruling.rule.id for ruling in ordered))
        self._rulebook, self._listed, self._memory = rulebook, listed, memory
        self._by_key = {ruling.check["key"]: ruling for ruling in listed}
        self._wanted: dict[tuple[str, int | None], tuple[str, ...]] = {}
        self._kept: dict[str, tuple[str, ...]] = {}

    def batch(self, case: Case) -> list[Said]:
        """What the rules say of some forms, judged where it is not known."""
        keys = [self._form_key(case, at) for at in range(len(case.forms))]
        texts = self._memory.recall(keys)
        known = [self._read(texts.get(key)) for key in keys]
        wanted = [self._wanted_of(scope) for scope in case.scopes]
        said = [each.said for each in known]
        lacking: dict[tuple[str, ...], list[int]] = {}
        for at, (each, its) in enumerate(zip(known, wanted, strict=True)):
            if each.keys != its:
                held = set(each.keys)
                missing = (rule for rule, key in zip(self.rules, its, strict=True) if key not in held)
                lacking.setdefault(tuple(missing), []).append(at)
        for rules, places in lacking.items():
            fresh = self._judged(case.only(places), frozenset(rules))
            for at, new in zip(places, fresh.said, strict=True):
                said[at] = self._merged(known[at], wanted[at], Sitting(fresh.rules, [new]))
        self._keep({keys[at]: (wanted[at], said[at]) for places in lacking.values() for at in places})
        return said

    def _form_key(self, case: Case, at: int) -> str:
        """What stands for all that one form alone is judged by, but for the rules."""
        form, scope = case.forms[at], case.scopes[at]
        read = (self._memory.reading, form.id, form.source)
        return digest(code_version(), *read, scope.profile, str(scope.year))

    def _wanted_of(self, scope: Scope) -> tuple[str, ...]:
        amounts = scope.profile, scope.year
        if amounts not in self._wanted:
            keys = rule_keys(self._rulebook, *amounts)
            self._wanted[amounts] = tuple(keys[rule] for rule in self.rules)
        return self._wanted[amounts]

    def _judged(self, case: Case, rules: frozenset[str]) -> Sitting:
        listed = [ruling for ruling in self._listed if ruling.rule.id in rules]
        return sit(case, listed) if listed else Sitting((), [Said("", "")] * len(case.forms))

    def _merged(self, known: _Known, wanted: Sequence[str], fresh: Sitting) -> Said:
        """The new digits and entries instead of those that no longer hold."""
        (new,) = fresh.said
        digits = dict(zip(fresh.rules, new.digits, strict=True))
        if not known.keys:
            return Said("".join(digits[rule] for rule in self.rules), new.entries)
        old = dict(zip(known.keys, known.said.digits, strict=True))
        kept = (entry for entry in entries_of(known.said.entries) if self._holds(entry, digits))
        entries = sorted((*kept, *entries_of(new.entries)), key=self._rank)
        return Said(
            "".join(digits.get(rule) or old[key] for rule, key in zip(self.rules, wanted, strict=True)),
            "".join(ENTRY + entry for entry in entries),
        )

    def _holds(self, entry: str, redone: Mapping[str, str]) -> bool:
        ruling = self._by_key.get(entry[:KEY])
        return ruling is not None and ruling.rule.id not in redone

    def _rank(self, entry: str) -> tuple[int, int, int]:
        """The order in which the database tells of entries."""
        ruling = self._by_key[entry[:KEY]]
        return GRAINS.index(ruling.check["grain"]), int(entry.split(PART, 2)[1]), ruling.number

    def _read(self, text: str | None) -> _Known:
        """What is kept of a form; nothing where it is damaged."""
        if text is None:
            return _NOTHING
        try:
            rules, digits, entries = json.loads(text)
            known = _Known(self._rules_of(rules), Said(digits, entries))
        except (ValueError, TypeError):
            return _NOTHING
        return known if len(known.keys) == len(digits) else _NOTHING

    def _rules_of(self, key: str) -> tuple[str, ...]:
        """The keys of the rules that digits stand for; they are kept once for many forms."""
        if key not in self._kept:
            self._kept[key] = tuple(self._memory.recall([key]).get(key, "").split())
        return self._kept[key]

    def _keep(self, judged: Mapping[str, tuple[tuple[str, ...], Said]]) -> None:
        texts = {}
        for key, (rules, said) in judged.items():
            name = digest(*rules)
            self._kept[name] = rules
            texts[name] = " ".join(rules)
            texts[key] = json.dumps(
                [name, said.digits, said.entries], ensure_ascii=False, separators=(",", ":")
            )
        if texts:
            self._memory.keep(texts)

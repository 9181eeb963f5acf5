"""What people say of findings: verdicts typed into the ledger, and waivers of the bureau."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date

from sqlalchemy import Connection, select

from audit.garbage import searched_no_more
from audit.language import LANGUAGES, text
from audit.model.ledger import Entry, GivenVerdict, Ledger, Verdict, verdicts_of
from audit.model.run import Run
from audit.model.waiver import ACTIVE, UNUSED, Waiver
from audit.nightly import waiving
from audit.store.keeping import Row, canonical
from audit.store.tables import covers, verdicts, waivers
from audit.writers.ledger import PROGRESS
from audit.writers.listing import verdict_text
from audit.writers.masking import safe

FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Opinions:
    """The run with everything said of it, the rows that the store keeps of that, how many waivers end now."""

    run: Run
    rows: Mapping[str, Sequence[Row]]
    lapsed: int


@searched_no_more()
def heard(
    connection: Connection, run: Run, ledger: Ledger | None, listed: Sequence[Waiver], today: date
) -> Opinions:
    """Put verdicts and waivers beside the findings of a run."""
    given = _given(connection, ledger)
    past = _past(connection)
    decided = waiving.decide(listed, waiving.candidates(run, listed), past, today)
    over = [made.use.waiver.id for made in decided if made.use.state not in (ACTIVE, UNUSED)]
    told = {
        row["place"]: GivenVerdict(
            row["place"], Verdict(row["verdict"]), row["reason"], row["person"], row["fingerprint"]
        )
        for row in given
        if row["verdict"] != FIXED
    }
    more = waiving.findings(decided)
    known = {finding.rule.id: finding.rule for finding in more}
    told_run = replace(
        run,
        rules=(*run.rules, *(known[name] for name in sorted(known))),
        corpus=(*run.corpus, *more),
        verdicts={**told, **waiving.verdicts(decided)},
        waivers=tuple(made.use for made in decided),
    )
    rows = {"verdicts": given, "waivers": _waivers(decided), "covers": _covers(decided)}
    return Opinions(told_run, rows, sum(not (name in past and past[name].lapsed) for name in over))


def _given(connection: Connection, ledger: Ledger | None) -> list[Row]:
    """The verdicts that hold: those of the ledger, and older ones of findings that it does not list."""
    kept = {
        row["place"]: {name: row[name] for name in ("place", "fingerprint", "verdict", "reason", "person")}
        for row in connection.execute(select(verdicts).where(verdicts.c.until.is_(None))).mappings()
    }
    if ledger is None:
        return list(kept.values())
    entries = [entry for entry in (*ledger.resolved, *ledger.entries) if entry.place]
    shown = {entry.place: entry.fingerprint for entry in entries}
    fresh: dict[str, Row] = {
        entry.place: _row(GivenVerdict(entry.place, Verdict.UPHELD), FIXED, entry.fingerprint)
        for entry in entries
        if _is_done(entry)
    }
    for one in verdicts_of(ledger):
        fresh[one.place] = _row(one, one.verdict.value, one.fingerprint or shown.get(one.place, ""))
    return [*(row for place, row in kept.items() if place not in shown), *fresh.values()]


def _row(given: GivenVerdict, verdict: str, fingerprint: str) -> Row:
    said = {"reason": safe(given.reason), "person": safe(given.who)}
    return {"place": given.place, "fingerprint": fingerprint, "verdict": verdict, **said}


def _is_done(entry: Entry) -> bool:
    done = {text("progress.done", lang) for lang in LANGUAGES}
    return entry.typed.get(PROGRESS, "").strip() in done


def _past(connection: Connection) -> dict[str, waiving.Past]:
    """What earlier runs have noted of each waiver."""
    past: dict[str, waiving.Past] = {}
    for row in connection.execute(select(waivers).order_by(waivers.c.since)).mappings():
        known = past.setdefault(row["waiver"], waiving.Past())
        known.lapsed = known.lapsed or row["lapsed"]
    for row in connection.execute(select(covers).order_by(covers.c.since)).mappings():
        past.setdefault(row["waiver"], waiving.Past()).covers[row["place"]] = row["fingerprint"]
    return past


def _waivers(decided: Sequence[waiving.Decided]) -> list[Row]:
    return [
        {
            "waiver": made.use.waiver.id,
            "said": canonical(said(made.use.waiver)),
            "lapsed": "" if made.use.state in (ACTIVE, UNUSED) else made.use.state,
        }
        for made in decided
    ]


def said(waiver: Waiver) -> dict[str, str]:
    """Everything that a waiver says, as texts."""
    values = ((field.name, getattr(waiver, field.name)) for field in fields(Waiver))
    return {name: safe(str(value)) for name, value in values if value not in (None, "")}


def _covers(decided: Sequence[waiving.Decided]) -> list[Row]:
    return [
        {"waiver": made.use.waiver.id, "place": place, "fingerprint": fingerprint}
        for made in decided
        for place, fingerprint in made.covers.items()
    ]


def states(connection: Connection) -> dict[str, tuple[str, int]]:
    """How each waiver stood in the last run, and how many findings it covers, by id."""
    held: dict[str, int] = {}
    for waiver in connection.execute(select(covers.c.waiver).where(covers.c.until.is_(None))).scalars():
        held[waiver] = held.get(waiver, 0) + 1
    rows = connection.execute(select(waivers).where(waivers.c.until.is_(None))).mappings()
    return {
        row["waiver"]: (
            row["lapsed"] or (ACTIVE if row["waiver"] in held else UNUSED),
            held.get(row["waiver"], 0),
        )
        for row in rows
    }


def opinions_of(connection: Connection, place: str, fingerprint: str, lang: str) -> list[str]:
    """What people say of one finding now: that it is none, was none on other figures, or is waived."""
    here = (verdicts.c.place == place) & verdicts.c.until.is_(None)
    given = [
        GivenVerdict(place, Verdict.REJECTED, row["reason"], row["person"], row["fingerprint"])
        for row in connection.execute(select(verdicts).where(here)).mappings()
        if row["verdict"] == Verdict.REJECTED
    ]
    covered = (covers.c.place == place) & covers.c.until.is_(None) & (covers.c.waiver == waivers.c.waiver)
    wanted = select(waivers.c.said, covers.c.fingerprint).where(
        covered, waivers.c.until.is_(None), waivers.c.lapsed == ""
    )
    for told, figures in connection.execute(wanted):
        waiver = json.loads(told)
        reason = waiving.because(waiver["reason"], waiver["basis"], waiver["until"])
        given.append(GivenVerdict(place, Verdict.WAIVED, reason, waiver["approved_by"], figures))
    return [
        verdict_text(one, lang, "rejected" if one.fingerprint in ("", fingerprint) else "outdated")
        for one in given
    ]

"""The manual of the rules: pages that need no server and no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from audit.language import text
from audit.model.manual import RulePage
from audit.model.rule import Beyond
from audit.model.strength import Caught, Strength
from audit.shipped import shipped
from audit.writers.files import put
from audit.writers.strength import percent, sum_up
from audit.writers.templates import STYLE, environment, family_label, write_page


def write(
    rules: Sequence[RulePage | Beyond],
    folder: Path,
    *,
    release: dict[str, str],
    strength: Strength | None = None,
    lang: str = "zh",
) -> None:
    """Write the index and a page for each rule; `release` names engine, rulebook, a report.

    Checks that are no rules stand in the index alone.
    """
    pages = [rule for rule in rules if isinstance(rule, RulePage)]
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    put(folder / STYLE, (shipped("reports") / STYLE).read_bytes())
    templates = environment(lang)
    templates.globals.update(
        run=release, strength=strength, percent=percent, scope=lambda page: scope(page, lang)
    )
    for path in (folder / "rules").glob("*.html"):
        if re.fullmatch(r"[a-z0-9-]+\.html", path.name) and path.stem not in {p.rule.id for p in pages}:
            path.unlink()
    families = [(family_label(name, lang), list(of)) for name, of in groupby(pages, lambda p: p.rule.family)]
    index = {
        "families": families,
        "counts": {
            name: sum(p.rule.severity == name for p in pages) for name in ("error", "warning", "note")
        },
        "ids": {page.rule.id: page.rule for page in pages},
        "beyond": [rule for rule in rules if isinstance(rule, Beyond)],
        "stale": strength is not None and strength.rulebook != release["rulebook"],
        "summary": sum_up(strength, lang) if strength else "",
        "shares": {page.rule.id: _kinds(strength, page.rule.id) for page in pages},
    }
    write_page(folder / "index.html", templates, "manual.html", pages=pages, root="", **index)
    for page in pages:
        path = folder / "rules" / f"{page.rule.id}.html"
        family = family_label(page.rule.family, lang)
        kinds = _kinds(strength, page.rule.id)
        write_page(path, templates, "rule.html", page=page, family=family, kinds=kinds, root="../")


def _kinds(strength: Strength | None, rule: str) -> tuple[Caught, ...]:
    return strength.of_rule(rule) if strength else ()


def scope(page: RulePage, lang: str = "zh") -> str:
    """When and for which profiles a rule exists."""
    said = []
    if page.since:
        said.append(text("manual.since", lang, day=page.since))
    if page.until:
        said.append(text("manual.ends", lang, day=page.until))
    if page.profiles:
        said.append(text("manual.only", lang, profiles="、".join(page.profiles)))
    return "，".join(said) or text("manual.always", lang)

"""What the 问题清单 and the 审计工作底稿 of one unit show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from audit.language import text
from audit.model.finding import Finding
from audit.model.run import FormResult, Run
from audit.writers.papers.review import Values, told

LONGEST = 3_000
"""So many lines a list in Word has; what is beyond is counted in it and stands in findings.xlsx."""

NAMED = 30
"""So many facts of one problem a work paper names."""


@dataclass(frozen=True, slots=True)
class Member:
    """A form of the unit, the number of its 复核表, and what that says of the project and the findings."""

    result: FormResult
    number: str
    project: Values = field(default_factory=dict)
    findings: tuple[Values, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """The forms of one unit, and the findings across forms that any of them is in."""

    name: str
    department: str
    members: tuple[Member, ...]
    across: tuple[Finding, ...] = ()


def units(members: Sequence[Member], corpus: Iterable[Finding]) -> list[Unit]:
    """The units in the order of their first form; without a unit the department, else one for all."""
    grouped: dict[str, list[Member]] = {}
    departments: dict[str, dict[str, None]] = {}
    unit_of: dict[str, str] = {}
    for member in members:
        head = member.result.form.reading.head
        department = head.get("department") or ""
        name = head.get("unit") or department or text("paper.no_unit")
        grouped.setdefault(name, []).append(member)
        departments.setdefault(name, {})[department] = None
        unit_of[member.result.form.id] = name
    across: dict[str, list[Finding]] = {}
    for finding in corpus:
        for name in dict.fromkeys(unit_of[form] for form in finding.forms if form in unit_of):
            across.setdefault(name, []).append(finding)
    return [
        Unit(name, "、".join(filter(None, departments[name])), tuple(own), tuple(across.get(name, ())))
        for name, own in grouped.items()
    ]


def unit_values(run: Run, unit: Unit) -> Values:
    """Everything that both papers of a unit show."""
    projects = [_project(member) for member in unit.members]
    found = [
        {**each, "project": project["name"], "review": project["number"], "source": project["source"]}
        for member, project in zip(unit.members, projects, strict=True)
        for each in member.findings
    ]
    found += [_across(run, finding, unit) for finding in unit.across]
    order = ("error", "warning", "note")
    standing = sorted((f for f in found if not f["rejected"]), key=lambda f: order.index(f["level"]))
    lines = [{**each, "line": number} for number, each in enumerate(standing[:LONGEST], 1)]
    counts = [member.result.counts() for member in unit.members]
    return {
        "unit": unit.name,
        "department": unit.department,
        "projects": projects,
        "lines": lines,
        "left_out": len(standing) - len(lines),
        "rejected": [each for each in found if each["rejected"]],
        "problems": _problems(standing),
        "counts": {
            "forms": len(projects),
            **{name: sum(each["level"] == name for each in standing) for name in order},
            **{name: sum(count[name] for count in counts) for name in counts[0]},
        },
    }


def _project(member: Member) -> Values:
    """A project in the summary: its head, its score as filed, how many findings stand."""
    standing = Counter(each["level"] for each in member.findings if not each["rejected"])
    return {
        "number": member.number,
        **member.project,
        **{level: standing[level] for level in ("error", "warning", "note")},
    }


def _across(run: Run, finding: Finding, unit: Unit) -> Values:
    count = text("finding.across", count=len(finding.forms))
    reviews = [m.number for m in unit.members if m.result.form.id in finding.forms]
    return {
        **told(run, finding),
        "number": "",
        "project": count,
        "review": "、".join(reviews),
        "source": "",
    }


def _problems(lines: Sequence[Values]) -> list[Values]:
    """The findings by rule, worst first: what is wrong, in how many projects, the facts, the basis."""
    grouped: dict[str, list[Values]] = {}
    for line in lines:
        grouped.setdefault(line["code"], []).append(line)
    return [
        {
            "number": number,
            **{name: own[0][name] for name in ("code", "title", "severity", "level", "basis", "suggest")},
            "projects": len({line["review"] for line in own}),
            "count": len(own),
            "facts": [
                {name: line[name] for name in ("project", "review", "cell", "at", "message", "amount")}
                for line in own[:NAMED]
            ],
            "left_out": max(0, len(own) - NAMED),
        }
        for number, own in enumerate(grouped.values(), 1)
    ]

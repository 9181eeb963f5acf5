"""The cache of compiled rules and of rule pages: JSON files for each set of rule files; safe to delete."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from enum import StrEnum
from functools import cache as once
from pathlib import Path
from typing import Any, get_args, get_type_hints

import audit
from audit.model.manual import RulePage
from audit.model.rule import Basis, Certainty, Rule, Severity, Silence
from audit.rulebook.book import Rulebook
from audit.rulebook.parameters import Amount, Parameter, Parameters, Profile

_COMPILER = ("rulebook", "engine", "model")
"""The packages whose code decides what a rule compiles to."""


def load(folder: Path, hash_: str) -> Rulebook | None:
    """The compiled rulebook of these rule files, None where there is none or it is damaged."""
    try:
        data = json.loads(_file(folder, hash_).read_bytes())
        return _book(data) if data["hash"] == hash_ else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(folder: Path, book: Rulebook) -> None:
    """Keep a compiled rulebook; a folder that cannot be written is no fault."""
    data = {
        "hash": book.hash,
        "rules": [asdict(rule) for rule in book.rules],
        "parameters": {name: asdict(value) for name, value in book.parameters.by_name.items()},
        "profiles": {name: asdict(value) for name, value in book.parameters.profiles.items()},
        "compiled": dict(book.compiled),
        "silenced": [asdict(silence) for silence in book.silenced.values()],
    }
    _put(_file(folder, book.hash), data)


def load_pages(folder: Path, hash_: str) -> tuple[RulePage, ...] | None:
    """The pages of these rule files, None where there are none or they are damaged."""
    try:
        data = json.loads(_file(folder, hash_, "pages").read_bytes())
        return tuple(_revived(RulePage, page) for page in data["pages"]) if data["hash"] == hash_ else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save_pages(folder: Path, hash_: str, pages: Sequence[RulePage]) -> None:
    """Keep the pages of a rulebook; a folder that cannot be written is no fault."""
    _put(_file(folder, hash_, "pages"), {"hash": hash_, "pages": [asdict(page) for page in pages]})


def _put(file: Path, data: Mapping[str, Any]) -> None:
    unfinished = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "utf-8")
        unfinished.replace(file)
    except OSError:
        unfinished.unlink(missing_ok=True)


def _file(folder: Path, hash_: str, kind: str = "rules") -> Path:
    versions = (audit.__version__, sys.version, code_version(), hash_)
    key = hashlib.sha256("\0".join(versions).encode()).hexdigest()
    return folder / kind / f"{key[:32]}.json"


@once
def code_version() -> str:
    """A digest of our own code, so that a changed compiler or engine never meets its old output."""
    digest = hashlib.sha256()
    for package in _COMPILER:
        for file in sorted((Path(audit.__file__).parent / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _book(data: Mapping[str, Any]) -> Rulebook:
    parameters = {
        name: Parameter(
            value["name"],
            value["label"],
            value["kind"],
            tuple(Amount(**{**amount, "profiles": tuple(amount["profiles"])}) for amount in value["amounts"]),
        )
        for name, value in data["parameters"].items()
    }
    profiles = {name: Profile(**value) for name, value in data["profiles"].items()}
    rules = tuple(_rule(value) for value in data["rules"])
    compiled = {rule.id: data["compiled"][rule.id] for rule in rules}
    silenced = {s["rule"]: Silence(**{**s, "profiles": tuple(s["profiles"])}) for s in data["silenced"]}
    return Rulebook(rules, Parameters(parameters, profiles), data["hash"], compiled, silenced=silenced)


def _rule(value: dict[str, Any]) -> Rule:
    basis = tuple(Basis(**{**b, "certainty": Certainty(b["certainty"])}) for b in value["basis"])
    return Rule(
        **{
            **value,
            "severity": Severity(value["severity"]),
            "basis": basis,
            "explained_by": tuple(value["explained_by"]),
        }
    )


def _revived(kind: Any, value: Any) -> Any:
    """Plain JSON as the frozen data that it was: data classes, tuples of them, named values, texts."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _revived(hints[name], part) for name, part in value.items()})  # type: ignore[operator]
    inner = get_args(kind)
    if isinstance(value, list):
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_revived(each, part) for each, part in zip(kinds, value, strict=True))
    return kind(value) if isinstance(kind, type) and issubclass(kind, StrEnum) else value

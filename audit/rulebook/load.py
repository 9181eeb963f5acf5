"""Folders of rule files to one rulebook, from the cache where they have not changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from audit.errors import RulebookError, UsageError
from audit.model.rule import Rule
from audit.rulebook import cache as cached
from audit.rulebook.book import Compiler, Rulebook
from audit.yamlfile import nearest

OTHERS = ("form.yaml", "values.yaml", "budget.yaml", "beyond.yaml")
"""Files beside the rules that others read."""

MAX_FILES = 5_000


def load_rulebook(
    folders: Sequence[Path],
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    cache: Path | None = None,
    compiler: Compiler | None = None,
) -> Rulebook:
    """Load the rules of all folders; `select` and `ignore` name rules by id, code or family."""
    files = {folder: _files(folder) for folder in folders}
    hash_ = _hash(files)
    book = cached.load(cache, hash_) if cache and compiler else None
    if book is None:
        book = _read(files, hash_, compiler)
        if cache and compiler:
            cached.save(cache, book)
    return _chosen(book, tuple(select), tuple(ignore))


def _read(files: Mapping[Path, Sequence[Path]], hash_: str, compiler: Compiler | None) -> Rulebook:
    from audit.rulebook.folders import read_folders  # sqlglot and ruamel.yaml stay out of a cached run

    definitions, parameters, silenced = read_folders(files)
    compiled = {d.rule.id: compiler(d) for d in definitions} if compiler else {}
    return Rulebook(tuple(d.rule for d in definitions), parameters, hash_, compiled, definitions, silenced)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise UsageError(f"{folder}: 没有这个规则文件夹。")
    found = sorted(p for p in folder.rglob("*.yaml") if p.name not in OTHERS and p.is_file())
    if len(found) > MAX_FILES:
        raise RulebookError(f"规则文件超过 {MAX_FILES} 个。", folder.as_posix())
    return found


def _hash(files: Mapping[Path, Sequence[Path]]) -> str:
    digest = hashlib.sha256()
    for layer, (folder, paths) in enumerate(files.items()):
        for path in paths:
            data = path.read_bytes()
            digest.update(f"{layer}\0{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
            digest.update(data)
    return f"sha256:{digest.hexdigest()}"


def _chosen(book: Rulebook, select: tuple[str, ...], ignore: tuple[str, ...]) -> Rulebook:
    if not select and not ignore:
        return book
    for name in (*select, *ignore):
        if not any(_named(rule, name) for rule in book.rules):
            raise UsageError(f"没有名为 {name} 的规则{nearest(name, [rule.id for rule in book.rules])}")
    return book.chosen(
        lambda rule: (
            (not select or any(_named(rule, name) for name in select))
            and not any(_named(rule, name) for name in ignore)
        )
    )


def _named(rule: Rule, name: str) -> bool:
    """Whether a name means this rule: its id, its code, its family or the letters of its code."""
    wanted = re.sub(r"\s", "", name).casefold()
    return wanted in (rule.id, rule.code.casefold(), rule.family, rule.code.partition("-")[0].casefold())

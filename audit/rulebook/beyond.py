"""Checks that reviewers make and that no rule can decide from a form: named, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from audit.model.rule import Beyond
from audit.yamlfile import load_yaml

BEYOND = "beyond.yaml"
"""The file of a rules folder that lists them."""


def read_beyond(folders: Iterable[Path]) -> tuple[Beyond, ...]:
    """What the folders list, in their order; a folder need not list any."""
    return tuple(one for folder in folders if (folder / BEYOND).is_file() for one in _read(folder / BEYOND))


def _read(path: Path) -> Iterable[Beyond]:
    for code, node in load_yaml(path).mapping().items():
        keys = node.mapping(("id", "title", "reason"))
        for needed in ("id", "title", "reason"):
            if needed not in keys:
                raise node.error(f"{code} 缺少 {needed}。")
        yield Beyond(keys["id"].string(), code, keys["title"].string(), keys["reason"].string())

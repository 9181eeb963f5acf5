"""One module a format: its name is the kind that `sniff` gives, and it holds `FORMAT` and `read`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from audit.model.grid import Document
from audit.readers.content import Content


@cache
def names() -> frozenset[str]:
    """The formats that can be read: the modules of this folder."""
    return frozenset(module.name for module in pkgutil.iter_modules(__path__))


def reader(name: str) -> Callable[[Content], Document]:
    """The function that reads that format from bytes; only this format's module is imported."""
    module = import_module(f"{__name__}.{name}")
    return cast("Callable[[Content], Document]", module.read)

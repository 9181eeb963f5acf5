"""The search for cycles, put off while thousands of objects are made that hold none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search() -> Iterator[None]:
    """Forms, findings and pages hold no cycles: a search while they are made takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def searched_no_more() -> Iterator[None]:
    """What is there by now is left out of the search; cycles that are made meanwhile are still found.

    For work beside tens of thousands of forms that makes cycles of its own, as a database does.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()

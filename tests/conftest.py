"""What every test stands on: no caches of the person at the desk, and repeatable properties."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep caches in a folder of the session, and the language as shipped."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIT_CACHE", str(tmp_path_factory.mktemp("cache")))
        for name in [name for name in os.environ if name.startswith("AUDIT_") and name != "AUDIT_CACHE"]:
            patch.delenv(name)
        yield

"""What every test stands on: no caches of the person at the desk, and repeatable properties."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


@pytest.fixture(scope="session")
def database() -> Iterator[postgresql.Server]:
    """A PostgreSQL server for this session."""
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same for all tests of a module."""
    if request.param == "sqlite":
        return str(tmp_path_factory.mktemp("store") / "audit.db")
    server: postgresql.Server = request.getfixturevalue("database")
    return server.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """What `store` says in audit.toml: a file, and a database of its own on a real server."""
    if request.param == "sqlite":
        return str(tmp_path / "audit.db")
    server: postgresql.Server = request.getfixturevalue("database")
    return server.fresh()

"""Runs, findings, verdicts and waivers over time: SQLite embedded, PostgreSQL by URL."""

from __future__ import annotations

from audit.store.opening import file_of, place_of, shown
from audit.store.store import Memory, Store, opened

__all__ = ["Memory", "Store", "file_of", "opened", "place_of", "shown"]

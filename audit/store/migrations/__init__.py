"""How a store is brought to the schema of this program, one step a file of `versions`."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import Column, Integer, String, text


def kept(name: str, /, **columns: Any) -> None:
    """Make a table of rows that hold from run to run; a column of type None may be blank."""
    op.create_table(
        name,
        Column("id", Integer, primary_key=True),
        *(Column(key, kind or String(64), nullable=kind is None) for key, kind in columns.items()),
        Column("since", Integer, nullable=False),
        Column("until", Integer),
        Column("gone", String(16)),
        Column("digest", String(64), nullable=False),
    )
    holds = text("until IS NULL")
    op.create_index(f"{name}_once", name, ["digest", "since"], unique=True)
    op.create_index(
        f"{name}_current", name, ["digest"], unique=True, sqlite_where=holds, postgresql_where=holds
    )

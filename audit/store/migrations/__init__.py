"""How a store is brought to the schema of this program, one step a file of `versions`."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, Text, text


def kept(name: str, *columns: str, blank: tuple[str, ...] = ()) -> None:
    """Make a table of rows that hold from run to run; the columns named in `blank` may be blank."""
    op.create_table(
        name,
        Column("id", Integer, primary_key=True),
        *(Column(key, Text, nullable=key in blank) for key in columns),
        Column("since", Integer, nullable=False),
        Column("until", Integer),
        Column("gone", Text),
        Column("digest", Text, nullable=False),
    )
    holds = text("until IS NULL")
    op.create_index(f"{name}_once", name, ["digest", "since"], unique=True)
    op.create_index(
        f"{name}_current", name, ["digest"], unique=True, sqlite_where=holds, postgresql_where=holds
    )

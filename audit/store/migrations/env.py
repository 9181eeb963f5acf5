"""Alembic's entry: migrate over the connection that the store hands in, in its transaction."""

from __future__ import annotations

from alembic import context

from audit.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()

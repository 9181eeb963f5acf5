"""Runs with what they read, found, judged by and wrote."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, Text

from audit.store.migrations import kept

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "runs",
        Column("run", Integer, primary_key=True, autoincrement=False),
        *(Column(name, Text, nullable=False) for name in ("started", "finished")),
        Column("engine", Text, nullable=False),
        Column("rulebook", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("manifest", Text, nullable=False),
        Column("manifest_sha256", Text, nullable=False, unique=True),
    )
    op.create_table(
        "documents",
        Column("sha256", Text, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    kept("input_files", "source", "sha256", "format", blank=("sha256", "format"))
    kept("not_audited", "source", "kind", "reason")
    kept(
        "outcomes",
        "form", "form_id", "source", "project", "unit", "department",
        "profile", "year", "counts", "mark",
    )  # fmt: skip
    kept(
        "findings",
        "place", "ordinal", "fingerprint", "rule", "code",
        "severity", "family", "form", "source", "project", "unit",
        "department", "said",
    )  # fmt: skip
    for name in ("place", "form"):
        op.create_index(f"findings_{name}", "findings", [name])
    kept("rule_files", "path", "sha256")
    kept("settings", "name", "value")
    kept("packages", "name", "version")
    kept("outputs", "path", "sha256")


def downgrade() -> None:
    """There is nothing before the first."""
    raise NotImplementedError

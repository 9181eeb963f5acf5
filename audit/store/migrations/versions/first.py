"""Runs with what they read, found, judged by and wrote."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String, Text, text

from audit.store.migrations import kept

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "runs",
        Column("run", Integer, primary_key=True, autoincrement=False),
        *(Column(name, String(32), nullable=False) for name in ("started", "finished")),
        Column("engine", Text, nullable=False),
        Column("rulebook", String(64), nullable=False),
        Column("summary", Text, nullable=False),
        Column("manifest", Text, nullable=False),
        Column("manifest_sha256", String(64), nullable=False, unique=True),
    )
    op.create_table(
        "documents",
        Column("sha256", String(64), primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    kept("input_files", source=Text, sha256=None, format=None)
    kept("not_audited", source=Text, kind=String(16), reason=Text)
    kept(
        "outcomes",
        form=String(16), form_id=String(80), source=Text, project=Text, unit=Text, department=Text,
        profile=Text, year=String(8), counts=Text, mark=String(64),
    )  # fmt: skip
    kept(
        "findings",
        place=String(16), ordinal=String(8), fingerprint=String(16), rule=Text, code=Text,
        severity=String(8), family=Text, form=String(16), source=Text, project=Text, unit=Text,
        department=Text, said=Text,
    )  # fmt: skip
    op.create_index("findings_place", "findings", [text("place")])
    kept("rule_files", path=Text, sha256=String(64))
    kept("settings", name=Text, value=Text)
    kept("packages", name=Text, version=Text)
    kept("outputs", path=Text, sha256=String(64))


def downgrade() -> None:
    """There is nothing before the first."""
    raise NotImplementedError

"""What people say of findings, what is waived, and what the rules last said of each form."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String, Text

from audit.store.migrations import kept

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "judgements",
        Column("key", String(64), primary_key=True),
        Column("run", Integer, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("digest", String(64), nullable=False),
    )
    kept("verdicts", place=String(16), fingerprint=String(16), verdict=String(16), reason=Text, person=Text)
    kept("waivers", waiver=String(16), said=Text, lapsed=Text)
    kept("covers", waiver=String(16), place=String(16), ordinal=String(8), fingerprint=String(16))


def downgrade() -> None:
    """Nothing that was kept is ever thrown away."""
    raise NotImplementedError

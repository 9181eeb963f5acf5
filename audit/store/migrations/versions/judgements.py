"""What people say of findings, what is waived, and what the rules last said of each form."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, Text

from audit.store.migrations import kept

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "judgements",
        Column("key", Text, primary_key=True),
        Column("run", Integer, nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("digest", Text, nullable=False),
    )
    kept("verdicts", "place", "fingerprint", "verdict", "reason", "person")
    kept("waivers", "waiver", "said", "lapsed")
    kept("covers", "waiver", "place", "fingerprint")


def downgrade() -> None:
    """Nothing that was kept is ever thrown away."""
    raise NotImplementedError

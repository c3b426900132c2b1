"""Second opinions in the window: those that wait are found by an index, and a team says which share is drawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from moderator.store.tables import UNANSWERED

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    where = sa.text(UNANSWERED)
    op.create_index(
        "second_waiting", "second_opinion", ["asked_at", "verdict_id"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "sampling",
        sa.Column("reason", sa.String, primary_key=True),
        sa.Column("share", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by_person", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("sampling")
    op.drop_index("second_waiting", "second_opinion")

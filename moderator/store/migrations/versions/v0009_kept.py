"""Legal holds, locked cases, files that wait to be taken away, and indexes that make erasing quick."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_INDEXED = (
    ("case_entry", "facts"),
    ("revision", "facts"),
    ("verdict_entry", "body"),
    ("verdict_entry", "record"),
    ("second_opinion", "body"),
    ("carried", "record"),
    ("carried", "source"),
    ("aboard", "source"),
)
"""What points at documents: else each document that goes would have every row of these tables read."""


def _case() -> sa.Column[str]:
    return sa.Column("case_id", sa.String, sa.ForeignKey("case_entry.id"), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def upgrade() -> None:
    op.create_table("legal_hold", _case(), _text("by_person"), _text("why"), _text("at"))
    op.create_table("case_lock", _case(), _text("kind"), _text("by_person"), _text("at"), _text("was"))
    op.create_table("erased_file", sa.Column("sha256", sa.String, primary_key=True))
    for table, column in _INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in _INDEXED:
        op.drop_index(f"ix_{table}_{column}", table)
    for table in ("erased_file", "case_lock", "legal_hold"):
        op.drop_table(table)

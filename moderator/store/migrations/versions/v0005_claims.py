"""Leases on open cases, recusals, assignments, drafts that made room, and what is to be exported."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _case(name: str = "case_id") -> sa.Column[str]:
    return sa.Column(name, sa.String, sa.ForeignKey("case_entry.id"), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def upgrade() -> None:
    op.create_table(
        "lease",
        _case(),
        _text("holder"),
        _text("token"),
        sa.Column("fence", sa.BigInteger, nullable=False),
        _text("taken_at"),
        _text("until"),
    )
    op.create_table(
        "recusal", _case(), sa.Column("person", sa.String, primary_key=True), _text("name"), _text("why"), _text("at")
    )
    op.create_table("assignment", _case(), _text("to_person"), _text("by_person"), _text("why"), _text("at"))
    op.create_table(
        "export_intent",
        sa.Column("verdict_id", sa.String, sa.ForeignKey("verdict_entry.id"), primary_key=True),
        sa.Column("edition", sa.String, primary_key=True),
        _text("made_at"),
        _text("due_at"),
        sa.Column("done_at", sa.String, nullable=True),
    )
    op.create_index("ix_export_intent_done_at", "export_intent", ["done_at"])
    op.add_column("draft", sa.Column("owner", sa.String, nullable=False, server_default=""))
    op.create_table(
        "draft_aside",
        _case(),
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        _text("saved_at"),
    )


def downgrade() -> None:
    for table in ("draft_aside", "export_intent", "assignment", "recusal", "lease"):
        op.drop_table(table)
    op.drop_column("draft", "owner")

"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    _cases()
    _verdicts()
    op.create_table(
        "ledger_entry",
        sa.Column("seq", _BIG, primary_key=True),
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("at", "actor", "action", "case_id", "entry", "previous", "head")
        ),
    )


def _cases() -> None:
    op.create_table(
        "case_entry",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("folded", sa.String, nullable=False, unique=True),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("version", _BIG, nullable=False),
        sa.Column("status", sa.String, nullable=False, index=True),
        sa.Column("facts", sa.String, sa.ForeignKey("document.sha256"), nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("order_number", sa.String, nullable=False, index=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("claim", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("due_at", sa.String, nullable=True, index=True),
        sa.Column("escalated_at", sa.String, nullable=False),
        sa.Column("currency", sa.String, nullable=False),
        sa.Column("paid", _BIG, nullable=False),
        sa.Column("buyer_country", sa.String, nullable=False),
        sa.Column("photos", sa.Integer, nullable=False),
        sa.Column("videos", sa.Integer, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String, nullable=True),
    )
    op.create_table(
        "revision",
        sa.Column("case_id", sa.String, sa.ForeignKey("case_entry.id"), primary_key=True),
        sa.Column("revision", _BIG, primary_key=True),
        sa.Column("facts", sa.String, sa.ForeignKey("document.sha256"), nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("imported_at", sa.String, nullable=False),
    )
    op.create_table(
        "file",
        sa.Column("case_id", sa.String, primary_key=True),
        sa.Column("revision", _BIG, primary_key=True),
        sa.Column("path", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False, index=True),
        sa.Column("bytes", _BIG, nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("case_id", sa.String, sa.ForeignKey("case_entry.id"), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("saved_at", sa.String, nullable=False),
    )


def _verdicts() -> None:
    op.create_table(
        "verdict_entry",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("seq", _BIG, nullable=False, unique=True),
        sa.Column("case_id", sa.String, sa.ForeignKey("case_entry.id"), nullable=False, index=True),
        sa.Column("revision", _BIG, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("supersedes", sa.String, nullable=True),
        sa.Column("order_number", sa.String, nullable=False, index=True),
        sa.Column("refund_of_order", _BIG, nullable=False),
        sa.Column("refunds", sa.String, nullable=False),
        sa.Column("body", sa.String, sa.ForeignKey("document.sha256"), nullable=False),
        sa.Column("record", sa.String, sa.ForeignKey("document.sha256"), nullable=True),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("decided_at", sa.String, nullable=False),
        sa.Column("undo_until", sa.String, nullable=True),
    )
    where = sa.text("status = 'active' AND kind <> 'request'")
    op.create_index(
        "one_standing", "verdict_entry", ["case_id"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    for name in (
        "ledger_entry",
        "verdict_entry",
        "draft",
        "file",
        "revision",
        "case_entry",
        "document",
        "meta",
    ):
        op.drop_table(name)

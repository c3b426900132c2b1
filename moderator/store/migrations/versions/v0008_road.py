"""Offline packs: the cases that came in a bag, and the verdicts that did."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _case(primary: bool = False) -> sa.Column[str]:
    # of one that is not the key the index is wanted
    return sa.Column(
        "case_id", sa.String, sa.ForeignKey("case_entry.id"), primary_key=primary, nullable=False, index=not primary
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _document(name: str, primary: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String, sa.ForeignKey("document.sha256"), primary_key=primary, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "aboard",
        _case(primary=True),
        sa.Column("bag", sa.String, primary_key=True),
        _text("home"),
        sa.Column("order_number", sa.String, nullable=False, index=True),
        _text("at"),
        _document("source"),
    )
    op.create_table(
        "carried",
        _document("body", primary=True),
        _case(),
        _text("verdict_id"),
        _document("record", nullable=True),
        *(_text(name) for name in ("effect", "decided_by", "came_by", "came_at")),
        _document("source"),
    )


def downgrade() -> None:
    op.drop_table("carried")
    op.drop_table("aboard")

"""Documents as they were signed, once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "signed_document",
        sa.Column("verdict_id", sa.String, sa.ForeignKey("verdict_entry.id"), primary_key=True),
        sa.Column("edition", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("missing", sa.String, nullable=False),
        sa.Column("local", sa.Boolean, nullable=False),
        if_not_exists=True,
    )


def downgrade() -> None:
    op.drop_table("signed_document")

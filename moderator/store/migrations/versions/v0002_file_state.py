"""What became of each payload file when it was looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "file_state",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("found", sa.LargeBinary, nullable=True),
        sa.Column("crashes", sa.Integer, nullable=False),
        sa.Column("owner", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("decoder", sa.String, nullable=False),
    )
    op.execute(
        "INSERT INTO file_state (sha256, state, code, reason, crashes, owner, at, decoder) "
        "SELECT DISTINCT sha256, 'queued', '', '', 0, 0, '', '' FROM file"
    )


def downgrade() -> None:
    op.drop_table("file_state")

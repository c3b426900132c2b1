"""The queue at scale: columns and indexes of its orders and filters, and full-text search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from moderator.domain.canonical import Json
from moderator.domain.queue import NEVER, band, figure
from moderator.store import search
from moderator.store.keys import language, market
from moderator.store.tables import QUEUE_INDEXES

revision = "0006"
down_revision = "0005"

_BATCH = 500
_MADE = ("due_key", "figure", "band", "filmed", "market")


def upgrade() -> None:
    op.create_table(
        "market",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("language", "country", "currency")),
        sa.UniqueConstraint("language", "country", "currency"),
    )
    op.create_table(
        "case_text",
        sa.Column("docid", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.String, nullable=False, unique=True),
        sa.Column("words", sa.String, nullable=False),
    )
    _second_opinions()
    op.add_column("case_entry", sa.Column("due_key", sa.String, nullable=False, server_default=""))
    op.add_column("case_entry", sa.Column("figure", sa.BigInteger, nullable=False, server_default="0"))
    for name in ("band", "filmed", "market"):
        op.add_column("case_entry", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    connection = op.get_bind()
    search.create(connection)
    _fill(connection)
    for name, columns in QUEUE_INDEXES.items():
        op.create_index(name, "case_entry", list(columns))


def _second_opinions() -> None:
    op.create_table(
        "second_opinion",
        sa.Column("verdict_id", sa.String, sa.ForeignKey("verdict_entry.id"), primary_key=True),
        sa.Column("case_id", sa.String, sa.ForeignKey("case_entry.id"), nullable=False, index=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("asked_at", sa.String, nullable=False),
        *(sa.Column(name, sa.String, nullable=True) for name in ("given_by", "given_at", "answer")),
        sa.Column("body", sa.String, sa.ForeignKey("document.sha256"), nullable=True),
    )


def _fill(connection: sa.Connection) -> None:
    """A batch of cases at a time, so that a large library need not fit into memory."""
    markets: dict[tuple[str, str, str], int] = {}
    for rows in _batches(connection):
        made = []
        for case_id, due_at, paid, currency, country, videos, body in rows:
            document = _read(body)
            where = language(document), country, currency
            if where not in markets:
                markets[where] = market(connection, *where)
            value = figure(paid, currency)
            made.append(
                {"case": case_id, "due_key": due_at or NEVER, "figure": value, "band": band(value)}
                | {"filmed": int(videos > 0), "market": markets[where]}
            )
            search.put(connection, case_id, document)
        sets = ", ".join(f"{name} = :{name}" for name in _MADE)
        connection.execute(sa.text(f"UPDATE case_entry SET {sets} WHERE id = :case"), made)


def _batches(connection: sa.Connection) -> Iterator[list[Any]]:
    sql = sa.text(
        "SELECT c.id, c.due_at, c.paid, c.currency, c.buyer_country, c.videos, d.body FROM case_entry c "
        "LEFT JOIN document d ON d.sha256 = c.facts WHERE c.id > :after ORDER BY c.id LIMIT :most"
    )
    after = ""
    while rows := connection.execute(sql, {"after": after, "most": _BATCH}).all():
        yield list(rows)
        after = rows[-1][0]


def _read(body: bytes | None) -> Json:
    """The facts of a case; a library that lost them still opens, and says so where they are needed."""
    try:
        return json.loads(body or b"")
    except ValueError:
        return {}


def downgrade() -> None:
    search.drop(op.get_bind())
    for name in QUEUE_INDEXES:
        op.drop_index(name, "case_entry")
    for name in _MADE:
        op.drop_column("case_entry", name)
    op.drop_table("second_opinion")
    op.drop_table("case_text")
    op.drop_table("market")

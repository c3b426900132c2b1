"""The ledger with a chain for each case, signed checkpoints, and a library that knows which one it is.

Rows that are there keep their hashes. Every table row that they do not vouch for is adopted: an event of the new kind
says what was there, so that from now on a change shows. A migration has no clock: it takes the time of the last row.
`chains` and `covers` are imported since what they hash is fixed for good.
"""

import uuid
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from moderator.store import chains, covers
from moderator.store.chains import GENESIS, NEW, Act

revision = "0004"
down_revision = "0003"

_BATCH = 1000


def upgrade() -> None:
    for name, kind, default in (
        ("scheme", sa.Integer, "1"), ("number", sa.BigInteger, "0"), ("before", sa.String, ""), ("own", sa.String, ""),
        ("subject", sa.String, ""), ("covers", sa.String, ""),
    ):  # fmt: skip
        op.add_column("ledger_entry", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("revision", sa.Column("shown", sa.String, nullable=False, server_default=""))
    _tables()
    tails, last = _number_old_rows()
    op.create_index("one_number", "ledger_entry", ["case_id", "number"], unique=True)
    _note_what_is_shown()
    if last is not None:
        _adopt(tails, last)


def _tables() -> None:
    op.create_table(
        "ledger_key",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("public", sa.String, nullable=False),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("head", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("key", sa.String, sa.ForeignKey("ledger_key.id"), nullable=False),
        sa.Column("signature", sa.String, nullable=False),
    )
    made = op.create_table("library_id", sa.Column("id", sa.String, primary_key=True))
    op.bulk_insert(made, [{"id": str(uuid.uuid4())}])


def _number_old_rows() -> tuple[dict[str, tuple[int, str]], Any]:
    """Numbers the rows within their cases; what a case's next row follows is the head of its last one."""
    tails: dict[str, tuple[int, str]] = {}
    connection, last = op.get_bind(), None
    update = sa.text("UPDATE ledger_entry SET number = :number, before = :before, own = :own WHERE seq = :seq")
    found = connection.execute(sa.text("SELECT seq, at, case_id, head FROM ledger_entry ORDER BY seq")).all()
    changes = []
    for last in found:
        number, before = tails.get(last.case_id, (0, GENESIS))
        tails[last.case_id] = (number + 1, last.head)
        changes.append({"seq": last.seq, "number": number + 1, "before": before, "own": last.head})
    for part in _parts(changes):
        connection.execute(update, part)
    return tails, last


def _note_what_is_shown() -> None:
    connection = op.get_bind()
    update = sa.text("UPDATE revision SET shown = :shown WHERE case_id = :case AND revision = :revision")
    rows = _select(("revision", *covers.SHOWN), "case_entry", "id")
    changes = [{"case": row[1], "revision": row[0], "shown": covers.shown(row[1:])} for row in rows]
    for part in _parts(changes):
        connection.execute(update, part)


def _adopt(tails: dict[str, tuple[int, str]], last: Any) -> None:
    """One event for each row that a verdict, an import or a signature has left."""
    seq, head, rows = last.seq, last.head, []
    for case, subject, entry, covered in _adopted():
        number, before = tails.get(case, (0, GENESIS))
        act = Act(last.at, "", "adopted", case, entry, subject)
        own = chains.own(number + 1, before, act, covered)
        seq, previous, head = seq + 1, head, chains.head(head, own)
        tails[case] = (number + 1, own)
        rows.append(
            {
                "seq": seq, "at": act.at, "actor": act.actor, "action": act.action, "case_id": case, "entry": entry,
                "previous": previous, "head": head, "scheme": NEW, "number": number + 1, "before": before, "own": own,
                "subject": subject, "covers": covered,
            }
        )  # fmt: skip
    names = list(rows[0]) if rows else []
    insert = sa.text(f"INSERT INTO ledger_entry ({', '.join(names)}) VALUES ({', '.join(f':{n}' for n in names)})")
    for part in _parts(rows):
        op.get_bind().execute(insert, part)


def _adopted() -> Iterator[tuple[str, str, str, str]]:
    """Case, subject, entry and what is covered."""
    held = {
        place: covers.files(row[2:] for row in group)
        for place, group in groupby(
            _select(("case_id", "revision", *covers.FILE), "file", "case_id, revision"), lambda row: (row[0], row[1])
        )
    }
    for row in _select(covers.REVISION, "revision", "case_id, revision"):
        of_files = held.get((row[0], row[1]), covers.files(()))
        yield row[0], f"revision {row[1]}", row[3], covers.revision(row, of_files)
    cases = {}
    for row in _select(covers.VERDICT, "verdict_entry", "seq"):
        verdict, case, body = row[0], row[1], row[9]
        cases[verdict] = case
        yield case, f"verdict {verdict}", body, covers.verdict(row)
    for row in _select(covers.SIGNED, "signed_document", "verdict_id, edition"):
        yield cases[row[0]], f"signed {row[0]}/{row[1]}", row[2], covers.signed(row)


def _select(names: Sequence[str], table: str, order: str) -> list[Sequence[Any]]:
    found = op.get_bind().execute(sa.text(f"SELECT {', '.join(names)} FROM {table} ORDER BY {order}"))
    return [tuple(row) for row in found]


def _parts(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def downgrade() -> None:
    op.drop_index("one_number", "ledger_entry")
    for table in ("ledger_checkpoint", "ledger_key", "library_id"):
        op.drop_table(table)
    for name in ("scheme", "number", "before", "own", "subject", "covers"):
        op.drop_column("ledger_entry", name)
    op.drop_column("revision", "shown")

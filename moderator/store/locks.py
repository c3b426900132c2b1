"""What a transaction that reads and then writes must hold, so that what it read stays true until it ends.

On SQLite a writing transaction has the whole database for itself. On PostgreSQL each of these waits for the
transactions that hold the same thing, and lets go when its own ends. Taken in this order, so that no two transactions
wait for each other: the order, the case, the end of the ledger.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session, select

from moderator.store.tables import CaseEntry

_ORDER, _CASE, _LEDGER = 0x4D4F01, 0x4D4F02, 0x4D4F03
"""The first half of the keys of advisory locks; the second is a hash of the name, so strangers may wait in vain."""


def order(session: Session, number: str) -> None:
    """The money of an order: no other case of it is decided meanwhile."""
    _advisory(session, _ORDER, number)


def case(session: Session, case_id: str) -> None:
    """A case, whether or not the library has it yet, whatever its letters' case."""
    if on_server(session):
        folded = case_id.casefold()
        row = select(CaseEntry.id).where(CaseEntry.folded == folded).with_for_update()
        if session.exec(row).first() is None:
            _advisory(session, _CASE, folded)


def ledger_tail(session: Session) -> None:
    """The end of the ledger, and every running number: nobody else appends."""
    _advisory(session, _LEDGER, "")


def _advisory(session: Session, kind: int, name: str) -> None:
    if on_server(session):
        statement = text("SELECT pg_advisory_xact_lock(:kind, hashtext(:name))")
        session.connection().execute(statement, {"kind": kind, "name": name})


def server_time(session: Session) -> datetime:
    """The time by which leases run in a team's library: its server's, the same for everybody."""
    found: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return found.astimezone(UTC)


def on_server(session: Session) -> bool:
    """Whether this is a team's library on PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"

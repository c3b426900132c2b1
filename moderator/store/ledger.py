"""The chained ledger: what was done in this library, by whom, when. `chains` has the hashes, `audit` checks them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select, tuple_

from moderator.store import chains, locks
from moderator.store.chains import GENESIS, NEW, Act
from moderator.store.tables import LedgerEntry

__all__ = ["Act", "append", "append_all", "exports", "log_once", "row_of", "tail", "verify"]

_CHANGES = ("decision", "closure", "withdraw")
"""What makes documents of before those of another verdict."""
_FEW = 16
"""So many cases are looked for by their own rows."""
_APPENDED = "appended"
"""Of a session: the last row that was added in it, with its number and the head after it."""
_COLUMNS = [column.name for column in SQLModel.metadata.tables["ledger_entry"].columns]
_ADDED = text(f"INSERT INTO ledger_entry ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})")
_LAST = text("SELECT number, own FROM ledger_entry WHERE case_id = :case ORDER BY number DESC LIMIT 1")


@dataclass(frozen=True)
class LedgerRow:
    """Where an event stands: in the journal, in its case; its own hash and the journal's head after it."""

    seq: int
    number: int
    own: str
    head: str


def append(session: Session, act: Act, covers: str = "", subject: str = "") -> LedgerRow:
    """Adds `act` to the chains within the caller's transaction. `covers`: the hash of the table rows it vouches for."""
    (row,) = append_all(session, [(act._replace(subject=subject or act.subject), covers)])
    return row


def append_all(session: Session, events: Sequence[tuple[Act, str]]) -> list[LedgerRow]:
    """Adds events to the chains, in their order and one statement, each with what it vouches for; as `append`."""
    if not events:
        return []
    locks.ledger_tail(session)
    session.flush()  # what they vouch for comes first
    last = tail(session)
    seq, head = last[:2] if last else (0, GENESIS)
    ends = {case: _last_of_case(session, case) or (0, GENESIS) for case in {act.case for act, _ in events}}
    added, rows = list[LedgerRow](), list[dict[str, Any]]()
    for act, covers in events:
        number, before = ends[act.case]
        own, previous = chains.own(number + 1, before, act, covers), head
        seq, number, head = seq + 1, number + 1, chains.head(previous, own)
        ends[act.case] = number, own
        names = {"at": act.at, "actor": act.actor, "action": act.action, "case_id": act.case, "entry": act.entry}
        names |= {"subject": act.subject, "covers": covers, "previous": previous, "head": head, "before": before}
        rows.append(names | {"seq": seq, "scheme": NEW, "number": number, "own": own})
        added.append(LedgerRow(seq, number, own, head))
    session.execute(_ADDED, rows)
    session.info[_APPENDED] = (events[-1][0], seq, head)
    return added


def appended(session: Session) -> tuple[Act, int, str] | None:
    """The last row that this transaction has added, its number and the head after it."""
    added: tuple[Act, int, str] | None = session.info.get(_APPENDED)
    return added


def tail(session: Session) -> tuple[int, str, str] | None:
    """Number, head and time of the newest row."""
    query = select(LedgerEntry.seq, LedgerEntry.head, LedgerEntry.at).order_by(col(LedgerEntry.seq).desc())
    return session.exec(query.limit(1)).first()


def _last_of_case(session: Session, case: str) -> tuple[int, str] | None:
    row = session.execute(_LAST, {"case": case}).first()
    return None if row is None else (row[0], row[1])


def log_once(session: Session, act: Act) -> bool:
    """Adds `act` unless its case has the same already, from whomever; whether it was added."""
    query = select(LedgerEntry.seq).where(
        LedgerEntry.case_id == act.case,
        LedgerEntry.action == act.action,
        LedgerEntry.subject == act.subject,
        LedgerEntry.entry == act.entry,
    )
    if session.exec(query.limit(1)).first() is not None:
        return False
    append(session, act)
    return True


def entries(session: Session, case: str, action: str) -> frozenset[str]:
    """What was ever done in that way to a case: the entries."""
    query = select(LedgerEntry.entry).where(LedgerEntry.case_id == case, LedgerEntry.action == action)
    return frozenset(session.exec(query))


def last_entry(session: Session, case: str, action: str, subject: str) -> str | None:
    """The entry of the last such event; None if there was none."""
    query = select(LedgerEntry.entry).where(
        LedgerEntry.case_id == case, LedgerEntry.action == action, LedgerEntry.subject == subject
    )
    return session.exec(query.order_by(col(LedgerEntry.number).desc()).limit(1)).first()


def row_of(session: Session, case: str, entry: str) -> LedgerRow | None:
    """The first row of the case with that entry."""
    query = select(LedgerEntry).where(LedgerEntry.case_id == case, LedgerEntry.entry == entry)
    row = session.exec(query.order_by(col(LedgerEntry.number)).limit(1)).first()
    return None if row is None else LedgerRow(row.seq, row.number, row.own, row.head)


def exports(session: Session, cases: Collection[str]) -> dict[str, frozenset[str]]:
    """By case what was exported since its last verdict was given or taken back. Of many in one pass: the ledger is a
    list; a job for a single case must not read all of it."""
    wanted, found = frozenset(cases), dict[str, set[str]]()
    columns = select(LedgerEntry.case_id, LedgerEntry.action, LedgerEntry.entry)
    rows = columns.where(col(LedgerEntry.action).in_(("export", *_CHANGES))).order_by(col(LedgerEntry.seq))
    if len(wanted) <= _FEW:
        rows = rows.where(col(LedgerEntry.case_id).in_(wanted))
    for case, action, entry in session.exec(rows.execution_options(yield_per=1000)):
        if action in _CHANGES:
            found.pop(case, None)
        elif case in wanted:
            found.setdefault(case, set()).add(entry)
    return {case: frozenset(entries) for case, entries in found.items()}


def first_given(session: Session, case: str, verdict: str) -> str | None:
    """When the parties' document of a verdict was written or sent for the first time; None: never."""
    ways = ("export", f"verdict {verdict}/parties"), ("sent", f"sent {verdict}/parties")
    query = select(LedgerEntry.at).where(
        LedgerEntry.case_id == case, tuple_(col(LedgerEntry.action), col(LedgerEntry.subject)).in_(ways)
    )
    return session.exec(query.order_by(col(LedgerEntry.number)).limit(1)).first()


def verify(session: Session) -> int | None:
    """The number of the first row that does not follow from the one before, or None if the whole chain holds.

    Only the chains: what else there is to check of a library, `audit` does.
    """
    columns = ", ".join(chains.COLUMNS)
    rows = session.connection().exec_driver_sql(f"SELECT {columns} FROM ledger_entry ORDER BY seq")
    return first_broken(tuple(row) for row in rows)


def first_broken(rows: Iterable[chains.Row]) -> int | None:
    """`verify` for rows in their order."""
    walk = chains.Walk()
    for row in rows:
        if walk.wrong(row):
            return walk.seq
    return None

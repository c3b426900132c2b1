"""The chained ledger: what was done in this library, by whom, when."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from moderator.domain.canonical import canonical
from moderator.store.tables import LedgerEntry

GENESIS = "0" * 64
_CHANGES = ("decision", "closure", "withdraw")
"""What makes documents of before those of another verdict."""


@dataclass(frozen=True)
class Act:
    """One thing done. `entry`: SHA-256 of what it was done to (a pack's content, a decision record, a PDF)."""

    at: str
    actor: str
    action: str
    case: str
    entry: str


def append(session: Session, act: Act) -> str:
    """Adds `act` to the chain within the caller's transaction; returns the new head."""
    last = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.seq).desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.head) if last else (1, GENESIS)
    head = chain(previous, seq, act)
    session.add(
        LedgerEntry(
            seq=seq,
            at=act.at,
            actor=act.actor,
            action=act.action,
            case_id=act.case,
            entry=act.entry,
            previous=previous,
            head=head,
        )
    )
    return head


def tail(session: Session) -> int:
    """The number of the last row, 0 while there is none."""
    return session.exec(select(func.max(LedgerEntry.seq))).one() or 0


def chain(previous: str, seq: int, act: Act) -> str:
    """SHA-256 over the previous head and the canonical row."""
    row = canonical([seq, act.at, act.actor, act.action, act.case, act.entry])
    return hashlib.sha256(bytes.fromhex(previous) + row).hexdigest()


def exports(session: Session, cases: Collection[str]) -> dict[str, frozenset[str]]:
    """By case what was exported since its last verdict was given or taken back. One pass: the ledger is a list."""
    wanted, found = frozenset(cases), dict[str, set[str]]()
    columns = select(LedgerEntry.case_id, LedgerEntry.action, LedgerEntry.entry)
    rows = columns.where(col(LedgerEntry.action).in_(("export", *_CHANGES))).order_by(col(LedgerEntry.seq))
    for case, action, entry in session.exec(rows.execution_options(yield_per=1000)):
        if action in _CHANGES:
            found.pop(case, None)
        elif case in wanted:
            found.setdefault(case, set()).add(entry)
    return {case: frozenset(entries) for case, entries in found.items()}


def verify(session: Session) -> int | None:
    """The number of the first row that does not follow from the one before, or None if the whole chain holds."""
    rows = session.exec(select(LedgerEntry).order_by(col(LedgerEntry.seq)))
    return first_broken(
        (row.seq, Act(row.at, row.actor, row.action, row.case_id, row.entry), row.previous, row.head) for row in rows
    )


def first_broken(rows: Iterable[tuple[int, Act, str, str]]) -> int | None:
    """`verify` for rows (number, act, previous head, head) in their order."""
    last, expected = GENESIS, 1
    for seq, act, previous, head in rows:
        if seq != expected or previous != last or head != chain(last, seq, act):
            return expected
        last, expected = head, expected + 1
    return None

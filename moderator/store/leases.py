"""Leases on open cases: who has one, until when, and the fence that keeps out whoever had it before.

Not a lock but a promise with an end. What makes it safe is the fence: it grows each time a case changes hands, and a
verdict is recorded only under the fence that holds, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from moderator.errors import LeaseHeld, LeaseLost
from moderator.store.cases import entry
from moderator.store.records import Lease
from moderator.store.tables import CaseEntry, LeaseEntry


def text(moment: datetime) -> str:
    """RFC 3339 in UTC to the millisecond, so that lease times compare as texts."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def after(now: datetime, seconds: float) -> str:
    return text(now + timedelta(seconds=seconds))


def value(row: LeaseEntry) -> Lease:
    return Lease(row.case_id, row.holder, row.token, row.fence, row.taken_at, row.until)


def last(session: Session, case_id: str) -> Lease | None:
    """The case's last lease, over or not; None if nobody ever had the case."""
    row = _row(session, case_id)
    return None if row is None else value(row)


def holds(lease: Lease | None, now: datetime) -> bool:
    """Whether somebody has the case."""
    return lease is not None and bool(lease.token) and lease.until > text(now)


def current(session: Session, case_id: str, now: datetime) -> Lease | None:
    """The lease that holds, if any."""
    lease = last(session, case_id)
    return lease if holds(lease, now) else None


def _row(session: Session, case_id: str) -> LeaseEntry | None:
    """Locked for as long as the transaction lasts where the database can; on SQLite the writer is alone anyhow."""
    return session.exec(select(LeaseEntry).where(LeaseEntry.case_id == case_id).with_for_update()).first()


def take(session: Session, wanted: Lease, now: datetime, may: Callable[[Lease], bool]) -> tuple[Lease, Lease | None]:
    """Gives the case to the desk of `wanted` (its fence is not looked at) and says who had it, if anybody still did.

    A lease that holds is in the way, unless it is the same desk's or one that `may` be taken over. Raises NotFound, and
    LeaseHeld.
    """
    session.exec(select(CaseEntry.id).where(CaseEntry.id == wanted.case).with_for_update()).first()
    entry(session, wanted.case)
    row = _row(session, wanted.case)
    before = None if row is None else value(row)
    if row is None:
        row = LeaseEntry(case_id=wanted.case, holder="", token="", fence=0, taken_at="", until="")
    had = before if holds(before, now) else None
    if had is not None and had.token != wanted.token and not may(had):
        raise LeaseHeld(had.case, had.holder, had.until)
    if had is None or (had.token, had.holder) != (wanted.token, wanted.holder):
        row.fence += 1
        row.taken_at = text(now)
    row.holder, row.token, row.until = wanted.holder, wanted.token, wanted.until
    session.add(row)
    session.flush()
    return value(row), had


def beat(session: Session, lease: Lease, until: str, now: datetime) -> Lease:
    """Lengthens a lease. One that ran out and that nobody took since goes on: nobody else can have decided under it.

    Raises LeaseLost.
    """
    row = _ours(session, lease, now)
    row.until = max(row.until, until)
    session.add(row)
    session.flush()
    return value(row)


def check(session: Session, case_id: str, lease: Lease | None, now: datetime) -> None:
    """Whether a verdict may be recorded: under the lease that holds, or under none while nobody has the case.

    Raises LeaseLost for a lease that is over or was taken, LeaseHeld for somebody without one.
    """
    if lease is None:
        held = current(session, case_id, now)
        if held is not None:
            raise LeaseHeld(case_id, held.holder, held.until)
        return
    row = _ours(session, lease, now)
    if row.until <= text(now):
        raise LeaseLost(lease.case)


def release(session: Session, lease: Lease, now: datetime) -> bool:
    """Ends a lease; whether it was still ours to end."""
    row = _row(session, lease.case)
    if row is None or (row.token, row.fence) != (lease.token, lease.fence):
        return False
    _end(session, row, now)
    return True


def free(session: Session, case_id: str, now: datetime) -> Lease | None:
    """Ends whatever lease the case is under, and moves the fence on; the lease that held, if one did."""
    row = _row(session, case_id)
    if row is None:
        return None
    had = value(row)
    row.fence += 1
    _end(session, row, now)
    return had if holds(had, now) else None


def _ours(session: Session, lease: Lease, now: datetime) -> LeaseEntry:
    row = _row(session, lease.case)
    if row is None or (row.token, row.fence) != (lease.token, lease.fence):
        other = None if row is None else value(row)
        if other is not None and holds(other, now):
            raise LeaseLost(lease.case, other.holder, other.until)
        raise LeaseLost(lease.case)
    return row


def _end(session: Session, row: LeaseEntry, now: datetime) -> None:
    row.token, row.until = "", min(row.until, text(now))
    session.add(row)
    session.flush()

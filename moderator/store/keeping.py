"""What must be kept, what may go, and what nobody may see: a part of the store's door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from moderator.domain.canonical import Json
from moderator.errors import CaseErased, NotFound
from moderator.store import cases, documents, erasing, holds, ledger, locking, locks, search
from moderator.store.claiming import Claims
from moderator.store.erasing import Order
from moderator.store.opened import Acts
from moderator.store.records import Held, Locked, Settled


class Keeping(Claims):
    """Every method is one transaction."""

    # legal holds

    def hold(self, new: Held, acts: Acts) -> None:
        """Retention leaves the case alone from now on. Raises NotFound, UsageError."""
        with self._session(write=True, case=new.case) as session:
            locks.case(session, new.case)
            cases.entry(session, new.case)
            act = self._note(session, acts, "hold", new.case, {"why": new.why})
            holds.put(session, replace(new, at=act.at))

    def lift_hold(self, case_id: str, why: str, acts: Acts) -> None:
        """Raises NotFound where the case is not on hold."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            holds.lift(session, case_id)
            self._note(session, acts, "hold-lifted", case_id, {"why": why})

    def holds(self) -> list[Held]:
        with self._session() as session:
            return holds.every(session)

    # cases that are locked

    def lock_case(self, case_id: str, kind: str, note: str, acts: Acts) -> None:
        """Takes the case out of everything at once, whoever has it open. Raises NotFound, CaseLocked."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            was = cases.entry(session, case_id).status
            what = {"kind": kind, "note": note, "was": was}
            act = self._note(session, acts, "lock", case_id, what)
            locking.lock(session, Locked(case_id, kind, act.actor, act.at, was))

    def unlock_case(self, case_id: str, why: str, acts: Acts) -> None:
        """The case is again what it was before it was locked. Raises NotFound."""
        with self._session(write=True) as session:
            locks.case(session, case_id)
            self._note(session, acts, "unlock", case_id, {"why": why})
            locking.unlock(session, case_id)

    def locked(self, case_id: str) -> Locked | None:
        """The lock of a case, whatever its letters' case; None for one that is not locked."""
        with self._session() as session:
            return locking.get(session, case_id)

    def all_locked(self) -> list[Locked]:
        with self._session() as session:
            return locking.every(session)

    def may_see_locked(self) -> bool:
        """Whether a team's server shows locked cases to us."""
        return bool(self._asked("SELECT moderator.sees_locked()"))

    @contextmanager
    def looking_at(self, case_id: str, why: str, acts: Acts) -> Iterator[None]:
        """For its length the store gives a locked case to whoever asks; the ledger has it first. Raises NotFound."""
        with self._session(write=True) as session:
            if locking.get(session, case_id) is None:
                raise NotFound(f"{case_id} is not locked.")
            self._note(session, acts, "locked-view", case_id, {"why": why})
        self._looking_at.add(case_id)
        try:
            yield
        finally:
            self._looking_at.discard(case_id)

    def demand_file(self, sha256: str) -> None:
        """Raises CaseLocked for a file of a locked case."""
        with self._session() as session:
            locking.demand_file(session, sha256, self._looking_at)

    def hashes_of(self, case_id: str) -> list[str]:
        """The files of every revision of a case, also of a locked one: what is to go from the caches."""
        with self._session() as session:
            sql = text("SELECT DISTINCT sha256 FROM file WHERE case_id = :case")
            return [row[0] for row in session.execute(sql, {"case": case_id})]

    # retention

    def settled(self, before: str, after: str = "", most: int = 500) -> list[Settled]:
        """Decided and closed cases whose verdict is of `before` or earlier, a portion at a time, behind `after`."""
        with self._session() as session:
            return erasing.settled(session, before, after, most)

    def first_given(self, case_id: str, verdict_id: str) -> str | None:
        """When a verdict's document for the parties was written first; None: never."""
        with self._session(case=case_id) as session:
            return ledger.first_given(session, case_id, verdict_id)

    def erase(self, order: Order, at: str, acts: Acts) -> None:
        """Takes everything of a case away but its verdicts, in one transaction. Its files go after it, by `settle`.

        Raises LeaseHeld while somebody has it, LibraryError where it was changed meanwhile, CaseErased, CaseLocked.
        """
        with self._session(write=True, case=order.case) as session:
            locks.case(session, order.case)
            erasing.demand_free(session, order.case, self.now(session))
            erasing.erase(session, order, at, lambda told: self._note(session, acts, "erase", order.case, told).entry)

    def erasure(self, case_id: str) -> CaseErased | None:
        """When and under which rule a case was erased; None for one that was not. Raises NotFound, CaseLocked."""
        with self._session(case=case_id) as session:
            entry = cases.entry(session, case_id)
            return locking.erased(session, case_id) if entry.status == locking.ERASED else None

    def pending_files(self, most: int = 1000) -> list[str]:
        """Files of erased cases that are still on the disk, perhaps."""
        with self._session() as session:
            return erasing.pending(session, most)

    def settle_file(self, sha256: str, remove: Callable[[str], None]) -> bool:
        """Takes a file away unless a case has it; whether it is gone. Where `remove` raises it stays listed."""
        with self._session(write=True) as session:
            return erasing.settle(session, sha256, remove)

    def scrub(self) -> bool:
        """Writes what was taken away over in the database and empties its log; whether the log could be emptied, which
        it cannot be while somebody reads an older state."""
        if self.server:
            return True
        with self._session(write=True) as session:
            search.scrub(session.connection())
        try:
            with self._engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                connection.rollback()  # no transaction of ours is in its way
                (busy, *_pages) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except DBAPIError as error:
            raise self._meaning(error, True) from error
        return not busy

    def note_of(self, sha256: str) -> Json:
        """The document of an event, by the hash that stands there."""
        with self._session() as session:
            return documents.get(session, sha256)

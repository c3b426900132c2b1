"""Who has which case, for how long, and what is to leave the library: a part of the store's door."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

from moderator.domain.canonical import Json, digest
from moderator.domain.persons import same_person
from moderator.errors import LibraryError
from moderator.store import cases, documents, drafts, intents, leases, ledger, locks, only_one, team
from moderator.store.opened import Acts, Opened
from moderator.store.records import Intent, Lease, Pulse, Recusal


def _told(lease: Lease) -> Json:
    return {"holder": lease.holder, "fence": lease.fence, "until": lease.until}


class Claims(Opened):
    """Every method is one transaction."""

    def claim(
        self, case_id: str, holder: str, token: str, seconds: float, may: Callable[[Lease], bool], acts: Acts
    ) -> Lease:
        """Takes a case, also from whoever has it if that one `may` be taken over. The ledger notes it when the case
        changes hands. Raises LeaseHeld, NotFound."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            now = self.now(session)
            before = leases.last(session, case_id)
            wanted = Lease(case_id, holder, token, 0, "", leases.after(now, seconds))
            lease, had = leases.take(session, wanted, now, may)
            if before is None or before.fence != lease.fence:
                self._note(session, acts, "taken-over" if had else "claim", case_id, _told(lease))
            return lease

    def beat(self, lease: Lease, seconds: float) -> Lease:
        """The holder is still there. Raises LeaseLost."""
        with self._session(write=True, case=lease.case) as session:
            locks.case(session, lease.case)
            now = self.now(session)
            return leases.beat(session, lease, leases.after(now, seconds), now)

    def let_go(self, lease: Lease, acts: Acts) -> None:
        """The holder has closed the case; nothing happens if somebody took it meanwhile."""
        with self._session(write=True) as session:
            locks.case(session, lease.case)
            if leases.release(session, lease, self.now(session)):
                self._note(session, acts, "release", lease.case, _told(lease))

    def free(self, case_id: str, why: str, acts: Acts) -> Lease | None:
        """Ends the lease of somebody who is away; the lease, None if nobody had the case. Raises NotFound."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            cases.entry(session, case_id)
            had = leases.free(session, case_id, self.now(session))
            if had is not None:
                self._note(session, acts, "release", case_id, {**_told(had), "why": why})
            return had

    def recuse(self, new: Recusal, acts: Acts) -> None:
        """That person never decides the case; whatever lease that person has on it ends. Raises NotFound."""
        with self._session(write=True, case=new.case) as session:
            locks.case(session, new.case)
            cases.entry(session, new.case)
            act = self._note(session, acts, "recuse", new.case, {"person": new.person, "why": new.why})
            team.recuse(session, dataclasses.replace(new, at=act.at))
            held = leases.current(session, new.case, self.now(session))
            if held is not None and same_person(held.holder, new.person):
                leases.free(session, new.case, self.now(session))

    def recusals(self, case_id: str) -> list[Recusal]:
        with self._session(case=case_id) as session:
            return team.recusals(session, case_id)

    def reassign(self, case_id: str, to: str, by: str, why: str, acts: Acts) -> None:
        """Case and draft are that person's, and nobody else has the case any more. Raises NotFound, GateRefused."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            now = self.now(session)
            cases.entry(session, case_id)
            act = self._note(session, acts, "reassign", case_id, {"to": to, "why": why})
            team.assign(session, case_id, to, by, why, act.at)
            held = leases.current(session, case_id, now)
            if held is not None and not same_person(held.holder, to):
                leases.free(session, case_id, now)
            drafts.give(session, case_id, to)

    def pulse(self, case_id: str) -> tuple[Pulse | None, datetime]:
        """Where the case stands, and the time by which its lease runs."""
        with self._session(case=case_id) as session:
            return team.pulse(session, case_id), self.now(session)

    def tail(self) -> int:
        """The number of the ledger's last row: while it stays the same, nobody has done anything."""
        with self._session() as session:
            last = ledger.tail(session)
            return last[0] if last else 0

    def intents(self, now: str = "", most: int = 100, after: tuple[str, str] = ("", "")) -> list[Intent]:
        """The documents that are to leave the library by now, in a team by its server's clock unless a time is given.
        `after`: due time and verdict of the last one that the caller has had."""
        with self._session() as session:
            now = now or self.now(session).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            return intents.due(session, now, most, after)

    def sent(self, intent: Intent, files: Mapping[str, str], acts: Acts) -> bool:
        """A decision has left the library, as files of that SHA-256 by name; False if somebody has said so before."""
        with self._session(write=True) as session:
            self._refuse_locked(session, intent.case)
            locks.case(session, intent.case)
            what = {"verdict": intent.verdict, "edition": intent.edition, "files": dict(files)}
            act = acts("sent", intent.case, digest(what))
            if not intents.done(session, intent.verdict, intent.edition, act.at):
                return False
            documents.put(session, what)
            ledger.append(session, act, subject=intents.subject(intent.verdict, intent.edition))
            return True

    @contextmanager
    def only_one(self, what: str) -> Iterator[bool]:
        """Whether nobody else does this on the library, for as long as the block lasts."""
        file = self.folder / f"{what}.lock"
        with ExitStack() as stack:
            try:
                lock = only_one.by_server(self._engine, what) if self.server else only_one.by_file(file)
                mine = stack.enter_context(lock)
            except DBAPIError as error:
                raise self._meaning(error, write=False) from error
            except OSError as error:
                raise LibraryError(f"The library {self.folder} cannot be locked: {error.strerror}.") from error
            yield mine

"""A library on disk: its database, its files, and one door to both. Every method is one transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from moderator import durable
from moderator.domain.before import Before
from moderator.domain.canonical import Json, digest
from moderator.domain.persons import same_person
from moderator.errors import LibraryError, ModeratorError
from moderator.store import awards, backups, cases, documents, drafts, intents, leases, ledger, signed, team, verdicts
from moderator.store.engine import for_writing, open_engine
from moderator.store.file import DATABASE, told
from moderator.store.in_use import InUse
from moderator.store.ledger import Act, LedgerRow
from moderator.store.media import Media
from moderator.store.records import (
    Facts,
    Head,
    Intent,
    Lease,
    NewVerdict,
    Pulse,
    Recusal,
    Row,
    SignedDocument,
    StoredFile,
    StoredVerdict,
)
from moderator.store.sealing import Sealing
from moderator.store.seals import Signer

FILLED_IN = ("id", "decided_by", "decided_at")
"""What a verdict that is taken back loses: the next one has its own."""

Acts = Callable[[str, str, str], Act]
"""Makes the ledger's row of an action, a case and the hash of what was done."""


def _told(lease: Lease) -> Json:
    return {"holder": lease.holder, "fence": lease.fence, "until": lease.until}


class Store:
    """Opened once. Every method is a transaction of its own and may be called from any thread.

    Raises LibraryError wherever the disk or the database fails.
    """

    def __init__(self, folder: Path, signer: Signer | None = None, clock: Callable[[], datetime] | None = None) -> None:
        """Opens the library in `folder`: made if there is none, migrated, after a backup, if it is older. `signer`
        signs the ledger; without one it is unsigned, which `verify` tells. `clock`: by what leases run and backups are
        named, else the real one."""
        try:
            durable.make_folder(folder, 0o700)
        except OSError as error:
            raise LibraryError(f"The library folder {folder} cannot be made: {error.strerror}.") from error
        self.folder = folder
        self.media = Media(folder / "media")
        self._sealing = Sealing(signer) if signer else None
        self._clock = clock or (lambda: datetime.now(UTC))
        self._in_use = InUse(folder)
        try:
            backups.refuse_gone(folder)
            self._engine = open_engine(
                folder / DATABASE, self._upgraded, lambda _schema: backups.make(folder, self._clock(), "migration")
            )
        except ModeratorError:
            self._in_use.close()
            raise

    def close(self) -> None:
        self._engine.dispose()
        self._in_use.close()

    @contextmanager
    def _session(self, write: bool = False) -> Iterator[Session]:
        engine = for_writing(self._engine) if write else self._engine
        try:
            with Session(engine, autoflush=False) as session, session.begin():
                yield session
                seen = self._sealing.seal(session) if write and self._sealing else None
            if seen and self._sealing:
                self._sealing.remember(seen)
        except (DBAPIError, UnicodeDecodeError) as error:
            reason = getattr(error, "orig", None) or error
            raise told(reason, f"The library could not {'save' if write else 'read'} that: {reason}.") from error

    def now(self, _session: Session) -> datetime:
        """The time that all who work on this library share. A file has no clock of its own: it goes by the desk's."""
        return self._clock()

    def _upgraded(self, connection: Connection) -> None:
        """After a migration, in its transaction: what it added to the ledger is signed like anything else."""
        if self._sealing is not None:
            with Session(connection, autoflush=False) as session:
                self._sealing.seal_upgrade(session)

    # the ledger

    def log(self, act: Act) -> None:
        """One more row in the ledger."""
        with self._session(write=True) as session:
            ledger.append(session, act)

    def log_once(self, act: Act) -> bool:
        """A row in the ledger, unless the case has the same already; whether it was added."""
        with self._session(write=True) as session:
            return ledger.log_once(session, act)

    def log_change(self, act: Act, unsaid: str) -> bool:
        """A row in the ledger, unless the last one about that subject says the same; whether it was added.

        `unsaid`: the entry that holds as long as there is no row.
        """
        with self._session() as session:
            same = (ledger.last_entry(session, act.case, act.action, act.subject) or unsaid) == act.entry
        if not same:
            self.log(act)
        return not same

    def entries(self, case_id: str, action: str) -> frozenset[str]:
        """To what an action was ever done in a case."""
        with self._session() as session:
            return ledger.entries(session, case_id, action)

    def ledger_row(self, case_id: str, entry: str) -> LedgerRow | None:
        """The row of the case with that entry: a decision's own, for the one that its document prints."""
        with self._session() as session:
            return ledger.row_of(session, case_id, entry)

    def verify_ledger(self) -> int | None:
        """The first row of the ledger that does not follow from the one before; None if all do."""
        with self._session() as session:
            return ledger.verify(session)

    def exports(self, cases: Collection[str]) -> dict[str, frozenset[str]]:
        """By case the SHA-256 of every document that was written for the verdict that stands."""
        with self._session() as session:
            return ledger.exports(session, cases)

    # cases

    def head(self, case_id: str) -> Head | None:
        with self._session() as session:
            return cases.head(session, case_id)

    def add_case(
        self,
        case_id: str,
        revision: int,
        document: Json,
        content: str,
        facts: Facts,
        files: Iterable[StoredFile],
        act: Act,
        seen_version: int | None,
    ) -> None:
        """Makes `revision` current, if the case is still where the caller saw it (None: not in the library)."""
        with self._session(write=True) as session:
            head = cases.head(session, case_id)
            if (head.version if head else None) != seen_version:
                raise LibraryError(f"{case_id} was changed while its pack was read; import it again.")
            covers = cases.add(session, case_id, revision, document, content, facts, files, act.at)
            ledger.append(session, act, covers, f"revision {revision}")

    def rows(self) -> list[Row]:
        with self._session() as session:
            return cases.rows(session, team.of_cases(session))

    def ids(self, status: str) -> list[str]:
        with self._session() as session:
            return cases.ids(session, status)

    def document(self, case_id: str, revision: int | None = None) -> Json:
        with self._session() as session:
            return cases.document(session, case_id, revision)

    def files(self, case_id: str, revision: int) -> dict[str, StoredFile]:
        with self._session() as session:
            return cases.files(session, case_id, revision)

    def draft(self, case_id: str, owner: str = "") -> Json | None:
        """What that person finds on opening the case."""
        with self._session() as session:
            return drafts.get(session, case_id, owner)

    def save_draft(self, case_id: str, body: Json | None, owner: str, token: str) -> None:
        """Keeps what was typed, also of somebody who has lost the case meanwhile. Raises LeaseLost.

        One row in the ledger where its exhibits or marks are others now.
        """
        with self._session(write=True) as session:
            now = self.now(session)
            before = cases.marked(drafts.get(session, case_id, owner))
            drafts.save_typed(session, case_id, body, owner, token, now)
            after = cases.marked(body)
            if before != after:
                ledger.append(session, Act(leases.text(now), owner, "mark", case_id, digest(after), "draft"))

    # who has which case

    def claim(
        self, case_id: str, holder: str, token: str, seconds: float, may: Callable[[Lease], bool], acts: Acts
    ) -> Lease:
        """Takes a case, also from whoever has it if that one `may` be taken over. The ledger notes it when the case
        changes hands. Raises LeaseHeld, NotFound."""
        with self._session(write=True) as session:
            now = self.now(session)
            before = leases.last(session, case_id)
            wanted = Lease(case_id, holder, token, 0, "", leases.after(now, seconds))
            lease, had = leases.take(session, wanted, now, may)
            if before is None or before.fence != lease.fence:
                self._note(session, acts, "taken-over" if had else "claim", case_id, _told(lease))
            return lease

    def beat(self, lease: Lease, seconds: float) -> Lease:
        """The holder is still there. Raises LeaseLost."""
        with self._session(write=True) as session:
            now = self.now(session)
            return leases.beat(session, lease, leases.after(now, seconds), now)

    def let_go(self, lease: Lease, acts: Acts) -> None:
        """The holder has closed the case; nothing happens if somebody took it meanwhile."""
        with self._session(write=True) as session:
            if leases.release(session, lease, self.now(session)):
                self._note(session, acts, "release", lease.case, _told(lease))

    def free(self, case_id: str, why: str, acts: Acts) -> Lease | None:
        """Ends the lease of somebody who is away; the lease, None if nobody had the case. Raises NotFound."""
        with self._session(write=True) as session:
            cases.entry(session, case_id)
            had = leases.free(session, case_id, self.now(session))
            if had is not None:
                self._note(session, acts, "release", case_id, {**_told(had), "why": why})
            return had

    def recuse(self, new: Recusal, acts: Acts) -> None:
        """That person never decides the case; whatever lease that person has on it ends. Raises NotFound."""
        with self._session(write=True) as session:
            cases.entry(session, new.case)
            act = self._note(session, acts, "recuse", new.case, {"person": new.person, "why": new.why})
            team.recuse(session, dataclasses.replace(new, at=act.at))
            held = leases.current(session, new.case, self.now(session))
            if held is not None and same_person(held.holder, new.person):
                leases.free(session, new.case, self.now(session))

    def recusals(self, case_id: str) -> list[Recusal]:
        with self._session() as session:
            return team.recusals(session, case_id)

    def reassign(self, case_id: str, to: str, by: str, why: str, acts: Acts) -> None:
        """Case and draft are that person's, and nobody else has the case any more. Raises NotFound, GateRefused."""
        with self._session(write=True) as session:
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
        with self._session() as session:
            return team.pulse(session, case_id), self.now(session)

    def tail(self) -> int:
        """The number of the ledger's last row: while it stays the same, nobody has done anything."""
        with self._session() as session:
            last = ledger.tail(session)
            return last[0] if last else 0

    def _note(self, session: Session, acts: Acts, action: str, case_id: str, what: Json) -> Act:
        """A row in the ledger; what was done, with its reason, is kept as a document by the hash that stands there."""
        act = acts(action, case_id, documents.put(session, what))
        ledger.append(session, act)
        return act

    def intents(self, now: str, most: int = 100) -> list[Intent]:
        """The documents that are to leave the library by now."""
        with self._session() as session:
            return intents.due(session, now, most)

    def intent_done(self, verdict_id: str, edition: str, now: str) -> None:
        with self._session(write=True) as session:
            intents.done(session, verdict_id, edition, now)

    # verdicts

    def verdicts(self, case_id: str) -> list[StoredVerdict]:
        with self._session() as session:
            return verdicts.of_case(session, case_id)

    def standing(self, case_id: str) -> StoredVerdict | None:
        with self._session() as session:
            return verdicts.standing(session, case_id)

    def decided_since(self, at: str) -> frozenset[str]:
        """The cases whose standing verdict is of that time or later."""
        with self._session() as session:
            return verdicts.decided_since(session, at)

    def taken_ids(self, wanted: str) -> frozenset[str]:
        with self._session() as session:
            return verdicts.taken_ids(session, wanted)

    def next_number(self, case_id: str) -> int:
        """What `record` will number the next final verdict of the case."""
        with self._session() as session:
            return verdicts.next_number(session, case_id)

    def given_before(self, order_number: str, without: str | None) -> Before:
        with self._session() as session:
            return verdicts.given_before(session, order_number, without)

    def like(self, reason: str, without: str, most: int) -> list[StoredVerdict]:
        with self._session() as session:
            return verdicts.like(session, reason, without, most)

    def award_records(self, reason: str, without: str, order_number: str, now: str) -> list[Json]:
        """The records of past decisions for a reason, on other orders."""
        with self._session() as session:
            return awards.records(session, reason, without, order_number, now)

    def record(self, new: NewVerdict, seen_version: int, given: Before, act: Act) -> StoredVerdict:
        """Decides, in one transaction: the lease, the case's version, the order's money, the verdict, what is to be
        exported, the ledger. The draft of who decided goes with it, and the lease ends.

        `given` is what the gate counted as given back before; if another case of the order was decided since, the
        cap no longer holds and LibraryError asks to look again.
        """
        with self._session(write=True) as session:
            now = self.now(session)
            leases.check(session, new.case, new.lease, now)
            team.refuse_recused(session, new.case, [("/decided_by", new.decided_by), ("/approved_by", new.approved_by)])
            given_now = verdicts.given_before(session, new.order_number, new.supersedes)
            stored, covers = verdicts.record(session, new, seen_version)
            if given_now != given:
                raise LibraryError(
                    f"Another decision on order {new.order_number} was made meanwhile; check the amounts."
                )
            if new.kind != "request":  # while the parties answer, what was written so far waits
                drafts.decided(session, new.case, act.actor)
            if new.lease is not None:
                leases.release(session, new.lease, now)
            intents.make(session, stored)
            ledger.append(session, act, covers, f"verdict {new.id}")
            return stored

    def withdraw(self, verdict_id: str, act: Act, fits: Callable[[Before, Before], None]) -> StoredVerdict:
        """Takes a verdict back and puts its text on the desk again as the draft.

        What it had replaced stands again: `fits` is told what the order gave back until now and would then, and may
        raise; then nothing is changed.
        """
        with self._session(write=True) as session:
            order_number = verdicts.order_of(session, verdict_id)
            until_now = verdicts.given_before(session, order_number, None)
            stored = verdicts.withdraw(session, verdict_id)
            fits(until_now, verdicts.given_before(session, order_number, None))
            intents.drop(session, stored.id)
            if stored.kind != "request" or drafts.get(session, stored.case, act.actor) is None:
                draft = {key: value for key, value in stored.body.items() if key not in FILLED_IN}
                drafts.save(session, stored.case, draft, act.at, act.actor)
            ledger.append(session, act, subject=f"verdict {verdict_id}")
            return stored

    def undoable(self, now: str) -> StoredVerdict | None:
        with self._session() as session:
            return verdicts.undoable(session, now)

    def decision_record(self, sha256: str) -> Json:
        with self._session() as session:
            return documents.get(session, sha256)

    # documents

    def signed(self, verdict_id: str, edition: str) -> SignedDocument | None:
        """The document of a verdict as it was signed, if it was."""
        with self._session() as session:
            return signed.get(session, verdict_id, edition)

    def keep_signed(self, new: SignedDocument, act: Act) -> SignedDocument:
        """Keeps a signed document, whose file must be there; of two who sign at once the first one's holds."""
        with self._session(write=True) as session:
            covers = signed.put(session, new)
            if covers is not None:
                ledger.append(session, act, covers, f"signed {new.verdict}/{new.edition}")
            return signed.get(session, new.verdict, new.edition) or new

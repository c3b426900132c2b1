"""A library on disk: its database, its files, and one door to both. Every method is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from moderator.domain.before import Before
from moderator.domain.canonical import Json, digest
from moderator.domain.queue import Ask, Counts, Filter, Place, Skills
from moderator.errors import LibraryError
from moderator.store import (
    adding,
    awards,
    cases,
    counts,
    documents,
    drafts,
    intents,
    leases,
    ledger,
    locking,
    locks,
    offers,
    pages,
    seconds,
    signed,
    team,
    verdicts,
)
from moderator.store.found import FoundInFilms
from moderator.store.keeping import Keeping
from moderator.store.ledger import Act, LedgerRow
from moderator.store.opinions import Opinions
from moderator.store.records import (
    Head,
    NewCase,
    NewVerdict,
    Row,
    SignedDocument,
    StoredFile,
    StoredVerdict,
)
from moderator.store.running import runner
from moderator.store.travelling import Travels

FILLED_IN = ("id", "decided_by", "decided_at")
"""What a verdict that is taken back loses: the next one has its own."""

NOBODY = pages.Asker()


class Store(Opinions, Keeping, Travels, FoundInFilms):
    """Opened once. Every method is a transaction of its own and may be called from any thread.

    Raises LibraryError wherever the disk or the database fails.
    """

    # the ledger

    def log(self, act: Act) -> None:
        """One more row in the ledger."""
        with self._session(write=True) as session:
            self._refuse_locked(session, act.case)
            ledger.append(session, act)

    def log_once(self, act: Act) -> bool:
        """A row in the ledger, unless the case has the same already; whether it was added."""
        with self._session(write=True) as session:
            self._refuse_locked(session, act.case)
            locks.ledger_tail(session)
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
        with self._session(case=case_id) as session:
            return ledger.entries(session, case_id, action)

    def ledger_row(self, case_id: str, entry: str) -> LedgerRow | None:
        """The row of the case with that entry: a decision's own, for the one that its document prints."""
        with self._session(case=case_id) as session:
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
        """Where a case stands. Raises CaseLocked."""
        with self._session() as session:
            locked = locking.get(session, case_id)
            if locked is not None:
                self._refuse_locked(session, locked.case)
            return cases.head(session, case_id)

    def add_cases(
        self, new: Iterable[tuple[NewCase, Act]], there: Callable[[str], bool] | None = None
    ) -> list[LibraryError | None]:
        """Adds cases in one transaction; what kept each out, None for those that are in once this returns.

        One that was changed since its pack was read leaves nothing behind, and does not hold up the others. `there`:
        whether a file is, asked where nobody can take it away any more.
        """
        with self._session(write=True) as session:
            return adding.add_all(session, list(new), there)

    def page(self, ask: Ask, due: tuple[str, str] | None = None, asker: pages.Asker = NOBODY) -> list[Row]:
        """A page of the queue; `due` is the range of the filter's kind of due."""
        with self._session() as session:
            return pages.page(pages.Base(runner(session), self._engine.dialect.name, due, asker), ask)

    def place_of(self, case_id: str, sort: str) -> Place | None:
        """Where a case stands in an order; None if the library does not have it."""
        with self._session() as session:
            return pages.place_of(pages.Base(runner(session)), case_id, sort)

    def count_all(self, wanted: Filter, due: counts.Due, until: str, asker: pages.Asker = NOBODY) -> Counts:
        """How many cases each choice would show; `until` is when "due soon" ends."""
        with self._session() as session:
            base = pages.Base(runner(session), self._engine.dialect.name, None, asker)
            return counts.count_all(base, wanted, due, until)

    def next_case(self, asker: pages.Asker, skills: Skills, without: Collection[str] = ()) -> str | None:
        """The open case that this person should decide next, if there is one; see `offers`."""
        with self._session() as session:
            base = pages.Base(runner(session), self._engine.dialect.name, None, asker)
            return offers.next_case(session, base, skills, without)

    def currencies(self, wanted: Collection[str]) -> dict[str, str]:
        """The currency of each of these cases."""
        with self._session() as session:
            return cases.currencies(session, wanted)

    def finished(self, only: Mapping[str, str], since: str) -> list[str]:
        """The ids of the decided and closed cases whose columns are so, ascending; `since`: decided then or later."""
        with self._session() as session:
            return cases.finished(session, only, since)

    def ids(self, status: str) -> list[str]:
        with self._session() as session:
            return cases.ids(session, status)

    def document(self, case_id: str, revision: int | None = None) -> Json:
        with self._session(case=case_id) as session:
            return cases.document(session, case_id, revision)

    def files(self, case_id: str, revision: int) -> dict[str, StoredFile]:
        with self._session(case=case_id) as session:
            return cases.files(session, case_id, revision)

    def draft(self, case_id: str, owner: str = "") -> Json | None:
        """What that person finds on opening the case."""
        with self._session(case=case_id) as session:
            return drafts.get(session, case_id, owner)

    def draft_saved(self, case_id: str, owner: str = "") -> str:
        """When what that person finds on opening the case was saved last; "" if there is none."""
        with self._session(case=case_id) as session:
            return drafts.saved_at(session, case_id, owner)

    def save_draft(self, case_id: str, body: Json | None, owner: str, token: str) -> str:
        """Keeps what was typed, also of somebody who has lost the case meanwhile; when, as the library has it. Raises
        LeaseLost.

        One row in the ledger where its exhibits or marks are others now.
        """
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            now = self.now(session)
            before = cases.marked(drafts.get(session, case_id, owner))
            drafts.save_typed(session, case_id, body, owner, token, now)
            after = cases.marked(body)
            if before != after:
                ledger.append(session, Act(leases.text(now), owner, "mark", case_id, digest(after), "draft"))
            return leases.text(now)

    # verdicts

    def verdicts(self, case_id: str) -> list[StoredVerdict]:
        with self._session(case=case_id) as session:
            return verdicts.of_case(session, case_id)

    def standing(self, case_id: str) -> StoredVerdict | None:
        with self._session(case=case_id) as session:
            return verdicts.standing(session, case_id)

    def taken_ids(self, wanted: str) -> frozenset[str]:
        with self._session() as session:
            return verdicts.taken_ids(session, wanted)

    def next_number(self, case_id: str) -> int:
        """What `record` will number the next final verdict of the case."""
        with self._session(case=case_id) as session:
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
        with self._session(write=True, case=new.case) as session:
            locks.order(session, new.order_number)
            locks.case(session, new.case)
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
            if new.second:
                asked = act._replace(action=seconds.ASKED, entry=digest(new.id))
                seconds.ask(session, new.id, new.case, new.second, asked)
            return stored

    def withdraw(self, verdict_id: str, act: Act, fits: Callable[[Before, Before], None]) -> StoredVerdict:
        """Takes a verdict back and puts its text on the desk again as the draft.

        What it had replaced stands again: `fits` is told what the order gave back until now and would then, and may
        raise; then nothing is changed.
        """
        with self._session(write=True) as session:
            locking.demand(session, act.case, write=True)
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
            self._refuse_locked(session, verdicts.case_of_record(session, sha256))
            return documents.get(session, sha256)

    # documents

    def signed(self, verdict_id: str, edition: str) -> SignedDocument | None:
        """The document of a verdict as it was signed, if it was."""
        with self._session() as session:
            self._refuse_locked(session, verdicts.case_of(session, verdict_id))
            return signed.get(session, verdict_id, edition)

    def keep_signed(self, new: SignedDocument, act: Act) -> SignedDocument:
        """Keeps a signed document, whose file must be there; of two who sign at once the first one's holds."""
        with self._session(write=True) as session:
            self._refuse_locked(session, act.case)
            locks.ledger_tail(session)  # and not the case, which a worker of the fleet may only read
            covers = signed.put(session, new)
            if covers is not None:
                ledger.append(session, act, covers, f"signed {new.verdict}/{new.edition}")
            return signed.get(session, new.verdict, new.edition) or new

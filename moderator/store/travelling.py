"""Cases on the road and verdicts that come back: a part of the store's door. docs/road.md says what is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, select

from moderator.domain.before import Before
from moderator.domain.canonical import Json
from moderator.domain.reading import moment
from moderator.domain.travel import ROAD
from moderator.errors import AlreadyDecided, GateRefused, ModeratorError, Problem
from moderator.store import (
    cases,
    documents,
    drafts,
    intents,
    leases,
    ledger,
    locking,
    locks,
    road,
    sealing,
    signed,
    team,
    verdicts,
)
from moderator.store.claiming import Claims
from moderator.store.ledger import Act
from moderator.store.opened import Acts
from moderator.store.records import Lease, NewVerdict, SignedDocument
from moderator.store.replay import AT_HOME
from moderator.store.road import Carried, Guest, Left
from moderator.store.tables import AboardEntry, CarriedEntry, LedgerEntry, LedgerKey, VerdictEntry

CLOCKS = timedelta(minutes=5)
"""By so much two clocks may differ."""
Fits = Callable[[Before], tuple[Problem, ...]]
"""What the gate has against a verdict, given what the order gave back already."""


@dataclass(frozen=True)
class Coming:
    """A verdict that comes in a bag. `said` is the document of its coming, complete but for `effect` and `why`.

    `why`: what keeps it from being a verdict here, known before; "" where only the store can still object.
    """

    verdict: NewVerdict
    said: Json
    body: str
    record: str | None
    why: str = ""
    leaves: bool = True
    """Whether its document is to be exported from here: not that of a verdict which stands at home."""


class Travels(Claims):
    """Every method is one transaction."""

    def library_id(self) -> str:
        with self._session() as session:
            return sealing.library_id(session)

    def keys(self) -> frozenset[str]:
        """The names of the keys that have signed here."""
        with self._session() as session:
            return frozenset(session.exec(select(LedgerKey.id)))

    def revisions(self, case_id: str) -> list[int]:
        with self._session(case=case_id) as session:
            return road.revisions(session, case_id)

    def guests(self) -> list[Guest]:
        with self._session() as session:
            return road.guests(session)

    def guest(self, case_id: str) -> Guest | None:
        """How the case came here in a bag; None if it did not."""
        with self._session(case=case_id) as session:
            return road.guest(session, case_id)

    def road_opinions(self, case_id: str) -> list[tuple[Carried, Json]]:
        """The second opinions on a case that came from the road, with their texts."""
        with self._session(case=case_id) as session:
            found = road.carried(session, case_id, "opinion")
            return [(each, documents.get(session, each.body)) for each in found]

    def knows(self, body: str, verdict_id: str) -> bool:
        """Whether the verdict with that text is here, come in a bag or not."""
        with self._session() as session:
            return road.knows(session, body, verdict_id)

    def came(self, body: str) -> Carried | None:
        """How the verdict with that text came here in a bag; None if it did not."""
        with self._session() as session:
            found = road.came(session, body)
            self._refuse_locked(session, found.case if found else "")
            return found

    def portable(self, wanted: Sequence[str]) -> Json:
        """What a bag brings of the ledger."""
        with self._session() as session:
            for case_id in wanted:
                self._refuse_locked(session, case_id)
            return road.portable(session, wanted)

    def has_row(self, case_id: str, number: int, own: str) -> bool:
        """Whether the chain of a case has that row: only then has the case left from here."""
        with self._session(case=case_id) as session:
            query = select(LedgerEntry.own).where(LedgerEntry.case_id == case_id, LedgerEntry.number == number)
            return session.exec(query).first() == own

    def left_with(self, case_id: str, who: str, until: str) -> bool:
        """Whether that person took the case on the road by then; both clocks may be minutes off."""
        with self._session(case=case_id) as session:
            query = select(LedgerEntry.at).where(
                LedgerEntry.case_id == case_id, LedgerEntry.action == "checkout", LedgerEntry.actor == who
            )
            late = moment(until) + CLOCKS
            return any(moment(at) <= late for at in session.exec(query))

    def given_on_order(self, order_number: str, without: str) -> list[Json]:
        """What verdicts on other cases of an order gave back, each by itself."""
        with self._session() as session:
            query = select(VerdictEntry).where(
                VerdictEntry.order_number == order_number,
                VerdictEntry.status == "active",
                VerdictEntry.case_id != without,
            )
            return [verdicts.told(row) for row in session.exec(query.order_by(VerdictEntry.id))]

    def papers(self, verdict_id: str) -> list[SignedDocument]:
        """Every document of a verdict that was signed."""
        with self._session() as session:
            self._refuse_locked(session, verdicts.case_of(session, verdict_id))
            return signed.of_verdict(session, verdict_id)

    # leaving

    def depart(
        self, wanted: Sequence[str], holder: str, bag: str, seconds: float, acts: Acts
    ) -> dict[str, Left | ModeratorError]:
        """Takes each case for the road; why one cannot be taken. What is returned stands in the ledger."""
        found: dict[str, Left | ModeratorError] = {}
        with self._session(write=True) as session:
            for case_id in sorted(wanted):
                locks.case(session, case_id)
            for case_id in sorted(wanted):
                try:
                    found[case_id] = self._leave(session, case_id, holder, bag, seconds, acts)
                except ModeratorError as error:
                    found[case_id] = error
        return found

    def _leave(self, session: Session, case_id: str, holder: str, bag: str, seconds: float, acts: Acts) -> Left:
        locking.demand(session, case_id, write=True)
        now = self.now(session)
        team.refuse_recused(session, case_id, [("/holder", holder)])
        wanted = Lease(case_id, holder, ROAD + bag, 0, "", leases.after(now, seconds))
        lease, _had = leases.take(session, wanted, now, lambda _had: False)
        what = {"bag": bag, "holder": holder, "fence": lease.fence, "until": lease.until}
        row = ledger.append(session, acts("checkout", case_id, documents.put(session, what)))
        return Left(row.number, row.own, lease)

    def back(self, case_id: str, bag: str, acts: Acts) -> bool:
        """The case is no longer on the road with that bag; whether it was."""
        with self._session(write=True) as session:
            locks.case(session, case_id)
            had = road.end_lease(session, case_id, bag, self.now(session))
            if had is not None:
                self._note(session, acts, "checkin", case_id, {"bag": bag, "holder": had.holder, "fence": had.fence})
            return had is not None

    # arriving

    def boarding(self, bag: str, wanted: Sequence[str], acts: Acts) -> frozenset[str]:
        """The cases that come into this library with that bag. Said before the first of them does, so that a bag whose
        unpacking was killed can be unpacked again."""
        with self._session(write=True) as session:
            locks.ledger_tail(session)
            said = ledger.last_entry(session, "", "boarding", f"bag {bag}")
            if said is None:
                new = sorted(each for each in wanted if cases.head(session, each) is None)
                said = documents.put(session, {"bag": bag, "cases": new})
                ledger.append(session, acts("boarding", "", said), subject=f"bag {bag}")
            return frozenset(documents.get(session, said)["cases"])

    def embark(self, case_id: str, said: Json, order_number: str, draft: Json | None, acts: Acts) -> bool:
        """A case has come in a bag: what that says of it is kept; whether it was new. The draft only comes along where
        nobody has written one here."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            if session.get(AboardEntry, (case_id, said["bag"])) is not None:
                return False
            act = self._note(session, acts, "aboard", case_id, said)
            session.add(
                AboardEntry(
                    case_id=case_id, bag=said["bag"], home=said["home"], order_number=order_number, at=act.at,
                    source=act.entry,
                )
            )  # fmt: skip
            session.flush()
            if draft is not None and drafts.get(session, case_id, act.actor) is None:
                drafts.save(session, case_id, draft, act.at, act.actor)
            return True

    def bring_draft(self, case_id: str, bag: str, draft: Json, owner: str) -> bool:
        """The draft of a case that comes back undecided, while it is still out with that bag; whether it was kept. One
        that somebody else has written here meanwhile stays beside it."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            now = self.now(session)
            held = leases.current(session, case_id, now)
            stands = drafts.get(session, case_id, owner)
            if held is None or held.token != ROAD + bag or stands == draft:
                return False
            drafts.save(session, case_id, draft, leases.text(now), owner)
            return True

    def carry(self, coming: Coming, bag: str, fits: Fits, acts: Acts) -> str:
        """Takes a verdict in: "known" where it is here, "verdict" where it holds from now on, "opinion" where something
        keeps it from that. Raises LeaseHeld while somebody sits before the case: nothing is changed then."""
        new = coming.verdict
        with self._session(write=True, case=new.case) as session:
            locks.order(session, new.order_number)
            locks.case(session, new.case)
            if road.knows(session, coming.body, new.id):
                return "known"
            why = coming.why or self._hold(session, coming, bag, fits, acts)
            if why:
                self._note_coming(session, coming, "opinion", why, acts)
            return "opinion" if why else "verdict"

    def _hold(self, session: Session, coming: Coming, bag: str, fits: Fits, acts: Acts) -> str:
        """Records the verdict as one of this library's; why that cannot be, and then nothing was done."""
        road.refuse_held(session, coming.verdict.case, self.now(session))
        try:
            with session.begin_nested():
                self._record(session, coming, bag, fits, acts)
        except (AlreadyDecided, GateRefused) as error:
            return str(error)
        return ""

    def _record(self, session: Session, coming: Coming, bag: str, fits: Fits, acts: Acts) -> None:
        new = coming.verdict
        people = [("/decided_by", new.decided_by), ("/approved_by", new.approved_by)]
        team.refuse_recused(session, new.case, people)
        stands = verdicts.standing(session, new.case)
        if stands is not None and stands.id != new.supersedes:
            raise AlreadyDecided(new.case, stands.id, stands.decided_by, stands.decided_at)
        if session.get(VerdictEntry, new.id) is not None:
            raise _refused("/id", "id", f"another verdict of this library is called {new.id}")
        problem = fits(verdicts.given_before(session, new.order_number, new.supersedes))
        if problem:
            raise GateRefused(problem)
        if new.record is not None and verdicts.next_number(session, new.case) != new.record["number"]:
            text = f"it was given as verdict {new.record['number']} of its case, and here it would be another"
            raise _refused("/id", "number", text)
        had = road.end_lease(session, new.case, bag, self.now(session))
        if had is not None:
            self._note(session, acts, "checkin", new.case, {"bag": bag, "holder": had.holder, "fence": had.fence})
        self._note_coming(session, coming, "verdict", "", acts)
        stored, covers = verdicts.record(session, new, cases.entry(session, new.case).version)
        if new.kind != "request":
            drafts.decided(session, new.case, new.decided_by)
        if coming.leaves:
            intents.make(session, stored)
        entry = coming.body if new.record is None else str(new.record["entry"])
        ledger.append(session, acts(new.kind, new.case, entry), covers, f"verdict {new.id}")

    def _note_coming(self, session: Session, coming: Coming, effect: str, why: str, acts: Acts) -> Act:
        new = coming.verdict
        documents.put(session, new.body)
        if new.record is not None:
            documents.put(session, new.record)
        said = documents.put(session, {**coming.said, "effect": effect, "why": why})
        act = acts("carried", new.case, said)._replace(subject=f"{'' if coming.leaves else AT_HOME}{new.id}")
        ledger.append(session, act)
        session.add(
            CarriedEntry(
                body=coming.body, case_id=new.case, verdict_id=new.id, record=coming.record, effect=effect,
                decided_by=new.decided_by, came_by=act.actor, came_at=act.at, source=act.entry,
            )
        )  # fmt: skip
        session.flush()
        return act


def _refused(pointer: str, code: str, text: str) -> GateRefused:
    return GateRefused([Problem(pointer, code, text)])

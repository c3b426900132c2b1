"""Second opinions and which share of decisions is drawn for one: a part of the store's door."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlmodel import select

from moderator.domain.canonical import Json, digest
from moderator.store import documents, locks, seconds, waiting
from moderator.store.ledger import Act
from moderator.store.opened import Acts, Opened
from moderator.store.records import Opinion, OpinionPair
from moderator.store.running import base_for
from moderator.store.tables import Sampling
from moderator.store.waiting import Waiting

AS_OTHERS = -1
"""The share of a reason that has none of its own; the row stays, since it says who took it away."""


class Opinions(Opened):
    """Every method is one transaction."""

    def waiting_for(self, who: str, most: int = waiting.MOST) -> list[Waiting]:
        """What waits for that person's second opinion, the longest waiting first."""
        with self._session() as session:
            return waiting.for_person(base_for(session, who), most)

    def concealed(self, cases: Collection[str], who: str) -> frozenset[str]:
        """Those of the cases whose decision that person must not see yet."""
        with self._session() as session:
            return frozenset(waiting.among(base_for(session, who), list(cases)))

    def give_second(self, case_id: str, answer: str, body: Json, act: Act) -> None:
        """Keeps a second opinion. Raises NotFound where none is waited for that this person can give."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            seconds.give(session, base_for(session, act.actor), case_id, answer, body, act)

    def decline_second(self, case_id: str, who: str, why: str, acts: Acts) -> None:
        """That person sees the first decision and gives no second one. Raises NotFound."""
        with self._session(write=True, case=case_id) as session:
            locks.case(session, case_id)
            act = acts(waiting.DECLINED, case_id, documents.put(session, {"why": why}))
            seconds.decline(session, base_for(session, who), case_id, act)

    def opinions(self, case_id: str) -> list[Opinion]:
        with self._session(case=case_id) as session:
            return seconds.of_case(session, case_id)

    def second_pairs(self, since: str = "", until: str = "") -> list[OpinionPair]:
        """Every decision that two people decided, the second of them in that time."""
        with self._session() as session:
            return seconds.pairs(session, since, until)

    def plays(self, *roles: str) -> bool:
        """Whether this person has one of these roles in the team; of a library folder anybody has all of them."""
        if not self.server:
            return True
        chosen = ", ".join(f"'{role.replace('-', '_')}'" for role in roles)  # our own words
        return bool(self._asked(f"SELECT moderator.plays(session_user::text, {chosen})"))

    def shares(self) -> dict[str, int]:
        """By reason the share of a team's decisions that a second person decides too, in millionths."""
        with self._session() as session:
            rows = session.exec(select(Sampling).order_by(Sampling.reason))
            return {row.reason: row.share for row in rows if row.share != AS_OTHERS}

    def set_shares(self, shares: Mapping[str, int], act: Act) -> None:
        """Sets those that are others now, each noted in the ledger. One that is missing is as all others are."""
        with self._session(write=True) as session:
            locks.ledger_tail(session)
            there = {row.reason: row for row in session.exec(select(Sampling))}
            for reason in sorted({*there, *shares}):
                share, row = shares.get(reason, AS_OTHERS), there.get(reason)
                if share != (AS_OTHERS if row is None else row.share):
                    seconds.set_share(session, reason, share, act._replace(entry=digest([reason, share])))

"""The state of cases and verdicts, derived anew from the events of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from moderator.store.chains import OLD, Act

VERDICTS = {"decision": "decided", "closure": "closed", "request": "waiting"}
"""Status of a case after each kind of verdict."""
_VOUCHING = frozenset((*VERDICTS, "import", "sign", "key", "adopted", "second-asked", "second-given", "sampling"))
KEPT = frozenset(("hold", "hold-lifted", "lock", "unlock", "locked-view", "erase"))
ROAD = frozenset(("checkout", "checkin", "boarding", "aboard", "carried"))
TEAM = frozenset(("claim", "taken-over", "release", "recuse", "reassign", "sent", "second-declined")) | KEPT | ROAD
"""Their entry is the hash of a document that says what was done, and why."""
AT_HOME = "at home: "
"""Of `carried`: what the subject begins with for a verdict whose document leaves the library that it came from."""


@dataclass
class Given:
    """A verdict as its row says; status, entry and number in the library as the events say."""

    id: str
    case: str
    kind: str
    supersedes: str | None
    record: str | None
    body: str
    status: str = ""
    entry: str = ""
    seq: int = 0
    before: tuple[str, ...] = ()
    """The hashes of its text and record before they were reduced."""
    leaves: bool = False
    """Whether it was given by a program that noted what is to leave the library: such a one claims a case first."""


@dataclass
class State:
    """A case as the events say."""

    status: str = "open"
    version: int = 0
    revision: int = 0
    outcome_of: str | None = None
    """The verdict whose outcome the case has."""
    given: list[Given] = field(default_factory=list)
    was: str = ""
    """Of a locked case: the status before."""
    erased: str = ""
    """Of an erased case: the hash of the note that says what was done."""


class Replay:
    """Takes events in the journal's order. `vouched`: by case and subject the hash of the rows, and the event's number.

    An event that does not fit what is there is told by `take`: nothing that a program of ours has written.
    """

    def __init__(self, verdicts: Iterable[Given]) -> None:
        self.verdicts: dict[str, Given] = {}
        self.cases: dict[str, State] = {}
        self.vouched: dict[tuple[str, str], tuple[str, int]] = {}
        self.team: list[Act] = []
        self._at_home: set[str] = set()
        """Verdicts that stand in another library, which their documents leave."""
        self._leased = False
        self._in_order: dict[str, list[Given]] = {}
        self._given_so_far = 0
        for each in verdicts:
            self.verdicts[each.id] = each
            self._in_order.setdefault(each.case, []).append(each)

    def take(self, seq: int, scheme: int, act: Act, covers: str) -> str | None:
        """What is wrong with the event, or None."""
        if act.action in _VOUCHING and covers:
            self.vouched[act.case, act.subject] = (covers, seq)
        if act.action in TEAM:
            self.team.append(act)
        if act.action == "carried" and act.subject.startswith(AT_HOME):
            self._at_home.add(act.subject.removeprefix(AT_HOME))
            self._leased = True
        if act.action == "import":
            self._imported(act, scheme)
        if act.action in ("lock", "unlock", "erase"):
            return self._turned(act)
        if act.action in VERDICTS:
            return self._given(act, scheme)
        if act.action == "withdraw":
            return self._withdrawn(act, scheme)
        if act.action == "adopted" and act.subject.startswith("revision "):
            self._revision(self.cases.setdefault(act.case, State()), act)
        return None

    def _imported(self, act: Act, scheme: int) -> None:
        state = self.cases.setdefault(act.case, State())
        state.version += 1
        if state.status == "waiting":
            state.status = "open"
        if scheme != OLD:
            self._revision(state, act)

    def _turned(self, act: Act) -> str | None:
        """Locked, given back, or erased: the case has another status, and what it was given stands."""
        state = self.cases.setdefault(act.case, State())
        state.version += 1
        if act.action == "unlock":
            was, state.status, state.was = state.status, state.was, ""
            return None if was == "locked" else "the case was not locked"
        if act.action == "lock":
            state.was, state.status = state.status, "locked"
            return None
        was, state.status, state.erased = state.status, "erased", act.entry
        return None if was in ("decided", "closed") else f"the case was {was}"

    def _revision(self, state: State, act: Act) -> None:
        number = act.subject.removeprefix("revision ")
        state.revision = max(state.revision, int(number) if number.isascii() and number.isdigit() else 0)

    def _given(self, act: Act, scheme: int) -> str | None:
        state = self.cases.setdefault(act.case, State())
        verdict = self._named(act, scheme, len(state.given))
        self._given_so_far += 1
        state.version += 1
        state.status = VERDICTS[act.action]
        if verdict is None or verdict.kind != act.action:
            return f"there is no {act.action} that belongs to it"
        for other in state.given:
            if other.status == "active":  # at most one stands; requests end with any verdict
                other.status = "superseded"
        verdict.status, verdict.entry, verdict.seq = "active", act.entry, self._given_so_far
        verdict.leaves = self._leased and verdict.kind != "request" and verdict.id not in self._at_home
        state.given.append(verdict)
        state.outcome_of = verdict.id if verdict.kind == "decision" else None
        return None

    def _named(self, act: Act, scheme: int, place: int) -> Given | None:
        if scheme == OLD:  # it did not name its verdict; they follow one another
            of_case = self._in_order.get(act.case, [])
            return of_case[place] if place < len(of_case) else None
        found = self.verdicts.get(act.subject.removeprefix("verdict "))
        return found if found is not None and found.case == act.case else None

    def _withdrawn(self, act: Act, scheme: int) -> str | None:
        state = self.cases.setdefault(act.case, State())
        state.version += 1
        state.status, state.outcome_of = "open", None
        if scheme == OLD:
            matching = [v for v in state.given if v.status == "active" and act.entry in (v.record, v.body, *v.before)]
            verdict = matching[-1] if matching else None
        else:
            verdict = self._named(act, scheme, 0)
        if verdict is None:
            return "there is no verdict that it takes back"
        verdict.status = "withdrawn"
        before = self.verdicts.get(verdict.supersedes) if verdict.supersedes else None
        if before is not None and before.kind in VERDICTS:
            before.status = "active"
            state.status = VERDICTS[before.kind]
            state.outcome_of = before.id if before.kind == "decision" else None
        return None


def given(row: tuple[Any, ...], before: tuple[str, ...] = ()) -> Given:
    """Of id, case_id, kind, supersedes, record, body."""
    found = Given(*row)
    found.before = before
    return found

"""The desk: the things that a moderator can do. The window and the command line both sit at it.

Each method loads its area when it is called: the first screen needs none of them.
"""

from __future__ import annotations

import getpass
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk.kept import Kept
from moderator.desk.library import Library, open_library, put_ahead
from moderator.desk.long_work import LongWork
from moderator.desk.state import LEASE_SECONDS, State
from moderator.desk.travels import Travels
from moderator.errors import Problem

if TYPE_CHECKING:
    from moderator.desk import values
    from moderator.desk.agreeing import Compared
    from moderator.desk.annexes import Statements
    from moderator.desk.inbox import Inbox
    from moderator.desk.media import MediaDesk
    from moderator.domain.awards import Awards
    from moderator.domain.queue import Ask, Counts, Filter, Skills


def open_desk(
    locator: str | Path | None = None, *, moderator: str | None = None, lease_seconds: float = LEASE_SECONDS
) -> Desk:
    """A desk on the library that `locator` names. Cheap: the database is opened on first use.

    `lease_seconds`: how long a claimed case stays this desk's without a heartbeat.

    Raises UsageError for a locator that cannot be read, LibraryError for a library that cannot.
    """
    return Desk(open_library(locator), moderator or getpass.getuser(), lease_seconds)


class Desk(Kept, Travels, LongWork):
    """One method is one transaction. May be used from any thread; what must keep its order comes from one."""

    def __init__(self, library: Library, moderator: str, lease_seconds: float = LEASE_SECONDS) -> None:
        self._state = State(library, moderator, lease_seconds)

    @property
    def library(self) -> Library:
        return self._state.library

    @property
    def media(self) -> MediaDesk:
        return self._state.media

    @property
    def moderator(self) -> str:
        return self._state.moderator

    def set_moderator(self, name: str) -> None:
        """Who decides from now on. In a team that is whoever its server let in, and stays so."""
        if self._state.library.team is None:
            self._state.moderator = name

    @property
    def away(self) -> bool:
        """Whether a team's server was out of reach when it was last asked. Never waits."""
        return self._state.away

    def knock(self) -> tuple[str, ...]:
        """Asks a team's server whether it is there again, and gives it the drafts that were kept meanwhile.

        The cases of which another draft is newer, and the one kept here was set aside. Raises LibraryAway.
        """
        from moderator.desk import drafts

        self._state.store.whoami()
        return drafts.give_back(self._state)

    def put_clock_ahead(self, by: timedelta) -> None:
        """Of a demo library; raises UsageError for a real clock."""
        self._state.library = put_ahead(self._state.library, by)

    def now(self) -> datetime:
        """The present by the library's clock, in UTC."""
        return self._state.now()

    def close(self) -> None:
        if self._state.holds:
            from moderator.desk import leases

            leases.let_all_go(self._state)
        self._state.close()

    # the library

    def care(self) -> str | None:
        """What is due when a library is opened, from any thread; why there is no backup of today, for the screen."""
        from moderator.desk import keeping

        return keeping.care(self._state)

    # cases

    def import_packs(
        self, paths: Iterable[Path], *, stop: values.Stop | None = None, progress: values.Progress | None = None
    ) -> list[values.Imported]:
        from moderator.desk import boarding

        return boarding.import_all(self._state, paths, stop, progress)

    def take_in(self, inbox: Inbox, *, stop: values.Stop | None = None) -> list[values.Arrived]:
        """Imports what has come into an inbox, from any thread. Raises PlaceError and LibraryError."""
        return inbox.take(self._state, stop)

    def send_out(self, outbox: str, *, stop: values.Stop | None = None, most: int | None = None) -> list[values.Sent]:
        """Sends decisions that are due to a folder or URL, from any thread. Raises PlaceError and LibraryError."""
        from moderator.desk import outbox as sending

        return sending.send(self._state, outbox, stop, most)

    def queue(self, ask: Ask | None = None) -> tuple[values.QueueRow, ...]:
        """A page of the queue; without `ask` the first one of all cases, the earliest due first."""
        from moderator.desk import queue

        return queue.page(self._state, ask or queue.ALL)

    def queue_around(self, ask: Ask, case_id: str) -> tuple[values.QueueRow, ...]:
        from moderator.desk import queue

        return queue.around(self._state, ask, case_id)

    def queue_counts(self, wanted: Filter) -> Counts:
        from moderator.desk import queue

        return queue.counts(self._state, wanted)

    def next_case(self, skills: Skills, without: Collection[str] = ()) -> str | None:
        """The id of the case that this moderator should decide next; None if none is left."""
        from moderator.desk import queue

        return queue.next_case(self._state, skills, without)

    def open_case(self, case_id: str) -> values.OpenCase:
        from moderator.desk import concealing, drafts

        drafts.give_back(self._state)
        return concealing.opened(self._state, case_id)

    def listing(self, ask: Ask, limit: int | None = None) -> Iterator[dict[str, object]]:
        from moderator.desk import queue

        return queue.listing(self._state, ask, limit)

    def file_path(self, sha256: str) -> Path:
        """Where the library keeps the file of that hash. Raises CaseLocked."""
        self._state.store.demand_file(sha256)
        return self._state.store.media.path(sha256)

    def save_original(self, sha256: str, folder: Path) -> Path:
        """Copies an evidence file to `folder` as `<sha256>.bin`, and notes it in the ledger.

        Raises MediaError for a file that is not what was imported, LibraryError where it cannot be written.
        """
        from moderator.desk import events

        self._state.store.demand_file(sha256)
        path = self.media.save_original(sha256, folder)
        events.saved_original(self._state, self.media.case_of(sha256), sha256)
        return path

    def unveiled(self, case_id: str, sha256: str) -> None:
        """Notes that a file which may show harm was looked at."""
        from moderator.desk import events

        events.unveiled(self._state, case_id, sha256)

    def shown_aid(self, case_id: str, name: str) -> None:
        """Notes that an aid was on the screen; only such can stand in a decision."""
        from moderator.desk import events

        events.shown_aid(self._state, case_id, name)

    def write_pack(self, case_id: str, out: Path) -> str:
        from moderator.desk import cases

        return cases.write_pack(self._state, case_id, out)

    # who has which case

    @property
    def beat_seconds(self) -> float:
        """How often the window says that a case is still open in it."""
        from moderator.desk import leases

        return self._state.lease_seconds / leases.BEATS

    def claim(self, case_id: str, *, over: bool = False) -> values.CaseNow:
        """Takes the case if it is free (`over`: also from another window of the same person); who has it now."""
        from moderator.desk import leases

        return leases.claim(self._state, case_id, over)

    def pulse(self, case_id: str, *, beat: bool = False) -> values.CaseNow:
        """Where the case stands; with `beat`, that it is still open here."""
        from moderator.desk import leases

        return leases.pulse(self._state, case_id, beat)

    def let_go(self, case_id: str) -> None:
        from moderator.desk import leases

        leases.let_go(self._state, case_id)

    def recuse(self, case_id: str, why: str) -> None:
        from moderator.desk import leases

        leases.recuse(self._state, case_id, why)

    def reassign(self, case_id: str, to: str, why: str) -> None:
        from moderator.desk import leases

        leases.reassign(self._state, case_id, to, why)

    def free(self, case_id: str, why: str) -> str:
        """Ends the lease of somebody who is away; whose it was."""
        from moderator.desk import leases

        return leases.free(self._state, case_id, why)

    def tail(self) -> int:
        """Changes whenever anybody does anything in the library."""
        return self._state.store.tail()

    # verdicts

    def save_draft(self, case_id: str, doc: Mapping[str, Any] | None) -> None:
        """Keeps what was typed, or drops it (None). Raises LeaseLost if another window of the same person has the case,
        LibraryAway once it is kept on this computer instead."""
        from moderator.desk import drafts

        drafts.save(self._state, case_id, doc)

    def check(self, opened: values.OpenCase, doc: Mapping[str, Any]) -> tuple[Problem, ...]:
        from moderator.desk import verdicts

        return verdicts.check(self._state, opened, doc)

    def look_at_cited(self, opened: values.OpenCase, doc: Mapping[str, Any]) -> None:
        from moderator.desk import verdicts

        verdicts.look_at_cited(self._state, opened, doc)

    def decide(
        self, case_id: str, doc: Mapping[str, Any], *, seen_version: int | None = None, final: bool = False
    ) -> values.Decided:
        from moderator.desk import verdicts

        return verdicts.decide(self._state, case_id, doc, seen_version, final)

    def like(self, opened: values.OpenCase) -> tuple[values.Like, ...]:
        from moderator.desk import verdicts

        return verdicts.like(self._state, opened)

    def past_awards(self, opened: values.OpenCase, reason: str) -> Awards:
        from moderator.desk import awards

        return awards.past(self._state, opened, reason)

    def undoable(self) -> values.Undoable | None:
        from moderator.desk import verdicts

        return verdicts.undoable(self._state)

    def withdraw_last(self) -> tuple[str, dict[str, Any]]:
        from moderator.desk import verdicts

        return verdicts.withdraw_last(self._state)

    # second opinions

    def waiting_for_second(self) -> list[str]:
        """The cases that this moderator can give a second opinion on."""
        from moderator.desk import seconds

        return seconds.waiting(self._state)

    def open_second(self, case_id: str) -> values.OpenCase:
        from moderator.desk import seconds

        return seconds.open_second(self._state, case_id)

    def give_second(self, case_id: str, doc: Mapping[str, Any]) -> None:
        from moderator.desk import seconds

        seconds.give(self._state, case_id, doc)

    def next_second(self, skills: Skills, without: Collection[str] = ()) -> str | None:
        """The case that waits longest for this moderator's second opinion, within the skills."""
        from moderator.desk import seconds

        return seconds.next_second(self._state, skills, without)

    def decline_second(self, case_id: str, why: str) -> None:
        """Shows the decision of a case from now on, on which this moderator then gives no second opinion."""
        from moderator.desk import seconds

        seconds.decline(self._state, case_id, why)

    def agreement(self, since: str = "", until: str = "") -> Compared:
        """Cohen's kappa of first and second opinions by reason, and the cases that differ, from day to day."""
        from moderator.desk import agreeing

        return agreeing.compare(self._state, since, until)

    def shares(self) -> Mapping[str, float]:
        """Which share of the first decisions a second person decides too, by reason; "*" for all others."""
        from moderator.desk import concealing

        return concealing.shares(self._state)

    def set_shares(self, shares: Mapping[str, float]) -> None:
        """Sets them from now on. Raises UsageError, LibraryError."""
        from moderator.desk import sampling

        sampling.set_shares(self._state, shares)

    def may_set_shares(self) -> bool:
        """Whether this person may: in a team its lead."""
        return self._state.store.plays("lead")

    # documents

    def export(
        self,
        case_ids: Iterable[str] | None,
        out: Path,
        form: values.Form | None = None,
        *,
        stop: values.Stop | None = None,
        progress: values.Progress | None = None,
    ) -> list[values.Exported]:
        """`form` None: the parties' edition, signed."""
        from moderator.desk import exports

        return exports.export(self._state, case_ids, out, form or exports.USUAL, stop, progress)

    def write_annexes(
        self, case_ids: Iterable[str] | None, out: Path, wanted: values.Wanted | None = None, report: Path | None = None
    ) -> Statements:
        """The DSA annexes of final decisions as JSON; `case_ids` None: of all that are wanted."""
        from moderator.desk import annexes

        return annexes.write(self._state, case_ids, out, wanted, report)

    def preview(self, case_id: str) -> bytes:
        from moderator.desk import exports

        return exports.preview(self._state, case_id)

"""What of the queue is in memory: a stretch, read by the page in the store lane, and the counts of its filters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from moderator.domain.queue import Ask, Counts, Filter, Place, Sort

if TYPE_CHECKING:
    from moderator.desk.values import QueueRow
    from ui.session import Session

PAGE = 200
KEPT = 1000
"""Rows in memory at most; beyond, those farthest from where one looks are let go and read again when needed."""


@dataclass(frozen=True)
class Stretch:
    """Rows of the queue that follow each other; whether there are more above and below. `choose`: a case to go to."""

    rows: tuple[QueueRow, ...] = ()
    above: bool = False
    below: bool = False
    choose: str = ""


class QueueReader(QObject):
    """Reads in the background; the session's `rows` and `queue_changed` tell. A newer wish drops the older."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.filter = Filter()
        self.sorting: Sort = "due"
        self.stretch = Stretch()
        self.counts = Counts()
        self.counted = False
        """Whether `counts` are of this filter, and not still of the one before."""
        self._extending = False

    # --- what is wished -------------------------------------------------------------------------------------------

    def show(self, wanted: Filter, sorting: Sort) -> None:
        """Other cases or another order: from the beginning."""
        if (wanted, sorting) != (self.filter, self.sorting):
            self.filter, self.sorting, self.counted = wanted, sorting, False
            self.to_start()

    def refresh(self) -> None:
        """The same stretch once more: rows may have changed, come or gone."""
        rows, above = self.stretch.rows, self.stretch.above
        if not rows or not above:
            self._read(self._ask(max(PAGE, len(rows))), above=False)
        else:
            self._read(self._ask(len(rows), _place(rows[0]), inclusive=True), above=True)

    def to_start(self, choose: str = "") -> None:
        self._read(self._ask(PAGE), above=False, choose=choose)

    def to_end(self) -> None:
        """The last page, which costs no more than the first."""
        self._read(self._ask(PAGE, backwards=True), above=True, choose="last")

    def to_case(self, case_id: str) -> None:
        """The stretch around a case, where the filter lets it through."""
        desk, ask = self._session.desk, self._ask(PAGE)

        def work(_stop: object, _tell: object) -> Stretch:
            rows = desk.queue_around(ask, case_id)
            return Stretch(rows, above=len(rows) > 0, below=len(rows) > 0, choose=case_id)

        self._run(work)

    def more(self) -> None:
        """The page below the stretch."""
        if self.stretch.below and self.stretch.rows:
            self._extend(self._ask(PAGE, _place(self.stretch.rows[-1])), self._extended_below)

    def earlier(self) -> None:
        """The page above the stretch."""
        if self.stretch.above and self.stretch.rows:
            self._extend(self._ask(PAGE, _place(self.stretch.rows[0]), backwards=True), self._extended_above)

    # --- reading --------------------------------------------------------------------------------------------------

    def _ask(self, most: int, place: Place | None = None, *, backwards: bool = False, inclusive: bool = False) -> Ask:
        """One row more than needed tells whether there are any."""
        return Ask(self.filter, self.sorting, place, backwards, inclusive, most + 1)

    def _read(self, ask: Ask, *, above: bool, choose: str = "") -> None:
        desk = self._session.desk

        def work(_stop: object, _tell: object) -> Stretch:
            rows = desk.queue(ask)
            if not rows and ask.place is not None:  # all of them are gone
                return _from_start(desk.queue(replace(ask, place=None)), ask.most - 1)
            if ask.backwards:
                kept = rows[-(ask.most - 1) :]
                return Stretch(kept, above=len(rows) == ask.most, choose=kept[-1].case if kept else "")
            return replace(_from_start(rows, ask.most - 1), above=above, choose=choose)

        self._run(work)

    def _run(self, work: Callable[[object, object], Stretch]) -> None:
        session, desk, wanted = self._session, self._session.desk, self.filter
        watched = session.opened.case.id if session.opened is not None else ""

        def with_watched(stop: object, tell: object) -> tuple[Filter, Stretch, tuple[QueueRow, ...]]:
            stretch = work(stop, tell)
            if not watched or any(row.case == watched for row in stretch.rows):
                return wanted, stretch, ()
            alone = Ask(Filter(status="all"), "id", Place(watched, watched), inclusive=True, most=1)
            return wanted, stretch, tuple(row for row in desk.queue(alone) if row.case == watched)

        session.tasks.cancel("queue.more")
        self._extending = False
        session.tasks.run("store", with_watched, self._arrived, session.deeds.unread, key="queue")

    def _extend(self, ask: Ask, done: Callable[[tuple[Place | None, tuple[QueueRow, ...]]], None]) -> None:
        if self._extending:
            return
        self._extending = True
        desk = self._session.desk
        self._session.tasks.run(
            "store", lambda _s, _t: (ask.place, desk.queue(ask)), done, self._not_extended, key="queue.more"
        )

    # --- what arrives ---------------------------------------------------------------------------------------------

    def _arrived(self, found: tuple[Filter, Stretch, tuple[QueueRow, ...]]) -> None:
        _, self.stretch, watched = found
        self._tell(watched)
        self._count()

    def _extended_below(self, found: tuple[Place | None, tuple[QueueRow, ...]]) -> None:
        self._extending = False
        place, new = found
        rows = self.stretch.rows
        if not rows or _place(rows[-1]) != place:
            return  # the stretch is another one by now
        whole = (*rows, *new[:PAGE])
        above = self.stretch.above or len(whole) > KEPT
        self.stretch = Stretch(whole[-KEPT:], above=above, below=len(new) > PAGE)
        self._tell()

    def _extended_above(self, found: tuple[Place | None, tuple[QueueRow, ...]]) -> None:
        self._extending = False
        place, new = found
        rows = self.stretch.rows
        if not rows or _place(rows[0]) != place:
            return
        whole = (*new[-PAGE:], *rows)
        below = self.stretch.below or len(whole) > KEPT
        self.stretch = Stretch(whole[:KEPT], above=len(new) > PAGE, below=below)
        self._tell()

    def _not_extended(self, error: Exception) -> None:
        self._extending = False
        self._session.failed(error)

    def _count(self) -> None:
        session, desk, wanted = self._session, self._session.desk, self.filter

        def work(_stop: object, _tell: object) -> tuple[Filter, Counts]:
            return wanted, desk.queue_counts(wanted)

        session.tasks.run("store", work, self._counted, session.deeds.unread, key="counts")

    def _counted(self, found: tuple[Filter, Counts]) -> None:
        wanted, self.counts = found
        self.counted = wanted == self.filter
        self._session.queue_changed.emit()

    def _tell(self, watched: tuple[QueueRow, ...] = ()) -> None:
        self._session.rows = (*self.stretch.rows, *watched)
        self._session.queue_changed.emit()


def _place(row: QueueRow) -> Place:
    return Place(row.key, row.case)


def _from_start(rows: tuple[QueueRow, ...], most: int) -> Stretch:
    return Stretch(rows[:most], below=len(rows) > most)

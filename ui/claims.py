"""Who has the open case, and what others do to it meanwhile: known within a second, thanks to a lane of its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.errors import CaseLocked, ModeratorError

if TYPE_CHECKING:
    from moderator.desk.values import CaseNow, OpenCase
    from ui.session import Session

EVERY, QUEUE = 400, 2000
"""Milliseconds between two looks at the open case, and at whether anybody did anything at all."""
State = Literal[
    "free", "mine", "held", "own", "lost", "given", "recused", "decided", "revised", "changed", "audit", "second"
]
READ_ONLY: frozenset[State] = frozenset({"held", "own", "lost", "given", "recused", "decided", "audit"})
"""In which the draft can be read, is kept, and can be neither edited nor decided."""


class Claims(QObject):
    """Claims the case that is opened, keeps its lease, lets it go."""

    changed = Signal()
    """`state`, or what it names, is new"""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._case = ""
        self._had = False
        self._beaten = 0.0
        self._tail: int | None = None
        self.now: CaseNow | None = None
        """What was heard last of the open case."""
        self.fresh: OpenCase | None = None
        """The case as it stands, where others have changed it since it was opened here."""
        self._told: tuple[object, ...] = ()
        self._look = QTimer(self, interval=EVERY)
        self._look.timeout.connect(self.look)
        self._queue = QTimer(self, interval=QUEUE)
        self._queue.timeout.connect(self._look_at_queue)
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._closed)
        session.queue_changed.connect(self._queue_read)
        session.moderator_changed.connect(self._renamed)

    # --- what others read -----------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        opened, now = self._session.opened, self.now
        if opened is None:
            return "free"
        if now is not None and now.audit:
            return "audit"
        if self.fresh is not None:
            return self._changed_how(opened, self.fresh)
        if opened.second:
            return "second"
        if opened.status not in ("open", "waiting"):
            return "free"
        if self._stepped_back(opened):
            return "recused"
        if now is not None and now.held is not None and not now.held.mine:
            return "own" if now.held.same else "held"
        if now is not None and now.held is not None:
            return "mine"
        if self._had and now is not None:
            return "given" if self._given_away(now) else "lost"
        return "given" if now is not None and self._given_away(now) else "free"

    @property
    def read_only(self) -> bool:
        return self.state in READ_ONLY

    def _changed_how(self, opened: OpenCase, fresh: OpenCase) -> State:
        if fresh.status in ("decided", "closed") and standing_id(fresh) != standing_id(opened):
            return "decided"
        return "revised" if fresh.case.revision != opened.case.revision else "changed"

    def _stepped_back(self, opened: OpenCase) -> bool:
        from moderator.domain.persons import same_person

        return any(same_person(name, self._session.desk.moderator) for name, _why in opened.recused)

    def _given_away(self, now: CaseNow) -> bool:
        from moderator.domain.persons import same_person

        return bool(now.assigned) and not same_person(now.assigned, self._session.desk.moderator)

    # --- the open case --------------------------------------------------------------------------------------------

    def _opened(self, opened: OpenCase) -> None:
        if opened.case.id != self._case:
            self._let_go()
            self._case, self._had, self.now = opened.case.id, False, None
        self.fresh = None
        if opened.status in ("open", "waiting") and not opened.second and not self._stepped_back(opened):
            self._claim()
        self._look.start()
        self._tell()

    def _closed(self) -> None:
        self._let_go()
        self._look.stop()
        self._case, self._had, self.now, self.fresh = "", False, None, None
        self._tell()

    def close(self) -> None:
        """The window closes."""
        self._look.stop()
        self._queue.stop()
        self._let_go()

    def _let_go(self) -> None:
        desk, case_id = self._session.desk, self._case
        if case_id:
            self._session.tasks.run("pulse", lambda _s, _t: desk.let_go(case_id), _nothing, self._quietly, must=True)

    def _claim(self, *, over: bool = False) -> None:
        desk, case_id = self._session.desk, self._case
        self._beaten = time.monotonic()
        self._session.tasks.run(
            "pulse", lambda _s, _t: desk.claim(case_id, over=over), self._heard, self._session.failed, key="claim"
        )

    def take(self) -> None:
        """The person asks for the case: from an own window elsewhere, or after it was taken from this one."""
        if self._case and self.state in ("own", "lost", "given", "free"):
            self._claim(over=True)

    def look(self) -> None:
        """Asks how the open case stands, and says that it is still open here whenever that is due."""
        if not self._case:
            return
        desk, case_id, now = self._session.desk, self._case, time.monotonic()
        beat = now - self._beaten >= desk.beat_seconds
        if beat:
            self._beaten = now
        self._session.tasks.run(
            "pulse", lambda _s, _t: desk.pulse(case_id, beat=beat), self._heard, self._quietly, key="pulse"
        )

    def _heard(self, now: CaseNow) -> None:
        opened = self._session.opened
        if opened is None or now.case != self._case or opened.case.id != self._case:
            return
        before, self.now = self.state, now
        mine = now.held is not None and now.held.mine
        self._had = self._had or mine
        if (now.version, now.revision) != (opened.version, opened.case.revision) and self.fresh is None:
            self._read_anew()
        elif mine and before in ("held", "own"):
            self._session.open_case(self._case)  # what the other one wrote meanwhile comes along
        elif before in ("held", "own") and self.state in ("free", "lost") and not self._had:
            self._claim()
        self._tell()

    def _read_anew(self) -> None:
        """In the store's lane, behind what this window itself is doing to the case: that is no news."""
        desk, case_id = self._session.desk, self._case
        self._session.tasks.run("store", lambda _s, _t: desk.open_case(case_id), self._read, self._quietly, key="fresh")

    def _read(self, fresh: OpenCase) -> None:
        opened = self._session.opened
        if opened is None or fresh.case.id != opened.case.id:
            return
        if (fresh.version, fresh.case.revision) == (opened.version, opened.case.revision):
            return
        self._session.save()
        self._session.prefetch.forget(fresh.case.id)
        self.fresh = fresh
        self._session.deeds.read_queue()
        self._tell()

    def show(self) -> None:
        """The case as it stands now takes the place of what is on the screen; the draft is saved first."""
        if self._case:
            self._session.prefetch.forget(self._case)
            self._session.open_case(self._case)

    def _renamed(self, _name: str) -> None:
        if self._case and self.state == "mine":
            self._claim()

    def _tell(self) -> None:
        """Only what is new: at every look would have the panels paint for nothing."""
        held = None if self.now is None else self.now.held
        told = (
            self._case, self.state, None if held is None else (held.holder, None if held.mine else held.until),
            None if self.fresh is None else self.fresh.version,
        )  # fmt: skip
        if told != self._told:
            self._told = told
            self.changed.emit()

    def locked(self, case_id: str) -> None:
        """The case was reported and locked, here or elsewhere: nothing of it stays in this window."""
        session = self._session
        session.prefetch.forget(case_id)
        session.frame_cache.clear()
        if session.opened is not None and session.opened.case.id == case_id:
            session.forget_draft()
            session.close_case()
        session.deeds.read_queue()
        text = self.tr("{0} is locked. Nothing of it is lost; people for restricted cases can open it.")
        session.message.emit(text.format(case_id), "ok")

    def _quietly(self, error: Exception) -> None:
        """A look that failed is soon taken again, and a lease that was not given back runs out by itself; what
        the library refuses is said where the person does something. A bug of ours is not kept quiet."""
        if isinstance(error, CaseLocked) and error.case == self._case:
            self.locked(error.case)
        elif not isinstance(error, ModeratorError):
            self._session.failed(error)

    # --- the queue ------------------------------------------------------------------------------------------------

    def _queue_read(self) -> None:
        """The first reading is over, so the library may be opened."""
        if not self._queue.isActive():
            self._queue.start()

    def _look_at_queue(self) -> None:
        desk = self._session.desk
        self._session.tasks.run("pulse", lambda _s, _t: desk.tail(), self._tail_read, self._quietly, key="tail")

    def _tail_read(self, tail: int) -> None:
        if self._tail is not None and tail != self._tail:
            self._session.deeds.read_queue()
        self._tail = tail


def standing_id(opened: OpenCase) -> str:
    """The id of the decision or closure that holds; empty while there is none."""
    final = (row.doc for row in opened.verdicts if row.status == "active" and row.doc.get("kind") != "request")
    return next((str(doc.get("id")) for doc in final), "")


def _nothing(_done: Any) -> None:
    """There is nobody to be told."""

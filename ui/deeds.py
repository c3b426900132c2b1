"""What a moderator does that takes the store a while: decide, take back, import, export. Each says what changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from moderator.desk.exporting import seconds_left
from moderator.desk.values import Wanted
from moderator.domain.queue import Ask, Skills
from moderator.errors import AlreadyDecided, Cancelled, CaseErased, GateRefused, LeaseHeld, LeaseLost, LibraryDamaged
from ui.boxes import Boxes
from ui.models.dates import span
from ui.queue_reader import QueueReader
from ui.seconding import Seconding

if TYPE_CHECKING:
    from moderator.desk.values import Decided, Exported, FleetSeen, Form, Imported, LookedThrough, OpenCase, Undoable
    from ui.session import Session
    from ui.tasks import Job, Lane

REPORT = "export-report.csv"
MOST_JOBS = 4
AHEAD = 200
"""Cases whose films are looked through ahead: more than are decided before others come in between."""
LONG = 5
"""Seconds from which it is said how long the rest will take."""


class Deeds(QObject):
    """The session's hands. Every method returns at once; signals of the session tell how it went."""

    unreadable = Signal(object)
    """LibraryDamaged: the queue cannot be read, and a backup may help."""

    erased = Signal(object)
    """A case that was to be opened is erased: what `Desk.erased` says of it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.reader = QueueReader(session)
        self.seconding = Seconding(session)
        self.boxes = Boxes(session, self)
        self._job: Job | None = None
        self._doing = ""
        self._began = 0.0
        self._fleet: FleetSeen | None = None
        """How far the fleet is that is followed."""

    @property
    def idle(self) -> bool:
        """Whether no import or export is under way."""
        return self._job is None

    def refresh(self) -> None:
        """The queue, and what can be taken back."""
        self.read_queue()
        self.read_undo()

    def read_queue(self) -> None:
        self.reader.refresh()

    def unread(self, error: Exception) -> None:
        """The queue could not be read: said, and where the library is damaged, offered its backups."""
        self._session.failed(error)
        if isinstance(error, LibraryDamaged):
            self.unreadable.emit(error)

    def read_undo(self) -> None:
        desk, session = self._session.desk, self._session
        session.tasks.run("store", lambda _s, _t: desk.undoable(), self._undo_read, session.failed, key="undo")

    def _undo_read(self, undoable: Undoable | None) -> None:
        if undoable != self._session.undoable:
            self._session.undoable = undoable
            self._session.undo_changed.emit()

    def not_opened(self, error: Exception) -> None:
        """A case that cannot be opened is said; of an erased one its page opens."""
        desk, session = self._session.desk, self._session
        if isinstance(error, CaseErased):
            case_id = error.case
            session.tasks.run("store", lambda _s, _t: desk.erased(case_id), self.erased.emit, session.failed)
        else:
            session.failed(error)

    def decide(self) -> None:
        """Decides the open case as its draft stands, if the gate lets it through."""
        session = self._session
        opened = session.opened
        if opened is None:
            return
        if session.claims.read_only:
            session.message.emit(self.tr("This case cannot be decided here; the line above it says why."), "warn")
            return
        if session.problems:
            session.message.emit(str(session.problems[0].text), "warn")
            return
        if opened.second:
            self.seconding.give(session.draft)
            return
        session.save()
        desk, case_id, doc, version = session.desk, opened.case.id, session.draft, opened.version

        def work(_stop: object, _tell: object) -> tuple[Decided, OpenCase, Undoable | None]:
            return desk.decide(case_id, doc, seen_version=version), desk.open_case(case_id), desk.undoable()

        session.actions.enable("decide", False)
        session.tasks.run("store", work, self._decided, self._not_decided, must=True)

    def _decided(self, found: tuple[Decided, OpenCase, Undoable | None]) -> None:
        session = self._session
        result, opened, undoable = found
        session.actions.enable("decide", True)
        session.forget_draft()
        session.prefetch.clear()
        self._undo_read(undoable)
        self.read_queue()
        if session.opened is not None and session.opened.case.id == opened.case.id:
            session.accept(opened)
        session.decided.emit(result)

    def _not_decided(self, error: Exception) -> None:
        session = self._session
        session.actions.enable("decide", True)
        if isinstance(error, GateRefused):
            session.problems = error.problems
            session.problems_changed.emit(error.problems)
        if isinstance(error, AlreadyDecided | LeaseHeld | LeaseLost) and session.opened is not None:
            session.prefetch.clear()
            session.claims.look()
            self.refresh()
        session.failed(error)

    def withdraw_last(self) -> None:
        """Takes the last verdict back, within its undo time."""
        session = self._session
        desk = session.desk

        def work(_stop: object, _tell: object) -> tuple[OpenCase, Undoable | None]:
            case_id, _verdict = desk.withdraw_last()
            return desk.open_case(case_id), desk.undoable()

        session.tasks.run("store", work, self._withdrawn, session.failed, must=True)

    def _withdrawn(self, found: tuple[OpenCase, Undoable | None]) -> None:
        session = self._session
        opened, undoable = found
        case_id = opened.case.id
        session.prefetch.clear()
        self._undo_read(undoable)
        self.read_queue()
        if session.opened is not None and session.opened.case.id == case_id:
            session.accept(opened)
        session.message.emit(
            self.tr("The verdict on {0} was taken back; the case is open again.").format(case_id), "ok"
        )

    def offer(self) -> None:
        """Opens the case that this moderator should decide next, by due time, skill and value."""
        session = self._session
        skills = Skills(session.settings.languages, session.settings.reasons)
        here = () if session.opened is None else (session.opened.case.id,)
        work = self.seconding.offer(skills, here)
        session.tasks.run("store", work, self._offered, session.failed, key="offer")

    def _offered(self, case_id: str | None) -> None:
        if case_id is None:
            self._session.message.emit(self.tr("No other case is left for you to decide."), "plain")
        else:
            self._session.open_case(case_id)

    def import_packs(self, paths: Sequence[Path]) -> None:
        """Imports case packs, files or folders; `imported` carries what became of each."""
        session = self._session
        desk = session.desk
        chosen = tuple(paths)
        if not chosen or self._is_busy():
            return

        def work(stop: Any, tell: Any) -> list[Imported]:
            return desk.import_packs(chosen, stop=stop, progress=tell)

        self._doing = self.tr("Importing {0} packs").format(len(chosen)) if len(chosen) > 1 else self.tr("Importing")
        self._began = time.monotonic()
        self._job = session.tasks.run("store", work, self._imported, self._stopped, progressed=self._progressed)
        session.busy.emit(self._doing, 0, len(chosen))

    def _imported(self, found: list[Imported]) -> None:
        self._ended()
        self._session.prefetch.clear()
        self._session.imported.emit(found)
        self.refresh()

    def export(self, cases: Sequence[str] | None, out: Path, form: Form | None = None) -> None:
        """Writes decisions as PDF files into the folder `out`; `exported` carries what became of each.

        None: every decision, by processes of their own, so that the library stays free for the next case; what became
        of each stands beside them, in REPORT.
        """
        session = self._session
        desk = session.desk
        if self._is_busy():
            return

        def batch(stop: Any, tell: Any) -> list[Exported]:
            return desk.export_batch(
                out, Wanted(concealing=True), form=form, jobs=_jobs(), report=out / REPORT, stop=stop, progress=tell
            )

        def few(stop: Any, tell: Any) -> list[Exported]:
            return desk.export(list(cases or ()), out, form, stop=stop, progress=tell)

        self._doing, self._began = self.tr("Writing decisions"), time.monotonic()
        lane: Lane = "batch" if cases is None else "store"
        work = batch if cases is None else few
        self._job = session.tasks.run(lane, work, self._exported, self._stopped, progressed=self._progressed)
        session.busy.emit(self._doing, 0, len(cases or ()))

    def export_by_fleet(self, form: Form) -> None:
        """Has the team's fleet write every decision, and follows it; `exported` carries what became of each."""
        session = self._session
        desk = session.desk
        if self._is_busy():
            return

        def work(stop: Any, tell: Any) -> list[Exported]:
            def watch(seen: FleetSeen) -> None:
                self._fleet = seen
                tell(seen.ended, seen.total)

            return desk.fleet.export(Wanted(concealing=True), form, stop=stop, watch=watch)

        self._doing, self._began = self.tr("The fleet writes decisions"), time.monotonic()
        self._job = session.tasks.run("batch", work, self._exported, self._stopped, progressed=self._progressed)
        session.busy.emit(self._doing, 0, 0)

    def analyse(self) -> None:
        """Looks through the films of the queue as it is shown, so that whoever opens a case finds it done.

        By the team's fleet where one is at work, else by a process of this computer.
        """
        session, ask = self._session, Ask(self.reader.filter, self.reader.sorting)
        desk = session.desk
        if self._is_busy():
            return

        def work(stop: Any, tell: Any) -> list[LookedThrough]:
            def watch(seen: FleetSeen) -> None:
                self._fleet = seen
                tell(seen.ended, seen.total)

            if desk.library.team is not None and desk.fleet.is_at_work():
                return desk.fleet.analyse(ask, AHEAD, stop=stop, watch=watch)
            return desk.analyse(ask, AHEAD, jobs=1, stop=stop, progress=tell)

        self._doing, self._began = self.tr("Looking through films"), time.monotonic()
        self._job = session.tasks.run("batch", work, self._analysed, self._stopped, progressed=self._progressed)
        session.busy.emit(self._doing, 0, 0)

    def _analysed(self, found: list[LookedThrough]) -> None:
        stopped = self._job is not None and self._job.stop()
        self._ended()
        done = sum(each.status == "analysed" for each in found)
        text, tone = self.tr("{0} films were looked through.").format(done), "ok"
        if done == 1:
            text = self.tr("1 film was looked through.")
        if len(found) > done:
            text += " " + self.tr("{0} could not be: {1}").format(len(found) - done, _first_problem(found))
            tone = "warn"
        if stopped:
            text, tone = self.tr("Stopped. {0}").format(text), "warn"
        elif not found:
            text, tone = self.tr("None of these cases has a film."), "warn"
        self._session.message.emit(text, tone)

    def _crew(self) -> str:
        """How many work for the fleet, while it is followed."""
        if self._fleet is None:
            return ""
        if self._fleet.workers == 1:
            return self.tr(" · 1 worker")
        return self.tr(" · {0} workers").format(self._fleet.workers)

    def _exported(self, found: list[Exported]) -> None:
        self._ended()
        self._session.exported.emit(found)

    def at_length(self, doing: str, work: Callable[[Any, Any], Any], done: Callable[[Any], None]) -> None:
        """What else takes the store a while, with progress and Cancel. `work` gets `stop` and `progress`; `done` what
        it gives, on the window's thread, before the queue is read anew."""
        if self._is_busy():
            return

        def ended(found: Any) -> None:
            self._ended()
            self._session.prefetch.clear()
            done(found)
            self.refresh()

        self._doing, self._began = doing, time.monotonic()
        self._job = self._session.tasks.run("store", work, ended, self._stopped, progressed=self._progressed)
        self._session.busy.emit(doing, 0, 0)

    def stop(self) -> None:
        """The person pressed Cancel: the work ends after the item that it is at."""
        if self._job is not None:
            self._job.halt()

    def _is_busy(self) -> bool:
        if self._job is not None:
            self._session.message.emit(self.tr("Wait until this has ended: {0}.").format(self._doing), "warn")
        return self._job is not None

    def _progressed(self, done: int, total: int) -> None:
        if self._job is not None:
            left = seconds_left(done, total, time.monotonic() - self._began)
            long = left is not None and left >= LONG
            until = self.tr(" · about {0} left").format(span(timedelta(seconds=left or 0))) if long else ""
            self._session.busy.emit(self._doing + self._crew() + until, done, total)

    def _ended(self) -> None:
        self._job = self._fleet = None
        self._session.busy.emit("", 0, 0)

    def _stopped(self, error: Exception) -> None:
        self._ended()
        if isinstance(error, Cancelled):
            self._session.message.emit(self.tr("{0}: stopped.").format(self._doing), "warn")
        else:
            self._session.failed(error)
        self.refresh()


def _jobs() -> int:
    """One processor is left for the window and its decoders."""
    return max(1, min(MOST_JOBS, (os.cpu_count() or 1) - 1))


def _first_problem(found: Sequence[LookedThrough]) -> str:
    each = next(each for each in found if each.problem is not None)
    return f"{each.case}: {each.problem}"

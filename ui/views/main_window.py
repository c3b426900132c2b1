"""The window: bar, queue or case, status line. It only assembles; what happens is in the session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from ui.models.queue_model import QueueModel
from ui.session import Session
from ui.views import layout
from ui.views.bits import Hairline
from ui.views.dialogs import Dialogs, packs_in
from ui.views.queue_view import QueueView
from ui.views.road_deeds import RoadDeeds
from ui.views.status_bar import StatusBar
from ui.views.top_bar import TopBar

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase
    from ui.views.case_view import CaseView
    from ui.views.queue_rail import QueueRail

START, LEAST = QSize(1440, 900), QSize(1024, 640)
LATER = 300
"""Milliseconds after the queue was read in which it is painted."""
BETWEEN = 10
"""Milliseconds between two parts of the case's screen that are built ahead."""
NARROW_QUEUE = 380
"""Width in pixels of the queue beside an open case."""


class Body(QWidget):
    """What fills the window. Says once, a moment later, that it was painted: what is slow waits for that."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(1, self.painted.emit)


class MainWindow(QMainWindow):
    """With no case open the queue fills the window; with one it is a rail, or (Q) a list beside the case."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.model = QueueModel(session.desk.now)
        reader = session.deeds.reader
        self.model.wished.connect(self._wished)
        self.model.more.connect(reader.more)
        self.model.earlier.connect(reader.earlier)
        session.queue_changed.connect(self._read)  # before the panels that count what the model holds
        self.bar = TopBar(session, self.model)
        self.queue = QueueView(session, self.model)
        self.status = StatusBar(session, self.model)
        self.rail: QueueRail | None = None
        self.case: CaseView | None = None
        self._coming: CaseView | None = None
        self.dialogs = Dialogs(session, self)
        self.road = RoadDeeds(session, self)
        self._wide_queue, self._left = False, True
        self._read_once = False
        self.setWindowTitle("Moderator")
        self.setMinimumSize(LEAST)
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._wire()
        session.actions.attach(self)
        if not layout.restore_window(self, session.settings):
            self.resize(START)
        layout.restore(self._splitters(), session.settings)

    def _build(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setObjectName("window")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.queue)
        body = QWidget()
        self._across = QHBoxLayout(body)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addWidget(self.split, 1)
        whole = Body()
        whole.painted.connect(self._start)
        down = QVBoxLayout(whole)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.bar)
        down.addWidget(Hairline())
        down.addWidget(body, 1)
        down.addWidget(Hairline())
        down.addWidget(self.status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        session = self.session
        session.case_opening.connect(self._build_case)
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._closed)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _wire(self) -> None:
        on, session = self.session.actions.on, self.session
        on("quit", self.close)
        on("queue.toggle", self.toggle_queue)
        on("case.next", session.next_case)
        on("case.offer", session.deeds.offer)
        on("case.close", session.close_case)
        on("side.left", self.toggle_left)
        on("side.right", self.toggle_right)
        on("side.both", self.toggle_both)
        on("text.translation", session.toggle_translation)
        on("draft.undo", session.undo)
        on("draft.redo", session.redo)
        on("verdict.withdraw", session.withdraw_last)

    # --- queue and case -------------------------------------------------------------------------------------------

    def _build_case(self, _opening: OpenCase) -> None:
        """The screen of a case, once, when the first one is opened."""
        if self.case is None:
            self._build_ahead(to_the_end=True)
            self.case = self._coming
            assert self.case is not None
            assert self.rail is not None
            self._across.insertWidget(0, self.rail)
            self.split.addWidget(self.case)
            self.split.setStretchFactor(0, 0)
            self.split.setStretchFactor(1, 1)
            layout.restore(self._splitters(), self.session.settings)

    def _opened(self, opened: OpenCase) -> None:
        self.setWindowTitle(f"{opened.case.id} – Moderator")
        self._scopes(True)
        self._arrange()
        self.queue.choose_case(opened.case.id)
        if self.case is not None and not self._wide_queue:
            self.case.compare.setFocus()

    def _closed(self) -> None:
        self._wide_queue, self._left = False, True
        self.setWindowTitle("Moderator")
        self._scopes(False)
        self._arrange()
        self.queue.take_focus()

    def _scopes(self, with_case: bool) -> None:
        actions = self.session.actions
        for scope in ("case", "picture"):
            actions.set_scope(scope, with_case)
        actions.set_scope("queue", not with_case or self.queue.list.hasFocus())

    def _arrange(self) -> None:
        has_case = self.session.opened is not None
        self.queue.set_narrow(has_case)
        self.queue.setVisible(not has_case or self._wide_queue)
        shows_rail = has_case and self._left and not self._wide_queue
        if self.case is not None and self.rail is not None:
            self.rail.setVisible(shows_rail)
            self.case.setVisible(has_case)
        if has_case and self._wide_queue:
            self.split.setSizes([NARROW_QUEUE, max(600, self.split.width() - NARROW_QUEUE)])

    def toggle_queue(self) -> None:
        """Beside an open case: the rail or the whole list."""
        if self.session.opened is None:
            self.queue.take_focus()
            return
        self._wide_queue, self._left = not self._wide_queue, True
        self._arrange()
        if self._wide_queue:
            self.queue.choose_case(self.session.opened.case.id)
            self.queue.list.setFocus()
        elif self.case is not None:
            self.case.compare.setFocus()

    def toggle_left(self) -> None:
        """Hides or shows the left side: filters of the queue, or rail and list beside a case."""
        if self.session.opened is None:
            self.queue.filters.setVisible(self.queue.filters.isHidden())
            return
        self._left, self._wide_queue = not self._left, False
        self._arrange()

    def toggle_right(self) -> None:
        if self.case is not None:
            self.case.toggle_side()

    def toggle_both(self) -> None:
        """All the room for the pictures, or both sides back."""
        if self.case is None:
            return
        show = not self._left or self.case.side.isHidden()
        self._left, self._wide_queue = show, False
        self.case.side.setVisible(show)
        self._arrange()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self.session.opened is not None:
            self.session.actions.set_scope("queue", now is self.queue.list)

    # --- life -----------------------------------------------------------------------------------------------------

    def _splitters(self) -> list[QSplitter]:
        inside = [self.case.splitter, self.case.papers] if self.case is not None else []
        return [self.queue.splitter, *inside]

    def _start(self) -> None:
        """After the first paint: the store is opened, then the media worker is started."""
        self.session.deeds.read_queue()
        if self.session.settings.notice:
            self.session.message.emit(self.session.settings.notice, "warn")

    def _wished(self) -> None:
        self.session.deeds.reader.show(self.model.filter, self.model.sorting)

    def _read(self) -> None:
        self.queue.take_over(self.session.deeds.reader)
        if not self._read_once:
            self._read_once = True
            self.session.tasks.settle()
            self.queue.take_focus()
            QTimer.singleShot(LATER, self._later)

    def _later(self) -> None:
        """What nobody waits for."""
        self.session.deeds.read_undo()
        self.status.ask_level()
        self.session.tasks.run("media", load_case_view, self._loaded)

    def _loaded(self, _nothing: None) -> None:
        """The first case opens without loading code, and finds its widgets built."""
        self._build_ahead()

    def _build_ahead(self, *, to_the_end: bool = False) -> None:
        """The screen of a case, a part at a time: in between the window answers."""
        from ui.views.case_view import CaseView
        from ui.views.queue_rail import QueueRail

        first = self._coming is None
        if self._coming is None:
            self._coming = CaseView(self.session, in_steps=True)
            self.rail = QueueRail(self.session, self.model)
        if to_the_end:
            self._coming.finish()
        elif first or self._coming.step():
            QTimer.singleShot(BETWEEN, self, self._build_ahead)

    def closeEvent(self, event: QCloseEvent) -> None:
        by_itself = self.case is not None and not self.case.papers.chosen
        kept = [each for each in self._splitters() if not (by_itself and each.objectName() == "papers")]
        layout.keep(self, kept, self.session.settings)
        self.session.keep_settings()
        self.session.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        packs = dragged(event)
        if packs:
            event.acceptProposedAction()
            self.session.message.emit(self.tr("Drop to import {0}.").format(", ".join(p.name for p in packs)), "plain")

    def dropEvent(self, event: QDropEvent) -> None:
        packs = dragged(event)
        if packs:
            event.acceptProposedAction()
            self.session.import_packs(packs)


def dragged(event: QDropEvent) -> list[Path]:
    """The local .casepack files and folders that are dragged, of a folder full of packs these."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [pack for path in paths if path.suffix == ".casepack" or path.is_dir() for pack in packs_in(path)]


def load_case_view(_stop: object, _tell: object) -> None:
    """Loads the code of a case's screen, away from the window's thread."""
    import ui.views.case_view
    import ui.views.claim_tab
    import ui.views.queue_rail  # noqa: F401

"""The bar at the top: where one is, the way to everything (Ctrl K), a demo clock, and who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ui.models.case_words import words
from ui.models.queue_model import QueueModel, shown_count
from ui.plain import set_tip
from ui.session import Session
from ui.theme import BAR, GAP
from ui.views.bits import Chip, ElidedLabel, KeyCap, Label, Panel, row

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

FIELD = 340


class TopBar(Panel):
    """Moderator · case · reason · title, the search field in the middle, chips at the right."""

    def __init__(self, session: Session, model: QueueModel) -> None:
        super().__init__("bar")
        self._session, self._model = session, model
        self.setFixedHeight(BAR)
        self.setAccessibleName(self.tr("Bar"))
        self._where = ElidedLabel(tone="second")
        self.search = SearchField(session)
        self._clock = Chip("")
        self.name = Chip(session.desk.moderator, clickable=True)
        set_tip(self.name, self.tr("Who decides; click to change"))
        self.name.clicked.connect(session.actions.action("name").trigger)
        left, right = QWidget(), QWidget()
        dot = Label("·", tone="third")
        left.setLayout(row(Label("Moderator", size="title", weight="bold"), dot, self._where, gap=3 * GAP))
        right.setLayout(row(None, self._clock, self.name))
        grid = QGridLayout(self)
        grid.setContentsMargins(3 * GAP, 0, 3 * GAP, 0)
        grid.setHorizontalSpacing(4 * GAP)
        for at, (part, stretch) in enumerate(((left, 1), (self.search, 0), (right, 1))):
            grid.addWidget(part, 0, at)
            grid.setColumnStretch(at, stretch)
        left.setMinimumWidth(100)
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._queue)
        session.queue_changed.connect(self._changed)
        session.moderator_changed.connect(self.name.set)
        self._show_clock()
        self._queue()

    def _opened(self, opened: OpenCase) -> None:
        from ui.models.party_text import readable

        case = opened.case
        parts = [case.id, words(case.reason), readable(case.listing.title)]
        if opened.second:
            parts.insert(1, self.tr("second opinion"))
        elif opened.status != "open":
            parts.insert(1, words(opened.status))
        self._where.set_whole(" · ".join(parts))

    def _queue(self) -> None:
        count, _due = self._model.open_and_due()
        self._where.set_whole(self.tr("Queue · {0} open").format(shown_count(count)))

    def _changed(self) -> None:
        self._show_clock()
        if self._session.opened is None:
            self._queue()

    def _show_clock(self) -> None:
        """A demo library's clock is said; the real one is not."""
        demo = self._session.desk.library.clock.kind == "demo"
        self._clock.setVisible(demo)
        if demo:
            self._clock.set(self.tr("Demo clock {0}").format(self._session.desk.now().date().isoformat()))


class SearchField(QPushButton):
    """Looks like a field and opens the palette, where one types."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setFixedSize(FIELD, 28)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        text = Label(self.tr("Search cases, commands, exhibits…"), tone="third")
        self.setLayout(row(text, None, KeyCap(session.actions, "palette"), margins=(3 * GAP, 0, 2 * GAP, 0)))
        self.setAccessibleName(self.tr("Search cases, commands, exhibits"))
        self.clicked.connect(session.actions.action("palette").trigger)

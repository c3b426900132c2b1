"""A verdict that was taken, read only: what it says, its document, and the way back while its undo time runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from moderator.errors import NotFound
from ui.models import dates
from ui.models.decided_rows import appeal_barred, decided_rows, headline, second_rows
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import KeyCap, Label, clear, row
from ui.views.case_tab import fact_rows

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase, VerdictRow

SECOND = 1000


class DecidedView(QWidget):
    """Shown in the place of the form once a final verdict stands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.headline = Label("", size="title", weight="bold", wrap=True)
        self.other = Label("", tone="warn", size="normal", wrap=True)
        page = QWidget()
        page.setProperty("role", "panel")
        self._rows = QVBoxLayout(page)
        self._rows.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.barred = Label("", tone="second", size="normal", wrap=True)
        self.preview = self._button(self.tr("Preview PDF"), "preview")
        self.export = self._button(self.tr("Export…"), "export")
        self.undo = self._button(self.tr("Take back"), "verdict.withdraw")
        self.reverse = self._button(self.tr("Reverse…"), "verdict.reverse")
        self.appeal = self._button(self.tr("Decide the appeal…"), "verdict.appeal")
        self.left = Label("", tone="second", size="normal")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.headline)
        layout.addWidget(self.other)
        layout.addWidget(area, 1)
        self.undo_row = QWidget()
        self.undo_row.setLayout(row(self.undo, self.left, None))
        layout.addWidget(self.undo_row)
        layout.addWidget(self.barred)
        layout.addLayout(row(self.reverse, self.appeal))
        layout.addLayout(row(self.preview, self.export))
        self._clock = QTimer(self, interval=SECOND)
        self._clock.timeout.connect(self.show_time_left)
        session.queue_changed.connect(self.show_time_left)
        session.actions.changed.connect(self._show_ways_on)

    def _button(self, text: str, verb: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        cap = KeyCap(self._session.actions, verb, parent=button)
        inner = row(None, cap, margins=(0, 0, 2 * GAP, 0))
        inner.setAlignment(cap, Qt.AlignmentFlag.AlignVCenter)
        button.setLayout(inner)
        button.setMinimumWidth(button.fontMetrics().horizontalAdvance(text) + cap.sizeHint().width() + 10 * GAP)
        button.setStyleSheet("QPushButton { text-align: left; }")
        button.clicked.connect(lambda: self._session.actions.trigger(verb))
        return button

    def show_case(self, opened: OpenCase) -> None:
        """The verdict that stands, and whether an own draft lies beside it."""
        standing = standing_of(opened)
        self._clock.stop()
        if standing is None:
            return
        doc: Mapping[str, Any] = standing.doc
        try:
            policy = opened.policy_for(str(doc.get("reason") or opened.case.reason))
        except NotFound:
            policy = None
        self.headline.setText(headline(opened.case, doc))
        kept = opened.draft is not None
        who = str(doc.get("decided_by") or "")
        self.other.setText(self.tr("{0} decided this case. Your own draft is kept.").format(who))
        self.other.setVisible(kept)
        clear(self._rows)
        rows = (*second_rows(opened, doc), *decided_rows(opened.case, policy, doc))
        self._rows.addLayout(fact_rows(rows, self._session))
        self._rows.addStretch(1)
        has_document = doc.get("kind") in ("decision", "closure")
        self.preview.setVisible(has_document)
        self.export.setVisible(has_document)
        self.barred.setText(appeal_barred(opened, doc, self._session.desk.moderator))
        self.barred.setVisible(bool(self.barred.text()))
        self._clock.start()
        self.show_time_left()
        self._show_ways_on()

    def show_time_left(self) -> None:
        """`9:41 left`, of the verdict that stands here; hidden once the time is over."""
        last, opened = self._session.undoable, self._session.opened
        here = last is not None and opened is not None and last.case == opened.case.id
        seconds = int((last.until - self._session.desk.now()).total_seconds()) if here and last is not None else 0
        self.undo_row.setVisible(seconds > 0)
        if seconds > 0:
            self.left.setText(self.tr("{0} left").format(dates.countdown(seconds)))

    def _show_ways_on(self) -> None:
        """What can follow a decision: only what is possible is shown."""
        for button, verb in ((self.reverse, "verdict.reverse"), (self.appeal, "verdict.appeal")):
            button.setVisible(self._session.actions.action(verb).isEnabled())

    def hideEvent(self, event: Any) -> None:
        self._clock.stop()
        super().hideEvent(event)


def standing_of(opened: OpenCase) -> VerdictRow | None:
    """The verdict that holds: the last active one that is no request, else the last active request."""
    active = [each for each in opened.verdicts if each.status == "active"]
    final = [each for each in active if each.doc.get("kind") != "request"]
    found = final or active
    return found[-1] if found else None

"""The last look before a verdict is final: files that nobody could see are named, and have to be accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.models.party_text import readable
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import FixedCap, Label, Panel, column, row

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase, Unreadable

LONGEST = 60
"""Characters of a file name in the list."""


class BeforeDeciding(QObject):
    """`look(go_on)` calls `go_on` at once where every file could be shown, else when the person says so."""

    def __init__(self, session: Session, panel: QWidget) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self._go_on: Callable[[], object] | None = None
        self._before: tuple[Any, Any] = (None, None)
        session.case_opened.connect(self._forget)
        session.case_closed.connect(self._forget)

    def look(self, go_on: Callable[[], object]) -> None:
        """Has the desk say which files of the open case cannot be shown; it looks at those that nobody opened."""
        session, opened = self._session, self._session.opened
        if opened is None:
            return
        self._go_on, self._before = go_on, (opened, session.draft)
        media = session.desk.media

        def work(_stop: object, _tell: object) -> tuple[OpenCase, tuple[Unreadable, ...]]:
            return opened, media.unreadable(opened)

        session.tasks.run("media", work, self._looked, self._failed, key="unreadable", urgent=True)

    def _forget(self, *_opened: object) -> None:
        """Another case, or this one read anew: what was asked for is not what stands there now."""
        self._session.tasks.cancel("unreadable")
        self._go_on = None

    def _failed(self, error: Exception) -> None:
        self._go_on = None
        self._session.failed(error)

    def _looked(self, found: tuple[OpenCase, tuple[Unreadable, ...]]) -> None:
        opened, unreadable = found
        if not unreadable:
            self._finish()
            return
        dialog = UnreadableFiles(unreadable, len(opened.items), self._panel.window())
        dialog.accepted.connect(self._finish)
        dialog.rejected.connect(self._drop)
        dialog.open()

    def _drop(self) -> None:
        self._go_on = None

    def _finish(self) -> None:
        go_on, self._go_on = self._go_on, None
        if go_on is None:
            return
        if (self._session.opened, self._session.draft) != self._before:
            self._session.message.emit(self.tr("The draft was changed meanwhile; look at it and decide again."), "warn")
            return
        go_on()


class UnreadableFiles(QDialog):
    """`2 of 14 files could not be shown`, each with its id, name and reason. Ctrl+Enter decides, Escape goes back."""

    def __init__(self, files: Sequence[Unreadable], count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if count == 1:
            self.heading = self.tr("The only file could not be shown")
        else:
            self.heading = self.tr("{0} of {1} files could not be shown").format(len(files), count)
        self.setWindowTitle(self.heading)
        self.rows = [(file.id, _short(file.name), file.reason or file.state) for file in files]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 5 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addWidget(Label(self.heading, size="title", weight="bold"))
        asked = self.tr("The decision names them with the reason and their hash. Decide without having seen them?")
        layout.addWidget(Label(asked, tone="second", wrap=True))
        layout.addWidget(self._list(), 1)
        layout.addLayout(self._buttons())
        self.resize(580, min(200 + 48 * len(files), 560))
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self) -> QScrollArea:
        page = Panel("panel")
        parts: list[QWidget | int | None] = []
        for name, file, reason in self.rows:
            entry = QWidget()
            head = row(Label(name, weight="bold"), Label(file, tone="second"), None)
            down = column(gap=GAP // 2)
            down.addLayout(head)
            down.addWidget(Label(reason, size="normal", tone="bad", wrap=True))
            entry.setLayout(down)
            entry.setAccessibleName(f"{name} {file}: {reason}")
            parts.append(entry)
        page.setLayout(column(*parts, None, gap=2 * GAP, margins=(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)))
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.heading)
        return area

    def _buttons(self) -> QVBoxLayout:
        self.back = QPushButton(self.tr("Back to the case"))
        self.back.clicked.connect(self.reject)
        self.decide = QPushButton(self.tr("Decide all the same"))
        self.decide.setProperty("kind", "primary")
        self.decide.setAutoDefault(False)
        self.decide.clicked.connect(self.accept)
        whole = QVBoxLayout()
        whole.addLayout(row(None, self.back, FixedCap("Esc"), 2 * GAP, self.decide, FixedCap("Ctrl ⏎")))
        return whole

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)


def _short(name: str) -> str:
    shown = " ".join(readable(name).split())
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 16]}…{shown[-15:]}"

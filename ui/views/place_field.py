"""The field in which a place in a video is typed: a time, or the number of a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.models.timeline import NoSuchPlace, clock
from ui.views.bits import restyle

if TYPE_CHECKING:
    from ui.player import Player
    from ui.session import Session


class PlaceField(QLineEdit):
    """Enter goes there, Escape gives up; the focus goes back to where it was."""

    def __init__(self, session: Session, player: Player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._player = session, player
        self._before: QWidget | None = None
        self.setPlaceholderText(self.tr("0:22.4 or f673"))
        self.setAccessibleName(self.tr("Go to a time or a frame"))
        self.setFixedWidth(130)
        self.returnPressed.connect(self._entered)
        self.hide()

    def open(self) -> None:
        """Shows the empty field and takes the focus; the video stands still."""
        if self._player.axis is None:
            return
        self._player.pause()
        focus = self.window().focusWidget()
        self._before = focus if focus is not self else self._before
        self.clear()
        self._tell(False)
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_field(self) -> None:
        before, self._before = self._before, None
        self.hide()
        if before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self) -> None:
        text, axis = self.text(), self._player.axis
        if axis is None or not text.strip():
            self.close_field()
            return
        try:
            number = axis.place(text)
        except NoSuchPlace as error:
            self._refuse()
            said = self.tr("“{0}” is no place in this video: write 0:22.433, 22.4 or f673.").format(text)
            if error.args[0]:
                said = self.tr("“{0}” is past the end: the video has {1} frames and ends at {2}.").format(
                    text, axis.count, clock(axis.end)
                )
            self._session.message.emit(said, "warn")
            return
        self.close_field()
        self._player.seek(number)

    def _refuse(self) -> None:
        """What was typed is no place; it stays, to be mended."""
        self._tell(True)
        self.selectAll()

    def _tell(self, problem: bool) -> None:
        self.setProperty("problem", problem)
        restyle(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_field()
        else:
            super().keyPressEvent(event)

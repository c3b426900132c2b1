"""The frame under the pointer on the time axis: a picture of about there at once, then the very frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.ahead import request_of
from ui.frames import Picture, bucket
from ui.images import wrapped
from ui.models.timeline import Axis, clock
from ui.veil import veil_of
from ui.views.frame_preview import WIDE, FramePreview
from ui.views.lanes import Lanes
from ui.views.mark_lane import MarkLane

if TYPE_CHECKING:
    from ui.player import Player
    from ui.session import Session
    from ui.views.board_pictures import BoardPictures
    from ui.views.storyboard import Storyboard

KEY = "hover"
REST = 30
"""Milliseconds that the pointer stays on a frame before it is decoded: what it only passes over is not."""
_ENDS = (QEvent.Type.Leave, QEvent.Type.Hide, QEvent.Type.MouseButtonPress, QEvent.Type.WindowDeactivate)


class Hover(QObject):
    """Watches storyboard and lanes, which share one axis. One frame at a time is decoded, small; the newest is next."""

    def __init__(
        self,
        session: Session,
        player: Player,
        pictures: BoardPictures,
        board: Storyboard,
        lanes: Sequence[QWidget],
    ) -> None:
        super().__init__(board)
        self._session, self._player, self._pictures, self._board = session, player, pictures, board
        self._veil = veil_of(session)
        self.preview: FramePreview | None = None
        """Made when it is needed first: only then it is known in which window."""
        self._number = self._coming = -1
        self._shown: tuple[str, int, QImage] | None = None
        """The file, the number and the picture of the frame that came last."""
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._fetch)
        for widget in (board, *lanes):
            widget.installEventFilter(self)
        board.pointed.connect(self._pointed)
        pictures.changed.connect(self._paint)
        self._veil.changed.connect(self._paint)
        player.changed.connect(self._changed)
        session.case_closed.connect(self._changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove and isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            if event.buttons() == Qt.MouseButton.NoButton:
                self._over(watched, event.position())
            else:
                self.leave()
        elif kind in _ENDS:
            self.leave()
        return super().eventFilter(watched, event)

    def leave(self, *_: object) -> None:
        """The pointer is elsewhere."""
        self._number = -1
        self._rest.stop()
        if self.preview is not None:
            self.preview.hide()

    def _changed(self, *_: object) -> None:
        """Another film, perhaps, or it plays: what is being decoded is of no use."""
        self._session.tasks.cancel(KEY)
        self._coming = -1
        self.leave()

    def _over(self, widget: QWidget, at: QPointF) -> None:
        axis = self._player.axis
        if axis is None:
            return
        number, words = axis.under(at.x() / max(1, widget.width())), ""
        if isinstance(widget, Lanes):
            number, words = widget.meant(at), widget.said(at)
        elif isinstance(widget, MarkLane) and (mark := widget.mark_at(at.x())) is not None and axis.index.ordered:
            number = axis.at(mark.pts * axis.index.time_base)
        self._show(axis, number, words)

    def _pointed(self, number: int) -> None:
        """By keys; -1: no more."""
        axis = self._player.axis
        if axis is None or number < 0:
            self.leave()
        else:
            self._show(axis, number, "")

    def _show(self, axis: Axis, number: int, words: str) -> None:
        if self.preview is None or self.preview.window() is not self._board.window():
            self.preview = FramePreview(self._board.window())
        title = self.tr("{0} · frame {1}").format(clock(axis.time(number)), number)
        self.preview.tell(title, words, self._pictures.aspect)
        if number != self._number:
            self._number = number
            self._rest.start()
            self._paint()
        window, strip = self._board.window(), self._board.parentWidget() or self._board
        x = self._board.mapTo(window, QPoint(round(axis.share(number) * self._board.width()), 0)).x()
        self.preview.place(x, QRect(strip.mapTo(window, QPoint(0, 0)), strip.size()))

    def _paint(self) -> None:
        """The frame where it is there; else the nearest that the storyboard has; blurred where evidence is."""
        preview, shown = self.preview, self._player.shown
        if preview is None or self._number < 0 or shown is None:
            return
        near, last = self._pictures.images, self._shown
        arrived = last is not None and last[:2] == (shown.item.sha256, self._number)
        image: QImage | None = None
        if arrived and last is not None:
            image = last[2]
        elif near:
            image = near[min(near, key=lambda each: abs(each - self._number))]
        if image is not None and self._veil.covers(shown.item):
            image = self._veil.thumb(image)
        preview.set_image(image, exact=arrived or self._number in near)

    # --- the very frame -------------------------------------------------------------------------------------------

    def _fetch(self) -> None:
        """Not while the film plays: its next frame is what somebody waits for."""
        axis, shown = self._player.axis, self._player.shown
        if axis is None or shown is None or self._number < 0 or self._coming >= 0 or self._player.speed:
            return
        if self._number in self._pictures.images:
            return
        self._coming = self._number
        size = bucket(WIDE * self._board.devicePixelRatioF())
        request = replace(request_of(shown.item.sha256, axis, self._coming), size=size)
        self._session.frames.fetch(request, self._arrived, self._broken, key=KEY, urgent=True)

    def _arrived(self, picture: Picture) -> None:
        number, self._coming = self._coming, -1
        shown = self._player.shown
        if shown is not None:
            self._shown = shown.item.sha256, number, wrapped(picture.pixels).copy()
        self._paint()
        if self._number not in (-1, number):
            self._fetch()

    def _broken(self, _error: Exception) -> None:
        """What can be shown near it stays; the pane says what is wrong with the file."""
        number, self._coming = self._coming, -1
        if self._number not in (-1, number):
            self._fetch()

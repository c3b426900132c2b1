"""The slim bar below the left picture while that is a film: its time, a line to go along, and what ties it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.models import marks
from ui.models.timeline import Axis, clock
from ui.plain import set_tip
from ui.theme import CONTROL, GAP, RADIUS_LARGE, SMALL, face, tokens
from ui.views.bits import Chip, ElidedLabel, Label
from ui.views.place_field import PlaceField
from ui.views.tool_line import Tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.models.marks import Span
    from ui.player import Player
    from ui.session import Session
    from ui.tied import Tied

LINE = 18
"""Height of the line in logical pixels."""
ROOMY = 640
"""Width from which the event and what keeps the films apart have room side by side."""
_KEYS = [int(key) for key in (Qt.Key.Key_Home, Qt.Key.Key_End)]


class FilmBar(QWidget):
    """Visible only while the pane shows a film. What it does goes through the player, as the keys do."""

    used = Signal()
    """Somebody works with this film: the keys mean it from now on"""

    def __init__(self, session: Session, player: Player, tied: Tied, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._player, self._tied = session, player, tied
        actions = session.actions
        self.line = FilmLine(self)
        self.play = Tool(actions, "▶", name=actions.text("video.play"))
        self.name = Label(size="normal", weight="bold")
        self.name.hide()
        self.time = Label(size="normal", tone="second")
        self.speed = Chip("1 ×")
        self.speed.setAccessibleDescription(self.tr("Speed"))
        self.goto = PlaceField(session, player, self)
        self.event_ = Chip("", "listing", clickable=True)
        self.apart = ElidedLabel(size="normal", tone="warn")
        self.tie = Tool(actions, "", "tie", name=actions.text("tie"), checkable=True)
        self._lay()
        self.play.clicked.connect(self._play)
        self.event_.clicked.connect(tied.go)
        self.tie.clicked.connect(self.follow)  # a click may not change what is checked: the tie does
        self.line.pressed.connect(self.used)
        self.line.wanted.connect(player.seek)
        self.line.dragged.connect(player.scrub)
        player.changed.connect(self.follow)
        tied.changed.connect(self.follow)
        session.shown_changed.connect(self.follow)
        session.draft_changed.connect(self.follow)
        session.theme_changed.connect(self.update)
        self.follow()

    def _lay(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * GAP)
        for widget in (self.play, self.name, self.time, self.speed, self.goto):
            head.addWidget(widget)
        head.addWidget(self.apart, 1)
        head.addWidget(self.event_)
        head.addWidget(self.tie)
        head.addStrut(CONTROL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, 2, 2 * GAP, 2)
        layout.setSpacing(0)
        layout.addWidget(self.line)
        layout.addLayout(head)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Video in the left pane"))

    def set_named(self, named: bool) -> None:
        """Whether the bar has to say which file it is of: the header of another one stands above it."""
        self.name.setVisible(named)

    def _play(self) -> None:
        self.used.emit()
        self._player.play_or_pause()

    def follow(self, *_: object) -> None:
        """Another film, frame, speed or tie."""
        shown, axis, number = self._player.shown, self._player.axis, self._player.number
        self.setVisible(shown is not None and not shown.item.missing)
        if shown is None:
            self.goto.hide()
            return
        self.name.setText(shown.item.id)
        self.play.setText("❚❚" if self._player.speed else "▶")
        self.speed.setVisible(bool(self._player.speed))
        self.speed.set(self.tr("{0} ×").format(f"{float(self._player.speed):g}"))
        spans = marks.on_axis(self._session.draft, shown.item.id)
        tie = self._tied.tie
        self.line.set_film(axis, number, tie.left.pts if tie is not None else None, spans)
        if axis is None:
            self.time.setText(self.tr("reading the frames…"))
        else:
            self.time.setText(self.tr("{0} · f{1}").format(clock(axis.time(number)), number))
            set_tip(self.time, self.tr("Frame {0} of {1}, to {2}").format(number, axis.count, clock(axis.end)))
        self._say_tie()

    def _say_tie(self) -> None:
        tied, words = self._tied, self._tied.words()
        self.event_.set(words)
        apart = tied.problem or tied.apart()
        self.event_.setVisible(bool(words) and (not apart or self.width() >= ROOMY))
        go = self._session.actions.caption("tie.go")
        set_tip(self.event_, self.tr("Both videos to the frames at which they are tied. {0}").format(go))
        self.apart.set_whole(apart)
        self.tie.setText(self.tr("Untie") if tied.tie is not None else self.tr("Tie here"))
        self.tie.setChecked(tied.tie is not None)
        self.tie.setVisible(tied.both)
        self.tie.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.used.emit()
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground of the header, round at the foot as the pane is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().panel))
        painter.setClipRect(self.rect())
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0, -2 * RADIUS_LARGE, 0, 0), RADIUS_LARGE - 1, RADIUS_LARGE - 1
        )


class FilmLine(QWidget):
    """A film from end to end: where it stands, its exhibits, the event that ties it. A click or drag goes there."""

    pressed = Signal()
    wanted = Signal(int)
    """Number of the frame that was clicked, or on which a drag ended"""
    dragged = Signal(int)
    """Number of the frame over which the pointer is being dragged"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis: Axis | None = None
        self._number = 0
        self._event: int | None = None
        self._spans: Sequence[Span] = ()
        self._hover: float | None = None
        self.setFixedHeight(LINE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ownKeys", _KEYS)
        self.setAccessibleName(self.tr("Place in the left video"))

    def set_film(self, axis: Axis | None, number: int, event: int | None, spans: Sequence[Span]) -> None:
        """`event`: the PTS at which the film is tied, None while it is not."""
        self._axis, self._number, self._event, self._spans = axis, number, event, tuple(spans)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, LINE)

    # --- events ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = event.position().x()
        if self._axis is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self._under(self._axis, event.position().x()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        if self._axis is not None and event.button() == Qt.MouseButton.LeftButton:
            number = self._under(self._axis, event.position().x())
            if number != self._number:
                self.wanted.emit(number)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._axis is not None and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.wanted.emit(0 if event.key() == Qt.Key.Key_Home else self._axis.count - 1)
        else:
            super().keyPressEvent(event)

    def _under(self, axis: Axis, x: float) -> int:
        return axis.under(x / max(1, self.width()))

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, middle, axis = tokens(), LINE / 2, self._axis
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.line))
        painter.drawRoundedRect(QRectF(0, middle - 2, self.width(), 4), 2, 2)
        if axis is not None:
            self._paint_film(painter, axis)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(look.action), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def _paint_film(self, painter: QPainter, axis: Axis) -> None:
        look, middle = tokens(), LINE / 2
        head = min(axis.share(min(self._number, axis.count - 1)) * self.width(), self.width() - 2.0)
        painter.setBrush(look.colour("listing", 0.45))
        painter.drawRoundedRect(QRectF(0, middle - 2, head, 4), 2, 2)
        painter.setBrush(QColor(look.evidence))
        for span in self._spans:
            left, right = (axis.share_of_pts(pts) * self.width() for pts in (span.pts, span.end_pts))
            painter.drawRoundedRect(QRectF(left - 2, middle - 4, max(5.0, right - left), 8), 2, 2)
        if self._event is not None:
            x = min(max(axis.share_of_pts(self._event) * self.width(), 5.0), self.width() - 5.0)
            painter.setBrush(QColor(look.listing))
            painter.drawPolygon(QPolygonF([QPointF(x - 5, 0), QPointF(x + 5, 0), QPointF(x, 6)]))
        painter.fillRect(QRectF(head, 1, 2, LINE - 2), QColor(look.listing))
        if self._hover is not None:
            self._paint_hover(painter, axis, self._hover)

    def _paint_hover(self, painter: QPainter, axis: Axis, x: float) -> None:
        """The time under the pointer."""
        font = face(SMALL)
        text = clock(axis.time(self._under(axis, x)))
        width = QFontMetricsF(font).horizontalAdvance(text) + 2 * GAP
        box = QRectF(min(max(x - width / 2, 0.0), self.width() - width), 1, width, LINE - 2)
        painter.setBrush(QColor(16, 17, 19, 220))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(Qt.PenStyle.NoPen)

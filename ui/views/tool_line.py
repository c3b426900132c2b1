"""The line of tools above the panes: words, each with the key that does the same."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.actions import Actions
from ui.plain import set_tip
from ui.theme import GAP, NORMAL, RADIUS, face, tokens
from ui.views.bits import CAP_HEIGHT, cap_width, paint_cap
from ui.views.card import Card

HEIGHT = 24


class Tool(QAbstractButton):
    """A word and the cap of its key. `verb` is the name in the action table; without one only `clicked` is heard."""

    def __init__(self, actions: Actions, text: str, verb: str = "", *, name: str = "", checkable: bool = False) -> None:
        super().__init__()
        self._actions, self._verb = actions, verb
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self.setAccessibleName(name or text)
        set_tip(self, name or text)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        actions.changed.connect(self._follow)
        if verb in actions.verbs:
            self.clicked.connect(self._use)
        self._follow()

    def _use(self) -> None:
        self._actions.trigger(self._verb)

    def _follow(self) -> None:
        self.updateGeometry()
        self.update()

    @property
    def cap(self) -> str:
        """The key, or nothing."""
        return self._actions.caption(self._verb) if self._verb in self._actions.verbs else ""

    def sizeHint(self) -> QSize:
        cap = cap_width(self.cap) + 1.5 * GAP if self.cap else 0
        return QSize(round(self._words() + cap + 3.5 * GAP), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Where there is little room the word stays, and the cap goes."""
        return QSize(round(self._words() + 2 * GAP), HEIGHT)

    def _words(self) -> float:
        return QFontMetricsF(face(NORMAL, QFont.Weight.DemiBold)).horizontalAdvance(self.text())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens()
        box = QRectF(self.rect())
        paint_ground(painter, self)
        painter.setFont(face(NORMAL, QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal))
        painter.setPen(QColor((look.text if self.isChecked() else look.second) if self.isEnabled() else look.third))
        cap = self.cap if self.width() >= self.sizeHint().width() else ""
        left = 1.75 * GAP if cap else GAP / 2
        room = box.width() - left - (cap_width(cap) + 3 * GAP if cap else left)
        align = Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignLeft if cap else Qt.AlignmentFlag.AlignHCenter)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(room))
        painter.drawText(QRectF(left, 0, room, box.height()), align, words)
        if cap:
            width = cap_width(cap)
            paint_cap(
                painter, QRectF(box.right() - width - 1.25 * GAP, (HEIGHT - CAP_HEIGHT) / 2, width, CAP_HEIGHT), cap
            )


def paint_ground(painter: QPainter, button: QAbstractButton) -> None:
    """What lies behind a flat button: nothing, unless it is chosen, pointed at, or has the focus."""
    look = tokens()
    box = QRectF(button.rect())
    if button.isChecked() or button.underMouse():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.selected if button.isChecked() else look.raised))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
    if button.hasFocus():
        painter.setPen(QPen(QColor(look.action), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), RADIUS, RADIUS)


class ToolGroup(Card):
    """Tools that belong together, in one box with a hairline around."""

    def __init__(self, *tools: QWidget) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(3, 2, 3, 2)
        layout.setSpacing(1)
        for tool in tools:
            layout.addWidget(tool)


def wire(actions: Actions, slots: dict[str, Callable[[], object]]) -> None:
    """Connects verbs to what they do. A name that is not in the table is a tool without a key."""
    for name, slot in slots.items():
        if name in actions.verbs:
            actions.on(name, slot)

"""Buttons joined into a bar, of which one is chosen or none; and the six outcomes as two such bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from ui.actions import Actions
from ui.plain import set_tip
from ui.theme import CONTROL, GAP, NORMAL, RADIUS, face, tokens
from ui.views.bits import CAP_HEIGHT, cap_width, paint_cap

OUTCOMES = ("full-refund", "partial-refund", "return-and-refund", "replacement", "no-refund", "close")
"""In the order of the verbs outcome.1 to outcome.6; the last closes the case without a decision."""


class Segment(QAbstractButton):
    """One part of a bar. `left`, `right`: whether the bar ends there, which rounds the corners."""

    def __init__(self, text: str, *, left: bool, right: bool, cap: str = "", size: int = NORMAL) -> None:
        super().__init__()
        self._left, self._right, self._cap, self._size = left, right, cap, size
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 4 * GAP
        return QSize(wide + (cap_width(self._cap) + GAP if self._cap else 0), CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, CONTROL)

    def _outline(self) -> QPainterPath:
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5 if self._right else 0.5, -0.5)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRoundedRect(rect, RADIUS, RADIUS)
        if not self._left:
            path.addRect(QRectF(rect.left(), rect.top(), 2 * RADIUS, rect.height()))
        if not self._right:
            path.addRect(QRectF(rect.right() - 2 * RADIUS, rect.top(), 2 * RADIUS, rect.height()))
        return path.simplified()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = self._outline()
        back = (
            look.selected if self.isChecked() else look.raised if self.underMouse() and self.isEnabled() else look.panel
        )
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(back))
        painter.drawPath(outline)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.action), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), RADIUS - 1, RADIUS - 1)
        font = face(self._size, face().weight().DemiBold if self.isChecked() else face().weight().Normal)
        painter.setFont(font)
        painter.setPen(QColor((look.text if self.isChecked() else look.second) if self.isEnabled() else look.third))
        self._words(painter)

    def _words(self, painter: QPainter) -> None:
        text = self.text().replace("&&", "&")
        wide = painter.fontMetrics().horizontalAdvance(text)
        cap = cap_width(self._cap) if self._cap else 0
        room = self.width() - 2 * GAP
        if cap and wide + cap + GAP > room:
            cap = 0
        whole = min(room, wide + (cap + GAP if cap else 0))
        left = (self.width() - whole) / 2
        area = QRectF(left, 0, whole - (cap + GAP if cap else 0) + 1, self.height())
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()) + 1)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if cap:
            top = (self.height() - CAP_HEIGHT) / 2
            paint_cap(painter, QRectF(left + whole - cap, top, cap, CAP_HEIGHT), self._cap)


class Segments(QWidget):
    """A bar of choices by name, none or one of them chosen. `chosen` fires when a person presses one."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], caps: Sequence[str] = (), *, columns: int = 0) -> None:
        super().__init__()
        columns = columns or len(choices)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(0)
        layout.setVerticalSpacing(GAP)
        self.buttons: dict[str, Segment] = {}
        for i, (name, text) in enumerate(choices):
            column = i % columns
            last = column == columns - 1 or i == len(choices) - 1
            cap = caps[i] if i < len(caps) else ""
            button = Segment(text, left=column == 0, right=last, cap=cap)
            button.clicked.connect(self._pressed)
            button.setObjectName(name)
            self.buttons[name] = button
            layout.addWidget(button, i // columns, column)

    def choose(self, name: str) -> None:
        """Shows `name` as the choice; an unknown one shows none. Fires nothing."""
        for each, button in self.buttons.items():
            button.setChecked(each == name)

    @property
    def choice(self) -> str:
        """What is shown as chosen; empty if nothing is."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), "")

    def _pressed(self) -> None:
        sender = self.sender()
        if isinstance(sender, Segment):
            self.choose(sender.objectName())
            self.chosen.emit(sender.objectName())


class OutcomeButtons(QWidget):
    """Refund all, Refund part, Return + refund; Replace, No refund, Close… Nothing is chosen before a person does."""

    chosen = Signal(str)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Outcome"))
        names = (
            self.tr("Refund all"),
            self.tr("Refund part"),
            self.tr("Return + refund"),
            self.tr("Replace"),
            self.tr("No refund"),
            self.tr("Close…"),
        )
        self.bar = Segments(tuple(zip(OUTCOMES, names, strict=True)), columns=3)
        for n, name in enumerate(OUTCOMES, 1):
            said = f"{actions.text(f'outcome.{n}')} · {actions.caption(f'outcome.{n}')}"
            set_tip(self.bar.buttons[name], said)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        self.bar.chosen.connect(self.chosen)

    def choose(self, outcome: str) -> None:
        """Shows what the draft says."""
        self.bar.choose(outcome)

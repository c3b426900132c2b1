"""The one blue button of a panel, with the key of its verb on it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.session import Session
from ui.theme import BODY, GAP, RADIUS, face, tokens
from ui.views.bits import CAP_HEIGHT, cap_width, paint_cap

HEIGHT = 34
FADED = 0.55
"""How much of the blue is left while the button cannot be used."""


class PrimaryButton(QAbstractButton):
    """Pressing it uses the verb, whether by pointer or by key."""

    def __init__(self, session: Session, verb: str) -> None:
        super().__init__()
        self._session, self._verb = session, verb
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        session.actions.changed.connect(self.update)
        self.clicked.connect(self._use)

    def set_words(self, text: str) -> None:
        """What the button does at the moment."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        cap = cap_width(self._session.actions.caption(self._verb))
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + cap + 8 * GAP, HEIGHT)

    def _use(self) -> None:
        self._session.actions.trigger(self._verb)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isEnabled() and (self.hasFocus() or self.underMouse()):
            painter.setPen(QPen(QColor(look.text), 2 if self.hasFocus() else 1))
        painter.setBrush(look.colour("action", 1.0 if self.isEnabled() else FADED))
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.setFont(face(BODY, face().weight().DemiBold))
        painter.setPen(QColor(look.on_action))
        cap = self._session.actions.caption(self._verb)
        wide, cap_wide = painter.fontMetrics().horizontalAdvance(self.text()), cap_width(cap) if cap else 0
        left = (self.width() - wide - (2 * GAP + cap_wide if cap else 0)) / 2
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 0, wide + 2, self.height()), middle, self.text())
        if cap:
            place = QRectF(left + wide + 2 * GAP, (self.height() - CAP_HEIGHT) / 2, cap_wide, CAP_HEIGHT)
            paint_cap(painter, place, cap, on_action=True)

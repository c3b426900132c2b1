"""A line of text typed right on the picture: the label of an annotation."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from moderator.domain.annotation import LONGEST
from ui.models.shapes import Shape
from ui.theme import CONTROL, GAP
from ui.views.fields import LineField

WIDTH = 240


class LabelField(LineField):
    """Lies on the canvas. Enter, or going elsewhere, takes the text; Esc gives it up. Says so once, and is gone."""

    taken = Signal(object, str)
    """The shape that it is about, and its text"""
    ended = Signal()

    def __init__(self, shape: Shape, at: QPointF, canvas: QWidget) -> None:
        super().__init__("")
        self.setAccessibleName(self.tr("Label of the annotation"))
        self.setPlaceholderText(self.tr("What it shows"))
        self._shape, self._over = shape, False
        self.setParent(canvas)
        self.setMaxLength(LONGEST)
        self.setText(shape.text)
        self.selectAll()
        width = min(WIDTH, max(80, canvas.width() - 4 * GAP))
        left = min(max(round(at.x()) + 4 * GAP, 2 * GAP), max(2 * GAP, canvas.width() - width - 2 * GAP))
        top = min(max(round(at.y()) - CONTROL // 2, 2 * GAP), max(2 * GAP, canvas.height() - CONTROL - 2 * GAP))
        self.setGeometry(left, top, width, CONTROL)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_with(self, *, take: bool) -> None:
        """Closes the field, with or without its text."""
        if self._over:
            return
        self._over = True
        canvas = self.parentWidget()
        if self.hasFocus() and canvas is not None:
            canvas.setFocus(Qt.FocusReason.OtherFocusReason)  # a hidden field would pass it on to whatever comes next
        if take:
            self.taken.emit(self._shape, " ".join(self.text().split()))
        self.hide()
        self.ended.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the field does not use must not reach the tool on the canvas beneath."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.close_with(take=event.key() != Qt.Key.Key_Escape)
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.close_with(take=True)

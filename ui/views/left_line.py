"""`3 things left: choose an outcome, answer "…"`: an amber sentence whose parts lead to their controls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.models.left import Left, heading, spoken
from ui.plain import show_tip
from ui.theme import NORMAL, face, tokens

LINES = 2
"""As many lines as it may take; what does not fit follows as soon as something is done."""


class LeftLine(QWidget):
    """A click on a part goes there. With the focus, arrows walk through the parts and Enter goes there."""

    chosen = Signal(str)
    """The target of the part."""

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[Left, ...] = ()
        self._at = 0
        self._spans: list[tuple[int, int]] = []
        self._text = ""
        self._hover = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownKeys", [int(k) for k in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return)])
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("What is left to do"))

    @property
    def items(self) -> tuple[Left, ...]:
        return self._items

    def show_items(self, items: tuple[Left, ...]) -> None:
        """Shows what is left; nothing, if nothing is."""
        self._items = items
        self._at = min(self._at, max(0, len(items) - 1))
        self._text, self._spans = "", []
        if items:
            self._text = heading(items) + ": "
            for i, item in enumerate(items):
                start = len(self._text)
                self._text += item.text
                self._spans.append((start, len(self._text)))
                self._text += ", " if i < len(items) - 1 else ""
        self.setAccessibleDescription(spoken(items))
        self.setVisible(bool(items))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout, _cut = self._laid_out(-1, width)
        return min(LINES, max(1, layout.lineCount())) * round(self._line_height())

    def sizeHint(self) -> QSize:
        return QSize(240, LINES * round(self._line_height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, round(self._line_height()))

    def _line_height(self) -> float:
        return float(face(NORMAL).pixelSize() + 4)

    def _laid_out(self, marked: int, width: int) -> tuple[QTextLayout, int]:
        """The sentence in lines, and the first character that found no room (-1: all did)."""
        layout = QTextLayout(self._text, face(NORMAL))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        if 0 <= marked < len(self._spans):
            start, end = self._spans[marked]
            line = QTextLayout.FormatRange()
            form = QTextCharFormat()
            form.setFontUnderline(True)
            line.start, line.length, line.format = start, end - start, form
            layout.setFormats([line])
        layout.beginLayout()
        cut = -1
        for n in range(LINES + 1):
            line_of = layout.createLine()
            if not line_of.isValid():
                break
            if n == LINES:
                cut = line_of.textStart()
                break
            line_of.setLineWidth(width - (14 if n == LINES - 1 else 0))
            line_of.setPosition(QPointF(0, n * self._line_height()))
        layout.endLayout()
        return layout, cut

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._text:
            return
        marked = self._hover if self._hover >= 0 else self._at if self.hasFocus() else -1
        layout, cut = self._laid_out(marked, self.width())
        painter = QPainter(self)
        painter.setPen(QColor(tokens().warn))
        painter.setFont(face(NORMAL))
        for n in range(min(LINES, layout.lineCount())):
            layout.lineAt(n).draw(painter, QPointF(0, 0))
        if cut >= 0:
            last = layout.lineAt(LINES - 1)
            painter.drawText(
                QPointF(last.x() + last.naturalTextWidth() + 1, (LINES - 1) * self._line_height() + last.ascent()), "…"
            )

    def _item_at(self, where: QPointF) -> int:
        layout, _cut = self._laid_out(-1, self.width())
        n = int(where.y() // self._line_height())
        if not 0 <= n < min(LINES, layout.lineCount()):
            return -1
        line = layout.lineAt(n)
        if where.x() > line.naturalTextWidth() + 12:
            return -1
        cursor = line.xToCursor(where.x())
        at = cursor[0] if isinstance(cursor, tuple) else cursor
        return next((i for i, (start, end) in enumerate(self._spans) if start <= at <= end), -1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._item_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hover >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._item_at(event.position())
        if at >= 0:
            self.chosen.emit(self._items[at].target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if self._items and event.key() in steps:
            self._at = (self._at + steps[Qt.Key(event.key())]) % len(self._items)
            self.update()
        elif self._items and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._items[self._at].target)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._items:
            show_tip(event.globalPos(), "\n".join(f"• {item.text}" for item in self._items), self)
            return True
        return super().event(event)

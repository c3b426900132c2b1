"""What stands in a pane where no picture can: being read, unreadable, missing, of an unknown kind, or nothing there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.models import item_words
from ui.theme import GAP, tokens
from ui.views.bits import Label, Panel

if TYPE_CHECKING:
    from moderator.desk.values import Item

Sign = Literal["wait", "broken", "missing", "unknown", "none"]
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Notice:
    """A sign, a heading, a sentence that says why, the line that names the file, and whether trying again may help."""

    sign: Sign
    heading: str
    sentence: str = ""
    file: str = ""
    again: bool = False


def reading(item: Item) -> Notice:
    return Notice("wait", translate("PaneNotice", "Reading {id}…").format(id=item.id), file=item.name)


def unreadable(item: Item, error: Exception) -> Notice:
    heading = translate("PaneNotice", "{id} cannot be shown").format(id=item.id)
    return Notice("broken", heading, str(error), item_words.file_line(item), again=True)


def missing(item: Item) -> Notice:
    heading = translate("PaneNotice", "{id} is missing").format(id=item.id)
    sentence = translate("PaneNotice", "The library has lost this file. Import the case pack again to bring it back.")
    return Notice("missing", heading, sentence, item_words.file_line(item))


def unknown(item: Item) -> Notice:
    heading = translate("PaneNotice", "{id} is of a kind that is not known here: {kind}").format(
        id=item.id, kind=" ".join(item.kind.split())[:40]
    )
    sentence = translate("PaneNotice", "It was handed in and is kept, but there is no way to show it.")
    return Notice("unknown", heading, sentence, item_words.file_line(item))


def nothing(side: str) -> Notice:
    if side == "listing":
        return Notice("none", translate("PaneNotice", "The listing has no photo."))
    return Notice("none", translate("PaneNotice", "Nobody has handed in evidence."))


class PaneNotice(Panel):
    """One notice, in the middle of the pane."""

    again = Signal()
    """"Try again" was pressed"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("canvas", parent)
        self.notice: Notice | None = None
        self._sign = _Sign(self)
        self._heading = Label(weight="bold", wrap=True)
        self._sentence = Label(tone="second", wrap=True)
        self._file = Label(tone="third", size="normal", wrap=True)
        self._button = QPushButton(self.tr("Try again"))
        self._button.setAccessibleName(self.tr("Try again to show this file"))
        self._button.clicked.connect(self.again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 6 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addStretch(1)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._sentence, self._file):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(GAP)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def set_notice(self, notice: Notice) -> None:
        self.notice = notice
        self._sign.set_sign(notice.sign)
        for label, text in (
            (self._heading, notice.heading),
            (self._sentence, notice.sentence),
            (self._file, notice.file),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._button.setVisible(notice.again)
        self.setAccessibleName(" ".join(part for part in (notice.heading, notice.sentence, notice.file) if part))


class _Sign(QWidget):
    """A picture frame: cut through where it is broken, dashed where it is missing, with a mark where it is unknown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign: Sign = "none"
        self.setFixedSize(QSize(48, 40))

    def set_sign(self, sign: Sign) -> None:
        self._sign = sign
        self.setVisible(sign != "wait")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(tokens().bad if self._sign in ("broken", "missing") else tokens().third)
        pen = QPen(colour, 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if self._sign == "missing":
            pen.setDashPattern([2.5, 2.5])
        painter.setPen(pen)
        box = QRectF(4, 4, 40, 32)
        painter.drawRoundedRect(box, 4, 4)
        if self._sign == "broken":
            painter.drawPolyline([QPointF(27, 4), QPointF(21, 14), QPointF(28, 21), QPointF(20, 28), QPointF(24, 36)])
        elif self._sign == "unknown":
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
        elif self._sign == "none":
            painter.drawPolyline([QPointF(10, 30), QPointF(19, 19), QPointF(26, 27), QPointF(31, 22), QPointF(38, 30)])
            painter.drawEllipse(QPointF(32, 13), 3, 3)

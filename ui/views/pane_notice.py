"""What stands in a pane where no picture can: being read, unreadable, missing, of an unknown kind, or nothing there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.models import item_words
from ui.theme import GAP, tokens
from ui.views.bits import KeyCap, Label, Panel, row
from ui.views.flow import Flow

if TYPE_CHECKING:
    from moderator.desk.values import Item

Sign = Literal["wait", "broken", "missing", "unknown", "none"]
Deed = Literal["again", "details", "save", "stop"]
VERBS: dict[Deed, str] = {"again": "file.again", "details": "file.details", "save": "file.save", "stop": "file.stop"}
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Notice:
    """A sign, a heading, a sentence that says why, the lines that name the file, and what can be done about it."""

    sign: Sign
    heading: str
    sentence: str = ""
    file: str = ""
    hash: str = ""
    deeds: tuple[Deed, ...] = ()


def reading(item: Item) -> Notice:
    heading = translate("PaneNotice", "Reading {name}…").format(name=_name(item))
    return Notice("wait", heading, deeds=("stop",))


def stopped(item: Item) -> Notice:
    heading = translate("PaneNotice", "{id} was not read to the end").format(id=item.id)
    return _of_file("unknown", item, heading, translate("PaneNotice", "Stopped. Try again to see it."))


def unreadable(item: Item, error: Exception) -> Notice:
    heading = translate("PaneNotice", "{id} cannot be shown").format(id=item.id)
    return _of_file("broken", item, heading, str(error))


def missing(item: Item) -> Notice:
    heading = translate("PaneNotice", "{id} is missing").format(id=item.id)
    sentence = translate("PaneNotice", "The library has lost this file. Import the case pack again to bring it back.")
    return _of_file("missing", item, heading, sentence, ("again", "details"))


def unknown(item: Item) -> Notice:
    heading = translate("PaneNotice", "{id} is of a kind that is not known here: {kind}").format(
        id=item.id, kind=" ".join(item.kind.split())[:40]
    )
    sentence = translate("PaneNotice", "It was handed in and is kept, but there is no way to show it.")
    return _of_file("unknown", item, heading, sentence, ("details", "save"))


def nothing(side: str) -> Notice:
    if side == "listing":
        return Notice("none", translate("PaneNotice", "The listing has no photo."))
    return Notice("none", translate("PaneNotice", "Nobody has handed in evidence."))


def _of_file(
    sign: Sign, item: Item, heading: str, sentence: str, deeds: tuple[Deed, ...] = ("again", "details", "save")
) -> Notice:
    file = f"{item.id} · {_name(item)} · {item_words.size(item.bytes)}"
    return Notice(sign, heading, sentence, file, f"SHA-256 {item.sha256[:12]}", deeds)


def _name(item: Item) -> str:
    """The file's name, short enough for a line: a party chose it."""
    name = " ".join(item.name.split())
    return name if len(name) <= 80 else f"{name[:50]}…{name[-20:]}"


class PaneNotice(Panel):
    """One notice, a tile as large as the picture would have been."""

    used = Signal(str)
    """One of the buttons was pressed: its Deed"""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__("canvas", parent)
        self.notice: Notice | None = None
        self._sign = _Sign(self)
        self._heading = Label(weight="bold", wrap=True)
        self._sentence = Label(tone="second", wrap=True)
        self._file = Label(tone="second", size="normal", wrap=True)
        self.hash = Label(tone="second", size="normal")
        self.hash.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.buttons: dict[Deed, QPushButton] = {}
        self._places: dict[Deed, QWidget] = {}
        self._deeds = QWidget(self)
        self._flow = Flow(gap=2 * GAP, centred=True)
        self._deeds.setLayout(self._flow)
        self._add("again", self.tr("Try again"), self.tr("Try again to show this file"), actions)
        self._add("details", self.tr("Details"), self.tr("Details of this file"), actions)
        self._add("save", self.tr("Save original…"), self.tr("Save the file as it was handed in"), actions)
        self._add("stop", self.tr("Stop"), self.tr("Stop reading this file"), actions)
        self._lay()

    def _add(self, deed: Deed, text: str, name: str, actions: Actions) -> None:
        button = QPushButton(text)
        button.setAccessibleName(name)
        button.clicked.connect(lambda: self.used.emit(deed))
        place = QWidget()
        place.setLayout(row(button, KeyCap(actions, VERBS[deed]), gap=GAP))
        self.buttons[deed], self._places[deed] = button, place
        self._flow.addWidget(place)

    def _lay(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 6 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addStretch(1)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._sentence, self._file):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addWidget(self.hash, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(GAP)
        layout.addWidget(self._deeds)
        layout.addStretch(1)

    def set_notice(self, notice: Notice) -> None:
        self.notice = notice
        self._sign.set_sign(notice.sign)
        for label, text in (
            (self._heading, notice.heading),
            (self._sentence, notice.sentence),
            (self._file, notice.file),
            (self.hash, notice.hash),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        for deed, place in self._places.items():
            place.setVisible(deed in notice.deeds)
        self._deeds.setVisible(bool(notice.deeds))
        self._flow.invalidate()
        said = (notice.heading, notice.sentence, notice.file, notice.hash)
        self.setAccessibleName(" ".join(part for part in said if part))


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

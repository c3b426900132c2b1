"""The slim bar under the panes while somebody annotates or redacts: what is drawn next, and what is there."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QStackedLayout, QWidget

from ui.actions import Actions
from ui.models.party_text import readable
from ui.models.shapes import KINDS, WHYS, Shape
from ui.plain import set_tip
from ui.theme import GAP, NORMAL, SMALL, face, tokens
from ui.views.annotate_tool import AnnotateTool
from ui.views.annotate_words import kind_word, why_word
from ui.views.annotation_marks import covered_word
from ui.views.bits import Chip, ElidedLabel, FixedCap, KeyCap, Tone, clear, column, row
from ui.views.card import Card
from ui.views.tool_line import Tool, ToolGroup, paint_ground

ENTRY = 24
WIDEST = 220
DISC = 8.0


class Entry(QAbstractButton):
    """One drawing in the list: its number on the colour of its side, and its label; of a redaction what it covers."""

    def __init__(self, shape: Shape, side: str) -> None:
        super().__init__()
        self._shape, self._side = shape, side
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        covers = shape.kind == "redact"
        self.words = covered_word(shape.text) if covers else readable(shape.text)
        self.words = self.words or (self.tr("covered") if covers else kind_word(shape.kind).lower())
        name = self.tr("Redaction: {0}") if covers else self.tr("Annotation {1}, {2}: {0}")
        self.setAccessibleName(name.format(self.words, shape.number, kind_word(shape.kind)))
        set_tip(self, self.words)

    @property
    def at(self) -> int:
        return self._shape.at

    def sizeHint(self) -> QSize:
        wide = QFontMetricsF(face(NORMAL)).horizontalAdvance(self.words)
        return QSize(min(WIDEST, round(wide + 2 * DISC + 5 * GAP)), ENTRY)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens()
        paint_ground(painter, self)
        self._paint_sign(painter, QRectF(1.5 * GAP, (self.height() - 2 * DISC) / 2, 2 * DISC, 2 * DISC))
        drawn = self._shape.kind == "redact" or bool(self._shape.text)
        painter.setPen(QColor(look.text if drawn else look.third))
        font = face(NORMAL)
        painter.setFont(font)
        room = QRectF(2 * DISC + 3 * GAP, 0, self.width() - 2 * DISC - 4 * GAP, self.height())
        shown = QFontMetricsF(font).elidedText(self.words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_sign(self, painter: QPainter, box: QRectF) -> None:
        look = tokens()
        if self._shape.kind == "redact":
            painter.setPen(QPen(QColor(look.third), 1))
            painter.setBrush(QColor(0, 0, 0))
            painter.drawRect(box.adjusted(0.5, 2.5, -0.5, -2.5))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.side(self._side)))
        painter.drawEllipse(box)
        painter.setPen(QColor(look.panel if look.name == "light" else look.window))
        painter.setFont(face(SMALL, QFont.Weight.Bold))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._shape.number))


class AnnotateBar(Card):
    """Follows the tool and what it is told of the exhibit. What is pressed here is said by signals."""

    kind_wanted = Signal(str)
    why_wanted = Signal(str)
    chosen = Signal(int)
    label_wanted = Signal(int)
    exhibit_wanted = Signal()
    crop_wanted = Signal()
    done = Signal()

    def __init__(self, actions: Actions, tool: AnnotateTool) -> None:
        super().__init__()
        self._actions, self._tool = actions, tool
        self._side, self._shown = "evidence", ""
        self._told: tuple[object, ...] = ()
        self.entries: list[Entry] = []
        self.exhibit = Chip("", "evidence", clickable=True)
        self.exhibit.clicked.connect(self.exhibit_wanted)
        self.kinds = {kind: self._tool_of(kind_word(kind), self._kind_pressed) for kind in KINDS}
        self.whys = {why: self._tool_of(why_word(why), self._why_pressed) for why in WHYS}
        self.crop = Tool(actions, self.tr("Only the region"), checkable=True)
        self.crop.clicked.connect(self.crop_wanted)
        set_tip(self.crop, self.tr("Of this picture nothing but the exhibit’s region leaves the library"))
        self.leave = Tool(actions, self.tr("Done"))
        self.leave.clicked.connect(self.done)
        self.empty = ElidedLabel(tone="second", size="normal")
        self._build()
        tool.chosen_changed.connect(self.follow)
        self.follow()

    def _tool_of(self, text: str, pressed: object) -> Tool:
        tool = Tool(self._actions, text, checkable=True)
        tool.clicked.connect(pressed)
        return tool

    def _build(self) -> None:
        self._annotate = _group(ToolGroup(*self.kinds.values()), KeyCap(self._actions, "annotate"))
        self._redact = _group(ToolGroup(*self.whys.values()), KeyCap(self._actions, "redact"), ToolGroup(self.crop))
        self._list = QWidget()
        self._row = row(gap=GAP)
        self._list.setLayout(self._row)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._list)
        self._list.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        below = QWidget()
        below.setFixedHeight(ENTRY)
        self._below = QStackedLayout(below)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.addWidget(self.empty)
        self._below.addWidget(self._scroll)
        tools = QWidget()
        tools.setLayout(row(self.exhibit, self._annotate, self._redact, None, self.leave, FixedCap("Esc")))
        self.setLayout(column(tools, below, gap=GAP, margins=(2 * GAP, GAP + 2, 2 * GAP, GAP + 2)))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    # --- following ------------------------------------------------------------------------------------------------

    def show_exhibit(self, name: str, side: str, count: int, region: bool, cropped: bool) -> None:
        """Which exhibit is drawn on, of how many of this picture; empty: none yet."""
        self._side, self._shown = side, name
        tone: Tone = "listing" if side == "listing" else "evidence"
        self.exhibit.set(name or self.tr("new exhibit"), tone if name else "hollow")
        self.exhibit.setEnabled(count > 1)
        several = count > 1
        set_tip(self.exhibit, self.tr("Draw on the next exhibit") if several else self.tr("The exhibit drawn on"))
        self.crop.setEnabled(region)
        self.crop.setChecked(cropped)
        self.follow()

    def follow(self) -> None:
        """What is drawn, or what is drawn next, is another."""
        tool = self._tool
        self._annotate.setVisible(tool.what == "annotate")
        self._redact.setVisible(tool.what == "redact")
        shape = tool.chosen_shape
        why = shape.text if shape is not None and shape.kind == "redact" else tool.why
        for kind, button in self.kinds.items():
            button.setChecked(kind == tool.kind)
        for each, button in self.whys.items():
            button.setChecked(each == why)
        self._list_shapes(tool.shapes)
        self._below.setCurrentIndex(1 if tool.shapes else 0)
        self.empty.set_whole(self._nothing())

    def _list_shapes(self, shapes: tuple[Shape, ...]) -> None:
        """Made anew only where another thing is told: moving a shape by keys asks for it many times a second."""
        told = (self._side, *((shape.at, shape.kind, shape.text) for shape in shapes))
        if told != self._told:
            self._told = told
            clear(self._row)
            self.entries = [Entry(shape, self._side) for shape in shapes]
            for entry in self.entries:
                entry.clicked.connect(self._entry_pressed)
                self._row.addWidget(entry)
            self._row.addStretch(1)
        for entry in self.entries:
            entry.setChecked(entry.at == self._tool.chosen)
            if entry.isChecked():
                self._scroll.ensureWidgetVisible(entry)

    def _nothing(self) -> str:
        """What to do while nothing is drawn."""
        if self._tool.what == "redact":
            return self.tr(
                "Drag over what nobody else may see. It is black in every exhibit of this picture and in the decision; "
                "the file itself stays as it is."
            )
        if not self._shown:
            return self.tr("Drag on the picture: the first drawing takes it as an exhibit and is printed over it.")
        return self.tr("Drag on the picture: each drawing is printed over {0} with a number, never into it.").format(
            self._shown
        )

    # --- pressed --------------------------------------------------------------------------------------------------

    def _kind_pressed(self) -> None:
        self.kind_wanted.emit(next(kind for kind, button in self.kinds.items() if button is self.sender()))

    def _why_pressed(self) -> None:
        self.why_wanted.emit(next(why for why, button in self.whys.items() if button is self.sender()))

    def _entry_pressed(self) -> None:
        entry = self.sender()
        if isinstance(entry, Entry):
            again = entry.at == self._tool.chosen
            (self.label_wanted if again else self.chosen).emit(entry.at)
            self.follow()  # the button has unchecked itself


def _group(*parts: QWidget) -> QWidget:
    group = QWidget()
    group.setLayout(row(*parts, gap=GAP + 2))
    return group

"""One measurement in the panel: name, picture, length, what it is held against, what that says, its exhibit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from moderator.domain.lengths import Listed
from ui.models.measurements import Length
from ui.plain import set_tip
from ui.theme import GAP, RADIUS, tokens
from ui.views.bits import Chip, ElidedLabel, Label
from ui.views.fields import LineField

ROW = 30
ON, MEASURED, LISTED, EXHIBIT, REMOVE = 84, 118, 130, 68, 28
"""Widths of the columns; name and what it says share the rest."""
NAME_SHARE, SAYS_SHARE = 3, 4


_FLAT = """
QLineEdit { font-size: 12px; padding: 0 4px; min-height: 22px; background: transparent; border: 1px solid transparent; }
QLineEdit:hover { border-color: palette(mid); }
QLineEdit:focus { border-color: palette(highlight); background: palette(alternate-base); }
"""
"""A name looks like text until somebody is about to write in it."""


class NameField(LineField):
    """The name, written in place. Enter and Escape give the focus back to the picture."""

    done = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setProperty("ownKeys", [int(Qt.Key.Key_Escape)])
        self.returnPressed.connect(self.done)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)


class MeasureRow(QWidget):
    """Shows one Length; reports what is done to it, by its id."""

    chosen = Signal(str)
    renamed = Signal(str, str)
    listed = Signal(str, object)
    """id, index of the listing's attribute or None"""
    removed = Signal(str)
    exhibit_wanted = Signal(str)
    done = Signal()
    """Back to the picture"""

    def __init__(self, length_id: str) -> None:
        super().__init__()
        self.id = length_id
        self._is_chosen = False
        self._offered: tuple[Listed, ...] = ()
        self.name = NameField(self.tr("Name of the measurement"))
        self.on = ElidedLabel(tone="second", size="normal")
        self.measured = Label(weight="bold", size="normal")
        self.against = QPushButton()
        self.says = ElidedLabel(size="normal")
        self.exhibit = Chip("", "hollow", clickable=True)
        self.remove = QPushButton("×")
        self._build()

    def _build(self) -> None:
        for button in (self.against, self.remove):
            button.setProperty("kind", "quiet")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.remove.setAccessibleName(self.tr("Remove this measurement"))
        set_tip(self.remove, self.tr("Remove this measurement"))
        self.remove.setFixedWidth(REMOVE)
        self.against.setStyleSheet("text-align: left; font-size: 12px; padding: 0 4px;")
        self.name.setStyleSheet(_FLAT)
        self.remove.setStyleSheet("padding: 0;")
        self.exhibit.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for widget, width in ((self.on, ON), (self.measured, MEASURED), (self.against, LISTED)):
            widget.setFixedWidth(width)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, 1, GAP, 1)
        layout.setSpacing(2 * GAP)
        layout.addWidget(self.name, NAME_SHARE)
        for widget in (self.on, self.measured, self.against):
            layout.addWidget(widget)
        layout.addWidget(self.says, SAYS_SHARE)
        chip = QWidget()
        chip.setFixedWidth(EXHIBIT)
        inner = QHBoxLayout(chip)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addStretch(1)
        inner.addWidget(self.exhibit)
        layout.addWidget(chip)
        layout.addWidget(self.remove)
        self.setFixedHeight(ROW)
        self.name.typed.connect(self._rename)
        self.name.done.connect(self._named)
        self.against.clicked.connect(self._offer)
        self.remove.clicked.connect(self._remove)
        self.exhibit.clicked.connect(self._take)

    def show_length(
        self, length: Length, on: str, measured: str, says: tuple[str, str], offered: Sequence[Listed], *, chosen: bool
    ) -> None:
        """`on`: the picture; `measured` "" while it is not; `says`: text, tone; `offered`: what is stated."""
        self._offered = tuple(offered)
        self.name.follow(length.name)
        self.on.set_whole(on)
        self.measured.setText(measured or "–")
        held = next((each for each in offered if each.index == length.listed), None)
        self.against.setText(self.tr("compare… ▾") if held is None else f"{held} ▾".replace("&", "&&"))
        self.against.setEnabled(bool(offered))
        self.against.setAccessibleName(
            self.tr("Not compared with the listing")
            if held is None
            else self.tr("Compared with {0}, {1}").format(held.name, held)
        )
        set_tip(self.against, self.against.accessibleName())
        self.says.set_whole(says[0])
        self.says.set_tone(says[1])
        taken = bool(length.exhibit)
        self.exhibit.setVisible(taken or bool(measured))
        self.exhibit.set(length.exhibit if taken else self.tr("exhibit"), "evidence" if taken else "hollow")
        name = self.tr("Show exhibit {0}").format(length.exhibit) if taken else self.tr("Take it as an exhibit")
        self.exhibit.setAccessibleName(name)
        set_tip(self.exhibit, name)
        self.setAccessibleName(" ".join(part for part in (length.name, on, measured, says[0]) if part))
        self._is_chosen = chosen
        self.update()

    def _rename(self, text: str) -> None:
        self.renamed.emit(self.id, text)

    def _named(self) -> None:
        """Enter in a row is how keys choose it."""
        self.chosen.emit(self.id)
        self.done.emit()

    def _remove(self) -> None:
        self.removed.emit(self.id)

    def _take(self) -> None:
        self.exhibit_wanted.emit(self.id)

    def _offer(self) -> None:
        """What the listing states, to be held against."""
        menu = QMenu(self)
        for each in self._offered:
            words = f"{each.name}  {each}".replace("&", "&&")
            menu.addAction(words).setData(each.index)
        menu.addSeparator()
        menu.addAction(self.tr("Compare with nothing")).setData(None)
        menu.triggered.connect(lambda action: self.listed.emit(self.id, action.data()))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.against.mapToGlobal(self.against.rect().bottomLeft()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.id)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_chosen:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().selected))
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)


class MeasureHeads(QWidget):
    """The titles of the columns."""

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GAP, 0, GAP, 0)
        layout.setSpacing(2 * GAP)
        name = Label(self.tr("Name"), tone="second", size="small")
        name.setContentsMargins(GAP + 1, 0, 0, 0)
        layout.addWidget(name, NAME_SHARE)
        against = Label(self.tr("Listed"), tone="second", size="small")
        against.setContentsMargins(GAP + 1, 0, 0, 0)
        on = Label(self.tr("On"), tone="second", size="small")
        measured = Label(self.tr("Measured"), tone="second", size="small")
        for widget, width in ((on, ON), (measured, MEASURED), (against, LISTED)):
            widget.setFixedWidth(width)
            layout.addWidget(widget)
        layout.addWidget(Label(self.tr("Says"), tone="second", size="small"), SAYS_SHARE)
        layout.addSpacing(EXHIBIT + REMOVE + 2 * GAP)

"""Everything that is known of one evidence file, to be read and copied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.files import Facts
from ui.models import item_words
from ui.models.party_text import readable
from ui.models.timeline import clock
from ui.theme import GAP
from ui.views.bits import Label
from ui.views.party_text import PartyText

translate = QCoreApplication.translate
LONGEST = 400
"""Characters of one value: the file wrote them itself."""


def lines(facts: Facts) -> Iterator[tuple[str, str]]:
    """What is known, as pairs of a label and a plain text."""
    item, info = facts.item, facts.info
    yield translate("FileDetails", "File"), f"{item.id} · {item.name}"
    yield translate("FileDetails", "SHA-256"), item.sha256
    yield translate("FileDetails", "Size"), item_words.size(item.bytes)
    yield translate("FileDetails", "State"), facts.state
    if facts.reason:
        yield translate("FileDetails", "Why"), facts.reason
    if info.code:
        yield translate("FileDetails", "Code"), info.code
    yield translate("FileDetails", "Last tried"), facts.tried_at or translate("FileDetails", "not yet")
    yield from _probed(info)


def _probed(info: Any) -> Iterator[tuple[str, str]]:
    if info.kind != "unknown":
        yield translate("FileDetails", "By its bytes"), " · ".join(part for part in (info.kind, info.format) if part)
    if info.width and info.height:
        yield translate("FileDetails", "Pixels"), f"{info.width} × {info.height}"
    if info.pages:
        yield translate("FileDetails", "Pages"), str(info.pages)
    if info.codec:
        yield translate("FileDetails", "Codec"), info.codec
    if info.frames and info.kind == "video":
        yield translate("FileDetails", "Frames"), str(info.frames)
    if info.duration_pts is not None and info.time_base is not None:
        yield translate("FileDetails", "Length"), clock(info.duration_pts * info.time_base)
    yield from _light_and_fields(info)
    if info.captured_at:
        yield translate("FileDetails", "It claims: time"), info.captured_at
    if info.device:
        yield translate("FileDetails", "It claims: device"), info.device
    for key, value in info.metadata:
        yield translate("FileDetails", "It claims: {key}").format(key=key), value


def _light_and_fields(info: Any) -> Iterator[tuple[str, str]]:
    if info.hdr:
        said = translate("FileDetails", "{0}, brought to SDR for the screen and in pictures of it")
        yield translate("FileDetails", "HDR"), said.format(info.hdr.upper())
    if info.interlaced:
        yield (
            translate("FileDetails", "Interlaced"),
            translate("FileDetails", "yes; both fields of a frame as they are"),
        )


class FileDetails(QDialog):
    """A table of labels and selectable texts; *Copy* takes all of it."""

    def __init__(self, facts: Facts, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Details of {0}").format(facts.item.id))
        self.rows = [(label, readable(text)[:LONGEST]) for label, text in lines(facts)]
        page = QWidget()
        page.setProperty("role", "panel")
        grid = QGridLayout(page)
        grid.setContentsMargins(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)
        grid.setHorizontalSpacing(4 * GAP)
        grid.setVerticalSpacing(GAP + 2)
        grid.setColumnStretch(1, 1)
        for n, (label, text) in enumerate(self.rows):
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(Label(label, tone="second", size="normal"), n, 0, top)
            grid.addWidget(PartyText(text, name=label), n, 1, top)
        grid.setRowStretch(len(self.rows), 1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for text, slot in (
            (self.tr("Copy SHA-256"), lambda: self._copy(facts.item.sha256)),
            (self.tr("Copy all"), lambda: self._copy("\n".join(f"{label}: {text}" for label, text in self.rows))),
        ):
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addWidget(Label(self.windowTitle(), size="title", weight="bold"))
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        self.resize(660, 440)

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

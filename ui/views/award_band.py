"""What like decisions gave, beside the figure that was typed: a line of words and a small picture of the quartiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.models import award_words
from ui.models.verdict_sheet import VerdictSheet
from ui.session import Session
from ui.theme import GAP, tokens
from ui.views.bits import Label

if TYPE_CHECKING:
    from moderator.domain.awards import Awards, Band

HEIGHT, BOX = 8, 6


class AwardBand(QWidget):
    """Hidden until the moderator has a figure: seen before, the band would draw every figure to its middle."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asked: tuple[str, str] | None = None
        self._awards: Awards | None = None
        self.words = Label("", tone="second", size="small", wrap=True)
        self.strip = Strip()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(GAP // 2)
        layout.addWidget(self.strip)
        layout.addWidget(self.words)
        session.case_opened.connect(self._forget)
        session.case_closed.connect(self._forget)
        self.hide()

    def follow(self, sheet: VerdictSheet, typing: bool) -> None:
        """Follows the draft; `typing`: a figure is being written and is none yet."""
        seen = award_words.was_seen(sheet.doc)
        if not award_words.applies(sheet) or not (seen or (award_words.has_figure(sheet) and not typing)):
            self.hide()
            return
        key = sheet.case.id, sheet.policy.reason
        if key != self._asked:
            self._asked, self._awards = key, None
            self._ask(sheet, key)
        self._show()

    def _forget(self, *_opened: object) -> None:
        """Another case, or this one read anew: others may have been decided since."""
        self._session.tasks.cancel("awards")
        self._asked = self._awards = None
        self.hide()

    def _ask(self, sheet: VerdictSheet, key: tuple[str, str]) -> None:
        desk, opened = self._session.desk, sheet.opened

        def work(_stop: object, _tell: object) -> tuple[tuple[str, str], Awards]:
            return key, desk.past_awards(opened, key[1])

        self._session.tasks.run("store", work, self._arrived, self._session.failed, key="awards")

    def _arrived(self, found: tuple[tuple[str, str], Awards]) -> None:
        key, awards = found
        if key != self._asked:
            return
        self._awards = awards
        self._show()
        if awards.band is not None:
            self._session.edit("", lambda doc: award_words.note(doc, awards))

    def _show(self) -> None:
        awards = self._awards
        self.setVisible(awards is not None)
        if awards is None:
            return
        self.words.setText(award_words.said(awards))
        self.setAccessibleName(self.words.text())
        self.strip.setVisible(awards.band is not None)
        self.strip.show_band(awards.band)


class Strip(QWidget):
    """From nothing to all of the price: a line from the least to the most, a box for the middle half, a tick for the
    median."""

    def __init__(self) -> None:
        super().__init__()
        self._band: Band | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    def show_band(self, band: Band | None) -> None:
        self._band = band
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        band = self._band
        if band is None:
            return
        # an award above the price paid, of a discounted line, ends at the edge
        least, lower, middle, upper, most = (
            min(1.0, float(share)) * (self.width() - 2)
            for share in (band.least, band.lower, band.middle, band.upper, band.most)
        )
        look, half = tokens(), HEIGHT / 2
        with QPainter(self) as painter:
            painter.fillRect(QRectF(0, half - 0.5, self.width(), 1), QColor(look.line))
            painter.fillRect(QRectF(least, half - 1, most - least + 2, 2), QColor(look.second))
            box = QRectF(lower, half - BOX / 2, max(2.0, upper - lower), BOX)
            painter.fillRect(box, QColor(look.second))
            painter.fillRect(QRectF(middle, 0, 2, HEIGHT), QColor(look.text))

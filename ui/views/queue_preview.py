"""The chosen case before it is opened: a picture of each side, claim, what is asked and offered. No reputation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from moderator.errors import CaseErased, CaseLocked, MediaError
from ui.frames import FrameRequest, Picture
from ui.images import wrapped
from ui.models import dates
from ui.models.case_words import words
from ui.models.queue_model import status_words
from ui.models.rows import Row
from ui.prefetch import PANE, first_of_each_side
from ui.session import Session
from ui.theme import GAP, NORMAL, RADIUS_LARGE, face, theme, tokens
from ui.veil import paint_words, veil_of, veiled
from ui.views.bits import Chip, KeyCap, Label, Panel, SideBar, row

if TYPE_CHECKING:
    from moderator.desk.values import Item, OpenCase, QueueRow

WAIT = 90
"""Milliseconds on one row before its case is read: running down the queue reads nothing."""


class QueuePreview(Panel):
    """Follows the current row of the queue; `show_row` is all that it needs."""

    def __init__(self, session: Session) -> None:
        super().__init__("window")
        self._session = session
        self._row: QueueRow | None = None
        self._timer = QTimer(self, singleShot=True, interval=WAIT)
        self._timer.timeout.connect(self._read)
        self.setAccessibleName(self.tr("Preview of the case"))
        self._id = Label(size="title", weight="bold")
        self._due = Chip("")
        self._open = open_button(session)
        self.pictures = {"listing": SidePicture("listing"), "evidence": SidePicture("evidence")}
        self._claim = Label(wrap=True)
        self._bar = SideBar("buyer")
        self._facts = QGridLayout()
        self._build()
        self._body.hide()
        theme().changed.connect(self.update)
        self._veil = veil_of(session)
        self._covered: tuple[Item, OpenCase] | None = None
        self._veil.changed.connect(self._cover)

    def _build(self) -> None:
        self._facts.setHorizontalSpacing(4 * GAP)
        self._facts.setVerticalSpacing(GAP)
        self._facts.setColumnMinimumWidth(0, 84)
        self._facts.setColumnStretch(1, 1)
        self._body = QWidget()
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addLayout(row(self._id, self._due, None, self._open))
        layout.addLayout(row(self.pictures["listing"], self.pictures["evidence"]))
        layout.addLayout(row(self._bar, self._claim))
        layout.addLayout(self._facts)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._body)
        area.viewport().setAutoFillBackground(False)
        area.setStyleSheet("QScrollArea { background: transparent; }")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_row(self, chosen: QueueRow | None) -> None:
        """Shows a case: what the queue knows at once, the rest as it arrives."""
        if chosen == self._row:
            return
        same = chosen is not None and self._row is not None and chosen.case == self._row.case
        self._row = chosen
        self._body.setVisible(chosen is not None)
        self._timer.stop()
        if chosen is None:
            return
        self._id.setText(chosen.case)
        left, tone = dates.time_left(chosen.due, self._session.desk.now())
        if chosen.status == "open":
            self._due.set(left, tone)  # type: ignore[arg-type]
        else:
            self._due.set(status_words(chosen), "plain")
        self._claim.setText(chosen.claim)
        self._set_facts([Row(self.tr("Reason"), words(chosen.reason))])
        if not same:
            for picture in self.pictures.values():
                picture.wait()
        self._timer.start()

    def _read(self) -> None:
        if self._row is None:
            return
        desk, case_id = self._session.desk, self._row.case
        self._session.tasks.run(
            "store", lambda _s, _t: desk.open_case(case_id), self._arrived, self._failed, key="preview"
        )

    def _failed(self, error: Exception) -> None:
        """There is nothing to preview of a case that was erased or that somebody has just locked: it says so."""
        if not isinstance(error, CaseErased | CaseLocked):
            self._session.failed(error)
        elif self._row is not None and error.case == self._row.case:
            self._claim.setText(str(error))
            self._set_facts([])
            for picture in self.pictures.values():
                picture.say("")

    def _arrived(self, opened: OpenCase) -> None:
        from ui.models import claim_rows, times
        from ui.models.party_text import buyer_says, seller_answer

        if self._row is None or opened.case.id != self._row.case:
            return
        if self._session.opened is None:
            self._session.prefetch.offer(opened)
        case = opened.case
        self._claim.setText(buyer_says(case).shown(original=False))
        answer = seller_answer(case)
        silent = self.tr("no answer")
        if case.seller_response_due_at is not None:
            silent = self.tr("no answer; was due {0}").format(dates.day(case.seller_response_due_at, case.escalated_at))
        facts = [Row(self.tr("Reason"), words(case.reason)), claim_rows.asked(case), *claim_rows.offers(case)]
        facts.append(Row(self.tr("Seller says"), answer.shown(original=False) if answer else silent))
        delivery, _late = times.delivery(case)
        facts.append(Row(self.tr("Parcel"), delivery))
        self._set_facts(facts)
        self._covered = None
        shown = {"listing" if item.side == "listing" else "evidence": item for item in first_of_each_side(opened)}
        for side, picture in self.pictures.items():
            count = sum((item.side == "listing") == (side == "listing") for item in opened.items)
            self._show_picture(picture, side, shown.get(side), count)
        if "evidence" in shown:
            self._covered = shown["evidence"], opened
        self._cover()

    def _show_picture(self, picture: SidePicture, side: str, item: Item | None, count: int) -> None:
        if item is None:
            picture.say(self.tr("No listing photo") if side == "listing" else self.tr("No evidence"))
            return
        who = "" if side == "listing" else words(item.side)
        items = self.tr("1 item") if count == 1 else self.tr("{0} items").format(count)
        picture.title(who + (", " if who else "") + items, item.name)
        if item.missing:
            picture.say(self.tr("{0} is missing from the library").format(item.name))
            return
        request = FrameRequest(item.sha256, index=0 if item.kind == "video" else None, size=PANE)
        self._session.frames.fetch(request, picture.show_picture, picture.say_why, key=f"preview {side}", urgent=True)

    def _cover(self) -> None:
        """Blurs the evidence here as in its case."""
        self.pictures["evidence"].cover("" if self._covered is None else self._veil.words(*self._covered))

    def _set_facts(self, facts: list[Row]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for n, fact in enumerate(facts):
            top = Qt.AlignmentFlag.AlignTop
            self._facts.addWidget(Label(fact.label, tone="third", size="normal"), n, 0, top)
            self._facts.addWidget(Label(fact.text, size="normal", wrap=True), n, 1, top)


class SidePicture(QWidget):
    """A picture under the name and colour of its side, whole and upright."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self._side = side
        self._image: QImage | None = None
        self._said = self._covered = ""
        self._name = self.tr("LISTING") if side == "listing" else self.tr("EVIDENCE")
        self._who = ""
        self.setMinimumHeight(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self._name)

    def sizeHint(self) -> QSize:
        return QSize(300, 300)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return min(round(width * 0.82) + 33, 640)

    @property
    def said(self) -> str:
        """The words in the place of the picture; empty while there is one."""
        return self._said

    def wait(self) -> None:
        """Nothing is known yet of what will be shown."""
        self._image, self._said, self._who = None, "", ""
        self.update()

    def cover(self, words: str) -> None:
        """Blurs the picture and says these words on it; "" shows it as it is."""
        self._covered = words
        self.update()

    def title(self, who: str, file: str) -> None:
        self._who = who
        self.setAccessibleDescription(file)
        self.update()

    def say(self, text: str) -> None:
        """Words in the place of the picture."""
        self._image, self._said = None, text
        self.update()

    def say_why(self, error: Exception) -> None:
        if not isinstance(error, MediaError):
            raise error
        self.say(str(error))

    def show_picture(self, picture: Picture) -> None:
        self._image, self._said = wrapped(picture.pixels).copy(), ""
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(whole, RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(look.canvas))
        painter.fillRect(QRect(0, 0, self.width(), 32), QColor(look.panel))
        painter.fillRect(QRect(0, 0, self.width(), 2), QColor(look.side(self._side)))
        self._paint_head(painter)
        area = QRectF(0, 33, self.width(), self.height() - 33)
        if self._image is not None:
            image = veiled(self._image) if self._covered else self._image
            painter.drawImage(contained(self._image, area), image)
            if self._covered:
                paint_words(painter, self._covered, area)
        elif self._said:
            painter.setFont(face(NORMAL))
            painter.setPen(QColor(look.second))
            inner = area.adjusted(16, 16, -16, -16)
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._said)
        painter.setClipping(False)
        painter.setPen(QColor(look.line))
        painter.drawLine(0, 32, self.width(), 32)
        painter.drawPath(outline)
        painter.fillRect(QRect(RADIUS_LARGE // 2, 0, self.width() - RADIUS_LARGE, 2), QColor(look.side(self._side)))

    def _paint_head(self, painter: QPainter) -> None:
        look = tokens()
        font = face(NORMAL, face().Weight.Bold)
        font.setLetterSpacing(font.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(QColor(look.side(self._side)))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(12, 3, self.width() - 24, 29), left, self._name)
        at = 12 + painter.fontMetrics().horizontalAdvance(self._name) + 10
        painter.setFont(face(NORMAL))
        painter.setPen(QColor(look.second))
        painter.drawText(QRect(at, 3, self.width() - at - 12, 29), left, self._who)


def contained(image: QImage, area: QRectF) -> QRectF:
    """Where the whole image fits into `area`, centred, its proportions kept."""
    size = image.size().scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    left = area.left() + (area.width() - size.width()) / 2
    return QRectF(left, area.top() + (area.height() - size.height()) / 2, size.width(), size.height())


def open_button(session: Session) -> QPushButton:
    """ "Open case" with its key."""
    button = QPushButton()
    button.setProperty("kind", "primary")
    button.setFixedHeight(34)
    text = Label(button.tr("Open case"), weight="half")
    text.setStyleSheet(f"color: {tokens().on_action};")
    cap = KeyCap(session.actions, "case.open", on_action=True)
    button.setLayout(row(text, cap, gap=2 * GAP, margins=(6 * GAP, 0, 5 * GAP, 0)))
    button.setAccessibleName(button.tr("Open case"))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setMinimumWidth(148)
    button.clicked.connect(session.actions.action("case.open").trigger)
    return button

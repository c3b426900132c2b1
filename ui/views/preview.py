"""The decision as it will be printed: its pages one under the other, rendered in the worker as they come into view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from moderator.errors import ModeratorError
from ui.images import wrapped
from ui.session import Session
from ui.theme import GAP, tokens
from ui.views.bits import FixedCap, Hairline, KeyCap, Label, Panel, row

if TYPE_CHECKING:
    from ui.frames import Picture

A4 = (595, 842)
"""Points; how large a page is taken to be before it was rendered."""
SCREEN = 96 / 72
"""Pixels to the point at 100 %."""
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)


class PreviewDialog(QDialog):
    """Page Up and Page Down turn pages, + and - zoom, 0 is actual size, F fits the width."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._case = session.opened.case.id if session.opened else ""
        self._data = b""
        self.pages: list[PageView] = []
        self._zoom = 0.0
        """0: as wide as the window."""
        self.setWindowTitle(self.tr("Decision on {0}").format(self._case))
        self.resize(900, 860)
        self.where = Label("", tone="second", size="normal")
        self.scale_label = Label("", tone="second", size="normal")
        self.notice = Label(self.tr("The decision is being prepared…"), tone="second", wrap=True)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sheet = QWidget()
        self._sheet.setProperty("role", "canvas")
        self._box = QVBoxLayout(self._sheet)
        self._box.setContentsMargins(4 * GAP, 4 * GAP, 4 * GAP, 4 * GAP)
        self._box.setSpacing(4 * GAP)
        self._box.addWidget(self.notice)
        self.area = QScrollArea()
        self.area.setWidget(self._sheet)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(self.tr("Pages of the decision"))
        # a bar that came and went would change the width that the pages are fitted to
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._late = QTimer(self, singleShot=True, interval=40)
        self._late.timeout.connect(self._render_seen)
        self._lay()
        self.area.verticalScrollBar().valueChanged.connect(self._moved)
        self._load()

    def _lay(self) -> None:
        export = QPushButton(self.tr("Export…"))
        export.clicked.connect(self._export)
        export.setAutoDefault(False)
        closes = QPushButton(self.tr("Close"))
        closes.clicked.connect(self.close)
        closes.setAutoDefault(False)
        cap = KeyCap(self._session.actions, "export")
        bar = Panel("bar")
        bar.setLayout(
            row(
                Label(self.tr("Decision on {0}").format(self._case), weight="bold"), self.where, None,
                *self._zoom_parts(), 4 * GAP, export, cap, closes, margins=(4 * GAP, 2 * GAP, 4 * GAP, 2 * GAP),
            )
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(Hairline())
        layout.addWidget(self.area, 1)

    def _zoom_parts(self) -> tuple[QWidget, ...]:
        smaller, larger = QPushButton("−"), QPushButton("+")
        for button, name, slot in (
            (smaller, self.tr("Zoom out"), self.zoom_out),
            (larger, self.tr("Zoom in"), self.zoom_in),
        ):
            button.setProperty("kind", "quiet")
            button.setAccessibleName(name)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        fit = QPushButton(self.tr("Fit width"))
        fit.setProperty("kind", "quiet")
        fit.setAutoDefault(False)
        fit.clicked.connect(self.fit)
        return smaller, self.scale_label, larger, fit, FixedCap("F")

    # --- reading --------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        desk, case = self._session.desk, self._case

        def work(_stop: object, _tell: object) -> tuple[bytes, int]:
            data = desk.preview(case)
            return data, desk.media.pdf_pages(data)

        self._session.tasks.run("store", work, self._loaded, self._failed, key="preview")

    def _loaded(self, found: tuple[bytes, int]) -> None:
        self._data, count = found
        self.notice.hide()
        for number in range(count):
            page = PageView(self.tr("Page {0} of {1}").format(number + 1, count))
            self._box.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self.pages.append(page)
        self._box.addStretch(1)
        self._scale()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, ModeratorError):
            self.notice.setText(str(error))
            self.notice.set_tone("bad")
        else:
            self.notice.setText(self.tr("The decision could not be shown."))
            self._session.failed(error)

    # --- moving ---------------------------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """1.0 is actual size on a screen of 96 dots to the inch."""
        if self._zoom:
            return self._zoom
        wide = max((page.points[0] for page in self.pages), default=A4[0])
        room = self.area.viewport().width() - 8 * GAP - 1
        return float(min(2.5, max(0.4, room / (wide * SCREEN))))

    @property
    def page(self) -> int:
        """The page at the upper third of the window, from 0."""
        line = self.area.verticalScrollBar().value() + self.area.viewport().height() // 3
        return max((i for i, page in enumerate(self.pages) if page.y() <= line), default=0)

    def go_to_page(self, number: int) -> None:
        """Scrolls to a page, from 0; beyond the ends to the first or last."""
        if self.pages:
            page = self.pages[min(max(number, 0), len(self.pages) - 1)]
            self.area.verticalScrollBar().setValue(max(0, page.y() - 4 * GAP))

    def zoom_in(self) -> None:
        self._set_zoom(next((step for step in ZOOMS if step > self.zoom + 0.01), ZOOMS[-1]))

    def zoom_out(self) -> None:
        self._set_zoom(next((step for step in reversed(ZOOMS) if step < self.zoom - 0.01), ZOOMS[0]))

    def actual(self) -> None:
        self._set_zoom(1.0)

    def fit(self) -> None:
        """As wide as the window, also when the window changes."""
        self._set_zoom(0.0)

    def _set_zoom(self, zoom: float) -> None:
        here = self.page
        self._zoom = zoom
        self._scale()
        QTimer.singleShot(0, self, lambda: self.go_to_page(here))

    def _scale(self) -> None:
        zoom = self.zoom
        self.scale_label.setText(f"{round(zoom * 100)} %")
        for page in self.pages:
            page.set_zoom(zoom)
        self._moved()

    def _moved(self) -> None:
        self._late.start()

    def _render_seen(self) -> None:
        """Asks for the pages in view, and the next one, at the resolution of the screen."""
        if self.pages:
            self.where.setText(self.tr("page {0} of {1}").format(self.page + 1, len(self.pages)))
        top = self.area.verticalScrollBar().value()
        seen = QRect(0, top, 1, self.area.viewport().height())
        near = seen.adjusted(0, -seen.height() // 2, 0, seen.height())
        scale = self.zoom * SCREEN * self.devicePixelRatioF()
        for number, page in enumerate(self.pages):
            inside = near.intersects(QRect(0, page.y(), 1, page.height()))
            if inside and page.wants(scale):
                self._render(number, scale, seen.intersects(QRect(0, page.y(), 1, page.height())))
            elif not inside:
                page.forget()

    def _render(self, number: int, scale: float, urgent: bool) -> None:
        media, data = self._session.desk.media, self._data

        def work(_stop: object, _tell: object) -> tuple[int, float, Picture]:
            return number, scale, media.render_pdf(data, number, scale)

        self.pages[number].asked = scale
        self._session.tasks.run("media", work, self._rendered, self._failed, key=f"preview {number}", urgent=urgent)

    def _rendered(self, found: tuple[int, float, Any]) -> None:
        number, scale, picture = found
        if not self.pages[number].wants(scale):  # else it was left behind, or is wanted at another size, meanwhile
            self.pages[number].show_picture(picture, scale)

    def _export(self) -> None:
        self._session.actions.trigger("export")

    # --- events ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scale()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scale()
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_E and control:
            self._export()
            return
        here = self.page
        turn = {
            Qt.Key.Key_PageDown: here + 1,
            Qt.Key.Key_PageUp: here - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self.pages) - 1,
        }
        zooms = {"+": self.zoom_in, "=": self.zoom_in, "-": self.zoom_out, "0": self.actual, "f": self.fit}
        if event.key() in turn:
            self.go_to_page(turn[Qt.Key(event.key())])
        elif event.text().lower() in zooms and event.text():
            zooms[event.text().lower()]()
        else:
            super().keyPressEvent(event)


class PageView(QWidget):
    """A sheet of paper; white until its picture is there."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.points: tuple[float, float] = A4
        self.asked = 0.0
        self._zoom = 1.0
        self._image: QImage | None = None

    def set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        self.setFixedSize(self._size())
        self.update()

    def _size(self) -> QSize:
        return QSize(round(self.points[0] * SCREEN * self._zoom), round(self.points[1] * SCREEN * self._zoom))

    def wants(self, scale: float) -> bool:
        """Whether it has not been asked for at this scale."""
        return abs(self.asked - scale) > 1e-6

    def forget(self) -> None:
        """Lets go of the picture of a page that is far away."""
        self.asked, self._image = 0.0, None

    @property
    def is_rendered(self) -> bool:
        return self._image is not None

    def show_picture(self, picture: Picture, scale: float) -> None:
        """The page rendered at `scale` pixels to the point."""
        self._image = wrapped(picture.pixels).copy()
        self.points = (picture.width / scale, picture.height / scale)
        self.setFixedSize(self._size())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            painter.fillRect(self.rect(), QColor("white"))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._image)
        painter.setPen(QColor(tokens().line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

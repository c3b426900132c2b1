"""One of the two panes: its permanent label, and the picture, text or notice below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from ui.models import item_words, marks
from ui.models.adjustments import NEUTRAL
from ui.models.timeline import clock
from ui.models.viewport import View
from ui.theme import RADIUS_LARGE, tokens
from ui.veil import veil_of
from ui.views import pane_notice
from ui.views.canvas import Canvas
from ui.views.loader import Loaded, Loader
from ui.views.page_bar import PageBar
from ui.views.pane_header import HEIGHT as HEAD
from ui.views.pane_header import PaneHeader
from ui.views.pane_notice import Deed, PaneNotice
from ui.views.pane_parts import plain_text, warning_line

if TYPE_CHECKING:
    from moderator.desk.values import Item
    from ui.session import Session
    from ui.shown import Shown

PATIENCE = 500
"""Milliseconds before an empty pane says what it waits for, and offers to stop."""
BESIDE = 150
"""Milliseconds before the same is said on the picture that is still there, another frame or page of the file."""


class Pane(QFrame):
    """Shows what the session shows on `side`, "listing" or "evidence". Never a picture of anything else."""

    view_changed = Signal(object)
    """View: the person zoomed or panned in this pane"""
    region_chosen = Signal(object)
    """(x, y, width, height) as fractions of the upright picture"""
    used = Signal()
    state_changed = Signal()
    """What can be done about the file is another: `deeds`"""

    def __init__(self, session: Session, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.side = session, side
        self._shown: Shown | None = None
        self._loaded: Loaded | None = None
        self._active = self._waiting = self._said = False
        self._over: Item | None = None
        self.header = PaneHeader(self)
        self.canvas = Canvas(side, self)
        self.notice = PaneNotice(session.actions, self)
        self.partial, self.grey = warning_line(self), warning_line(self)
        self.text = plain_text(self)
        self.pages = PageBar(self)
        self.pages.turned.connect(self.turn)
        self.loader = Loader(session, side, self)
        self._late = QTimer(self, singleShot=True)
        self._build()
        self._connect()
        self._set_shown(session.shown[side])

    def _build(self) -> None:
        self.down = layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 2, 1, 1)
        layout.setSpacing(0)
        body = QWidget(self)
        self._stack = QStackedLayout(body)
        for widget in (self.canvas, self.notice, self.text):
            self._stack.addWidget(widget)
        layout.addWidget(self.header)
        layout.addWidget(self.partial)
        layout.addWidget(self.grey)
        layout.addWidget(body, 1)
        layout.addWidget(self.pages)
        self.setMinimumWidth(240)

    def _connect(self) -> None:
        self.loader.arrived.connect(self._arrived)
        self.loader.text_arrived.connect(self._text_arrived)
        self.loader.info_arrived.connect(self._informed)
        self.loader.refused.connect(self._refused)
        self._late.timeout.connect(self._say_reading)
        self.canvas.view_changed.connect(self._zoomed)
        self.canvas.resized.connect(self._resized)
        self.canvas.region_chosen.connect(self.region_chosen)
        self.canvas.used.connect(self.used)
        session = self._session
        session.adjusted.changed.connect(self._adjusted)  # made before anything is shown here, so it hears first
        self.header.reset.connect(self._as_it_is)
        session.shown_changed.connect(self._shown_changed)
        session.draft_changed.connect(self._mark)
        session.theme_changed.connect(self.update)
        session.files.retried.connect(self._retried)
        veil_of(session).changed.connect(self._veil)

    # --- what is shown --------------------------------------------------------------------------------------------

    def _shown_changed(self, side: str, shown: Shown | None) -> None:
        if side == self.side:
            self._set_shown(shown)

    def _set_shown(self, shown: Shown | None) -> None:
        before, self._shown = self._shown, shown
        if shown is None or before is None or before.item != shown.item:
            self.clear()
            self._shown = shown
        self._veil()
        self._label()
        item = shown.item if shown is not None else None
        if item is None:
            self.loader.load(None)
            self._say(pane_notice.nothing(self.side))
        elif item.missing:
            self.loader.load(None)
            self._say(pane_notice.missing(item))
        elif item.kind not in item_words.KINDS:
            self.loader.load(None)
            self._say(pane_notice.unknown(item))
        else:
            self.wait()
            self.loader.load(shown)
        self.state_changed.emit()

    def _veil(self) -> None:
        """Said before anything new can be painted."""
        veil = veil_of(self._session)
        self.canvas.set_veil(veil.words(self.item) or veil.words(self._over))

    def cover_for(self, over: Item | None) -> None:
        """The file whose picture is laid over this one: it must not be seen through it either."""
        self._over = over
        self._veil()

    def clear(self) -> None:
        """Takes everything off the screen at once."""
        self._settle()
        self._loaded = self._shown = None
        self.partial.hide()
        self.canvas.show_picture(None)
        self._adjust()
        self.canvas.set_marks(())
        self.text.clear()
        self.pages.hide()
        self.header.set_zoom("")
        self._stack.setCurrentWidget(self.canvas)

    @property
    def item(self) -> Item | None:
        """The file that this pane is about."""
        return self._shown.item if self._shown is not None else None

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What can be done about the file as it stands."""
        if self.item is None:
            return ()
        notice = self.notice.notice if self._stack.currentWidget() is self.notice else None
        deeds: tuple[Deed, ...] = notice.deeds if notice is not None else ("details", "save")
        return (*deeds, "stop") if self._said and "stop" not in deeds else deeds

    def wait(self) -> None:
        """From now on something is awaited; said after a moment."""
        if self._loaded is None:
            self._stack.setCurrentWidget(self.canvas)
        self._waiting = True
        self._late.start(PATIENCE if self._loaded is None else BESIDE)

    def _settle(self) -> None:
        """Nothing is awaited any more."""
        self._late.stop()
        self._waiting = self._said = False

    def stop(self) -> None:
        """Nobody wants to wait: the pane is free at once, and never left with a picture of another frame."""
        shown = self._shown
        if shown is None or not self._waiting:
            return
        self.loader.stop()
        self._session.files.give_up(shown.item)
        self._settle()
        self._empty(pane_notice.stopped(shown.item))

    def _retried(self, item: Item) -> None:
        if self.item is not None and self.item.sha256 == item.sha256 and self._loaded is None:
            self.wait()
            self._session.read_anew(item)
            self.loader.again()

    def _empty(self, notice: pane_notice.Notice) -> None:
        self.canvas.show_picture(None)
        self.partial.hide()
        self._loaded = None
        self._adjust()
        self._say(notice)

    def _arrived(self, loaded: Loaded) -> None:
        self._settle()
        before, self._loaded = self._loaded, loaded
        if before is None or (before.page, before.pts, before.number) != (loaded.page, loaded.pts, loaded.number):
            self.canvas.region.give_up()
        self.canvas.show_picture(loaded.pyramid, self._caption(loaded))
        self._stack.setCurrentWidget(self.canvas)
        self._say_partial()
        self._adjust()
        self.state_changed.emit()
        self._mark()
        self._zoom_said()
        self._ask_larger()

    def _text_arrived(self, text: str) -> None:
        self._settle()
        self.text.setPlainText(text)
        self._stack.setCurrentWidget(self.text)
        self.state_changed.emit()

    def _informed(self, _info: Any) -> None:
        self._label()
        info = self.loader.info
        if info.pages is not None and info.pages > 1 and self._shown is not None:
            self.pages.set_page(self._shown.page, info.pages)
        if self._loaded is not None:
            self.canvas.set_caption(self._caption(self._loaded))
            self._say_partial()

    def _say_partial(self) -> None:
        """A file that is only partly there has a line above its picture that says what is missing."""
        info = self.loader.info
        reason = info.reason if info is not None and str(info.state) == "partial" else ""
        self.partial.setText(reason)
        self.partial.setVisible(bool(reason) and self._loaded is not None)

    def _refused(self, error: Exception) -> None:
        self._settle()
        if self._shown is not None:
            self._empty(pane_notice.unreadable(self._shown.item, error))

    def _say_reading(self) -> None:
        """Nothing has come for a moment: said on the picture before it, or alone."""
        shown = self._shown
        if shown is None:
            return
        self._said = True
        if self._loaded is None:
            self._say(pane_notice.reading(shown.item))
        elif shown.is_video:
            self.canvas.set_caption(self.tr("{0} · reading frame {1}…").format(self.canvas.caption, shown.index))
        else:
            self.canvas.set_caption(self.tr("reading page {0}…").format(shown.page + 1))
        self.state_changed.emit()

    def _say(self, notice: pane_notice.Notice) -> None:
        self.notice.set_notice(notice)
        self.header.set_zoom("")
        self._stack.setCurrentWidget(self.notice)
        self.state_changed.emit()

    @property
    def loaded(self) -> Loaded | None:
        """The picture on screen; None where there is none."""
        return self._loaded

    @property
    def is_current(self) -> bool:
        """Whether what is on screen is what the session says is shown, to the frame."""
        return self._shown is not None and self._loaded is not None and self._loaded.is_of(self._shown)

    # --- pages ----------------------------------------------------------------------------------------------------

    def turn(self, pages: int) -> None:
        """Turns so many pages of a document on or back."""
        shown, info = self._shown, self.loader.info
        if shown is None or info is None or not info.pages:
            return
        page = min(max(shown.page + pages, 0), info.pages - 1)
        if page != shown.page:
            self._session.show(self.side, shown.item.id, page=page)
            self.pages.set_page(page, info.pages)

    # --- zoom -----------------------------------------------------------------------------------------------------

    def set_view(self, view: View) -> None:
        """Takes over the view of the linked pane."""
        self.canvas.set_view(view)
        self._zoom_said()
        self._ask_larger()

    def _zoomed(self, view: View) -> None:
        self._zoom_said()
        self._ask_larger()
        self.view_changed.emit(view)

    def _resized(self) -> None:
        self.loader.need(max(self.canvas.width(), self.canvas.height()) * self.canvas.devicePixelRatioF())
        self._zoom_said()
        self._ask_larger()

    def _ask_larger(self) -> None:
        """Preview first; beyond it, as many pixels as the zoom shows."""
        placement = self.canvas.placement()
        if placement is None or self._loaded is None:
            return
        longest = max(placement.picture.width(), placement.picture.height())
        self.loader.need(min(placement.scale(self.canvas.view) * placement.ratio, 1.0) * longest)

    def _zoom_said(self) -> None:
        placement = self.canvas.placement()
        if placement is None or self._loaded is None:
            self.header.set_zoom("")
            return
        percent = self.tr("{0} %").format(round(placement.percent(self.canvas.view)))
        fits = self.canvas.view.zoom == 1.0
        self.header.set_zoom(self.tr("fit · {0}").format(percent) if fits else percent)

    # --- labels and marks -----------------------------------------------------------------------------------------

    def _label(self) -> None:
        shown, opened = self._shown, self._session.opened
        if shown is None or opened is None:
            name = item_words.party("listing") if self.side == "listing" else self.tr("EVIDENCE")
            self.header.set_parts([item_words.Part(name, self.side, True)])
            return
        info = self.loader.info
        captured = info.captured_at if info is not None else ""
        self.header.set_parts(item_words.header(shown.item, opened, captured))
        self.canvas.setAccessibleName(self.header.text)
        self.text.setAccessibleName(self.header.text)

    def _caption(self, loaded: Loaded) -> str:
        """Of a frame its exact time."""
        shown = self._shown
        if shown is None or not shown.is_video or loaded.pts is None or loaded.time_base is None:
            return ""
        base = loaded.time_base
        return self.tr("{0} · frame {1} · pts {2} · {3}").format(
            clock(loaded.pts * base), loaded.number, loaded.pts, f"{base.numerator}/{base.denominator}"
        )

    def _mark(self, _draft: object = None) -> None:
        shown, loaded = self._shown, self._loaded
        if shown is None or loaded is None:
            self.canvas.set_marks(())
        else:
            pts = loaded.pts if shown.is_video else None
            self.canvas.set_marks(marks.on_picture(self._session.draft, shown.item.id, page=loaded.page, pts=pts))

    # --- adjustments ----------------------------------------------------------------------------------------------

    def _adjusted(self, side: str) -> None:
        if side == self.side:
            self._adjust()
            self._zoom_said()
            self._ask_larger()

    def _adjust(self) -> None:
        """Displays the picture as it was adjusted; the header says so for as long as it is."""
        adjusted = self._session.adjusted
        by = adjusted.of(self.side) if self._loaded is not None else NEUTRAL
        self.canvas.set_adjustments(by)
        self.header.set_adjusted(by)
        key = self._session.actions.caption("adjust.grey")
        self.grey.setText(self.tr("GREYSCALE – colour is in dispute · {0} shows the colours").format(key))
        self.grey.setVisible(by.grey and adjusted.colour_in_dispute)

    def _as_it_is(self) -> None:
        self._session.adjusted.reset(self.side)

    # --- the frame around it --------------------------------------------------------------------------------------

    def set_active(self, active: bool) -> None:
        """Whether keys work on this pane; drawn as a frame in the colour of its side."""
        if active != self._active:
            self._active = active
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Border and top edge; the picture paints itself."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens()
        side = QColor(look.side(self.side))
        outer = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        head = QPainterPath()
        head.addRoundedRect(QRectF(outer.x(), outer.y(), outer.width(), 2 * HEAD), RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipRect(QRectF(0, 0, self.width(), HEAD))
        painter.fillPath(head, QColor(look.panel))
        painter.setClipping(False)
        edge = QColor(side if self._active else look.line)
        edge.setAlphaF(0.55 if self._active else 1.0)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(outer, RADIUS_LARGE, RADIUS_LARGE)
        painter.setClipPath(head)
        painter.fillRect(QRectF(0, 0, self.width(), 3 if self._active else 2), side)

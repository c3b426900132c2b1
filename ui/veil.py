"""Peeking gently: evidence pictures blurred and grey until a key is held, for whoever wants it, or where it is harsh.

Only what the screen shows is blurred. Exhibits, the decision and what is computed from pictures know nothing of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QKeyEvent, QPainter

from ui.images import Pyramid
from ui.noted import noted_of
from ui.theme import CONTROL, GAP, NORMAL, face

if TYPE_CHECKING:
    from moderator.desk.values import Item, OpenCase
    from ui.models.viewport import Placement, View
    from ui.session import Session

HARSH = ("nudity", "violence", "minor")
"""What a picture may show that nobody should have to meet unprepared; see `sensitive` of an evidence item."""
LEFT, LEFT_SMALL = 20, 10
"""Pixels that are left of the longer side, of a picture in a pane and of a thumbnail."""
SPREAD, SPREAD_SMALL = 480, 120
"""Pixels that these are blended to, so that no squares remain that invite to be guessed at."""
KEPT = 400
"""Blurred thumbnails that are kept, of some 10 kB."""
_ENDS = (QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationDeactivate, QEvent.Type.ApplicationStateChange)
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


class Veil(QObject):
    """One for a session, see `veil_of`. Says of each item whether it is covered now, and what to write on it."""

    changed = Signal()
    """Something is covered or bare that was not"""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.held = False
        self._thumbs: OrderedDict[int, QImage] = OrderedDict()
        session.actions.on("peek", self.hold)
        session.actions.on("blur", self.toggle)

    @property
    def on(self) -> bool:
        """Whether this person wants all evidence blurred."""
        return self._session.settings.blur

    def toggle(self) -> None:
        """Blurs all evidence from now on, or nothing but what is harsh."""
        settings = self._session.settings
        settings.blur = not settings.blur
        self._session.keep_settings()
        said = self.tr("Evidence is blurred until you hold {0}.") if self.on else self.tr("Evidence is shown as it is.")
        self._session.message.emit(said.format(self._key), "plain")
        self.changed.emit()

    def covers(self, item: Item | None, opened: OpenCase | None = None) -> bool:
        """Whether a picture of this item must not be shown as it is. `opened`: its case, if it is not the open one."""
        if item is None or item.side == "listing" or self.held:
            return False
        return self.on or bool(self._harsh(item, opened))

    def words(self, item: Item | None, opened: OpenCase | None = None) -> str:
        """What to write on the covered picture: why it is, and how to look; "" where it is not covered."""
        if not self.covers(item, opened) or item is None:
            return ""
        names = {"nudity": self.tr("nudity"), "violence": self.tr("violence"), "minor": self.tr("a minor")}
        harsh = [names[each] for each in self._harsh(item, opened)]
        why = self.tr("May show {0}").format(", ".join(harsh)) if harsh else self.tr("Blurred")
        return self.tr("{0} · hold {1} to look").format(why, self._key) if self._key else why

    def thumb(self, image: QImage) -> QImage:
        """A small picture blurred; kept, since lists paint often."""
        key = image.cacheKey()
        if key not in self._thumbs:
            self._thumbs[key] = veiled(image, LEFT_SMALL, SPREAD_SMALL)
            while len(self._thumbs) > KEPT:
                self._thumbs.popitem(last=False)
        return self._thumbs[key]

    def thumbs(self, item: Item | None, images: Mapping[int, QImage]) -> Mapping[int, QImage]:
        """The small pictures of an item as they may be shown."""
        return {key: self.thumb(image) for key, image in images.items()} if self.covers(item) else images

    @property
    def _key(self) -> str:
        return self._session.actions.caption("peek")

    def _harsh(self, item: Item, opened: OpenCase | None) -> list[str]:
        opened = opened or self._session.opened
        evidence = opened.case.evidence if opened is not None else ()
        return [word for each in evidence if each.id == item.id for word in HARSH if word in each.sensitive]

    # --- the key --------------------------------------------------------------------------------------------------

    def hold(self) -> None:
        """The key is down: everything is bare until a key goes up, or the window loses the focus."""
        app = QCoreApplication.instance()
        if self.held or app is None:
            return
        for shown in self._session.shown.values():
            if shown is not None and self.covers(shown.item) and self._harsh(shown.item, None):
                noted_of(self._session).unveiled(shown.item)
        self.held = True
        app.installEventFilter(self)  # while it is held alone: every event of the program passes through it
        self.changed.emit()

    def release(self) -> None:
        app = QCoreApplication.instance()
        if self.held and app is not None:
            self.held = False
            app.removeEventFilter(self)
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any key that goes up ends it: which letter it bears depends on the layout, and hiding is the safe side."""
        kind = event.type()
        up = kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent) and not event.isAutoRepeat()
        if up or kind in _ENDS:
            self.release()
        return super().eventFilter(watched, event)


def veil_of(session: Session) -> Veil:
    """The veil of this session, made with the first picture."""
    found = session.findChild(Veil, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, Veil) else Veil(session)


def veiled(image: QImage, left: int = LEFT, spread: int = SPREAD) -> QImage:
    """The picture beyond recognition: grey, some pixels of it left, and those blended into each other."""
    few = image.scaled(left, left, _KEEP, _SMOOTH).convertToFormat(QImage.Format.Format_Grayscale8)
    # In two steps: the second blends what the first left of edges.
    soft = few.scaled(4 * left, 4 * left, _KEEP, _SMOOTH)
    return soft.scaled(spread, spread, _KEEP, _SMOOTH).convertToFormat(QImage.Format.Format_RGB32)


def paint_veiled(painter: QPainter, pyramid: Pyramid, placement: Placement, view: View, clip: QRectF) -> None:
    """The picture of a pane at its view, blurred. From its smallest level: about 1 ms."""
    blurred = Pyramid((veiled(pyramid.levels[-1]),), pyramid.full_width, pyramid.full_height, pyramid.pixels)
    blurred.paint(painter, placement.rect(view), clip, placement.ratio, turn=placement.turn)


def paint_words(painter: QPainter, words: str, area: QRectF) -> None:
    """Why a picture is blurred and how to look, in its middle."""
    font = face(NORMAL, QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, area.width() - 8 * GAP)
    width = metrics.horizontalAdvance(shown) + 6 * GAP
    box = QRectF(area.center().x() - width / 2, area.center().y() - CONTROL / 2, width, CONTROL)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(16, 17, 19, 215))
    painter.drawRoundedRect(box, CONTROL / 2, CONTROL / 2)
    painter.setPen(QColor("#ffffff"))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()

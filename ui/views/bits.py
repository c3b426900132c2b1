"""The small parts that every panel is made of. All of them show plain text, whatever a party wrote."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.actions import Actions
from ui.plain import set_tip
from ui.theme import GAP, NORMAL, SMALL, face, tokens

Tone = Literal["plain", "ok", "warn", "bad", "hollow", "listing", "evidence", "buyer", "seller", "carrier"]
CAP_HEIGHT, CHIP_HEIGHT = 18, 20


class Label(QLabel):
    """Plain text. `tone`, `size` (small, normal, body, title) and `weight` (half, bold) as in the style sheet."""

    def __init__(
        self, text: str = "", *, tone: str = "", size: str = "", weight: str = "", wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        for name, value in (("tone", tone), ("textSize", size), ("weight", weight)):
            if value:
                self.setProperty(name, value)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_tone(self, tone: str) -> None:
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


class Heading(Label):
    """The title of a group."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, weight="bold", parent=parent)


class ElidedLabel(Label):
    """One line that ends in … where it lacks room; the whole text is its tooltip then."""

    def __init__(self, text: str = "", *, tone: str = "", size: str = "", weight: str = "") -> None:
        self._whole = ""
        super().__init__("", tone=tone, size=size, weight=weight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(3 * GAP)
        self.set_whole(text)

    def set_whole(self, text: str) -> None:
        """Sets the text; line breaks become spaces."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self.updateGeometry()
        self._elide()

    def whole(self) -> str:
        return self._whole

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(0, self.width()))
        if shown != self.text():
            self.setText(shown)
        set_tip(self, self._whole if shown != self._whole else "")


class Hairline(QWidget):
    """A line of one pixel, across or (`upright`) down."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(tokens().line))


class Panel(QFrame):
    """A plain area; `role` names its background in the style sheet: panel, raised, canvas, window or bar."""

    def __init__(self, role: str = "panel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


class KeyCap(QWidget):
    """The key of a verb as a small cap; follows a remapped key and is gone where the verb has none.

    `on_action`: drawn for the blue of a primary button. `short`: Shift as its sign, where room is scarce.
    """

    def __init__(
        self,
        actions: Actions,
        verb: str,
        *,
        on_action: bool = False,
        short: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._verb, self._on_action, self._short = actions, verb, on_action, short
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        actions.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        text = self._actions.caption(self._verb)
        text = text.replace("Shift ", "⇧") if self._short else text
        if text != self._text:
            self._text = text
            self.setAccessibleName(self.tr("Key {0}").format(text))
            self.updateGeometry()
            self.update()
        self.setVisible(bool(text)) if self.parentWidget() else None

    def sizeHint(self) -> QSize:
        return QSize(cap_width(self._text), CAP_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_cap(painter, QRectF(self.rect()), self._text, on_action=self._on_action)


class FixedCap(QWidget):
    """A key cap for a key that is no verb, such as the arrows in a list."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setAccessibleName(text)
        self.setFixedSize(cap_width(text), CAP_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_cap(QPainter(self), QRectF(self.rect()), self._text)


def cap_width(text: str) -> int:
    """Width in pixels of the cap that holds `text`."""
    return max(CAP_HEIGHT, round(QFontMetricsF(face(SMALL)).horizontalAdvance(text)) + 10)


def paint_cap(painter: QPainter, rect: QRectF, text: str, *, on_action: bool = False) -> None:
    """A key cap in `rect`; delegates use it too."""
    if not text:
        return
    look = tokens()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(face(SMALL))
    painter.setPen(QPen(look.colour("on_action", 0.7) if on_action else QColor(look.line), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush if on_action else QColor(look.raised))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), GAP, GAP)
    painter.setPen(QColor(look.on_action if on_action else look.second))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_chip(painter: QPainter, rect: QRectF, text: str, tone: str = "plain") -> None:
    """A chip in `rect`: tones ok, warn, bad and the sides are outlined in their colour, hollow is dashed."""
    look = tokens()
    coloured = tone not in ("plain", "hollow")
    colour = QColor(look.tone(tone)) if coloured else QColor(look.line if tone == "plain" else look.third)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(face(NORMAL))
    pen = QPen(colour, 1)
    if tone == "hollow":
        pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if tone == "hollow" else QColor(look.raised))
    half = rect.height() / 2 - 0.5
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), half, half)
    painter.setPen(colour if coloured else QColor(look.second))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def chip_width(text: str) -> int:
    """Width in pixels of the chip that holds `text`."""
    return round(QFontMetricsF(face(NORMAL)).horizontalAdvance(text)) + 18


class Chip(QAbstractButton):
    """A rounded statement with its tone. It takes clicks and the focus only if it was made `clickable`."""

    def __init__(
        self, text: str, tone: Tone = "plain", *, clickable: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if clickable else Qt.FocusPolicy.NoFocus)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set(text, tone)

    def set(self, text: str, tone: Tone | None = None) -> None:
        """Changes text and, if given, tone."""
        self._tone = self._tone if tone is None else tone
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def tone(self) -> Tone:
        return self._tone

    def caption(self) -> str:
        return self.text().replace("&&", "&")

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.caption()), CHIP_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self.caption(), self._tone)
        if self.hasFocus() or (self.underMouse() and self.focusPolicy() != Qt.FocusPolicy.NoFocus):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().action), 2 if self.hasFocus() else 1))
            half = self.height() / 2 - 1
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), half, half)


class Dot(QWidget):
    """A round mark of 8 pixels in a tone; always stands beside words."""

    def __init__(self, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setFixedSize(8, 8)

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().tone(self._tone)))
        painter.drawEllipse(QPointF(4, 4), 4, 4)


class SideBar(QWidget):
    """The upright bar of 3 pixels in the colour of a side, left of what that party says."""

    def __init__(self, side: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setFixedWidth(3)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(tokens().side(self._side)))


def row(
    *parts: QWidget | int | None, gap: int = 2 * GAP, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """A horizontal layout; a number is a fixed space, None stretches."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, margins)
    return layout


def column(
    *parts: QWidget | int | None, gap: int = 2 * GAP, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """A vertical layout; a number is a fixed space, None stretches."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, margins)
    return layout


def _fill(
    layout: QHBoxLayout | QVBoxLayout,
    parts: tuple[QWidget | int | None, ...],
    gap: int,
    margins: tuple[int, int, int, int],
) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)


def clear(layout: QLayout) -> None:
    """Removes and deletes everything in a layout, whatever layouts lie in it."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if inner is not None:
            clear(inner)
            inner.deleteLater()
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def restyle(widget: QWidget) -> None:
    """Applies the style sheet anew after a dynamic property changed; one that was never shown gets it then anyway."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)

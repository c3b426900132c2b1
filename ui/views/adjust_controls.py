"""A value of the display with its name, a slider, a field to type in, and the way back; and the tones as a curve."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui.models.adjustments import NEUTRAL, Adjustments
from ui.plain import set_tip
from ui.theme import GAP, RADIUS, tokens
from ui.views.bits import Label
from ui.views.link import Link

HANDLE = 6.0
"""Radius in pixels of what is dragged."""


@dataclass(frozen=True)
class Scale:
    """Values of a slider as they are typed: from `least` to `most`; `to` and `back` lead to its steps and back."""

    least: float
    most: float
    neutral: float
    decimals: int = 0
    suffix: str = ""
    to: Callable[[float], float] = float
    back: Callable[[float], float] = float


PERCENT = Scale(-100, 100, 0, suffix=" %")
SHARE = Scale(0, 100, 0, suffix=" %")
GAMMA = Scale(0.2, 5.0, 1.0, 2, to=lambda gamma: 100 * math.log(gamma, 5), back=lambda step: 5 ** (step / 100))
BLACK, WHITE = Scale(0, 254, 0), Scale(1, 255, 255)


class AdjustSlider(QAbstractSlider):
    """Filled from the neutral value on, so that one sees what was changed and which way. Keys as in any slider."""

    def __init__(self, scale: Scale, name: str) -> None:
        super().__init__()
        self._neutral = round(scale.to(scale.neutral))
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(round(scale.to(scale.least)), round(scale.to(scale.most)))
        self.setPageStep(10)
        self.setValue(self._neutral)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(120, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 20)

    def _at(self, value: int) -> float:
        share = (value - self.minimum()) / (self.maximum() - self.minimum())
        return HANDLE + 1 + share * (self.width() - 2 * HANDLE - 2)

    def _go(self, x: float) -> None:
        share = (x - HANDLE - 1) / max(1.0, self.width() - 2 * HANDLE - 2)
        value = round(self.minimum() + share * (self.maximum() - self.minimum()))
        near = abs(self._at(self._neutral) - x) < HANDLE / 2
        self.setValue(self._neutral if near else value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.setValue(self._neutral)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, here, neutral = self.height() / 2, self._at(self.value()), self._at(self._neutral)
        painter.setPen(_thick(QColor(look.line)))
        painter.drawLine(QPointF(HANDLE, middle), QPointF(self.width() - HANDLE, middle))
        painter.setPen(QPen(QColor(look.third), 1))
        painter.drawLine(QPointF(neutral, middle - 5), QPointF(neutral, middle + 5))
        colour = QColor(look.text if self.isEnabled() else look.third)
        if self.value() != self._neutral:
            painter.setPen(_thick(colour))
            painter.drawLine(QPointF(neutral, middle), QPointF(here, middle))
        painter.setPen(QPen(QColor(look.action), 2) if self.hasFocus() else QPen(QColor(look.panel), 1))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(here, middle), HANDLE - 0.5, HANDLE - 0.5)


class ValueField(QLineEdit):
    """The value in figures. Enter or leaving takes what was typed, up and down go a step; no number changes nothing."""

    typed = Signal(float)

    def __init__(self, scale: Scale, name: str) -> None:
        super().__init__()
        self._scale, self.value = scale, scale.neutral
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(64)
        self.setAccessibleName(name)
        self.follow(scale.neutral)
        self.editingFinished.connect(self._take)

    def follow(self, value: float) -> None:
        """Shows a value; says nothing."""
        self.value = value
        self.setText(f"{value:.{self._scale.decimals}f}{self._scale.suffix}".replace("-", "−"))

    def _take(self) -> None:
        typed = self.text().replace("−", "-").replace(",", ".").removesuffix(self._scale.suffix.strip()).strip()
        try:
            value = round(float(typed), self._scale.decimals)
        except ValueError:
            value = self.value
        self._set(value if math.isfinite(value) else self.value)

    def _set(self, value: float) -> None:
        before = self.value
        self.follow(min(max(value, self._scale.least), self._scale.most))
        if self.value != before:
            self.typed.emit(self.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if way:
            self._set(round(self.value + way * (0.05 if self._scale.decimals else 1), self._scale.decimals))
        else:
            super().keyPressEvent(event)


class Control(QWidget):
    """Name, slider, field, and a word that sets it back. `moved` only when a person moved it."""

    moved = Signal(float)

    def __init__(self, name: str, scale: Scale) -> None:
        super().__init__()
        self._scale = scale
        label = Label(name, tone="second", size="normal")
        label.setFixedWidth(66)
        self.slider = AdjustSlider(scale, name)
        self.field = ValueField(scale, self.tr("{0}, value").format(name))
        self.back = Link("↺", self.tr("{0} back to {1}").format(name, f"{scale.neutral:g}"), tone="second", size=14)
        set_tip(self.back, self.back.accessibleName())
        kept = self.back.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(kept)
        self.back.hide()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(2 * GAP)
        for part in (label, self.slider, self.field, self.back):
            across.addWidget(part, 1 if part is self.slider else 0)
        self.slider.valueChanged.connect(self._slid)
        self.field.typed.connect(self._take)
        self.back.clicked.connect(self.reset)

    @property
    def value(self) -> float:
        return self.field.value

    def follow(self, value: float) -> None:
        """Shows a value; says nothing."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._scale.to(value)))
        self.slider.blockSignals(False)
        self.slider.update()
        self.field.follow(value)
        self.back.setVisible(abs(value - self._scale.neutral) > 1e-6)

    def reset(self) -> None:
        self._take(self._scale.neutral)

    def _slid(self, step: int) -> None:
        value = round(self._scale.back(step), self._scale.decimals)
        self._take(min(max(value, self._scale.least), self._scale.most))

    def _take(self, value: float) -> None:
        had_focus = self.back.hasFocus()
        self.follow(value)
        if had_focus:
            self.slider.setFocus()
        self.moved.emit(value)


class Tones(QWidget):
    """How many pixels have each tone, with black and white marked, and the curve of what becomes of them."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Any = None
        self._by = NEUTRAL
        self.setFixedWidth(168)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Histogram and tone curve"))

    def show_tones(self, counts: Any, by: Adjustments) -> None:
        """`counts`: of the 256 tones of the picture as it is in the file, or None."""
        self._counts, self._by = counts, by
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = tokens(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(look.line), 1))
        painter.setBrush(QColor(look.canvas))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        inside = box.adjusted(4, 4, -4, -4)
        if self._counts is not None and self._counts.max() > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("third", 0.55))
            painter.drawPath(_heap(self._counts, inside))
        for level in (self._by.black, self._by.white):
            x = inside.left() + level / 255 * inside.width()
            painter.setPen(QPen(look.colour("second", 0.8), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))
        lut = self._by.lut()
        painter.setPen(QPen(QColor(look.warn if lut is not None else look.second), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_curve(np.arange(256) if lut is None else lut, inside))


def _thick(colour: QColor) -> QPen:
    return QPen(colour, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)


def _heap(counts: Any, box: QRectF) -> QPainterPath:
    """Roots, since one tone of a plain background would flatten all others."""
    tall = np.sqrt(counts / max(1.0, float(np.sort(counts)[-4])))
    path = QPainterPath(box.bottomLeft())
    for tone, share in enumerate(np.minimum(tall, 1.0)):
        path.lineTo(box.left() + tone / 255 * box.width(), box.bottom() - float(share) * box.height())
    path.lineTo(box.bottomRight())
    path.closeSubpath()
    return path


def _curve(lut: Any, box: QRectF) -> QPainterPath:
    path = QPainterPath()
    for tone in range(0, 256, 3):
        at = QPointF(box.left() + tone / 255 * box.width(), box.bottom() - float(lut[tone]) / 255 * box.height())
        path.lineTo(at) if tone else path.moveTo(at)
    return path

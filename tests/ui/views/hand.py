"""A hand that draws in the panes, by pointer and by keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from ui.session import Session
from ui.views.annotate import Annotate
from ui.views.canvas import Canvas
from ui.views.compare import CompareView

At = tuple[float, float]
Key = Qt.Key


class Hand:
    """Draws on the active pane in fractions of its picture."""

    def __init__(self, view: CompareView) -> None:
        self.view = view

    @property
    def canvas(self) -> Canvas:
        return self.view.pane.canvas

    @property
    def annotate(self) -> Annotate:
        return self.view.annotate

    def at(self, point: At) -> QPoint:
        placement = self.canvas.placement()
        assert placement is not None
        return placement.to_screen(self.canvas.view, QPointF(*point)).toPoint()

    def drag(self, *course: At) -> None:
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, pos=self.at(course[0]))
        for point in course[1:]:
            QTest.mouseMove(self.canvas, self.at(point))
        QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, pos=self.at(course[-1]))

    def click(self, point: At) -> None:
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=self.at(point))

    def keys(self, *keys: Key, times: int = 1, shift: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for key in keys * times:
            QTest.keyClick(self.canvas, key, modifier)

    def type(self, text: str, end: Key = Key.Key_Return) -> None:
        field = self.annotate.field
        assert field is not None
        field.insert(text)
        QTest.keyClick(field, end)

    def pixel(self, point: At, across: int = 0, down: int = 0) -> QColor:
        image: QImage = self.canvas.grab().toImage()
        return image.pixelColor(self.at(point) + QPoint(across, down))


def exhibits(session: Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = session.draft.get("exhibits", [])
    return found


def drawn(session: Session) -> list[dict[str, Any]]:
    return [each for exhibit in exhibits(session) for each in exhibit.get("annotations", [])]


def near(points: Any, *wanted: At) -> bool:
    return [tuple(point) for point in points] == [pytest.approx(point, abs=0.01) for point in wanted]

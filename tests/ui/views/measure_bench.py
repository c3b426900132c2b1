"""What tests of measuring share: clicks at places of the picture, keys as the window gets them, a measured picture."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.views.canvas import Canvas
from ui.views.compare import CompareView
from ui.views.measure_row import MeasureRow
from ui.views.measuring import Measuring

LEFT = Qt.MouseButton.LeftButton
BY = (0.2, 0.6), (0.7, 0.6)
"""The known line, and what is measured: 800 and 400 of 1600 pixels."""
OF = (0.3, 0.4), (0.55, 0.4)


def canvas(view: CompareView) -> Canvas:
    return view.pane.canvas


def at(view: CompareView, x: float, y: float) -> QPoint:
    surface = canvas(view)
    placement = surface.placement()
    assert placement is not None
    return placement.to_screen(surface.view, QPointF(x, y)).toPoint()


def click(view: CompareView, *points: tuple[float, float]) -> None:
    for point in points:
        QTest.mouseClick(canvas(view), LEFT, pos=at(view, *point))


def key(view: CompareView, *keys: Qt.Key, times: int = 1) -> None:
    """As the window gets it: a shortcut, unless the focused widget claims the key."""
    for each in keys:
        for _ in range(times):
            QTest.keyClick(QApplication.focusWidget() or view, each)


def keys_drawn(measuring: Measuring) -> list[str]:
    return [each.key for each in measuring.tool.drawn]


def focus(view: CompareView) -> None:
    view.activateWindow()
    canvas(view).setFocus()
    QTest.qWaitForWindowActive(view)


def say(measuring: Measuring, text: str) -> None:
    """Types into the field of the known length."""
    field = measuring.panel.known.field
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def calibrated(view: CompareView, measuring: Measuring) -> None:
    measuring.start()
    click(view, *BY)
    say(measuring, "20 cm")


def measured(view: CompareView, measuring: Measuring) -> MeasureRow:
    calibrated(view, measuring)
    click(view, *OF)
    return measuring.panel.rows["M1"]

"""The colours that were picked: both patches as seen, and with the light taken out; how far apart, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from moderator.domain.colour import Linear, encoded, name_of
from ui.models.patches import SIDES, Kind
from ui.theme import GAP, RADIUS, tokens
from ui.views.bits import ElidedLabel, Heading, Label, row
from ui.views.card import Card
from ui.views.colour_tool import ColourTool
from ui.views.tool_line import Tool, ToolGroup

if TYPE_CHECKING:
    from ui.actions import Actions


class Swatch(QWidget):
    """One colour; hatched where none was picked."""

    def __init__(self) -> None:
        super().__init__()
        self._rgb: tuple[int, int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_light(self, light: Linear | None) -> None:
        self._rgb = None if light is None else encoded(light)
        self.setAccessibleName("" if self._rgb is None else f"{self._rgb[0]} {self._rgb[1]} {self._rgb[2]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(34, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().line), 1))
        if self._rgb is None:
            painter.setBrush(QColor(tokens().raised))
        else:
            painter.setBrush(QColor(*self._rgb))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


class ColourPanel(Card):
    """Docked under the panes while colours are picked."""

    exhibit = Signal()

    def __init__(self, actions: Actions, tool: ColourTool) -> None:
        super().__init__()
        self._tool = tool
        self.swatches: dict[tuple[str, Kind], Swatch] = {}
        self.names: dict[str, Label] = {}
        parts: list[QWidget | int | None] = [Heading(self.tr("Colours"))]
        titles = {"listing": self.tr("LISTING"), "evidence": self.tr("EVIDENCE")}
        for side in SIDES:
            self.swatches[side, "patch"], self.swatches[side, "grey"] = Swatch(), Swatch()
            self.names[side] = Label(size="normal", tone="second")
            parts += [
                Label(titles[side], tone=side, size="normal", weight="bold"), self.swatches[side, "patch"],
                self.names[side], Label(self.tr("grey"), size="normal", tone="second"), self.swatches[side, "grey"],
            ]  # fmt: skip
        self.says = ElidedLabel(size="normal", weight="half")
        self.take = Tool(actions, self.tr("Exhibit"), name=self.tr("Take the patch and what it says as exhibit"))
        self.take.clicked.connect(self.exhibit)
        self.again = Tool(actions, self.tr("Clear"), name=self.tr("Forget patches and grey points"))
        self.again.clicked.connect(self._clear)
        parts += [self.says, ToolGroup(self.take, self.again)]
        self.setLayout(row(*parts, gap=2 * GAP, margins=(3 * GAP, 2 * GAP, 3 * GAP, 2 * GAP)))
        self.setAccessibleName(self.tr("Colours of two patches"))
        tool.changed.connect(self.follow)
        self.follow()

    def _clear(self) -> None:
        self._tool.patches.clear()
        self._tool.changed.emit()

    def follow(self) -> None:
        """Shows what is picked now."""
        shown = self._tool.shown()
        for (side, kind), swatch in self.swatches.items():
            picked = self._tool.patches.of(side, kind, shown[side])
            swatch.show_light(picked.light if picked else None)
            if kind == "patch":
                rgb = encoded(picked.light) if picked else None
                self.names[side].setText(f"{name_of(rgb)}  {rgb[0]} {rgb[1]} {rgb[2]}" if rgb else "–")
        self.says.set_whole(self.words())
        self.take.setEnabled(self._tool.patches.of("evidence", "patch", shown["evidence"]) is not None)

    def words(self) -> str:
        """How the patches compare, or what to do."""
        try:
            compared = self._tool.patches.compared(self._tool.shown())
        except ValueError as error:
            return str(error)
        if compared is None:
            return self.tr("Pick the same place on both; with Shift something grey.")
        return compared.says

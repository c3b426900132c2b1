"""Loupe, colours and pins on the two panes: their verbs, their panel, and what becomes of what was picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QPainter

from ui.models.viewport import Placement, View
from ui.theme import tokens
from ui.views.canvas_tool import CanvasTool
from ui.views.colour_panel import ColourPanel
from ui.views.colour_tool import ColourTool, paint_picks
from ui.views.loupe import Loupe
from ui.views.pin_tool import PinTool, paint_pins
from ui.views.tool_line import wire

if TYPE_CHECKING:
    from ui.session import Session
    from ui.views.compare import CompareView


class Picks:
    """What one canvas shows of pins and patches, whichever pane is being worked in."""

    def __init__(self, picking: Picking, view: CompareView, side: str) -> None:
        self._picking, self._view, self._side = picking, view, side

    def paint(self, painter: QPainter, placement: Placement, view: View) -> None:
        colour = QColor(tokens().side(self._side))
        colours, pins = self._picking.colour, self._picking.pins
        if self._view.tool is pins:
            paint_pins(painter, [placement.to_screen(view, each) for each in pins.points[self._side]], colour)
        elif self._view.tool is colours:
            shown = colours.shown()[self._side]
            paint_picks(painter, colours.patches, self._side, shown, placement, view, colour)


REACH = 0.03
"""Half the side of an exhibit's region around a patch, as a fraction of the picture."""


class Picking(QObject):
    def __init__(self, session: Session, view: CompareView) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        looking, panes = view.looking, view.panes
        self.loupe = Loupe(looking, panes, self)
        self.colour = ColourTool(looking, panes, self)
        self.pins = PinTool(panes, self)
        self.panel: ColourPanel | None = None
        for tool in (self.colour, self.pins):
            tool.left.connect(self.leave)
        self.pins.changed.connect(self._repaint)
        self.colour.changed.connect(self._repaint)
        self.pins.set_.connect(self._align)
        self.pins.set_.connect(self._other_side)
        view.tool_changed.connect(self._tool_changed)
        looking.aligner.changed.connect(self._follow)
        session.shown_changed.connect(self._forget_pins)
        for pane in panes.values():
            pane.state_changed.connect(self._follow)
        for side, pane in panes.items():
            pane.canvas.add_inset(Picks(self, view, side))
        wire(
            session.actions,
            {
                "compare.loupe": self.loupe.toggle,
                "compare.less": self.weaker,
                "compare.more": self.stronger,
                "colour": self.pick_colours,
                "compare.pins": self.set_pins,
            },
        )

    def weaker(self) -> None:
        """Side by side, less and more are the loupe's."""
        self._strengthen(-1)

    def stronger(self) -> None:
        self._strengthen(1)

    def _strengthen(self, way: int) -> None:
        if self.loupe.on and not self._view.looking.joint:
            self.loupe.stronger(way)

    def pick_colours(self) -> None:
        """Starts picking, or ends it."""
        self._use(self.colour)

    def set_pins(self) -> None:
        """Starts setting pins, side by side, or ends it."""
        if self._view.tool is not self.pins:
            self._view.looking.side()
        self._use(self.pins)

    def _use(self, tool: CanvasTool) -> None:
        if any(pane.loaded is None for pane in self._view.panes.values()):
            self._session.message.emit(
                self.tr("Show a listing photo and a photo or frame of the evidence first."), "warn"
            )
            self._view.colour.setChecked(False)
            return
        self._view.use_tool(None if self._view.tool is tool else tool)

    def leave(self) -> None:
        self._view.use_tool(None)

    def _tool_changed(self, tool: CanvasTool | None) -> None:
        picking = tool is self.colour
        self._view.colour.setChecked(picking)
        if picking and self.panel is None:
            self.panel = ColourPanel(self._session.actions, self.colour)
            self.panel.exhibit.connect(self._take)
            self._view.dock.addWidget(self.panel)
        if self.panel is not None:
            self.panel.setVisible(picking)

    def _follow(self) -> None:
        if self.panel is not None and self.panel.isVisible():
            self.panel.follow()

    def _repaint(self) -> None:
        """What was picked on the pane that is not being worked in stays visible there, too."""
        for pane in self._view.panes.values():
            pane.canvas.update()

    # --- pins -----------------------------------------------------------------------------------------------------

    def _align(self) -> None:
        if self.pins.whole >= 2 and not self.pins.waits_for:
            self._view.looking.aligner.request(self.pins.pins())

    def _other_side(self) -> None:
        """The other end of the pin is set in the other pane."""
        if self.pins.waits_for and self.pins.waits_for != self.pins.side:
            self._view.work_in(self.pins.waits_for)

    def _forget_pins(self, _side: str, _shown: object) -> None:
        """Pins belong to the two pictures on which they were set."""
        pair = self._view.looking.aligner.pair
        if pair is None or getattr(self, "_pinned", pair) != pair:
            self.pins.clear()
        self._pinned = pair

    # --- colours --------------------------------------------------------------------------------------------------

    def _take(self) -> None:
        """The evidence's patch becomes an exhibit that says what was compared."""
        tool, shown = self.colour, self.colour.shown()
        picked = tool.patches.of("evidence", "patch", shown["evidence"])
        if picked is None or self.panel is None:
            return
        compared = tool.patches.compared(shown)
        x, y = max(0.0, picked.at.x() - REACH), max(0.0, picked.at.y() - REACH)
        region = (x, y, min(2 * REACH, 1 - x), min(2 * REACH, 1 - y))
        self._session.take_exhibit("evidence", region, compared.says if compared is not None else "")

"""Listing and evidence side by side, with zoom and pan in step, and the verbs that act on pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.aligning import back
from ui.models import linking
from ui.models.viewport import FIT, STEP, View
from ui.noted import noted_of
from ui.plain import set_tip
from ui.theme import GAP
from ui.views.adjusting import Adjusting
from ui.views.annotate import Annotate
from ui.views.bits import Chip
from ui.views.canvas_tool import CanvasTool
from ui.views.file_deeds import FileDeeds
from ui.views.looking import SIDE, Looking
from ui.views.mode_bar import ModeBar
from ui.views.pane import Pane
from ui.views.picking import Picking
from ui.views.tool_line import Tool, ToolGroup, wire

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase
    from ui.session import Session
    from ui.shown import Shown

PAN = 64.0
"""Logical pixels that one press of an arrow moves the picture."""


class CompareView(QWidget):
    """The two panes. Linked, they hold one view: the same zoom relative to fit around the same relative point.

    What works on pictures with pointer and keys of its own, such as measuring, takes the canvas by `use_tool`; its
    panel is docked in `dock`, under the panes.
    """

    tool_changed = Signal(object)
    """CanvasTool that the active pane's canvas has now, or None"""
    active_changed = Signal(str)
    """The side of the pane that keys act on from now on"""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._case = ""
        self._tool: CanvasTool | None = None
        self.linked = True
        self.active = "evidence"
        self._calibration = ""
        self._offset = linking.NONE
        self.panes = {side: Pane(session, side, self) for side in ("listing", "evidence")}
        self.looking = Looking(session, self.panes, self)
        self._build()
        self.files = FileDeeds(session, self.panes, self)
        self.adjusting = Adjusting(session, self)
        self.annotate = Annotate(session, self)
        for pane in self.panes.values():
            pane.view_changed.connect(self._follow)
            pane.region_chosen.connect(self._take_region)
            pane.used.connect(self._use)
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._closed)
        session.shown_changed.connect(self._shown)
        self.looking.mode_changed.connect(self._mode)
        self.looking.changed.connect(self._looked)
        self.picking = Picking(session, self)
        self.picking.loupe.toggled.connect(self._looked)
        self._wire()
        self.setFocusProxy(self.panes["evidence"].canvas)
        self._activate("evidence")
        if session.opened is not None:
            self._case = session.opened.case.id

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addLayout(self._tools())
        layout.addLayout(self._options())
        panes = QHBoxLayout()
        panes.setSpacing(2 * GAP)
        for pane in self.panes.values():
            panes.addWidget(pane, 1)
        layout.addLayout(panes, 1)
        self.dock = QVBoxLayout()
        self.dock.setSpacing(2 * GAP)
        layout.addLayout(self.dock)

    def _tools(self) -> QHBoxLayout:
        """The ways to look, what can be done to the pictures, and how they are aligned."""
        actions = self._session.actions
        names = {
            "side": self.tr("Side by side"),
            "wipe": self.tr("Wipe"),
            "blink": self.tr("Blink"),
            "overlay": self.tr("Overlay"),
            "difference": self.tr("Difference"),
            "loupe": self.tr("Loupe"),
        }
        self.modes = {
            mode: Tool(actions, text, f"compare.{mode}", name=actions.text(f"compare.{mode}"), checkable=True)
            for mode, text in names.items()
        }
        for tool in self.modes.values():
            tool.clicked.connect(self._looked)  # a click may not change what is checked: the mode does
        drawing = {"annotate": self.tr("Annotate"), "redact": self.tr("Redact")}
        self.drawing = {verb: Tool(actions, text, verb, checkable=True) for verb, text in drawing.items()}
        align = Tool(actions, self.tr("Align"), "compare.align", name=actions.text("compare.align"))
        self.aligned = Chip("", clickable=True)
        self.aligned.clicked.connect(self.looking.align)
        tools = QHBoxLayout()
        tools.setSpacing(2 * GAP)
        tools.addWidget(ToolGroup(*self.modes.values()))
        self.measure = Tool(actions, self.tr("Measure"), "measure", checkable=True)
        tools.addWidget(ToolGroup(align, self.measure, self.drawing["annotate"]))
        tools.addStretch(1)
        tools.addWidget(self.aligned)
        return tools

    def _options(self) -> QHBoxLayout:
        """What the way to look can be set to; zoom, link and exhibit at the right."""
        actions = self._session.actions
        self.bar = ModeBar(actions, self.looking)
        self.link = Tool(actions, self.tr("Linked"), "zoom.link", name=self.tr("Zoom and pan in step"), checkable=True)
        self.link.setChecked(True)
        self.region = Tool(actions, self.tr("Region"), "exhibit.region", name=self.tr("Choose a region as exhibit"))
        self.take = Tool(actions, self.tr("Take as exhibit"), "exhibit.take")
        self.adjust = Tool(actions, self.tr("Adjust"), "adjust", name=self.tr("Adjust the display"), checkable=True)
        options = QHBoxLayout()
        options.setSpacing(2 * GAP)
        options.addWidget(self.bar, 1)
        fit = Tool(actions, self.tr("Fit"), "zoom.fit", name=self.tr("Fit the pictures into the panes"))
        self.colour = Tool(actions, self.tr("Colour"), "colour", name=actions.text("colour"), checkable=True)
        self._zoom = ToolGroup(fit, self.link)
        options.addWidget(self._zoom)
        options.addWidget(ToolGroup(self.adjust, self.colour))
        options.addWidget(ToolGroup(self.region, self.drawing["redact"], self.take))
        return options

    def _wire(self) -> None:
        wire(
            self._session.actions,
            {
                "compare.side": self.to_side,
                "zoom.in": self.zoom_in,
                "zoom.out": self.zoom_out,
                "zoom.actual": self.zoom_actual,
                "zoom.fit": self.zoom_fit,
                "zoom.link": self.toggle_link,
                "pan.left": self.pan_left,
                "pan.right": self.pan_right,
                "pan.up": self.pan_up,
                "pan.down": self.pan_down,
                "arrow.left": self.arrow_left,
                "arrow.right": self.arrow_right,
                "page.previous": self.page_previous,
                "page.next": self.page_next,
                "exhibit.take": self.take_exhibit,
                "exhibit.region": self.start_region,
            },
        )

    # --- which pane -----------------------------------------------------------------------------------------------

    @property
    def pane(self) -> Pane:
        """The pane that keys act on: the one clicked last, the evidence at first."""
        return self.panes[self.active]

    def _use(self) -> None:
        pane = self.sender()
        if isinstance(pane, Pane):
            self._activate(pane.side)

    def _activate(self, side: str) -> None:
        self.active = self.files.active = side
        self.files.follow()
        self.adjusting.follow()
        for each in self.panes.values():
            each.set_active(each.side == side)
        self._hand_over()
        self.active_changed.emit(side)

    # --- ways to look ---------------------------------------------------------------------------------------------

    def to_side(self) -> None:
        """Back to the two pictures as they are: no tool, none over the other."""
        self.use_tool(None)
        self.looking.side()

    def _mode(self, mode: str) -> None:
        """Both pictures in one pane, or each in its own."""
        self.panes["listing"].setVisible(mode == SIDE)
        self._zoom.setVisible(mode == SIDE)  # nothing is linked then, and the room is needed for what can be set
        self._activate("evidence")
        if mode != SIDE:
            noted_of(self._session).aid("listing laid over the evidence")
        self._looked()

    def _looked(self) -> None:
        for mode, tool in self.modes.items():
            tool.setChecked(mode == self.looking.mode or (mode == "loupe" and self.picking.loupe.on))
        text, tone, reason = self.looking.aligner.words()
        if self._calibration:
            text, tone, reason = self._calibration, "plain", self.tr("What the lengths are measured by.")
        self.aligned.set(text, tone)
        set_tip(self.aligned, reason)
        self.aligned.setAccessibleDescription(reason)

    def say_measuring(self, active: bool, calibration: str) -> None:
        """While something is measured the chip says by what; else how the pictures are aligned."""
        self._calibration = calibration if active else ""
        self.measure.setChecked(active)
        self._looked()

    # --- tools ----------------------------------------------------------------------------------------------------

    def work_in(self, side: str) -> None:
        """Makes a pane the one that keys act on, tool and focus included."""
        self._activate(side)
        self.pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def tool(self) -> CanvasTool | None:
        """What has the canvas of the active pane; it goes along when the other pane becomes the active one."""
        return self._tool

    def use_tool(self, tool: CanvasTool | None) -> None:
        """Gives the canvas of the active pane to a tool, or back to zoom and pan. The tool before is told by signal."""
        if tool is self._tool:
            return
        self._tool = tool
        self._hand_over()
        if tool is not None:
            self.pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tool_changed.emit(tool)

    def _hand_over(self) -> None:
        """The canvas of the active pane to the tool; with both pictures in one pane and no tool, to the wipe."""
        joint = self.looking.tool if self.looking.joint else None
        for each in sorted(self.panes.values(), key=lambda pane: pane.side == self.active):  # taken off, then put on
            each.canvas.set_tool((self._tool or joint) if each.side == self.active else None)

    # --- the case -------------------------------------------------------------------------------------------------

    def _opened(self, opened: OpenCase) -> None:
        """Nothing of the case before may stay on screen, not even until the next picture is there."""
        if opened.case.id != self._case:
            self._case = opened.case.id
            self._clear()
            return
        for side, shown in self._session.shown.items():
            if shown is not None and opened.item(shown.item.id) != shown.item:
                self._session.show(side, shown.item.id, shown.page, shown.pts)

    def _closed(self) -> None:
        self._case = ""
        self._clear()

    def _clear(self) -> None:
        for pane in self.panes.values():
            pane.clear()
            pane.set_view(FIT)
        self._offset = linking.NONE
        self._activate("evidence")

    def _shown(self, side: str, shown: Shown | None) -> None:
        if shown is not None and shown.item.kind == "document" and self.active != side:
            self._activate(side)

    # --- zoom and pan ---------------------------------------------------------------------------------------------

    def _follow(self, view: View) -> None:
        """One pane was zoomed or panned: the other goes along. It takes the view without saying so again."""
        pane = self.sender()
        if self.linked and isinstance(pane, Pane):
            if view.fits:
                self._offset = linking.NONE
                self._other(pane.side).set_view(view)
            else:
                self._other(pane.side).set_view(linking.shifted(self._expected(pane), self._offset_from(pane)))

    def _expected(self, pane: Pane) -> View:
        """The view that the other pane has by the link alone: by the alignment where there is one."""
        matrix = self.looking.aligner.matrix()
        if pane.side == "evidence":
            matrix = back(matrix)
        canvas, other = pane.canvas, self._other(pane.side).canvas
        return linking.follow(canvas.view, canvas.placement(), other.placement(), matrix)

    def _offset_from(self, pane: Pane) -> linking.Offset:
        """The offset is kept as the evidence's from the listing."""
        return self._offset if pane.side == "listing" else self._offset.turned

    def _other(self, side: str) -> Pane:
        return self.panes["listing" if side == "evidence" else "evidence"]

    def toggle_link(self) -> None:
        """Linked or each pane on its own. Linking again keeps where the panes were moved to against each other."""
        self.linked = not self.linked
        self.link.setChecked(self.linked)
        if self.linked:
            expected = self._expected(self.panes["listing"])
            self._offset = linking.offset_of(expected, self.panes["evidence"].canvas.view)

    def zoom_in(self) -> None:
        self._acting().canvas.zoom(STEP)

    def zoom_out(self) -> None:
        self._acting().canvas.zoom(1 / STEP)

    def zoom_actual(self) -> None:
        self._acting().canvas.zoom_actual()

    def zoom_fit(self) -> None:
        self._acting().canvas.zoom_fit()

    def _acting(self) -> Pane:
        """The active pane, or the other one if it is linked and only that one has a picture."""
        if self.pane.loaded is None and self.linked and self._other(self.active).loaded is not None:
            return self._other(self.active)
        return self.pane

    def pan_left(self) -> None:
        self._acting().canvas.pan(PAN, 0)

    def pan_right(self) -> None:
        self._acting().canvas.pan(-PAN, 0)

    def pan_up(self) -> None:
        self._acting().canvas.pan(0, PAN)

    def pan_down(self) -> None:
        self._acting().canvas.pan(0, -PAN)

    def arrow_left(self) -> None:
        if self._is_video():
            self._session.actions.trigger("frame.previous")
        else:
            self.pan_left()

    def arrow_right(self) -> None:
        if self._is_video():
            self._session.actions.trigger("frame.next")
        else:
            self.pan_right()

    def _is_video(self) -> bool:
        return any(shown is not None and shown.is_video for shown in self._session.shown.values())

    def page_previous(self) -> None:
        self.pane.turn(-1)

    def page_next(self) -> None:
        self.pane.turn(1)

    # --- exhibits -------------------------------------------------------------------------------------------------

    def take_exhibit(self) -> None:
        """What the active pane shows becomes an exhibit; a rectangle that is being chosen is its region."""
        if self.pane.canvas.region.active:
            self.pane.canvas.region.choose()
        elif self._tool is None or not self._tool.take_exhibit():
            self._session.take_exhibit(self.active)

    def start_region(self) -> None:
        """Starts a rectangle in the active pane."""
        if not self.pane.canvas.start_region():
            self._session.message.emit(self.tr("Show a photo or a frame first."), "warn")

    def _take_region(self, region: tuple[float, float, float, float]) -> None:
        pane = self.sender()
        if not isinstance(pane, Pane):
            return
        if not pane.is_current:
            self._session.message.emit(self.tr("Another frame is being read; choose the region again."), "warn")
            return
        self._session.take_exhibit(pane.side, region)

"""Listing and evidence side by side, with zoom and pan in step, and the verbs that act on pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.viewport import FIT, STEP, View
from ui.theme import GAP
from ui.views.canvas_tool import CanvasTool
from ui.views.file_deeds import FileDeeds
from ui.views.pane import Pane
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

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._case = ""
        self._tool: CanvasTool | None = None
        self.linked = True
        self.active = "evidence"
        self.panes = {side: Pane(session, side, self) for side in ("listing", "evidence")}
        self._build()
        self.files = FileDeeds(session, self.panes, self)
        for pane in self.panes.values():
            pane.view_changed.connect(self._follow)
            pane.region_chosen.connect(self._take_region)
            pane.used.connect(self._use)
        session.case_opened.connect(self._opened)
        session.case_closed.connect(self._closed)
        session.shown_changed.connect(self._shown)
        self._wire()
        self.setFocusProxy(self.panes["evidence"].canvas)
        self._activate("evidence")
        if session.opened is not None:
            self._case = session.opened.case.id

    def _build(self) -> None:
        actions = self._session.actions
        side = Tool(actions, self.tr("Side by side"), checkable=True)
        side.setChecked(True)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.link = Tool(actions, self.tr("Linked"), "zoom.link", name=self.tr("Zoom and pan in step"), checkable=True)
        self.link.setChecked(True)
        self.region = Tool(actions, self.tr("Region"), "exhibit.region", name=self.tr("Choose a region as exhibit"))
        tools = QHBoxLayout()
        tools.setSpacing(2 * GAP)
        tools.addWidget(ToolGroup(side))
        tools.addWidget(
            ToolGroup(
                Tool(actions, self.tr("Fit"), "zoom.fit", name=self.tr("Fit the pictures into the panes")),
                Tool(actions, self.tr("1:1"), "zoom.actual", name=self.tr("Actual size, 1:1")),
                Tool(actions, self.tr("Out"), "zoom.out", name=self.tr("Zoom out")),
                Tool(actions, self.tr("In"), "zoom.in", name=self.tr("Zoom in")),
                self.link,
            )
        )
        tools.addStretch(1)
        self.take = Tool(actions, self.tr("Take as exhibit"), "exhibit.take")
        tools.addWidget(ToolGroup(self.region, self.take))
        panes = QHBoxLayout()
        panes.setSpacing(2 * GAP)
        for pane in self.panes.values():
            panes.addWidget(pane, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GAP)
        layout.addLayout(tools)
        layout.addLayout(panes, 1)
        self.dock = QVBoxLayout()
        self.dock.setSpacing(2 * GAP)
        layout.addLayout(self.dock)

    def _wire(self) -> None:
        wire(
            self._session.actions,
            {
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
        for each in self.panes.values():
            each.set_active(each.side == side)
            each.canvas.set_tool(self._tool if each.side == side else None)

    # --- tools ----------------------------------------------------------------------------------------------------

    @property
    def tool(self) -> CanvasTool | None:
        """What has the canvas of the active pane; it goes along when the other pane becomes the active one."""
        return self._tool

    def use_tool(self, tool: CanvasTool | None) -> None:
        """Gives the canvas of the active pane to a tool, or back to zoom and pan. The tool before is told by signal."""
        if tool is self._tool:
            return
        self._tool = tool
        for each in self.panes.values():
            each.canvas.set_tool(tool if each.side == self.active else None)
        if tool is not None:
            self.pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tool_changed.emit(tool)

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
        self._activate("evidence")

    def _shown(self, side: str, shown: Shown | None) -> None:
        if shown is not None and shown.item.kind == "document" and self.active != side:
            self._activate(side)

    # --- zoom and pan ---------------------------------------------------------------------------------------------

    def _follow(self, view: View) -> None:
        """One pane was zoomed or panned: the other goes along. It takes the view without saying so again."""
        pane = self.sender()
        if self.linked and isinstance(pane, Pane):
            self._other(pane.side).set_view(view)

    def _other(self, side: str) -> Pane:
        return self.panes["listing" if side == "evidence" else "evidence"]

    def toggle_link(self) -> None:
        """Linked or each pane on its own; linking again, the other pane takes over the view of the active one."""
        self.linked = not self.linked
        self.link.setChecked(self.linked)
        if self.linked:
            self._other(self.active).set_view(self.pane.canvas.view)

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
        shown = self._session.shown["evidence"]
        return shown is not None and shown.is_video

    def page_previous(self) -> None:
        self.pane.turn(-1)

    def page_next(self) -> None:
        self.pane.turn(1)

    # --- exhibits -------------------------------------------------------------------------------------------------

    def take_exhibit(self) -> None:
        """What the active pane shows becomes an exhibit; a rectangle that is being chosen is its region."""
        if self.pane.canvas.region.active:
            self.pane.canvas.region.choose()
        else:
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

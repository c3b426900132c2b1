"""The verbs that change how the active pane's picture is displayed, and the panel with the sliders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from ui.models.adjustments import NEUTRAL, Adjustments
from ui.session import Session
from ui.views.pane import Pane
from ui.views.tool_line import wire

if TYPE_CHECKING:
    from ui.views.adjust_panel import AdjustPanel
    from ui.views.compare import CompareView


class Adjusting(QObject):
    """Acts on the active pane of `compare`. `follow` when another one is active."""

    def __init__(self, session: Session, compare: CompareView) -> None:
        super().__init__(compare)
        self._session, self._compare = session, compare
        self.panel: AdjustPanel | None = None
        for pane in compare.panes.values():
            pane.state_changed.connect(self.follow)
        wire(
            session.actions,
            {
                "adjust": self.toggle_panel,
                "adjust.right": self.turn_right,
                "adjust.left": self.turn_left,
                "adjust.flip": self.flip,
                "adjust.grey": self.toggle_grey,
                "adjust.reset": self.reset,
            },
        )

    @property
    def _pane(self) -> Pane:
        return self._compare.pane

    def turn_right(self) -> None:
        self._change(lambda by: replace(by, turn=by.turn.right()))

    def turn_left(self) -> None:
        self._change(lambda by: replace(by, turn=by.turn.left()))

    def flip(self) -> None:
        """Left and right change places."""
        self._change(lambda by: replace(by, turn=by.turn.flipped()))

    def toggle_grey(self) -> None:
        self._change(lambda by: replace(by, grey=not by.grey))
        self.follow()  # a tool that was clicked without a picture has checked itself

    def reset(self) -> None:
        """The active pane's picture as it is in the file."""
        self._change(lambda _by: NEUTRAL)

    def _change(self, how: Callable[[Adjustments], Adjustments]) -> None:
        pane = self._pane
        if pane.loaded is None:
            self._session.message.emit(self.tr("Show a photo or a frame first."), "warn")
            return
        adjusted, canvas = self._session.adjusted, pane.canvas
        view, before = canvas.view, canvas.placement()
        adjusted.set(pane.side, how(adjusted.of(pane.side)))
        after = canvas.placement()
        if not self._compare.linked and before is not None and after is not None and before.turn != after.turn:
            # linked, the panes go on to show the same part of what they display; alone, a picture turns in place
            pane.set_view(after.centred(view, before.middle(view)))

    # --- the panel ------------------------------------------------------------------------------------------------

    def toggle_panel(self) -> None:
        """Shows the sliders under the pictures, or puts them away."""
        if self.panel is not None and self.panel.isVisible():
            self.close_panel()
            return
        if self.panel is None:
            from ui.views.adjust_panel import AdjustPanel

            self.panel = AdjustPanel(self._session, self._pane)
            self.panel.closed.connect(self.close_panel)
            self._compare.dock.addWidget(self.panel)
        self.panel.show()
        self.follow()
        self.panel.first().setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._say_open()

    def close_panel(self) -> None:
        if self.panel is not None:
            self.panel.hide()
            self._pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say_open()

    def _say_open(self) -> None:
        self._compare.adjust.setChecked(self.panel is not None and self.panel.isVisible())

    def follow(self) -> None:
        """Another pane is active, or it shows something else."""
        if self.panel is not None and self.panel.isVisible():
            self.panel.follow(self._pane)

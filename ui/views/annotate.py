"""Annotate and redact: joins the tool on the canvas, the bar under the panes and the draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt

from ui.annotating import Annotating
from ui.models.shapes import REDACT, Shape, What, disc, shapes
from ui.views.annotate_bar import AnnotateBar
from ui.views.annotate_tool import AnnotateTool
from ui.views.annotation_marks import Paper
from ui.views.canvas_tool import CanvasTool
from ui.views.label_field import LabelField
from ui.views.tool_line import wire

if TYPE_CHECKING:
    from ui.session import Session
    from ui.views.compare import CompareView


class Annotate(QObject):
    """The verbs "annotate" and "redact" on the active pane of `compare`."""

    def __init__(self, session: Session, compare: CompareView) -> None:
        super().__init__(compare)
        self._session, self._compare = session, compare
        self.draft = Annotating(session)
        self.tool = AnnotateTool(self)
        self.bar = AnnotateBar(session.actions, self.tool)
        self.bar.hide()
        self.field: LabelField | None = None
        compare.dock.addWidget(self.bar)
        self._connect()
        wire(session.actions, {"annotate": self.annotate, "redact": self.redact})

    def _connect(self) -> None:
        session, tool, bar = self._session, self.tool, self.bar
        session.draft_changed.connect(self.follow)
        session.shown_changed.connect(self._shown_changed)
        session.case_closed.connect(self.leave)
        self._compare.tool_changed.connect(self._tool_changed)
        for pane in self._compare.panes.values():
            pane.state_changed.connect(self.follow)
        tool.drawn.connect(self._drawn)
        tool.altered.connect(self._altered)
        tool.relabelled.connect(self._relabelled)
        tool.removed.connect(self._removed)
        tool.label_wanted.connect(self._ask_label)
        tool.carried.connect(self.follow)
        tool.left.connect(self.leave)
        bar.kind_wanted.connect(self._kind_wanted)
        bar.why_wanted.connect(self._why_wanted)
        bar.chosen.connect(self._entry_chosen)
        bar.label_wanted.connect(self._entry_pressed)
        bar.exhibit_wanted.connect(self._next_exhibit)
        bar.crop_wanted.connect(self._toggle_crop)
        bar.done.connect(self.leave)

    # --- on and off -----------------------------------------------------------------------------------------------

    @property
    def is_on(self) -> bool:
        return self._compare.tool is self.tool

    def annotate(self) -> None:
        """Starts annotating; again: the next kind."""
        if self.is_on and self.tool.what == "annotate":
            self.tool.next_kind()
            self._to_canvas()
        else:
            self._start("annotate")

    def redact(self) -> None:
        """Starts redacting; again: the next reason."""
        if self.is_on and self.tool.what == "redact":
            self.tool.next_why()
            self._to_canvas()
        else:
            self._start("redact")

    def _start(self, what: What) -> None:
        if self._compare.pane.loaded is None:
            self._session.message.emit(self.tr("Show a photo or a frame first."), "warn")
            return
        self._session.actions.trigger("video.pause")
        self._end_field(take=True)
        self.tool.take(what)
        self._compare.use_tool(self.tool)
        self._show_state()
        self.follow()
        self._to_canvas()

    def leave(self) -> None:
        """Gives the canvas back to zoom and pan."""
        self._end_field(take=True)
        if self.is_on:
            self._compare.use_tool(None)

    def _tool_changed(self, tool: CanvasTool | None) -> None:
        if tool is not self.tool:
            self._end_field(take=True)
        self.bar.setVisible(tool is self.tool)
        self._show_state()

    def _show_state(self) -> None:
        """The buttons above the panes say which of the two is on."""
        for what, button in self._compare.drawing.items():
            button.setChecked(self.is_on and what == self.tool.what)

    def _to_canvas(self) -> None:
        self._compare.pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- following the draft --------------------------------------------------------------------------------------

    @property
    def _side(self) -> str:
        return self._compare.active

    def _shown_changed(self, side: str, _shown: object) -> None:
        """Another picture: what is half drawn belongs to the one before."""
        if self.is_on and side == self._side:
            self._end_field(take=False)
            self.tool.give_up()
            self.tool.choose(-1)
            self.follow()

    def follow(self, _draft: object = None) -> None:
        """Tool and bar show what the exhibit of this very picture has now."""
        if not self.is_on:
            return
        tool, side = self.tool, self._side
        exhibits = self.draft.exhibits(side) if self._compare.pane.is_current else ()
        exhibit = self.draft.exhibit(side) if exhibits else {}
        name = str(exhibit.get("id") or "")
        tool.draws = name if tool.what == "annotate" else ""
        drawn = shapes(exhibit, tool.what)
        here = {(each.points, each.text) for each in drawn}
        others = [each for one in exhibits for each in shapes(one, REDACT) if (each.points, each.text) not in here]
        region, cropped = exhibit.get("region"), exhibit.get("crop") is True
        tool.kept = QRectF(*region) if region and cropped else None
        tool.show_shapes(drawn, tuple(others) if tool.what == REDACT else ())
        self.bar.show_exhibit(name, side, len(exhibits), bool(region), cropped)

    # --- changes --------------------------------------------------------------------------------------------------

    def _drawn(self, shape: Shape) -> None:
        if not self._compare.pane.is_current:
            self._session.message.emit(self.tr("Another picture is being read; draw it again."), "warn")
            return
        if self.draft.add(self._side, self.tool.what, shape):
            self.tool.choose(max((each.at for each in self.tool.shapes), default=-1))

    def _altered(self, shape: Shape, by_key: bool) -> None:
        self.draft.replace(self._side, self.tool.what, shape, merge=by_key)

    def _relabelled(self, shape: Shape) -> None:
        self.draft.relabel(self._side, self.tool.what, shape)

    def _removed(self, at: int) -> None:
        self.tool.choose(-1)
        self.draft.remove(self._side, self.tool.what, at)

    def _ask_label(self, shape: Shape) -> None:
        canvas = self._compare.pane.canvas
        placement = canvas.placement()
        if placement is None or not self._compare.pane.is_current:
            return
        self._end_field(take=True)
        paper = Paper(placement, canvas.view, canvas.rect(), canvas.palette().text().color())
        self.field = LabelField(shape, disc(shape, paper.at), canvas)
        self.field.taken.connect(self._labelled)
        self.field.ended.connect(self._field_over)

    def _labelled(self, shape: Shape, text: str) -> None:
        labelled = replace(shape, text=text)
        if shape.at < 0:
            if text:
                self._drawn(labelled)
        elif not text and shape.kind == "text":
            self._removed(shape.at)
        elif text != shape.text:
            self._relabelled(labelled)

    def _end_field(self, *, take: bool) -> None:
        if self.field is not None:
            self.field.close_with(take=take)

    def _field_over(self) -> None:
        self.field = None

    # --- the bar --------------------------------------------------------------------------------------------------

    def _kind_wanted(self, kind: str) -> None:
        self.tool.set_kind(kind)
        self._to_canvas()

    def _why_wanted(self, why: str) -> None:
        self.tool.set_why(why)
        self._to_canvas()

    def _entry_chosen(self, at: int) -> None:
        self.tool.choose(at)
        self._to_canvas()

    def _entry_pressed(self, at: int) -> None:
        """The chosen one pressed again: its label."""
        shape = self.tool.chosen_shape
        self._to_canvas()
        if shape is not None and shape.at == at and shape.kind != "redact":
            self._ask_label(shape)

    def _next_exhibit(self) -> None:
        self.draft.choose_next(self._side)
        self.tool.choose(-1)
        self.follow()
        self._to_canvas()

    def _toggle_crop(self) -> None:
        self.draft.toggle_crop(self._side)
        self.follow()

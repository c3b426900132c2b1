"""Measuring at a session: the tool on the canvas, the panel under the panes, and the draft that keeps it all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from moderator.domain.known_objects import RECTANGLES, Known
from moderator.domain.lengths import Listed
from ui.models import measure_words, measurements
from ui.models.measurements import Book, KnownSize, Length, Place, Point
from ui.views import measure_deeds, measure_show
from ui.views.measure_panel import MeasurePanel
from ui.views.measure_question import OTHER, RULER
from ui.views.measure_tool import MeasureTool
from ui.views.tool_line import wire

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown
    from ui.views.compare import CompareView
    from ui.views.measure_row import MeasureRow


class Measuring(QObject):
    """Wires tool and panel of `compare` to the session."""

    calibration_changed = Signal(str)
    """`calibration` is another"""

    def __init__(self, session: Session, compare: CompareView) -> None:
        super().__init__(compare)
        self._session, self._compare = session, compare
        self.calibration = ""
        """How the picture in the active pane is calibrated, as a chip has it; "" while nothing is measured."""
        self.chosen = ""
        """id of the measurement that is chosen"""
        self._by: dict[bool, Known] = {False: RULER, True: RECTANGLES[0]}
        """What the next picture is calibrated by: a line, and a rectangle (True)."""
        self.tool = MeasureTool(self._preview)
        self.tool.setParent(self)
        self.panel = MeasurePanel(session.actions)
        self.panel.hide()
        compare.dock.addWidget(self.panel)
        self._connect()
        wire(session.actions, {"measure": self.start, "measure.plane": self.start_plane})

    def _connect(self) -> None:
        tool, panel, session = self.tool, self.panel, self._session
        tool.placed.connect(self._placed)
        tool.moved.connect(self._moved)
        tool.chosen.connect(self._choose)
        tool.erased.connect(self._erased)
        tool.left.connect(self.leave)
        tool.exhibit_wanted.connect(self.take)
        tool.mode_changed.connect(self.follow)
        tool.canvas_changed.connect(self._other_pane)
        self._compare.tool_changed.connect(self._tool_changed)
        for pane in self._compare.panes.values():
            pane.state_changed.connect(self.follow)
        session.draft_changed.connect(self.follow)
        session.shown_changed.connect(self.follow)
        session.case_opened.connect(self._case_opened)
        session.case_closed.connect(self.leave)
        panel.known.chosen.connect(self._known_chosen)
        panel.known.typed.connect(self._known_typed)
        panel.known.again.connect(self._again)
        panel.question.answered.connect(self._answered)
        panel.unit_chosen.connect(self._unit_chosen)
        panel.closed.connect(self.leave)
        panel.back.connect(self._back_to_picture)
        for part in (panel.known, panel.question):
            part.done.connect(self._back_to_picture)

    # --- what there is --------------------------------------------------------------------------------------------

    @property
    def book(self) -> Book:
        return measurements.read(self._session.draft)

    @property
    def active(self) -> bool:
        """Whether pointer and keys of the active pane measure."""
        return self._compare.tool is self.tool

    @property
    def shown(self) -> Shown | None:
        """What the active pane really shows; None where it shows no picture, or is not there yet."""
        pane = self._compare.pane
        return self._session.shown[pane.side] if pane.is_current else None

    def place(self) -> Place | None:
        """The picture in the active pane."""
        shown = self.shown
        return None if shown is None else measure_show.place_of(shown)

    # --- verbs ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Opens the panel; the next points calibrate the picture, or measure where it is calibrated."""
        self._begin("")

    def start_plane(self) -> None:
        """The next four points are the corners of a known rectangle."""
        self._begin("plane")

    def _begin(self, mode: str) -> None:
        place = self.place()
        if place is None:
            self._session.message.emit(self.tr("Show a photo or a frame first."), "warn")
            return
        self._compare.use_tool(self.tool)
        self.tool.begin("plane" if mode else self._next_mode(place))
        self._compare.pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        size = self._size()
        if size is not None:
            self._compare.pane.loader.need(max(size))  # the glass shows the file's own pixels

    def _next_mode(self, place: Place) -> Literal["known", "line"]:
        known = self.book.known_at(place)
        return "line" if known is not None and known.is_told else "known"

    def _other_pane(self) -> None:
        """The tool came to the other pane: what comes next is what its picture needs."""
        place = self.place()
        if place is not None and self.tool.mode in ("known", "line"):
            self.tool.begin(self._next_mode(place))
        self.follow()

    def leave(self) -> None:
        """Puts the tool away; what was measured stays."""
        if self.active:
            self._compare.use_tool(None)

    def _tool_changed(self, _tool: object) -> None:
        if not self.active and self.tool.mode:
            self.tool.begin("")
        self.panel.setVisible(self.active)
        self.follow()

    def _case_opened(self, _opened: object) -> None:
        self.chosen = ""
        self.leave()

    def _back_to_picture(self) -> None:
        self._compare.pane.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- points ---------------------------------------------------------------------------------------------------

    def _placed(self, mode: str, points: Sequence[QPointF], click: float) -> None:
        place, size = self.place(), self._size()
        if place is None or size is None:
            return
        if mode == "line":
            self._add(place, points, click)
            return
        by = self._by[mode == "plane"]
        known = KnownSize(place, _fractions(points), size, by.name, by.width_mm, by.height_mm or "", by.limit_mm, click)
        if measure_deeds.calibrate(self._session, known):
            self._after_calibration(known)
        else:
            self.tool.begin("plane" if mode == "plane" else "known")

    def _after_calibration(self, known: KnownSize) -> None:
        if not known.is_told:
            self.panel.known.ask()
        elif not self.book.lengths_at(known.place):
            self.tool.begin("line")

    def _add(self, place: Place, points: Sequence[QPointF], click: float) -> None:
        start, end = _fractions(points)
        added = measure_deeds.add(self._session, place, (start, end), click)
        if not added:
            self.tool.begin("line")
            return
        self.chosen = added
        self.panel.show_row(added)
        self.follow()

    def _moved(self, key: str, points: Sequence[QPointF], click: float) -> None:
        place, fractions = self.place(), _fractions(points)
        known = self.book.known_at(place) if place is not None else None
        if key != "known":
            start, end = fractions
            measure_deeds.move(self._session, key, (start, end), click)
        elif known is not None and not measure_deeds.calibrate(
            self._session, replace(known, points=fractions, click=click)
        ):
            self.follow()

    def _erased(self, key: str) -> None:
        place = self.place()
        if key != "known":
            self._remove(key)
        elif place is not None:
            measure_deeds.forget_calibration(self._session, place)

    def _preview(self, key: str, points: Sequence[QPointF], click: float) -> str:
        """The label of what is being drawn or moved."""
        place, book = self.place(), self.book
        if place is None or len(points) != 2 or key in ("known", "plane"):
            return ""
        start, end = _fractions(points)
        length = book.length(key) or next(reversed(book.lengths_at(place)), Length("", "", place, (start, end)))
        moved = replace(length, points=(start, end), click=click)
        return measure_words.measured(book, moved, self._unit(book, book.length(key)))

    def _unit(self, book: Book, length: Length | None) -> str:
        """What a measurement is written in."""
        return measure_words.unit_of(book, measure_show.held(measure_show.stated(self._session.opened), length))

    def _size(self) -> tuple[int, int] | None:
        loaded = self._compare.pane.loaded
        return None if loaded is None else (loaded.pyramid.full_width, loaded.pyramid.full_height)

    # --- what is known --------------------------------------------------------------------------------------------

    @property
    def _plane(self) -> bool:
        """Whether the panel speaks of a rectangle."""
        place = self.place()
        known = self.book.known_at(place) if place is not None else None
        return self.tool.mode == "plane" or (self.tool.mode != "known" and known is not None and known.is_plane)

    def _again(self) -> None:
        """Another known length, in place of the one that the picture has."""
        self.tool.begin("known")
        self._back_to_picture()

    def _known_chosen(self, thing: Known) -> None:
        plane = self._plane
        self._by[plane] = thing
        self._tell(thing.name, thing.width_mm, thing.height_mm or "", thing.limit_mm)
        if not thing.width_mm:
            self.panel.known.ask()

    def _known_typed(self, text: str) -> None:
        plane = self._plane
        sides = measurements.typed_size(text, self.book.unit, plane=plane)
        self.panel.known.field.refuse(sides is None)
        if sides is None:
            return
        name = OTHER.name if plane else RULER.name
        width, height = sides
        self._by[plane] = Known(name, width, height or None)
        self._tell(name, width, height, 0.0)

    def _tell(self, name: str, width: str, height: str, limit: float) -> None:
        """The calibration that the picture has is by this; without one it is kept for the next."""
        place = self.place()
        known = self.book.known_at(place) if place is not None else None
        if known is None or self.tool.mode in ("known", "plane") or known.is_plane != bool(self._plane):
            self.follow()
            return
        told = replace(known, name=name, width=width, height=height, limit=limit)
        first = not known.is_told and told.is_told
        self._session.edit(self.tr("Calibration"), lambda doc: measurements.calibrate(doc, told))
        if first:
            self._after_calibration(told)

    # --- rows -----------------------------------------------------------------------------------------------------

    def _choose(self, key: str) -> None:
        """A measurement was clicked, in its row or on its picture."""
        length = self.book.length(key)
        self.chosen = key
        if length is not None and length.place != self.place():
            self._show(length.place)
        self.follow()

    def _show(self, place: Place) -> None:
        opened = self._session.opened
        item = opened.item(place.source) if opened is not None else None
        if item is not None:
            side = "listing" if item.side == "listing" else "evidence"
            self._session.show(side, item.id, page=place.page or 0, pts=place.pts)
            self._compare.panes[side].used.emit()

    def _rename(self, length_id: str, name: str) -> None:
        measure_deeds.rename(self._session, length_id, name)

    def _list(self, length_id: str, index: int | None) -> None:
        measure_deeds.hold_against(self._session, length_id, index)

    def _remove(self, length_id: str) -> None:
        if self.chosen == length_id:
            self.chosen = ""
        measure_deeds.remove(self._session, length_id)

    def _answered(self, answer: str, nearer: float) -> None:
        length = self._current()
        if length is not None:
            measure_deeds.answer(self._session, length.id, answer, nearer)

    def _unit_chosen(self, unit: str) -> None:
        measure_deeds.set_unit(self._session, unit)

    def take(self, length_id: str) -> None:
        """A measurement becomes an exhibit, or the exhibit that it is gets shown."""
        measure_deeds.take(self._session, length_id, self.shown)

    # --- showing --------------------------------------------------------------------------------------------------

    def _current(self) -> Length | None:
        """The chosen measurement, if it lies on the picture that is shown; else the last one there."""
        place, book = self.place(), self.book
        here = book.lengths_at(place) if place is not None else ()
        return next((each for each in here if each.id == self.chosen), here[-1] if here else None)

    def follow(self, *_said: object) -> None:
        """Tool, panel and chip show what the draft holds of the picture that is shown."""
        book, place = self.book, self.place()
        known = book.known_at(place) if place is not None else None
        said = measure_words.calibrated(known, book.unit) if self.active or known is not None else ""
        if said != self.calibration:
            self.calibration = said
            self.calibration_changed.emit(said)
        if not self.active:
            return
        current, listed = self._current(), measure_show.stated(self._session.opened)
        self.tool.enabled = place is not None
        chosen = self.chosen if self.chosen == "known" else current.id if current is not None else ""
        self.tool.show_drawn(measure_show.drawn(book, place, chosen, listed) if place is not None else ())
        self._fill(book, known, current, listed)
        self.panel.say_empty(measure_show.what_to_do(book, place, self.tool.mode))

    def _fill(self, book: Book, known: KnownSize | None, current: Length | None, listed: Sequence[Listed]) -> None:
        for new in self.panel.set_rows([each.id for each in book.lengths]):
            self._hear(new)
        bases = measure_show.time_bases(self._session.opened, self._session.indexes)
        for each in book.lengths:
            chosen = current.id if current is not None else ""
            measure_show.fill_row(self.panel.rows[each.id], each, book, listed, bases, chosen)
        plane = self._plane
        there = None if self.tool.mode in ("known", "plane") else known
        measure_show.fill_known(self.panel, there, self._by[plane], book.unit, plane=plane)
        measure_show.fill_question(self.panel, book, current, self._unit(book, current))
        self.panel.set_unit(book.unit)

    def _hear(self, row: MeasureRow) -> None:
        row.chosen.connect(self._choose)
        row.renamed.connect(self._rename)
        row.listed.connect(self._list)
        row.removed.connect(self._remove)
        row.exhibit_wanted.connect(self.take)
        row.done.connect(self._back_to_picture)


def _fractions(points: Sequence[QPointF]) -> tuple[Point, ...]:
    return tuple((round(each.x(), 6), round(each.y(), 6)) for each in points)

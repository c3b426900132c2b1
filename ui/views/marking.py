"""Marks on the video in the strip: setting them, their notes, going from one to the next, playing one in a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from ui import video_marks
from ui.models.timeline import clock
from ui.player import SIDE
from ui.video_marks import LONGEST, VideoMark
from ui.views.bits import Chip
from ui.views.fields import LineField
from ui.views.mark_lane import MarkLane
from ui.views.tool_line import Tool, wire

if TYPE_CHECKING:
    from ui.models.timeline import Axis
    from ui.session import Session
    from ui.video_marks import Json
    from ui.views.mark_list import MarkList
    from ui.views.strip import Strip

SAID = 28
"""Characters of a note that stand in the chip; the whole is in the list and under the pointer."""


class Marking(QObject):
    """What the strip shows and does of marks. `lane` goes under the storyboard, the other widgets into its head."""

    def __init__(self, session: Session, strip: Strip) -> None:
        super().__init__(strip)
        self._session, self._strip, self._player = session, strip, strip.player
        self._list: MarkList | None = None
        self._read: tuple[Json, Axis | None, tuple[VideoMark, ...]] = ({}, None, ())
        actions = session.actions
        self.lane = MarkLane(strip)
        self.here = Chip("", "evidence", clickable=True)
        self.loop = Chip("", "hollow", clickable=True)
        self.note = NoteField(strip)
        self.count = Tool(actions, "", "mark.list", name=actions.text("mark.list"))
        for widget in (self.here, self.loop, self.count):
            widget.hide()
        self.here.clicked.connect(self.ask_note)
        self.loop.clicked.connect(self._player.end_loop)
        self.note.described.connect(self._describe)
        self.note.closed.connect(self.follow)
        self.lane.wanted.connect(self._go)
        self.lane.hovered.connect(self._hovered)
        wire(
            actions,
            {
                "mark.next": self.next,
                "mark.previous": self.previous,
                "mark.remove": self.remove,
                "mark.list": self.toggle_list,
            },
        )

    @property
    def marks(self) -> tuple[VideoMark, ...]:
        """Those of the video in the pane whose frames it has."""
        shown, axis, draft = self._player.shown, self._player.axis, self._session.draft
        if shown is None or axis is None:
            return ()
        if self._read[0] is not draft or self._read[1] is not axis:  # a draft is never changed in place
            found = video_marks.of_video(draft, shown.item.sha256, axis.index.time_base)
            there = axis.index.pts
            self._read = draft, axis, tuple(each for each in found if each.pts in there and each.last in there)
        return self._read[2]

    @property
    def stood_on(self) -> VideoMark | None:
        """The mark that begins at the frame shown; what X then takes has its note and range."""
        shown = self._player.shown
        return video_marks.at(self.marks, shown.pts) if shown is not None else None

    def follow(self) -> None:
        """Another frame, another draft."""
        axis, marks, here = self._player.axis, self.marks, self.stood_on
        number = self._player.number
        self.lane.set_marks(axis, marks, here, number)
        # One thing at a time in the head: it has to fit beside the caps at 1440 pixels.
        busy = self._player.loop is not None or self._strip.range_begun or not self.note.isHidden()
        self.here.setVisible(here is not None and not busy)
        if here is not None:
            note = here.note if len(here.note) <= SAID else f"{here.note[:SAID]}…"
            cap = self._session.actions.caption("video.mark")
            self.here.set(note or (self.tr("mark · {0} note").format(cap) if cap else self.tr("mark")))
        self.count.setText(self.tr("{0} marks").format(len(marks)) if len(marks) != 1 else self.tr("1 mark"))
        self.count.setVisible(bool(marks) and not busy)
        self._say_loop()
        actions, pts = self._session.actions, self._pts
        actions.enable("mark.remove", here is not None)
        actions.enable("mark.next", pts is not None and any(each.pts > pts for each in marks))
        actions.enable("mark.previous", pts is not None and any(each.pts < pts for each in marks))
        if self._list is not None and axis is not None:
            self._list.set_marks(axis, marks, self._exhibits(), here)

    def _say_loop(self) -> None:
        loop, axis = self._player.loop, self._player.axis
        self.loop.setVisible(loop is not None and axis is not None and not self._strip.range_begun)
        if loop is not None and axis is not None:
            ends = (clock(axis.time(number)) for number in loop)
            cap = self._session.actions.caption("video.loop")
            self.loop.set(self.tr("loop {0} – {1} · {2}").format(*ends, cap))

    @property
    def _pts(self) -> int | None:
        shown = self._player.shown
        return shown.pts if shown is not None else None

    # --- setting --------------------------------------------------------------------------------------------------

    def mark(self, begun: int | None) -> None:
        """Marks the frame shown, or the range from `begun` to it; on a mark, its note is written."""
        shown, axis = self._player.shown, self._player.axis
        if shown is None or axis is None or shown.pts is None or shown.time_base is None:
            return
        first, last = sorted((shown.pts if begun is None else begun, shown.pts))
        if first == last and self.stood_on is not None:
            self.ask_note()
            return
        end = last if last > first else None
        made = VideoMark("", shown.item.sha256, first, shown.time_base, shown.item.id, shown.stream, end)
        self._session.edit(self.tr("Mark"), lambda doc: video_marks.add(doc, made))
        if end is not None:
            self._go(made)  # where it begins, one stands on it

    def ask_note(self) -> None:
        """Opens the field for the note of the mark that is stood on."""
        mark = self.stood_on
        if mark is not None:
            self._player.pause()
            self.note.open(mark)
            self.follow()

    def _describe(self, mark_id: str, note: str) -> None:
        self._session.edit(self.tr("Note of a mark"), lambda doc: video_marks.describe(doc, mark_id, note), merge=True)

    def remove(self) -> None:
        """Removes the mark that is stood on."""
        mark = self.stood_on
        if mark is not None:
            self._session.edit(self.tr("Remove mark"), lambda doc: video_marks.remove(doc, mark.id))

    # --- going there ----------------------------------------------------------------------------------------------

    def next(self) -> None:
        pts = self._pts
        self._go(next((each for each in self.marks if pts is not None and each.pts > pts), None))

    def previous(self) -> None:
        pts = self._pts
        self._go(next((each for each in reversed(self.marks) if pts is not None and each.pts < pts), None))

    def _go(self, mark: VideoMark | None) -> None:
        axis = self._player.axis
        if mark is not None and axis is not None and mark.pts in axis.index.pts:
            self._player.seek(axis.index.pts.index(mark.pts))

    def _hovered(self, mark: VideoMark | None) -> None:
        axis = self._player.axis
        if mark is None or axis is None:
            self._strip.board.point_at(None)
            return
        times = " – ".join(clock(pts * axis.index.time_base) for pts in sorted({mark.pts, mark.last}))
        self._strip.board.point_at(axis.share_of_pts(mark.pts), f"{times} · {mark.note}" if mark.note else times)

    def toggle_loop(self, begun: int | None) -> None:
        """Plays the range that was begun, or the one stood in, over and over; again: plays on."""
        shown, axis = self._player.shown, self._player.axis
        if self._player.loop is not None:
            self._player.end_loop()
            return
        if shown is None or axis is None or shown.pts is None:
            return
        mark = video_marks.around([each for each in self.marks if each.is_range], shown.pts)
        ends = (begun, shown.pts) if begun is not None else (mark.pts, mark.last) if mark is not None else None
        if ends is None or ends[0] == ends[1]:
            said = self.tr("Begin a range with {0}, or go to a mark that is one: then it plays in a loop.")
            start = self._session.actions.caption("video.range_start")
            self._session.message.emit(said.format(start), "warn")
            return
        first, last = sorted(axis.index.pts.index(pts) for pts in ends)
        self._player.start_loop(first, last)

    # --- the list -------------------------------------------------------------------------------------------------

    def toggle_list(self) -> None:
        """The marks as a list over the strip."""
        if self._list is None:
            from ui.views.mark_list import MarkList

            self._list = MarkList(self._session.actions, self._strip)
            self._list.chosen.connect(self._go_to_id)
            self._list.described.connect(self._describe)
        if self._list.isVisible():
            self._list.dismiss()
            return
        self.follow()
        self._list.appear()

    def hide_list(self) -> None:
        if self._list is not None and self._list.isVisible():
            self._list.dismiss()

    def _go_to_id(self, mark_id: str) -> None:
        self._go(next((each for each in self.marks if each.id == mark_id), None))

    def _exhibits(self) -> dict[int, str]:
        shown = self._session.shown[SIDE]
        found = [each for each in self._session.draft.get("exhibits") or () if isinstance(each.get("pts"), int)]
        return {
            each["pts"]: str(each.get("id", ""))
            for each in reversed(found)
            if shown is not None and each.get("source") == shown.item.id
        }


class NoteField(LineField):
    """The note of a mark, written in the head of the strip, and kept with every letter. Escape brings the old one back.

    With every letter, since another case may be opened while it stands here, and marks there have the same ids.
    """

    described = Signal(str, str)
    """id of the mark, its note"""
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("")
        self.setParent(parent)
        self._mark = self._whole = ""
        self._before: QWidget | None = None
        self.setAccessibleName(self.tr("Note of the mark"))
        self.setPlaceholderText(self.tr("What is to be seen here"))
        self.setMaxLength(LONGEST)
        self.setFixedWidth(260)
        self.hide()
        self.typed.connect(self._typed)

    def open(self, mark: VideoMark) -> None:
        """Shows the field with the note of this mark, and takes the focus."""
        focus = self.window().focusWidget()
        self._before = focus if focus is not self else self._before
        self._mark, self._whole = mark.id, mark.note
        self.setText(mark.note)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _typed(self, text: str) -> None:
        self.described.emit(self._mark, text)

    def close_field(self) -> None:
        """Hides it, and gives the focus back."""
        if not self._mark:
            return
        self._mark = ""
        before, self._before = self._before, None
        had_focus = self.hasFocus()
        self.hide()
        if had_focus and before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._mark:
            self.described.emit(self._mark, self._whole)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.close_field()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.close_field()

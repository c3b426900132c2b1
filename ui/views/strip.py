"""The strip below the tray: the story of the video that is in the evidence pane, and the way to its every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.drafts import add_exhibit
from ui.models import marks
from ui.models.timeline import Axis, clock
from ui.plain import set_tip
from ui.player import SIDE, Player
from ui.player_keys import PlayerKeys
from ui.scans import Scans
from ui.shown import exhibit_of
from ui.sound import Sound
from ui.theme import CONTROL, GAP
from ui.veil import veil_of
from ui.views.bits import Chip, Label
from ui.views.board_pictures import BoardPictures
from ui.views.cap_row import CapRow
from ui.views.card import Card
from ui.views.hover import Hover
from ui.views.lanes import Lanes
from ui.views.marking import Marking
from ui.views.place_field import PlaceField
from ui.views.playing_chips import PlayingChips
from ui.views.storyboard import Storyboard
from ui.views.tool_line import Tool, wire

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown

PATIENCE = 150
"""Milliseconds before it is said that the frames are being read."""
CAPS = (
    "video.back", "video.pause", "video.forward", "video.sound", "frame.previous", "frame.next", "video.goto",
    "video.range_start", "video.range_end", "video.mark",
)  # fmt: skip


class Strip(Card):
    """Visible only while a video is shown."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._range: int | None = None
        self._axis: Axis | None = None
        self._veil = veil_of(session)
        self.sound = Sound(session, SIDE, parent=self)
        self.player = Player(session, self, sound=self.sound)
        self.playing = PlayingChips(session, self.player, self.sound, self)
        self.keys = PlayerKeys(self)
        self.goto = PlaceField(session, self.player, self)
        self.keys.add(self.player, self.goto.open)
        self.board = Storyboard(self)
        self.pictures = BoardPictures(session, self)
        self.marking = Marking(session, self)
        self.lanes = Lanes(self)
        self.scans = Scans(session, self.player, self)
        self.hover = Hover(session, self.player, self.pictures, self.board, (self.lanes, self.marking.lane))
        self._late = QTimer(self, singleShot=True, interval=PATIENCE)
        self._late.timeout.connect(self._say_reading)
        self._build()
        self.board.wanted.connect(self.player.seek)
        self.board.dragged.connect(self.player.scrub)
        self.board.cells_changed.connect(self._want)
        self.pictures.changed.connect(self._pictures_changed)
        self._veil.changed.connect(self._pictures_changed)
        self.player.changed.connect(self._player_changed)
        self.lanes.wanted.connect(self.player.seek)
        self.scans.changed.connect(self._scanned)
        self.playing.crowded_changed.connect(self._make_room)
        self.found.clicked.connect(self.scans.next_cut)
        session.shown_changed.connect(self._shown_changed)
        session.draft_changed.connect(self._mark)
        session.case_opened.connect(self._case_opened)
        session.case_closed.connect(self._case_opened)
        session.theme_changed.connect(self.update)
        self._wire()
        self._player_changed()
        self._scanned()

    def _build(self) -> None:
        actions = self._session.actions
        self.play = Tool(actions, "▶", "video.play", name=actions.text("video.play"))
        self.name = Label(weight="bold", size="normal")
        self.time = Label(tone="second", size="normal")
        self.range = Chip("", "evidence")
        self.state = Label(tone="second", size="normal")
        head = QHBoxLayout()
        head.setSpacing(2 * GAP)
        marking, playing = self.marking, self.playing
        for widget in (
            self.play, self.name, self.time, playing.speed, playing.sound, playing.dropping, marking.loop, self.range,
            marking.here, marking.note, self.goto, self.state,
        ):  # fmt: skip
            head.addWidget(widget)
        head.addStrut(CONTROL)
        head.addStretch(1)
        self.found = Chip("", clickable=True)
        self.found.setAccessibleDescription(self.tr("Cuts"))
        head.addWidget(playing.film)
        head.addWidget(self.found)
        head.addWidget(marking.count)
        head.addWidget(CapRow([Tool(actions, "", verb, name=actions.text(verb)) for verb in CAPS]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GAP, GAP, 2 * GAP, 2 * GAP)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addSpacing(GAP)
        layout.addWidget(self.board)
        layout.addWidget(self.lanes)
        layout.addWidget(marking.lane)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Video"))
        self.range.hide()
        self.state.hide()

    def _wire(self) -> None:
        wire(
            self._session.actions,
            {
                "video.play": self.keys.play_or_pause,
                "video.back": self.keys.backward,
                "video.pause": self.keys.pause,
                "video.forward": self.keys.forward,
                "video.slower": self.keys.slower,
                "video.faster": self.keys.faster,
                "video.sound": self.sound.toggle,
                "second.previous": self.keys.second_back,
                "second.next": self.keys.second_on,
                "seconds.previous": self.keys.seconds_back,
                "seconds.next": self.keys.seconds_on,
                "frame.previous": self.keys.previous_frame,
                "frame.next": self.keys.next_frame,
                "video.goto": self.keys.ask_place,
                "cut.previous": self.scans.previous_cut,
                "cut.next": self.scans.next_cut,
                "best.previous": self.scans.previous_best,
                "best.next": self.scans.next_best,
                "code.previous": self.scans.previous_code,
                "code.next": self.scans.next_code,
                "item.previous": self.scans.previous_item,
                "item.next": self.scans.next_item,
                "video.range_start": self.start_range,
                "video.range_end": self.end_range,
                "video.mark": self.mark,
                "video.loop": self.toggle_loop,
            },
        )

    # --- which video ----------------------------------------------------------------------------------------------

    def _case_opened(self, _opened: object = None) -> None:
        self._range = None
        self.marking.note.close_field()
        self._follow()

    def _shown_changed(self, side: str, _shown: Shown | None) -> None:
        if side == SIDE:
            self._follow()

    def _player_changed(self) -> None:
        """Another video, its frames are known now, or another speed."""
        if self.player.axis is not None:
            self._late.stop()
            self.state.hide()
        self.pictures.hold(bool(self.player.speed))
        self.board.set_axis(self.player.axis)
        self.lanes.set_axis(self.player.axis)
        shown = self.player.shown
        self.pictures.turn_to(shown.item.sha256 if shown is not None and self.player.axis is not None else "")
        if self.player.axis is not self._axis:  # at another speed a range that was begun goes on
            self._axis, self._range = self.player.axis, None
            self.marking.note.close_field()
        self._pictures_changed()
        self._want()
        self._follow()

    def _follow(self) -> None:
        """Playhead and figures are those of the frame that is shown."""
        shown, axis = self.player.shown, self.player.axis
        self.setVisible(shown is not None and not shown.item.missing)
        if shown is None:
            self.goto.hide()
            self.marking.hide_list()
            return
        self.name.setText(shown.item.id)
        self.play.setText("❚❚" if self.player.speed else "▶")
        self._say_range()
        if axis is None:
            self.time.setText("")
            self.board.set_axis(None)
            self.lanes.set_axis(None)
            self._late.start()
            return
        self.time.setText(f"{clock(axis.time(self.player.number))} / {clock(axis.end)}")
        self.board.set_number(self.player.number)
        self.lanes.set_number(self.player.number)
        self._mark()

    def _say_reading(self) -> None:
        """The frames are being counted; or they cannot be, which the pane above explains."""
        if self.player.shown is not None and self.player.axis is None:
            self.state.setText(self.tr("reading the frames…"))
            self.state.show()

    # --- pictures and marks ---------------------------------------------------------------------------------------

    def _want(self) -> None:
        axis, cells = self.player.axis, self.board.cells
        if axis is None or not self.board.isVisible():
            return
        bounds = [axis.under(n / cells) for n in range(cells + 1)]
        self.pictures.want(list(zip(self.board.numbers(), bounds[:-1], bounds[1:], strict=True)))

    def _pictures_changed(self) -> None:
        shown = self.player.shown
        images = self._veil.thumbs(shown.item if shown is not None else None, self.pictures.images)
        self.board.set_images(images, self.pictures.aspect)

    def _scanned(self) -> None:
        """More is known of the film, or there is another one."""
        self.lanes.set_scan(self.scans.scan)
        self.lanes.set_found(self.scans.finds.found)
        text, said = self.scans.words()
        self.found.set(text)
        set_tip(self.found, said)
        self._make_room()

    def _make_room(self) -> None:
        """One thing at a time in the head: it has to fit at 1280 pixels."""
        busy = self._range is not None or self.player.loop is not None
        self.playing.make_room(busy)
        self.found.setVisible(bool(self.found.caption()) and not busy and not self.playing.crowded)

    def _mark(self, _draft: object = None) -> None:
        shown = self.player.shown
        self.board.set_marks(marks.on_axis(self._session.draft, shown.item.id) if shown is not None else ())
        self.marking.follow()

    # --- a range, as exhibit, as mark, or to be looked at again and again -----------------------------------------

    @property
    def range_begun(self) -> bool:
        return self._range is not None

    def start_range(self) -> None:
        """A range begins at the frame that is shown."""
        shown = self.player.shown
        if shown is not None and shown.pts is not None:
            self._range = shown.pts
            self._say_range()

    def end_range(self) -> None:
        """The range ends at the frame that is shown and becomes an exhibit; its first frame is printed."""
        shown, axis = self.player.shown, self.player.axis
        if shown is None or axis is None or shown.pts is None:
            return
        if self._range is None:
            self._session.message.emit(self.tr("Begin the range first, with {0}.").format(self._cap_of_start()), "warn")
            return
        first, last = sorted((self._range, shown.pts))
        self._range = None
        self._session.show(SIDE, shown.item.id, index=axis.index.pts.index(first))
        begun = self.player.shown
        if begun is None:
            return
        exhibit = exhibit_of(begun, None, "") | ({"end_pts": last} if last > first else {})
        taken: list[str] = []
        self._session.edit(self.tr("Exhibit"), lambda doc: taken.append(add_exhibit(doc, exhibit)))
        said = self.tr("{0} from {1} to {2} taken as exhibit {3}.")
        base = axis.index.time_base
        self._session.message.emit(
            said.format(shown.item.id, clock(first * base), clock(last * base), taken[0]), "plain"
        )
        self._say_range()

    def mark(self) -> None:
        """The range that was begun becomes a mark, else the frame that is shown does."""
        begun, self._range = self._range, None
        self.marking.mark(begun)
        self._say_range()

    def toggle_loop(self) -> None:
        self.marking.toggle_loop(self._range)

    def _cap_of_start(self) -> str:
        return self._session.actions.caption("video.range_start")

    def _say_range(self) -> None:
        axis = self.player.axis
        self.marking.follow()
        self.board.set_range(self._range)
        self._make_room()
        self.range.setVisible(self._range is not None and axis is not None)
        if self._range is not None and axis is not None:
            end, mark = (self._session.actions.caption(verb) for verb in ("video.range_end", "video.mark"))
            start = clock(self._range * axis.index.time_base)
            self.range.set(self.tr("range from {0} · {1} exhibit, {2} mark").format(start, end, mark))

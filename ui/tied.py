"""The films of both panes, tied at a common event: whichever moves, the other follows in time, to the frame.

Whether they are tied stands in the draft and nowhere else; so it is undone with it, and is there again whenever the two
films are. The one that was moved last leads; the other's frame is decoded first and then shown (see `Following`), so
it never holds the leader up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.following import Following
from ui.models import marks, ties
from ui.models.ties import End, Place, Tie

if TYPE_CHECKING:
    from ui.drafts import Json
    from ui.models.timeline import Axis
    from ui.player import Player
    from ui.session import Session
    from ui.shown import Shown

LEFT, RIGHT = "listing", "evidence"
OTHER = {LEFT: RIGHT, RIGHT: LEFT}


class Tied(QObject):
    """Made after the players of both panes, so that it hears of everything after them."""

    changed = Signal()
    """Tied, untied, or at another place"""

    def __init__(
        self,
        session: Session,
        players: Mapping[str, Player],
        parent: QObject | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._session, self._players = session, players
        self.tie: Tie | None = None
        """What ties the two films that are shown; None while they are not tied, or one is not there yet."""
        self.place: Place | None = None
        """Where the follower is, or is on its way to."""
        self.problem = ""
        """Why the tie of these films, which the draft has, does not hold."""
        self.behind = 0
        """Frames that the follower still had to go when its next one was due: decoding it takes longer than playing."""
        self._lead = self._newer = RIGHT
        self._stays = ""
        self._films = dict.fromkeys(OTHER, "")
        self._read: tuple[Json | None, Axis | None, Axis | None] = (None, None, None)
        self._ours = False
        self._before = 0
        self._following = Following(session, self._show, self._soon, self, now)
        session.shown_changed.connect(self._shown_changed)
        session.draft_changed.connect(self._draft_changed)
        for player in players.values():
            player.changed.connect(self._player_changed)
        self._find()

    # --- who follows whom -----------------------------------------------------------------------------------------

    @property
    def lead(self) -> Player:
        """The film that was moved last; the other follows."""
        return self._players[self._lead]

    @property
    def follower(self) -> Player:
        return self._players[OTHER[self._lead]]

    @property
    def both(self) -> bool:
        """Whether there is a film in each pane, its frames known or not."""
        return all(player.shown is not None for player in self._players.values())

    def stay(self, side: str) -> None:
        """Whatever film comes next to the other pane has to follow, at whatever frame it comes."""
        self._stays = side

    def _shown_changed(self, side: str, shown: Shown | None) -> None:
        film = shown.item.sha256 if shown is not None and shown.is_video else ""
        if film != self._films[side]:
            self._films[side], self._newer = film, side
        if self._find() or self._ours or self.tie is None:
            self.changed.emit()
            return
        self._take_lead(side)
        self._follow()

    def _draft_changed(self, _draft: object) -> None:
        self._find()

    def _player_changed(self) -> None:
        """Another speed; of two that are tied only one plays. Another film is heard of when it is shown, here last."""
        player = self.sender()
        if self.tie is None or any(each.axis not in self._read for each in self._players.values()):
            return
        if player is self.follower and self.follower.speed:
            self._take_lead(self.follower.side)
        elif player is self.lead and not self.lead.speed:
            self._follow()

    def _take_lead(self, side: str) -> None:
        """From now on the other film follows this one; it stops if it was playing."""
        if side != self._lead:
            self._following.stop()
            self._lead, self.place = side, None
        if self.follower.speed:
            self.follower.pause()

    def _find(self) -> bool:
        """Whether it is another tie than before; then the films move to where it says."""
        left, right = (self._players[side].axis for side in (LEFT, RIGHT))
        there = left is not None and right is not None and all(self._is_located(side) for side in OTHER)
        now = (self._session.draft, *((left, right) if there else (None, None)))
        if all(one is other for one, other in zip(now, self._read, strict=True)):
            return False
        films_changed = now[1:] != self._read[1:]
        self._read = now
        tie, self.problem = self._held() if there else (None, "")
        if tie == self.tie and not (tie is not None and films_changed):
            self.changed.emit()
            return False
        self.tie, self.place = tie, None
        self._following.stop()
        if tie is not None:
            self._lead = self._leads() if films_changed else RIGHT
            self._follow()
        else:
            self.changed.emit()
        return True

    def _is_located(self, side: str) -> bool:
        shown = self._players[side].shown
        return shown is not None and shown.time_base is not None

    def _held(self) -> tuple[Tie | None, str]:
        """The tie of the films shown, if the draft has one that names frames of them; else why it does not hold."""
        tie = ties.of_pair(self._session.draft, self._films[LEFT], self._films[RIGHT])
        if tie is None:
            return None, ""
        for side, end in ((LEFT, tie.left), (RIGHT, tie.right)):
            axis, item = self._players[side].axis, self._item(side)
            if axis is None or not end.is_in(axis):
                said = self.tr("The tie names a frame that {0} does not have. Tie the videos anew.")
                return None, said.format(item)
            if not axis.index.ordered:
                return None, self._no_times(item)
        return tie, ""

    def _leads(self) -> str:
        """Of two films that meet again the one that was there stays; unless somebody wants the other at its frame."""
        stays, self._stays = self._stays, ""
        if stays:
            return stays
        shown = self._players[self._newer].shown
        if shown is None or not shown.index:
            there = shown is not None and marks.on_picture(self._session.draft, shown.item.id, pts=shown.pts)
            return self._newer if there else OTHER[self._newer]
        return self._newer

    # --- following ------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        lead, follower = self.lead, self.follower
        place, shown, axis = self._place_at(lead.number), follower.shown, follower.axis
        if place is None or shown is None or axis is None:
            return
        self.behind = abs(self.place.number - follower.number) if self.place is not None and lead.speed else 0
        self.place = place
        way = (lead.speed > 0) - (lead.speed < 0)
        self._following.follow(shown.item.sha256, axis, follower.number, place.number, way)
        self._before = lead.number
        self.changed.emit()

    def _place_at(self, number: int) -> Place | None:
        """Where the follower is while the leader shows this frame."""
        tie, lead, axis = self.tie, self.lead.axis, self.follower.axis
        if tie is None or lead is None or axis is None:
            return None
        there, here = (tie.left, tie.right) if self._lead == LEFT else (tie.right, tie.left)
        return ties.place(axis, here, there, lead.time(number))

    def _soon(self, seconds: float) -> int:
        """The follower's frame when the leader, which plays, shows its next one, or in so many seconds if later."""
        axis, number, speed = self.lead.axis, self.lead.number, Fraction(self.lead.speed)
        if axis is None:
            return self.follower.number
        way = 1 if speed > 0 else -1
        next_ = number + max((number - self._before) * way, 1) * way
        later = axis.at(axis.time(number) + Fraction(seconds) * speed)
        furthest = max(next_ * way, later * way) * way
        place = self._place_at(min(max(furthest, 0), axis.count - 1))
        return place.number if place is not None else self.follower.number

    def _show(self, number: int) -> None:
        shown = self.follower.shown
        if shown is None or self.tie is None:
            return
        self._ours = True
        try:
            self._session.show(self.follower.side, shown.item.id, index=number)
        finally:
            self._ours = False

    # --- tying ----------------------------------------------------------------------------------------------------

    def tie_or_untie(self) -> None:
        """Ties the two films at the frames that are shown; those that are tied go their own ways again."""
        if self.tie is not None:
            self._session.edit(self.tr("Untie the videos"), lambda doc: ties.remove(doc, *self._pair))
            self._say(self.tr("Untied: each video moves by itself."))
            return
        ends = [self._end(side) for side in (LEFT, RIGHT)] if self.both else []
        left, right = ends if ends and all(ends) else (None, None)
        if not self.both:
            cap = self._session.actions.caption("pane.other")
            said = self.tr("Two videos can be tied: show one in each pane. {0} shows a file in the other pane.")
            self._say(said.format(cap), "warn")
        if left is None or right is None:
            return
        for player in self._players.values():
            player.pause()
        self._session.edit(self.tr("Tie the videos"), lambda doc: ties.put(doc, Tie(left, right)))
        self._say(self.tr("Tied at {0} and {1}: where one goes, the other follows.").format(*self._words(left, right)))

    def _end(self, side: str) -> End | None:
        """The frame shown, as an end of a tie; None after a message where it cannot be one."""
        player, item = self._players[side], self._item(side)
        shown, axis = player.shown, player.axis
        if shown is None or axis is None or shown.pts is None or shown.time_base is None:
            self._say(self.tr("{0} is still being read, or has no frames; try again in a moment.").format(item), "warn")
            return None
        if not axis.index.ordered:
            self._say(self._no_times(item), "warn")
            return None
        return End(shown.item.sha256, shown.pts, shown.time_base, shown.item.id, shown.stream)

    def shift_back(self) -> None:
        """The left film a frame back, against the right one, which stays."""
        self._shift(-1)

    def shift_on(self) -> None:
        self._shift(1)

    def _shift(self, frames: int) -> None:
        tie, axis = self.tie, self._players[LEFT].axis
        if tie is None or axis is None:
            return
        left = ties.shifted(axis, tie.left, frames)
        if left is None:
            self._say(self.tr("{0} has no frame beyond the one that is tied.").format(self._item(LEFT)))
            return
        moved = Tie(left, tie.right)
        self._session.edit(self.tr("Shift the tie"), lambda doc: ties.put(doc, moved), merge=True)

    def go(self) -> None:
        """Both films to the frames at which they are tied."""
        tie, axis = self.tie, self._players[RIGHT].axis
        if tie is None or axis is None:
            return
        self.lead.pause()
        self._players[RIGHT].seek(axis.index.pts.index(tie.right.pts))
        self._take_lead(RIGHT)
        self._follow()

    # --- words ----------------------------------------------------------------------------------------------------

    def words(self) -> str:
        """The chip: "tied at 0:03.1 ↔ 0:22.4", the left film first, as the panes stand."""
        tie = self.tie
        if tie is None:
            return ""
        return self.tr("tied at {0} ↔ {1}").format(ties.tenths(tie.left.time), ties.tenths(tie.right.time))

    def apart(self) -> str:
        """What keeps the films from standing at the same time, empty where nothing does: one has ended, or is late."""
        place, item = self.place, self._item(OTHER[self._lead])
        if self.tie is None or place is None:
            return ""
        if place.outside:
            said = self.tr("{0}: {1} before its beginning")
            said = said if place.outside == "before" else self.tr("{0}: {1} after its end")
            return said.format(item, ties.span(place.by))
        if self.lead.speed and self.behind > 1:
            return self.tr("{0}: {1} frames behind").format(item, self.behind)
        return ""

    def _words(self, left: End, right: End) -> tuple[str, str]:
        return f"{left.source} {ties.tenths(left.time)}", f"{right.source} {ties.tenths(right.time)}"

    def _no_times(self, item: str) -> str:
        return self.tr("{0} repeats its times, so no time names a frame of it: it cannot be tied.").format(item)

    def _item(self, side: str) -> str:
        shown = self._session.shown[side]
        return shown.item.id if shown is not None else ""

    @property
    def _pair(self) -> tuple[str, str]:
        return self._films[LEFT], self._films[RIGHT]

    def _say(self, text: str, tone: str = "plain") -> None:
        self._session.message.emit(text, tone)

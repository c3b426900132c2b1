"""The alignment of the two pictures that are shown: asked for, on its way, there, set by hand, or out of date."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Qt, Signal

from moderator.desk.comparing import Looked, Pin
from moderator.domain.alignment import Alignment, Matrix, Quality, Why, inverse, product

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown

KEPT = 64
"""Alignments that are remembered: whoever goes back to a pair finds it aligned."""
KEY = "align"

Tone = Literal["plain", "ok", "warn", "bad"]
Pair = tuple[Looked, Looked]
Size = tuple[int, int]


def looked(shown: Shown | None, index: Any = None) -> Looked | None:
    """What is shown, as it is asked for; None where it is no picture, or not located yet.

    `index`: of its video. Where times repeat or go back, they name no frame, and its number does.
    """
    if shown is None or shown.item.missing or (shown.is_video and shown.pts is None):
        return None
    if shown.is_video and index is not None and not index.ordered:
        return Looked(shown.item.sha256, index=shown.index)
    if shown.is_video:
        return Looked(shown.item.sha256, pts=shown.pts)
    return Looked(shown.item.sha256, shown.page)


class Aligner(QObject):
    """Follows what the panes show. `matrix` is what everything that lays one picture over the other uses."""

    changed = Signal()
    _glimpsed = Signal(object, object)
    """The pair, and a first look at its alignment: from the lane's thread"""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._found: OrderedDict[Pair, Alignment] = OrderedDict()
        self._hands: dict[Pair, Matrix] = {}
        self._asked: Pair | None = None
        self.pair: Pair | None = None
        self.problem = ""
        """Why the last request came to nothing; the reason of an alignment that is none stands in itself."""
        self._glimpsed.connect(self._glimpse, Qt.ConnectionType.QueuedConnection)
        session.shown_changed.connect(self._follow)
        session.case_closed.connect(self._forget)
        self._follow()

    @property
    def alignment(self) -> Alignment | None:
        """That of the pair shown; None where nobody asked."""
        return self._found.get(self.pair) if self.pair is not None else None

    @property
    def running(self) -> bool:
        return self._asked is not None and self._asked == self.pair

    @property
    def moved_by_hand(self) -> bool:
        return self.pair is not None and self.pair in self._hands

    def matrix(self) -> Matrix | None:
        """From listing pixels to evidence pixels, as found and moved by hand; None where nothing was found."""
        found = self.alignment
        if found is None or found.homography is None or self.pair is None:
            return None
        hand = self._hands.get(self.pair)
        return found.homography if hand is None else product(hand, found.homography)

    def placed(self, listing: Size, evidence: Size) -> Matrix:
        """Like `matrix`, but where nothing was found the whole listing in the middle of the evidence, moved by hand."""
        found = self.matrix()
        if found is not None:
            return found
        base = fitted(listing, evidence)
        hand = self._hands.get(self.pair) if self.pair is not None else None
        return base if hand is None else product(hand, base)

    def request(self, pins: Sequence[Pin] = ()) -> bool:
        """Aligns the pair shown, anew if it was before. A newer request cancels the older. False: nothing to align."""
        pair = self.pair
        if pair is None:
            return False
        self._hands.pop(pair, None)
        self.problem = ""
        self._asked = pair
        media, glimpsed = self._session.desk.media, self._glimpsed

        def work(stop: object, _progress: object) -> tuple[Pair, Alignment]:
            def told(found: Alignment) -> None:
                getattr(stop, "check", bool)()
                glimpsed.emit(pair, found)

            return pair, media.comparing.align(*pair, pins, told)

        self._session.tasks.run("media", work, self._arrived, self._failed, key=KEY, urgent=True)
        self.changed.emit()
        return True

    def cancel(self) -> None:
        """Lets go of what is under way."""
        if self._asked is not None:
            self._session.tasks.cancel(KEY)
            self._asked = None
            self.changed.emit()

    def nudge(self, by: Matrix) -> None:
        """Moves the listing by hand, in evidence pixels, on top of whatever was found."""
        if self.pair is not None:
            before = self._hands.get(self.pair)
            self._hands[self.pair] = by if before is None else product(by, before)
            self.changed.emit()

    def words(self) -> tuple[str, Tone, str]:
        """Chip, its tone, and the whole reason."""
        found = self.alignment
        if self.problem:
            return self.tr("not aligned"), "bad", self.problem
        if self.running and (found is None or found.why is not Why.FIRST_LOOK):
            return self.tr("aligning…"), "plain", self.tr("A stops it.")
        if found is None:
            hand = self.tr("Placed by hand.") if self.moved_by_hand else ""
            return self.tr("not aligned"), "plain", hand or self.tr("A aligns the two pictures.")
        reason = found.reason[:1].upper() + found.reason[1:] + "."
        if found.quality is Quality.NONE:
            return self.tr("cannot be aligned"), "warn", self.tr("{0} Set pins by hand: Shift A.").format(reason)
        notes = [self.tr("mirrored")] if found.mirrored else []
        notes += [self.tr("moved by hand")] if self.moved_by_hand else []
        name = self.tr("good") if found.quality is Quality.GOOD else self.tr("doubtful")
        figure = self.tr("{0:.1f} px").format(found.median_error_px)
        chip = " · ".join([self.tr("Aligned: {0}").format(name), *notes, figure])
        tone: Tone = "ok" if found.quality is Quality.GOOD and not self.moved_by_hand else "warn"
        return chip, tone, self.tr("{0} {1} points agree.").format(reason, found.inliers)

    def _follow(self, _side: str = "", _shown: object = None) -> None:
        indexes, panes = self._session.indexes, self._session.shown
        one, other = (
            looked(shown, indexes.get(shown.item.sha256) if shown is not None else None)
            for shown in (panes["listing"], panes["evidence"])
        )
        pair = None if one is None or other is None else (one, other)
        if pair == self.pair:
            return
        self.pair, self.problem = pair, ""
        if self._asked is not None and self._asked != pair:
            self._session.tasks.cancel(KEY)
            self._asked = None
        self.changed.emit()

    def _glimpse(self, pair: Pair, found: Alignment) -> None:
        if pair == self._asked:
            self._keep(pair, found)

    def _arrived(self, result: tuple[Pair, Alignment]) -> None:
        pair, found = result
        self._asked = None
        self._keep(pair, found)

    def _keep(self, pair: Pair, found: Alignment) -> None:
        self._found[pair] = found
        self._found.move_to_end(pair)
        while len(self._found) > KEPT:
            self._hands.pop(self._found.popitem(last=False)[0], None)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        pair, self._asked = self._asked, None
        if pair is not None and (found := self._found.get(pair)) is not None and found.why is Why.FIRST_LOOK:
            del self._found[pair]
        self.problem = str(error)
        self.changed.emit()
        self._session.failed(error)

    def _forget(self) -> None:
        """Another case: nothing of this one is kept."""
        self.cancel()
        self._found.clear()
        self._hands.clear()


def fitted(listing: Size, evidence: Size) -> Matrix:
    """The whole listing as large as it fits, in the middle of the evidence."""
    scale = min(evidence[0] / listing[0], evidence[1] / listing[1])
    across = (evidence[0] - listing[0] * scale) / 2 + (scale - 1) / 2
    down = (evidence[1] - listing[1] * scale) / 2 + (scale - 1) / 2
    return scale, 0.0, across, 0.0, scale, down, 0.0, 0.0, 1.0


def back(matrix: Matrix | None) -> Matrix | None:
    """From evidence to listing; None where there is no way."""
    if matrix is None:
        return None
    try:
        return inverse(matrix)
    except ValueError:
        return None

"""Hard cuts and freezes in a stream of small frames: one pass, constant memory, a verdict some frames late.

What cannot be explained by motion from the frame before is new. A cut is a frame on which much more is new than on all
its neighbours: a pan, a shaking hand or a stutter makes much of every frame new, a cut of one. Repeated frames are
passed over, so a stutter does not look like a standstill with jumps.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from moderator.analysis.motion import Luma, Motion, mean_difference
from moderator.domain.scan import Cut, Freeze

AROUND = 5
"""So many different frames on each side a cut is held against."""
SAME = 0.1
"""Mean grey levels up to which a frame repeats the one before it: a codec that repeats leaves next to nothing."""
SHARE, TIMES_SHARE = 0.03, 2.2
"""The share of new pixels that a cut has at least, beyond so many times the most that a neighbour has."""
LEVEL, TIMES_LEVEL = 1.5, 2.2
"""The same for the mean difference, in grey levels."""
CALM, CALM_SHARE = 3.0, 0.02
"""Where all of the picture changes by so many times what it did around, less of it need be new."""
STEPS = 31
"""Times between frames of which the middle one is the film's pace."""
LATE, MOST_LATE = 1.4, 12.0
"""From so many paces a frame comes late: what moves meanwhile is no cut. More than so many change nothing."""
ANOTHER = 0.7
"""A late frame of which this much is new shows something else, whatever moved meanwhile."""
NEAR = 7
"""Frames, repeats among them, beyond which another frame is no neighbour."""
REPEAT = 0.4
"""Below this part of what moves usually a frame repeats the one before: a codec adds detail to it, but little."""
SKIP = 0.7
"""Mean grey levels, small, up to which a frame shows what the last one did: a film of which every other frame is a
repeat would else seem to stand and to jump."""
STRONG = 0.3
"""From here on neighbours that are cuts themselves do not hide one: two of them are passed over."""
BACK = 0.35
"""A flash or a damaged picture: what comes after is what was before, up to this part of the jump."""
FREEZE_SECONDS = 0.5


@dataclass(frozen=True, eq=False)
class Seen:
    """A frame that differs from the one before it: what of it is new, and its small picture."""

    number: int
    picture: Luma
    new: float
    level: float
    late: float
    """Paces of the film since the last one that was no repeat."""


class CutFinder:
    """Takes frames in order; what it has decided on lies in `cuts` and `freezes` until it is taken."""

    def __init__(self) -> None:
        self.cuts: list[Cut] = []
        self.freezes: list[Freeze] = []
        self._seen: deque[Seen] = deque(maxlen=2 * AROUND + 1)
        self._due = 0
        """How many of the last ones in `_seen` are not decided yet."""
        self._motion = Motion()
        self._before: Luma | None = None
        self._steps: deque[float] = deque([1 / 30], maxlen=STEPS)
        self._at: float | None = None
        self._moves: deque[float] = deque(maxlen=STEPS)
        self._alive = 0.0
        self._still: tuple[int, float, int, float] | None = None
        """The run of repeated frames: its first and last frame and their times."""

    def push(self, number: int, seconds: float, luma: Luma, picture: Luma) -> None:
        """The next frame; `picture` is `luma` as small as `motion.small` makes it."""
        before, self._before = self._before, luma
        moves = mean_difference(before, luma) if before is not None and before.shape == luma.shape else 255.0
        self._hold(number, seconds, moves < SAME)
        late = self._lateness(seconds, moves)
        last = self._seen[-1] if self._seen else None
        if last is None:
            self._seen.append(Seen(number, picture, 0.0, 0.0, 1.0))
            self._due += 1
            return
        if moves < SAME or (last.picture.shape == picture.shape and mean_difference(last.picture, picture) < SKIP):
            return
        new, level = self._motion.news(last.picture, picture)
        self._seen.append(Seen(number, picture, new, level, late))
        self._due += 1
        if self._due > AROUND:
            self._decide(len(self._seen) - self._due)

    def _lateness(self, seconds: float, moves: float) -> float:
        """Paces of the film since the last frame that was no repeat."""
        if self._at is not None and seconds > self._at:
            self._steps.append(seconds - self._at)
        self._at = seconds
        usual = _quantile(self._moves, 0.75) if self._moves else moves
        self._moves.append(min(moves, 20.0))
        late = (seconds - self._alive) / max(1e-6, _quantile(self._steps, 0.5))
        if moves >= REPEAT * usual:
            self._alive = seconds
        return min(MOST_LATE, late)

    def finish(self) -> None:
        """There are no more frames."""
        while self._due:
            self._decide(len(self._seen) - self._due)
        self._end_run()

    # --- freezes --------------------------------------------------------------------------------------------------

    def _hold(self, number: int, seconds: float, repeats: bool) -> None:
        if repeats and self._still is not None:
            self._still = (*self._still[:2], number, seconds)
            return
        self._end_run()
        self._still = (number, seconds, number, seconds)

    def _end_run(self) -> None:
        if self._still is not None and self._still[3] - self._still[1] >= FREEZE_SECONDS:
            self.freezes.append(Freeze(self._still[0], self._still[2]))
        self._still = None

    # --- cuts -----------------------------------------------------------------------------------------------------

    def _decide(self, place: int) -> None:
        self._due -= 1
        seen = list(self._seen)
        if place > 0 and self._stands_out(seen, place) and not self._returns(seen, place):
            self.cuts.append(Cut(seen[place].number))

    def _stands_out(self, seen: list[Seen], place: int) -> bool:
        here = seen[place]
        if here.new < CALM_SHARE or here.level < LEVEL:
            return False
        around = [each for each in seen[max(1, place - AROUND) : place + 1 + AROUND] if each is not here]
        around = [each for each in around if abs(each.number - here.number) <= NEAR]
        if not around:
            return True
        passed = 2 if here.new >= STRONG and len(around) > 3 else 0
        new = sorted(each.new for each in around)[-1 - passed]
        level = sorted(each.level for each in around)[-1 - passed]
        if here.late < LATE:
            least = CALM_SHARE if here.level >= CALM * level else SHARE
            return here.new >= least + TIMES_SHARE * new and here.level >= LEVEL + TIMES_LEVEL * level
        new = max(new, here.late * max(each.new / max(1.0, each.late) for each in around))
        enough = min(SHARE + TIMES_SHARE * new, ANOTHER)
        if here.new < enough or here.level < LEVEL + TIMES_LEVEL * level:
            return False
        return self._motion.news_from_far(seen[place - 1].picture, here.picture) >= enough

    def _returns(self, seen: list[Seen], place: int) -> bool:
        """Whether the picture of before is back soon, or this is it coming back."""
        here, limit = seen[place], BACK * seen[place].new
        before, after = seen[place - 1], seen[place + 1 : place + 1 + AROUND]
        if any(self._motion.news(before.picture, each.picture)[0] < limit for each in after):
            return True
        earlier = seen[max(0, place - AROUND) : place - 1]
        return any(self._motion.news(each.picture, here.picture)[0] < limit for each in earlier)


def _quantile(values: Iterable[float], share: float) -> float:
    """Between the two nearest in proportion, as NumPy does it; that takes longer than the motion for so few."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])

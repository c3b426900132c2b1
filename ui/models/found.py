"""What is known of some frames of a film, numbered as its axis is: the codes read, and where the listing's item is."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from moderator.domain.case import Case
from moderator.domain.code_facts import About, Known, Relation, known
from moderator.domain.finds import Codes, CodesSeen, Likeness, Likenesses, Run, best_likenesses, runs
from ui.models.timeline import Axis

L = TypeVar("L", CodesSeen, Likeness)


@dataclass(frozen=True)
class Found:
    """`codes` and `looks` None: nothing yet; `refused`: why nothing more is coming.

    `photos`: ids of the listing photos, as `Likeness.photo` counts them. `runs`: each code with the number of the case
    that it has to do with. `best`: the frames on which most of the listing is found.
    """

    photos: tuple[str, ...] = ()
    codes: Codes | None = None
    looks: Likenesses | None = None
    refused: str = ""
    runs: tuple[tuple[Run, Known | None], ...] = ()
    best: tuple[Likeness, ...] = ()

    @property
    def done(self) -> bool:
        return bool(self.refused) or all(each is not None and each.done for each in (self.codes, self.looks))

    @property
    def texts(self) -> dict[str, Known | None]:
        """What stands in the codes, each once."""
        return {run.code.text: which for run, which in self.runs}

    @property
    def of_the_case(self) -> int:
        """How many different codes are, or hold, a number of the case."""
        return sum(which is not None and which.relation is not Relation.OTHER for which in self.texts.values())

    @property
    def parcel(self) -> Relation | None:
        """Whether the tracking number of the parcel was read; OTHER: only another of its kind. None: neither."""
        told = {which.relation for which in self.texts.values() if which is not None and which.about is About.TRACKING}
        if told & {Relation.SAME, Relation.WITHIN}:
            return Relation.SAME
        return Relation.OTHER if told else None

    def look_at(self, number: int) -> Likeness | None:
        """The look that stands for this frame: the nearest, and none beyond what has been looked at so far."""
        seen = self.looks.seen if self.looks is not None else ()
        if not seen or (number > seen[-1].number and self.looks is not None and not self.looks.done):
            return None
        place = bisect_left([look.number for look in seen], number)
        return min(seen[max(0, place - 1) : place + 1], key=lambda look: abs(look.number - number))

    def photo_of(self, look: Likeness) -> str:
        """The id of the listing photo."""
        return self.photos[look.photo] if look.photo < len(self.photos) else ""


def understood(found: Found, case: Case, axis: Axis | None) -> Found:
    """With the numbers of the axis, and what follows from what was seen."""
    codes, looks = found.codes, found.looks
    if axis is not None:
        codes = replace(codes, seen=tuple(_named(axis, each) for each in codes.seen)) if codes is not None else None
        looks = replace(looks, seen=tuple(_named(axis, each) for each in looks.seen)) if looks is not None else None
    read = runs(codes.seen) if codes is not None else ()
    return replace(
        found, codes=codes, looks=looks, runs=tuple((run, known(case, run.code)) for run in read),
        best=best_likenesses(looks.seen) if looks is not None else (),
    )  # fmt: skip


def _named(axis: Axis, look: L) -> L:
    """They differ where a damaged file decodes to fewer frames than its packets promised: then the same time counts."""
    pts = axis.index.pts
    if not axis.index.ordered or (look.number < len(pts) and pts[look.number] == look.pts):
        return look
    return replace(look, number=min(bisect_left(pts, look.pts), len(pts) - 1))


def item_heights(axis: Axis, looks: Likenesses | None, columns: int) -> NDArray[np.float64]:
    """From 0 to 1 for each column how much of the listing is found; below 0 where nothing is known."""
    seen = [look for look in looks.seen if look.number < axis.count] if looks is not None else []
    if not seen or columns < 1 or looks is None:
        return np.full(columns, -1.0)
    at = np.array([axis.share(look.number) * columns for look in seen])
    made = np.interp(np.arange(columns), at, [look.height for look in seen])
    if not looks.done:
        made[int(at[-1]) + 1 :] = -1.0
    return made

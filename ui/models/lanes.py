"""What the lanes below a storyboard show, worked out for so many columns: numbers, nothing that paints."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from moderator.domain.scan import BINS_PER_SECOND, NO_SOUND, SILENCE_DB, Cut, Freeze, Scan
from ui.models.timeline import Axis

QUIET_DB = -66
"""What is no louder than this has no height."""
Column = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Heights:
    """From 0 to 1 for each column; below 0 where nothing is known."""

    sound: Column
    sharpness: Column


def heights(axis: Axis, scan: Scan | None, columns: int) -> Heights:
    """Of loudness the loudest of what lies in a column, of sharpness the mean."""
    unknown = np.full(columns, -1.0)
    if scan is None or columns < 1:
        return Heights(unknown, unknown)
    return Heights(_sound(axis, scan, columns), _sharpness(axis, scan, columns))


def _sound(axis: Axis, scan: Scan, columns: int) -> Column:
    if scan.loudness is None:
        return np.full(columns, -1.0)
    levels = np.frombuffer(scan.loudness.levels, np.uint8)
    db = SILENCE_DB + levels / 2
    height = np.where(levels == NO_SOUND, -1.0, np.clip((db - QUIET_DB) / -QUIET_DB, 0, 1))
    places = np.arange(len(levels)) / max(BINS_PER_SECOND * float(axis.seconds), 1.0)
    return _filled(_at(places, columns), height, columns, loudest=True)


def _sharpness(axis: Axis, scan: Scan, columns: int) -> Column:
    """Between this film's own least and most: films cannot be compared with each other."""
    sharp = np.frombuffer(scan.sharpness, np.uint8).astype(np.float64)
    if not len(sharp):
        return np.full(columns, -1.0)
    least, most = np.percentile(sharp, (1, 99.5))
    height = np.clip((sharp - least) / max(most - least, 12.0), 0, 1) * 0.9 + 0.1
    # A film whose index turned out to be wrong may have more frames than the axis knows.
    at = _columns(axis, columns)[: len(sharp)]
    return _filled(at, height[: len(at)], columns, loudest=False)


@lru_cache(maxsize=2)
def _columns(axis: Axis, columns: int) -> NDArray[np.int64]:
    """In which column each frame of the film begins. Kept, since it takes longer than all the rest."""
    if axis.index.ordered:
        pts = np.array(axis.index.pts, np.float64)
        return _at((pts - axis.first) / (axis.last - axis.first), columns)
    return _at(np.arange(axis.count) / axis.count, columns)


def _at(places: Column, columns: int) -> NDArray[np.int64]:
    return np.clip((places * columns).astype(np.int64), 0, columns - 1)


def _filled(at: NDArray[np.int64], height: Column, columns: int, *, loudest: bool) -> Column:
    """Columns in which nothing begins show what began before; those behind the last one know nothing."""
    if loudest:
        made = np.full(columns, -2.0)
        np.maximum.at(made, at, height)
    else:
        count = np.bincount(at, minlength=columns)
        made = np.where(count > 0, np.bincount(at, height, columns) / np.maximum(count, 1), -2.0)
    known = np.maximum.accumulate(np.where(made > -2, np.arange(columns), -1))
    made = np.where(known >= 0, made[np.maximum(known, 0)], -1.0)
    made[int(at.max()) + 1 + columns // max(1, len(at)) :] = -1.0
    return made


def named_by(axis: Axis, scan: Scan) -> Scan:
    """With the numbers that the axis gives to its frames. They differ where a damaged file decodes to fewer frames than
    its packets promised: then the same times count."""
    pts = axis.index.pts
    if scan.pts == pts[: len(scan.pts)] or not axis.index.ordered:
        return scan

    def number(place: int) -> int:
        return min(bisect_left(pts, scan.pts[place]), len(pts) - 1)

    return replace(
        scan,
        cuts=tuple(Cut(number(cut.frame), cut.kind, number(cut.begins)) for cut in scan.cuts),
        freezes=tuple(Freeze(number(each.first), number(each.last)) for each in scan.freezes),
        best=tuple(sorted({number(each) for each in scan.best})),
    )


def level_at(axis: Axis, scan: Scan, number: int) -> float | None:
    """How loud it is in dB when a frame begins; None where there is no sound."""
    if scan.loudness is None or not scan.loudness.levels:
        return None
    place = int((axis.time(number) - axis.start) * BINS_PER_SECOND)
    return scan.loudness.db(min(max(place, 0), len(scan.loudness.levels) - 1))


def after(numbers: Sequence[int], number: int) -> int | None:
    """The first of them beyond `number`."""
    place = bisect_right(numbers, number)
    return numbers[place] if place < len(numbers) else None


def before(numbers: Sequence[int], number: int) -> int | None:
    """The last of them before `number`."""
    place = bisect_left(numbers, number)
    return numbers[place - 1] if place else None


def lasts(axis: Axis, first: int, last: int) -> Fraction:
    """Seconds from the first frame's beginning to the last one's end."""
    end = axis.time(last + 1) if last + 1 < axis.count else axis.end
    return end - axis.time(first)

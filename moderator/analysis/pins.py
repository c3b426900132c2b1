"""An alignment that a moderator sets by hand: pins, each a place of the listing and the same place of the evidence."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np

from moderator.analysis import align, fit, judge
from moderator.analysis.candidate import Candidate
from moderator.analysis.frame import framed
from moderator.analysis.picture import EVIDENCE_SIDE, LISTING_SIDE, Doubles, Picture, Pixels, prepared
from moderator.domain.alignment import Alignment, Quality, Why

Point = tuple[float, float]
Pin = tuple[Point, Point]

_HALVES = (20, 40)
"""Working pixels from the middle of a compared patch to its edge; the larger where the smaller is plain."""
_PLAIN = 4.0
"""Grey levels, standard deviation."""
_REACH = 0.015
"""Of the evidence's longest side: how far a hand may have missed."""
_SNAPS = ((0.8, 0.02), (0.65, 0.08))
"""Correlation that a snap needs, and by how much it must be above the one where the pin was set: either pair."""
_ROUNDS = 2
"""The first homography is as crooked as the hand; patches laid by the second are as they should be."""
_APART = 0.02
"""Of the pins' extent: nearer points, or points nearer to one line, say nothing of a turn or a tilt."""
_SUPPORT = 0.3
_MOST = 12


def from_pins(listing: Pixels, evidence: Pixels, pins: Sequence[Pin]) -> Alignment:
    """The alignment through pins (x, y of the given pictures): 2 a similarity, 3 affine, 4 or more a homography.

    Each pin's end in the evidence is first moved to where the picture agrees best nearby, if it agrees clearly better.
    Good where the pictures then agree in a fair part of the detail, else doubtful; none where the pins lie too close
    together or on one line, or tell what no camera sees. Raises nothing.
    """
    source, target = _ends(pins)
    if not (_general(source, len(pins)) and _general(target, len(pins))):
        return Alignment(Quality.NONE, Why.PINS_DEGENERATE)
    mine, theirs = prepared(listing, LISTING_SIDE), prepared(evidence, EVIDENCE_SIDE)
    source, target = fit.moved(mine.shrink, source), fit.moved(theirs.shrink, target)
    matrix = _through(source, target)
    if matrix is None or not _possible(matrix, source, theirs):
        return Alignment(Quality.NONE, Why.IMPLAUSIBLE)
    for _ in range(_ROUNDS):
        snapped = np.array([_snapped(mine, theirs, matrix, *ends) for ends in zip(source, target, strict=True)])
        again = _through(source, snapped) if _general(snapped, len(pins)) else None
        if again is not None and _possible(again, source, theirs):
            matrix, target = again, snapped
    return _judged(mine, theirs, matrix, source, target)


def snap(listing: Pixels, evidence: Pixels, alignment: Alignment, pin: Pin) -> Point:
    """Where the evidence agrees best with the listing around a pin, within 1.5 % of the evidence's longest side.

    `alignment` tells how the listing is turned and sized there; without a homography, or where nothing nearby agrees
    clearly better, it is the pin's own end.
    """
    if alignment.homography is None or not np.isfinite(pin).all():
        return pin[1]
    mine, theirs = prepared(listing, LISTING_SIDE), prepared(evidence, EVIDENCE_SIDE)
    given = np.array(alignment.homography).reshape(3, 3)
    matrix: Doubles = np.asarray(theirs.shrink @ given @ np.linalg.inv(mine.shrink), float)
    source, target = _ends([pin])
    ends = fit.moved(mine.shrink, source)[0], fit.moved(theirs.shrink, target)[0]
    place = _snapped(mine, theirs, matrix, *ends)
    if np.array_equal(place, ends[1]):
        return pin[1]
    x, y = fit.moved(np.asarray(np.linalg.inv(theirs.shrink), float), place[None])[0].tolist()
    return x, y


def _ends(pins: Sequence[Pin]) -> tuple[Doubles, Doubles]:
    both = np.array(pins, float).reshape(-1, 2, 2)
    return both[:, 0], both[:, 1]


def _general(points: Doubles, count: int) -> bool:
    """Whether the points lie apart, and of three or four of them no three near one line."""
    if count < 2 or not np.isfinite(points).all():
        return False
    extent = float(np.ptp(points, axis=0).max())
    few = points[:_MOST]
    if count > 4:
        return any(_general(few[list(four)], 4) for four in itertools.combinations(range(len(few)), 4))
    if extent < 4 or any(np.linalg.norm(a - b) < _APART * extent for a, b in itertools.combinations(points, 2)):
        return False
    return all(_height(*three) > _APART * extent for three in itertools.combinations(points, 3))


def _height(a: Doubles, b: Doubles, c: Doubles) -> float:
    """The smallest height of a triangle."""
    longest = max(np.linalg.norm(a - b), np.linalg.norm(b - c), np.linalg.norm(c - a))
    twice = abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
    return float(twice / max(longest, 1e-12))


def _through(source: Doubles, target: Doubles) -> Doubles | None:
    if len(source) == 2:
        (step,), (onto,) = np.diff(source, axis=0), np.diff(target, axis=0)
        turn = complex(*onto) / complex(*step)
        linear = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
        return np.vstack([np.c_[linear, target[0] - linear @ source[0]], [0, 0, 1]])
    if len(source) == 3:
        rows = np.linalg.solve(np.c_[source, np.ones(3)], target).T
        return np.vstack([rows, [0, 0, 1]])
    matrix, _ = cv2.findHomography(source, target, 0)
    return np.asarray(matrix, float) if matrix is not None and np.isfinite(matrix).all() else None


def _possible(matrix: Doubles, source: Doubles, theirs: Picture) -> bool:
    """Whether all pins are before the camera and seen from one side; a mirrored picture is seen from the other."""
    with np.errstate(all="ignore"):
        if not np.isfinite(fit.moved(matrix, source)).all():
            return False
        turns = [float(np.linalg.det(fit.jacobian(matrix, point))) for point in source]
    limit = (4 * max(theirs.size)) ** 2
    return all(0 < turn < limit for turn in turns) or all(-limit < turn < 0 for turn in turns)


def _snapped(mine: Picture, theirs: Picture, matrix: Doubles, here: Doubles, there: Doubles) -> Doubles:
    """Where `there` goes: to the best place that a patch of the listing around `here` finds nearby, or nowhere."""
    reach = max(2, round(_REACH * max(theirs.size)))
    x, y = round(float(there[0])), round(float(there[1]))
    if not (0 <= x < theirs.size[0] and 0 <= y < theirs.size[1]):
        return there
    fine = float(np.sqrt(abs(np.linalg.det(fit.jacobian(matrix, here)))))
    grey = cv2.GaussianBlur(mine.grey, (0, 0), 0.5 / fine) if 0.02 < fine < 0.7 else mine.grey
    # The listing as it would lie there if the homography put this pin exactly on its end.
    shift = np.eye(3)
    shift[:2, 2] = there - [x, y] - fit.moved(matrix, here[None])[0]
    for half in _HALVES:
        side = 2 * half + 1
        shift[:2, 2] += half
        patch = cv2.warpPerspective(grey, shift @ matrix, (side, side), borderMode=cv2.BORDER_REPLICATE)
        shift[:2, 2] -= half
        if patch.std() < _PLAIN:
            continue
        around = cv2.getRectSubPix(theirs.grey, (side + 2 * reach, side + 2 * reach), (float(x), float(y)))
        likeness = np.asarray(cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED), float)
        return there + _summit(np.nan_to_num(likeness, nan=-1.0, posinf=-1.0, neginf=-1.0))
    return there


def _summit(likeness: Doubles) -> Doubles:
    """From the middle of a square map to its highest place, x and y; 0,0 where that is not clearly higher."""
    reach = len(likeness) // 2
    row, column = (int(n) for n in np.unravel_index(int(likeness.argmax()), likeness.shape))
    best = likeness[row, column]
    inside = 0 < row < 2 * reach and 0 < column < 2 * reach
    if not inside or not any(best > least and best > likeness[reach, reach] + more for least, more in _SNAPS):
        return np.zeros(2)
    across = column + _peak(likeness[row, column - 1 : column + 2])
    return np.array([across, row + _peak(likeness[row - 1 : row + 2, column])]) - reach


def _peak(three: Doubles) -> float:
    """Where a parabola through three equidistant values peaks, from the middle one, -0.5 to 0.5."""
    bend = float(three[0] - 2 * three[1] + three[2])
    return float(np.clip((three[0] - three[2]) / (2 * bend), -0.5, 0.5)) if bend < -1e-9 else 0.0


def _judged(mine: Picture, theirs: Picture, matrix: Doubles, source: Doubles, target: Doubles) -> Alignment:
    mirrored = float(np.linalg.det(fit.jacobian(matrix, source[0]))) < 0
    seen = mine.mirrored() if mirrored else mine
    flip = np.array([[-1.0, 0, mine.size[0] - 1], [0, 1, 0], [0, 0, 1]]) if mirrored else np.eye(3)
    inner = matrix @ flip
    figures = judge.Figures()
    if not (mine.plain or theirs.plain) and fit.plausible(inner, seen.corners(), theirs.size):
        frame = framed(seen, theirs, inner)
        figures = judge.figures(frame, inner, seen) if frame is not None else figures
    error = float(np.median(np.linalg.norm(fit.moved(matrix, source) - target, axis=1)))
    tilt = fit.tilt(matrix, source.mean(0))
    hand = Candidate(inner, mirrored, figures, len(source), error, fit.moved(inner, seen.corners()), tilt)
    quality = Quality.GOOD if figures.support >= _SUPPORT else Quality.DOUBTFUL
    return align.described(mine, theirs, hand, quality, Why.BY_HAND)

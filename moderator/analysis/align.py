"""The alignment of a listing's photo with a picture from the evidence, and its verdict on itself.

Features find the place, the pixels refine it, and figures that a lucky fit does not reach decide what it is called.
Nothing is drawn at random but by OpenCV's MAGSAC, which starts alike every time: the same pixels give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from moderator.analysis import fit, verdict
from moderator.analysis.candidate import Candidate
from moderator.analysis.picture import EVIDENCE_SIDE, LISTING_SIDE, Doubles, Picture, Pixels, prepared
from moderator.analysis.search import Look, Search
from moderator.domain.alignment import Alignment, Matrix, Quality, Why, normal


def align(listing: Pixels, evidence: Pixels) -> Alignment:
    """The last of `stages`."""
    *_, last = stages(listing, evidence)
    return last


def stages(listing: Pixels, evidence: Pixels) -> Iterator[Alignment]:
    """A first look as soon as features agree on one, then the verdict; always at least the verdict.

    Takes H x W x 3 uint8, RGB, of any size. The homography takes pixels of the given `listing` to pixels of the given
    `evidence`; lengths are in pixels of the given evidence. Raises nothing, whatever the pictures show.
    """
    mine, theirs = prepared(listing, LISTING_SIDE), prepared(evidence, EVIDENCE_SIDE)
    if mine.plain or theirs.plain:
        yield Alignment(Quality.NONE, Why.NO_TEXTURE)
        return
    tries = Search(mine, theirs)
    for found in tries.run():
        if isinstance(found, Look):
            yield looked_at(mine, theirs, found)
            continue
        if verdict.convinced(found):
            break
    yield _verdict(mine, theirs, tries)


def looked_at(mine: Picture, theirs: Picture, look: Look) -> Alignment:
    """A first look as an alignment: doubtful, whatever it is worth."""
    matrix = given(mine, theirs, look.matrix)
    turn = quarter(mine, look.matrix)
    return Alignment(Quality.DOUBTFUL, Why.FIRST_LOOK, matrix, inliers=look.inliers, rotation=turn)


def _verdict(mine: Picture, theirs: Picture, tries: Search) -> Alignment:
    if not tries.candidates:
        return Alignment(Quality.NONE, Why.IMPLAUSIBLE if tries.folded else Why.FEW_MATCHES)
    best = max(tries.candidates, key=verdict.score)
    quality, why = verdict.verdict(best, [each for each in tries.candidates if each.apart(best)])
    if quality is Quality.NONE:
        return Alignment(quality, why)
    sure = quality is not Quality.GOOD or not verdict.uncertain_of_side(best)
    if not sure and verdict.ambiguous(best, tries.twins(best)):
        quality, why = Quality.DOUBTFUL, Why.TWO_PLACES
    return described(mine, theirs, best, quality, why)


def described(mine: Picture, theirs: Picture, best: Candidate, quality: Quality, why: Why) -> Alignment:
    """A candidate as an alignment of the given pictures."""
    flip = np.array([[-1.0, 0, mine.size[0] - 1], [0, 1, 0], [0, 0, 1]]) if best.mirrored else np.eye(3)
    unit = 1 / theirs.scale
    return Alignment(
        quality,
        why,
        given(mine, theirs, best.matrix @ flip),
        inliers=best.witnesses,
        coverage=round(best.figures.hull, 4),
        median_error_px=best.error * unit,
        support=round(best.figures.support, 4),
        spread_px=_finite(best.figures.shift) * unit,
        mirrored=best.mirrored,
        rotation=quarter(mine.mirrored() if best.mirrored else mine, best.matrix),
    )


def _finite(shift: float) -> float:
    """A shift that nothing bounds, as a number that can be stored."""
    return min(shift, 9999.0)


def given(mine: Picture, theirs: Picture, matrix: Doubles) -> Matrix:
    """A homography of the working pictures as one of those that were given."""
    a, b, c, d, e, f, g, h, i = (np.linalg.inv(theirs.shrink) @ matrix @ mine.shrink).ravel().tolist()
    return normal((a, b, c, d, e, f, g, h, i))


def quarter(mine: Picture, matrix: Doubles) -> int:
    """The turn at the middle of the detail as the nearest of 0, 90, 180 and 270 degrees clockwise."""
    step = fit.jacobian(matrix, mine.corners().mean(0))
    left, _, right = np.linalg.svd(step)
    turn = left @ right
    return round(float(np.degrees(np.arctan2(turn[1, 0], turn[0, 0]))) / 90) % 4 * 90

"""How much of the listing's photos is found in a frame: matches that agree with each other on where it stands.

RootSIFT points are matched as for an alignment, but no homography is asked for: an item is no plane, and in a film it
is small. One match of two described patches is an affine map by itself (Lowe, IJCV 2004, section 7.2); what is counted
is how many others lie where that map puts them. Strangers hardly ever get beyond three, an item that is seen reaches
six to twenty: docs/scanning.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moderator.analysis import features
from moderator.analysis.features import Features
from moderator.analysis.picture import Array, Grey, Pixels, prepared

PHOTO_SIDE, FRAME_SIDE = 480, 640
"""Longest sides at work: the photo shows its item large, the frame small."""
_MOST_OF_PHOTO, _MOST_OF_FRAME = 1000, 1500
_NEAR = 0.02
"""Of the frame's longer side: so far a match may lie from where another puts it, and further where that is far away."""
_STRETCH = 0.15
_SMALLEST, _LARGEST = 0.05, 8.0
"""Of the photo's size at work, as which an item may be seen."""
_TRIED = 8
"""The matches most agreed with: of the others none can be the best by much."""


class Listing:
    """Photos of the listing, ready to be found again."""

    def __init__(self, photos: Sequence[Pixels]) -> None:
        self._photos = [
            features.detect(prepared(photo, PHOTO_SIDE), crop=True, most=_MOST_OF_PHOTO) for photo in photos
        ]

    def found_in(self, frame: Grey) -> tuple[int, int]:
        """Of which photo most is found in the frame, and how many matches agree on it."""
        counts = self.counts(frame)
        best = int(np.argmax(counts)) if counts else 0
        return best, counts[best] if counts else 0

    def counts(self, frame: Grey) -> list[int]:
        """For each photo how many matches agree on where it is."""
        picture = prepared(np.repeat(frame[:, :, None], 3, axis=2), FRAME_SIDE)
        seen = features.detect(picture, most=_MOST_OF_FRAME)
        return [agreeing(photo, seen, max(picture.size)) for photo in self._photos]


def agreeing(photo: Features, frame: Features, side: int) -> int:
    """The most matches that agree with one of them; each place of either picture counts once."""
    pairs = features.matches(photo, frame)
    if len(pairs) < 2:
        return len(pairs)
    source, target = photo.points[pairs[:, 0]].astype(float), frame.points[pairs[:, 1]].astype(float)
    linear = frame.shapes[pairs[:, 1]].astype(float) @ np.linalg.inv(photo.shapes[pairs[:, 0]].astype(float))
    size = np.sqrt(np.abs(np.linalg.det(linear)))
    moved = np.einsum("mij,mnj->mni", linear, source[None] - source[:, None]) + target[:, None]
    error = np.linalg.norm(moved - target[None], axis=2)
    reach = np.linalg.norm(moved - target[:, None], axis=2)
    near = _NEAR * side
    # A patch tells its surroundings better than what is far away from it.
    agrees = error < near / 2 + _STRETCH * np.minimum(reach, 10 * near)
    agrees &= ((size > _SMALLEST) & (size < _LARGEST))[:, None]
    order = np.argsort(-agrees.sum(1), kind="stable")[:_TRIED]
    return max(_places(source[agrees[row]], target[agrees[row]]) for row in order)


def _places(source: Array, target: Array) -> int:
    """A point with two directions is described twice, and must not bear witness to itself."""
    return min(_different(source), _different(target))


def _different(points: Array) -> int:
    whole: NDArray[np.int64] = np.round(points).astype(np.int64)
    return len(np.unique(whole, axis=0))

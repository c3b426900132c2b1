"""Listing against evidence: alignment and difference of two pictures, for the window; all of it in the worker."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moderator.domain.alignment import Alignment, Matrix, inverse, moved, normal, product
from moderator.domain.difference import Difference
from moderator.errors import MediaError

if TYPE_CHECKING:
    from moderator.desk.media import MediaDesk
    from moderator.media.pair import Pair
    from moderator.media.values import Frame

KEPT = 4
"""Pictures that are kept: both sides of what is compared now and before."""
Point = tuple[float, float]
Pin = tuple[Point, Point]
"""A point of the listing and the same of the evidence, in pixels of the full upright pictures."""


@dataclass(frozen=True)
class Looked:
    """One picture, by its file and place: `page` of a document, `pts` or `index` of a video's frame."""

    sha256: str
    page: int = 0
    pts: int | None = None
    index: int | None = None


class Comparing:
    """Thread-safe. Matrices and pins are in pixels of the full upright pictures. Raises MediaError throughout."""

    def __init__(self, media: MediaDesk) -> None:
        self._media = media
        self._lock = threading.Lock()
        self._kept: OrderedDict[Looked, Frame] = OrderedDict()

    def align(
        self,
        listing: Looked,
        evidence: Looked,
        pins: Sequence[Pin] = (),
        told: Callable[[Alignment], None] | None = None,
    ) -> Alignment:
        """How the listing lies on the evidence. `told` hears a first look; if it raises, all work on it ends."""
        one, other = self._read(listing), self._read(evidence)

        def tell(found: Alignment) -> None:
            if told is not None:
                told(full_size(found, one, other))

        with speaking_of_both():
            found = self._media.pool.align(pair(one, other, pins=pins), self._media.case_of(evidence.sha256), tell)
        return full_size(found, one, other)

    def difference(self, listing: Looked, evidence: Looked, matrix: Matrix, threshold: float) -> Difference:
        """Where they differ by `threshold` (ΔE) and more, the listing laid over the evidence by `matrix`."""
        one, other = self._read(listing), self._read(evidence)
        made = pair(one, other, matrix, amount=threshold)
        with speaking_of_both():
            return self._media.pool.difference(made, self._media.case_of(evidence.sha256))

    def _read(self, looked: Looked) -> Frame:
        with self._lock:
            if looked in self._kept:
                self._kept.move_to_end(looked)
                return self._kept[looked]
        frame = self._decode(looked)
        with self._lock:
            self._kept[looked] = frame
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return frame

    def _decode(self, looked: Looked) -> Frame:
        from moderator.media.limits import PAIR_SIDE

        size = (PAIR_SIDE, PAIR_SIDE)
        if looked.pts is not None:
            return self._media.frame(looked.sha256, pts=looked.pts, max_size=size)
        if looked.index is not None:
            return self._media.frame(looked.sha256, index=looked.index, max_size=size)
        return self._media.still(looked.sha256, looked.page, size)


@contextmanager
def speaking_of_both() -> Iterator[None]:
    """What goes wrong while two pictures are compared is no fault of one file, and must not be said of it."""
    try:
        yield
    except MediaError as error:
        text = f"The two pictures could not be compared ({error.why or error.state}). Try again, or set pins by hand."
        raise MediaError(text, error.state, error.why) from error


def pair(
    listing: Frame, evidence: Frame, matrix: Matrix | None = None, *, pins: Sequence[Pin] = (), amount: float = 0.0
) -> Pair:
    """Both pictures as they travel; `matrix` and `pins` come in pixels of the full pictures."""
    from moderator.media.pair import Pair

    one, other = _smaller(listing), _smaller(evidence)
    moved_pins = [(*moved(one, *a), *moved(other, *b)) for a, b in pins]
    if matrix is None:
        return Pair(listing.pixels, evidence.pixels, pins=moved_pins, amount=amount)
    between = product(product(other, matrix), inverse(one))
    return Pair(listing.pixels, evidence.pixels, between, moved_pins, amount)


def full_size(found: Alignment, listing: Frame, evidence: Frame) -> Alignment:
    """What was found on smaller pictures, in pixels of the full ones."""
    if found.homography is None:
        return found
    into, out = _smaller(listing), inverse(_smaller(evidence))
    larger = evidence.full_width / evidence.width
    return replace(
        found,
        homography=normal(product(product(out, found.homography), into)),
        median_error_px=found.median_error_px * larger,
        spread_px=found.spread_px * larger,
    )


def _smaller(frame: Frame) -> Matrix:
    """From pixels of the full picture to those of the frame. Each side by itself: both were rounded to whole pixels."""
    across, down = frame.width / frame.full_width, frame.height / frame.full_height
    return across, 0.0, (across - 1) / 2, 0.0, down, (down - 1) / 2, 0.0, 0.0, 1.0

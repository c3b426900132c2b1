"""Some frames of a film, each as it is shown: upright, in square pixels, at a size at which it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import av
from av.video.reformatter import VideoReformatter

from moderator.media import planes
from moderator.media.files import Unshowable
from moderator.media.frame_source import Unproven
from moderator.media.photo import fit
from moderator.media.planes import Rows
from moderator.media.reasons import Reason
from moderator.media.video import Video


@dataclass(frozen=True, eq=False)
class Picked:
    """`luma`: height x width, C-contiguous."""

    number: int
    pts: int
    luma: Rows


def frames(video: Video, numbers: Sequence[int], side: int) -> Iterator[Picked]:
    """Those frames, by their number in the order shown, ascending; none is longer than `side`. Numbers beyond the last
    frame are passed over. Where the index turns out to be wrong it begins again, with a right one.

    The film is decoded from its start: several frames of each second are wanted, and no jump would save anything.
    Raises Unshowable, or DECODER_ERRORS.
    """
    try:
        yield from _frames(video, numbers, side)
    except Unproven:
        video.distrust()
    else:
        return
    try:
        yield from _frames(video, numbers, side)
    except Unproven as error:
        raise Unshowable(Reason.DAMAGED) from error


def _frames(video: Video, numbers: Sequence[int], side: int) -> Iterator[Picked]:
    shape, index, scaler = video.geometry(), video.index(), VideoReformatter()
    size = shape.before_turn(fit(shape.upright, (side, side)))
    waiting = iter(sorted({number for number in numbers if number < len(index.pts)}))
    wanted = next(waiting, None)
    if wanted is None:
        return
    for number, frame in video.in_order():
        if number == wanted:
            yield Picked(number, index.pts[number], shape.turned(_luma(scaler, frame, size))[:, :, 0])
            wanted = next(waiting, None)
            if wanted is None:
                return


def _luma(scaler: VideoReformatter, frame: av.VideoFrame, size: tuple[int, int]) -> Rows:
    """As stored, height x width x 1."""
    # One thread: what a second would save is lost in waking it up for each frame.
    return planes.rows(scaler.reformat(frame, *size, "gray", interpolation="AREA", threads=1), 0)[:, :, None]

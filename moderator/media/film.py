"""A whole film, frame after frame: small luma for what is measured on it, and how loud its sound is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import av
import cv2
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from moderator.domain.scan import BINS_PER_SECOND, NO_SOUND, SILENCE_DB, Loudness
from moderator.media import limits, planes
from moderator.media.files import Unshowable
from moderator.media.frame_source import Unproven
from moderator.media.reasons import Reason
from moderator.media.sound import track
from moderator.media.video import Video

SIDE = 480
"""The longest side of the luma."""
_RUN, _RUNS = 8, 2
"""Frames that are decoded in one go beside their analysis, and how many such runs may wait for it."""
_GATHERED = 64
"""Audio frames that are counted together: one call for each of some twenty milliseconds would cost more than they."""
_EIGHT_BITS = frozenset({"yuv420p", "yuv422p", "yuv444p", "yuvj420p", "yuvj422p", "yuvj444p", "nv12"})


@dataclass(frozen=True, eq=False)
class Small:
    """A frame, small, as it is stored: not turned. `seconds`: from the first frame shown; `total`: how many frames
    there are, by the index that numbers this one."""

    number: int
    total: int
    pts: int
    seconds: float
    luma: NDArray[np.uint8]


def frames(video: Video) -> Iterator[Small]:
    """Every frame in the order shown. Where the index turns out to be wrong it begins again at 0, with a right one.

    Decoded and made small by a thread of its own, some frames ahead: whoever looks at them uses another processor.
    Raises Unshowable, or DECODER_ERRORS.
    """
    every = _every(video)
    with ThreadPoolExecutor(1) as beside:
        coming = [beside.submit(_run, every) for _ in range(_RUNS)]
        while run := coming.pop(0).result():
            coming.append(beside.submit(_run, every))
            yield from run


def _run(every: Iterator[Small]) -> list[Small]:
    return list(islice(every, _RUN))


def _every(video: Video) -> Iterator[Small]:
    try:
        yield from _once(video)
    except Unproven:
        video.distrust()
    else:
        return
    try:
        yield from _once(video)
    except Unproven as error:
        raise Unshowable(Reason.DAMAGED) from error


def _once(video: Video) -> Iterator[Small]:
    scaler, index = VideoReformatter(), video.index()
    first, base, total = index.pts[0], video.time_base, len(index.pts)
    for number, frame in video.in_order():
        pts = index.pts[number]
        yield Small(number, total, pts, float((pts - first) * base), luma(scaler, frame))


def luma(scaler: VideoReformatter, frame: av.VideoFrame) -> NDArray[np.uint8]:
    """At most SIDE on the longer side, scaled by area. The plane itself where it is luma in 8 bits, halved as long as
    that goes: OpenCV is fastest at that, and chroma is not touched."""
    size = _size(frame)
    if frame.format.name not in _EIGHT_BITS:
        # One thread: what a second would save is lost in waking it up for each frame.
        sized = scaler.reformat(frame, *size, "yuv420p", interpolation="AREA", threads=1)
        return planes.rows(sized, 0).copy()
    plane = planes.rows(frame, 0)
    while plane.shape[1] >= 2 * size[0] and plane.shape[0] >= 2 * size[1]:
        plane = _area(plane, (plane.shape[1] // 2, plane.shape[0] // 2))
    return _area(plane, size) if plane.shape[::-1] != size else plane.copy()


def _area(plane: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)


def _size(frame: av.VideoFrame) -> tuple[int, int]:
    """Both even, since swscale halves chroma."""
    scale = min(1.0, SIDE / max(frame.width, frame.height))
    return max(2, round(frame.width * scale / 2) * 2), max(2, round(frame.height * scale / 2) * 2)


def loudness(video: Video) -> Loudness | None:
    """From the first frame shown on; None where there is no sound. What cannot be decoded of it is left silent."""
    index = video.index()
    begins = float(min(index.pts) * video.time_base)
    count = min(int(float((index.end - min(index.pts)) * video.time_base) * BINS_PER_SECOND) + 1, limits.SOUND_BINS)
    container = video.opened_again()
    try:
        stream = track(container)
        if stream is None:
            return None
        energy, samples = np.zeros(count), np.zeros(count)
        for at, rate, sound in _gathered(container.sound(stream)):
            _add(energy, samples, (at - begins) * BINS_PER_SECOND, rate / BINS_PER_SECOND, sound)
    finally:
        container.close()
    return Loudness(_levels(energy, samples))


def _gathered(sound: Iterable[av.AudioFrame]) -> Iterator[tuple[float, int, NDArray[np.float32]]]:
    """When it begins, its rate, and mono samples of what follows without a gap."""
    mixer = av.AudioResampler(format="flt", layout="mono")
    parts: list[NDArray[np.float32]] = []
    begun, rate, ends = 0.0, 0, 0.0
    for frame in sound:
        at = float(frame.pts * Fraction(frame.time_base)) if frame.pts is not None and frame.time_base else ends
        if parts and (abs(at - ends) > 0.5 / BINS_PER_SECOND or rate != frame.sample_rate or len(parts) >= _GATHERED):
            yield begun, rate, np.concatenate(parts)
            parts = []
        if not parts:
            begun, rate = at, frame.sample_rate
        if rate <= 0:
            continue
        mixed = [each.to_ndarray().reshape(-1) for each in mixer.resample(frame)]
        parts += [np.asarray(each, np.float32) for each in mixed]
        ends = at + frame.samples / rate
    if parts:
        yield begun, rate, np.concatenate(parts)


def _add(
    energy: NDArray[np.float64], samples: NDArray[np.float64], start: float, per_bin: float, sound: NDArray[np.float32]
) -> None:
    """Squares into bins. `start` is the bin, with its fraction, in which the sound begins."""
    if not abs(start) < 1e12 or per_bin <= 0:
        return
    bins = np.floor(start + np.arange(len(sound)) / per_bin).astype(np.int64)
    inside = (bins >= 0) & (bins < len(energy))
    squares = np.nan_to_num(np.square(sound[inside].astype(np.float64)), nan=0.0, posinf=1.0, neginf=1.0)
    energy += np.bincount(bins[inside], squares, len(energy))
    samples += np.bincount(bins[inside], minlength=len(energy))


def _levels(energy: NDArray[np.float64], samples: NDArray[np.float64]) -> bytes:
    if not samples.any():
        return bytes([NO_SOUND]) * len(energy)
    with np.errstate(divide="ignore"):
        db = 10 * np.log10(energy / np.maximum(samples, 1))
    return np.clip(np.round((db - SILENCE_DB) * 2), 0, -2 * SILENCE_DB).astype(np.uint8).tobytes()

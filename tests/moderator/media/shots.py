"""Films of shots that have nothing in common, each with a camera that moves and noise, and sound if asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

RATE, SOUND_RATE = 30, 16_000
HEIGHT, WIDTH = 120, 160
Luma = np.ndarray


def scene(seed: int) -> Luma:
    """A place, larger than what the camera sees of it."""
    rng = np.random.default_rng(seed)
    place = cv2.GaussianBlur(rng.integers(0, 255, (HEIGHT + 80, WIDTH + 120), dtype=np.uint8), (0, 0), 7)
    place = np.interp(place, (place.min(), place.max()), (30, 220)).astype(np.uint8)
    for _ in range(25):
        x, y = (int(each) for each in rng.integers((0, 0), (WIDTH + 100, HEIGHT + 60)))
        size = tuple(int(each) for each in rng.integers(8, 45, 2))
        cv2.rectangle(place, (x, y), (x + size[0], y + size[1]), int(rng.integers(0, 255)), -1)
    return place


def seen(seed: int, number: int) -> Luma:
    """What the camera sees on one frame: it sways and its picture has noise."""
    x, y = round(50 + 30 * np.sin(number / 25 + seed)), round(35 + 20 * np.cos(number / 31 + seed))
    view = scene(seed)[y : y + HEIGHT, x : x + WIDTH].astype(np.int16)
    noise = np.random.default_rng(number * 1000 + seed).integers(-3, 4, view.shape, dtype=np.int16)
    return np.clip(view + noise, 0, 255).astype(np.uint8)


def cut_at(*cuts: int) -> list[Luma]:
    """Frames up to the last number; each number before it is the first frame of a new shot."""
    return [seen(sum(number >= cut for cut in cuts[:-1]), number) for number in range(cuts[-1])]


def dissolved(first: Sequence[Luma], second: Sequence[Luma], over: int) -> list[Luma]:
    """The second follows the first, the last `over` frames of which are mixed with its first."""
    mixed = [
        cv2.addWeighted(a, 1 - (n + 0.5) / over, b, (n + 0.5) / over, 0)
        for n, (a, b) in enumerate(zip(first[-over:], second[:over], strict=True))
    ]
    return [*first[:-over], *mixed, *second[over:]]


def beeps(seconds: float, on: float = 0.2) -> Luma:
    """Mono: half a second of a tone at -9 dB in every whole one, silence between. `on`: its amplitude is twice that."""
    at = np.arange(round(seconds * SOUND_RATE)) / SOUND_RATE
    return np.where(at % 1 < 0.5, np.sin(at * 2 * np.pi * 440) * on * 2, 0).astype(np.float32)


def film(path: Path, frames: Sequence[Luma], sound: Luma | None = None, times: Sequence[int] | None = None) -> Path:
    """As H.264, with AAC where there is sound. `times`: PTS in 1/RATE."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=RATE, options={"preset": "ultrafast", "crf": "20", "threads": "1"}
        )
        height, width = frames[0].shape
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, RATE)
        voice = container.add_stream("aac", rate=SOUND_RATE, layout="mono") if sound is not None else None
        for number, luma in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(
                np.vstack([luma, np.full((height // 2, width), 128, np.uint8)]), "yuv420p"
            )
            frame.pts, frame.time_base = times[number] if times else number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None and sound is not None:
            for start, part in _parts(sound):
                heard = av.AudioFrame.from_ndarray(part.reshape(1, -1), "fltp", "mono")
                heard.sample_rate, heard.pts, heard.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
                container.mux(voice.encode(heard))
            container.mux(voice.encode(None))
    return path


def _parts(sound: Luma) -> Iterator[tuple[int, Luma]]:
    for start in range(0, len(sound) // 1024 * 1024, 1024):
        yield start, np.ascontiguousarray(sound[start : start + 1024])

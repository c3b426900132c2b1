"""Films with a sound that is known at every moment: a tone of one pitch, then one of another, and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

Wave = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Voice:
    """How the sound of a film is coded. `container` are options of the muxer."""

    name: str
    codec: str = "aac"
    rate: int = 48_000
    layout: str = "stereo"
    format: str = "fltp"
    block: int = 1024
    delay: int = 0
    """Samples by which the coder is late, where the file has no place to say so."""


VOICES = (
    Voice("aac.mp4"),
    Voice("aac-44.mov", rate=44_100, layout="mono"),
    Voice("aac-51.mkv", layout="5.1"),
    Voice("opus.webm", codec="libopus", format="flt", block=960),
    Voice("opus.mkv", codec="libopus", format="flt", block=960),
    Voice("mp3.avi", codec="libmp3lame", block=1152, delay=1105),
    Voice("pcm.avi", codec="pcm_s16le", format="s16"),
    Voice("pcm-8.mov", codec="pcm_s16le", format="s16", rate=8_000, layout="mono"),
    Voice("flac.mkv", codec="flac", format="s16"),
    Voice("ac3.ts", codec="ac3", block=1536),
)


def tones(seconds: float, rate: int, pitches: Sequence[tuple[float, float]]) -> Wave:
    """Each pitch from its time on, -6 dB; 0 stands for silence."""
    at = np.arange(round(seconds * rate)) / rate
    wave = np.zeros(len(at), np.float32)
    for start, pitch in pitches:
        later = at >= start
        wave[later] = 0.5 * np.sin(2 * np.pi * pitch * at[later])
    return wave


def film(
    path: Path, voice: Voice | None, wave: Wave | None = None, *, skip: Sequence[tuple[float, float]] = (),
    late: float = 0.0, seconds: float = 6.0, options: dict[str, str] | None = None, early: float = 0.0,
) -> Path:  # fmt: skip
    """A small grey film of 25 frames a second. Sound between the times of `skip` is never written; all of it begins
    `late`, and picture and sound are `early`, so that an edit list cuts off what is before 0."""
    with av.open(str(path), "w", options=options or {}) as container:
        picture: Any = container.add_stream("mpeg4" if path.suffix in (".avi",) else _codec(path), rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        stream: Any = None
        if voice is not None:
            stream = container.add_stream(voice.codec, rate=voice.rate, layout=voice.layout)
            stream.codec_context.format = voice.format
        grey = np.full((72, 64), 128, np.uint8)
        for number in range(round(seconds * 25)):
            frame = av.VideoFrame.from_ndarray(grey, "yuv420p")
            frame.pts, frame.time_base = number - round(early * 25), Fraction(1, 25)
            container.mux(picture.encode(frame))
        container.mux(picture.encode(None))
        if voice is not None and wave is not None:
            _speak(container, stream, voice, wave, skip, late - early)
    return path


def _codec(path: Path) -> str:
    return "libvpx" if path.suffix == ".webm" else "libx264"


def _speak(
    container: Any, stream: Any, voice: Voice, wave: Wave, skip: Sequence[tuple[float, float]], late: float
) -> None:
    layout = av.AudioLayout(voice.layout)
    for start in range(0, len(wave) - voice.block + 1, voice.block):
        if any(a <= start / voice.rate < b for a, b in skip):
            continue
        part = np.tile(wave[start : start + voice.block], (layout.nb_channels, 1))
        if voice.format in ("s16", "s16p"):
            part = np.round(part * 32767).astype(np.int16)
        if not voice.format.endswith("p"):
            part = part.T.reshape(1, -1)
        heard = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), voice.format, voice.layout)
        heard.sample_rate = voice.rate
        heard.pts, heard.time_base = start + round(late * voice.rate), Fraction(1, voice.rate)
        container.mux(stream.encode(heard))
    container.mux(stream.encode(None))

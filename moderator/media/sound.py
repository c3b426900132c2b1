"""The sound of a film: any stretch of it as 16-bit stereo, laid out by presentation time so that gaps are silent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from moderator.domain.sound import CHANNELS, RATE
from moderator.media import limits
from moderator.media.container import Container
from moderator.media.files import DECODER_ERRORS

# fmt: off
CODECS = frozenset({
    "aac", "mp3", "mp3float", "mp2", "mp2float", "opus", "libopus", "vorbis", "libvorbis", "ac3", "eac3", "flac",
    "alac", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb", "pcm_s16le", "pcm_s16be", "pcm_s24le",
    "pcm_s24be", "pcm_s32le", "pcm_f32le", "pcm_u8", "pcm_mulaw", "pcm_alaw", "adpcm_ms", "adpcm_ima_wav",
})
# fmt: on
RUN_UP = RATE // 4
"""So much is decoded before what is wanted: the first frames after a jump lack what those before have left over."""
ADRIFT = Fraction(1, 100)
"""Seconds by which the times of the file may differ from its counted samples: Matroska rounds to milliseconds. Beyond,
there is a gap or an overlap, or clock and samples drift apart, and what follows is laid where its time says."""
Samples = NDArray[np.int16]
Piece = tuple[int, Samples]
"""The number of the first sample, and what is heard from there on: n x CHANNELS."""


def track(container: Container) -> AudioStream | None:
    """The first sound track; None where there is none of a kind that is decoded here."""
    stream = next(iter(container.av.streams.audio), None)
    known = stream is not None and stream.codec_context is not None and stream.codec_context.name in CODECS
    return stream if known else None


class Track:
    """The sound of one open video. Stretches that follow each other are decoded in one go."""

    def __init__(self, open_again: Callable[[], Container]) -> None:
        self._open = open_again
        self._container: Container | None = None
        self._pieces: Iterator[Piece] = iter(())
        self._next: int | None = None
        self._left: Piece | None = None

    def stretch(self, first: int, count: int) -> bytes | None:
        """`count` samples from `first` on, numbered as in `domain.sound`; None where there is no sound track.

        What is missing of it, or cannot be decoded, is silence.
        """
        container = self._container = self._container or self._open()
        stream = track(container)
        if stream is None:
            return None
        if first != self._next:
            self._seek(container, stream, first)
        heard = np.zeros((count, CHANNELS), np.int16)
        while (piece := self._piece()) is not None:
            begins, samples = piece
            ends = begins + len(samples)
            inside = slice(max(begins, first), min(ends, first + count))
            if inside.start < inside.stop:
                heard[inside.start - first : inside.stop - first] = samples[
                    inside.start - begins : inside.stop - begins
                ]
            if ends > first + count:
                self._left = piece
                break
        self._next = first + count
        return heard.tobytes()

    def close(self) -> None:
        self._pieces, self._left, self._next = iter(()), None, None
        if self._container is not None:
            self._container.close()
            self._container = None

    def _piece(self) -> Piece | None:
        left, self._left = self._left, None
        return left if left is not None else next(self._pieces, None)

    def _seek(self, container: Container, stream: AudioStream, first: int) -> None:
        """Goes to some place before `first`: by the sound's own index, else by the picture's, else to the start."""
        wanted, base = Fraction(first - RUN_UP, RATE), Fraction(stream.time_base or Fraction(1, RATE))
        for place, by in ((wanted / base, stream), (wanted / container.time_base, container.stream)):
            try:
                container.av.seek(int(place), stream=by)
            except (av.FFmpegError, OverflowError):
                continue
            stream.codec_context.flush_buffers()
            self._pieces = _pieces(container.sound(stream))
            self._left = next(self._pieces, None)
            if self._left is not None and self._left[0] <= first:
                return
        self.close()
        container = self._container = self._open()
        again = track(container)
        self._pieces = _pieces(container.sound(again)) if again is not None else iter(())


class _Run:
    """Sound without a gap, brought to RATE; its first sample is laid by its time, the others are counted."""

    def __init__(self, begins: Fraction, frame: av.AudioFrame) -> None:
        self._form = _form(frame)
        self._begins, self._rate, self._taken = begins, frame.sample_rate, 0
        self._place = round(begins * RATE)
        self._resampler = av.AudioResampler(format="s16", layout="stereo", rate=RATE)

    @property
    def ends(self) -> Fraction:
        """When the next frame is due."""
        return self._begins + Fraction(self._taken, self._rate)

    def fits(self, frame: av.AudioFrame, begins: Fraction) -> bool:
        return _form(frame) == self._form and abs(begins - self.ends) <= ADRIFT

    def take(self, frame: av.AudioFrame) -> Iterator[Piece]:
        self._taken += frame.samples
        yield from self._made(frame)

    def rest(self) -> Iterator[Piece]:
        """What the resampler has held back."""
        yield from self._made(None)

    def _made(self, frame: av.AudioFrame | None) -> Iterator[Piece]:
        for each in self._resampler.resample(frame):
            if each is None:  # of a run that needs no change there is no rest
                continue
            samples = np.asarray(each.to_ndarray().reshape(-1, CHANNELS), np.int16)
            yield self._place, samples
            self._place += len(samples)


def _pieces(sound: Iterator[av.AudioFrame]) -> Iterator[Piece]:
    """In the order of the file. A frame that cannot be made into samples is left out."""
    run: _Run | None = None
    for frame in sound:
        if not _plausible(frame):
            continue
        begins = _time(frame, run)
        try:
            if run is None or not run.fits(frame, begins):
                if run is not None:
                    yield from run.rest()
                run = _Run(begins, frame)
            yield from run.take(frame)
        except DECODER_ERRORS:
            run = None
    if run is not None:
        try:
            yield from run.rest()
        except DECODER_ERRORS:
            return


def _time(frame: av.AudioFrame, run: _Run | None) -> Fraction:
    if frame.pts is not None and frame.time_base:
        return frame.pts * Fraction(frame.time_base)
    return run.ends if run is not None else Fraction(0)


def _plausible(frame: av.AudioFrame) -> bool:
    """Brought to RATE, a frame of a rate that no device has would fill the memory."""
    rates = limits.SOUND_LEAST_RATE <= frame.sample_rate <= limits.SOUND_MOST_RATE
    return rates and frame.samples > 0 and frame.layout.nb_channels <= limits.SOUND_CHANNELS


def _form(frame: av.AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate

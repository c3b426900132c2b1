"""Frames by OpenCV, whose seek cannot be trusted by itself: after every jump its position must be the PTS asked for.

OpenCV does not give planes, and its RGB repeats subsampled chroma. So its picture is taken only where it is within one
level of ours (`colour.opencv_agrees`); that it stands on the right frame can be proven for many more.
"""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import cv2
import numpy as np

from moderator.media.files import EvidenceFile
from moderator.media.frame_source import Unproven
from moderator.media.index import Index
from moderator.media.values import Pixels

LEAD = 3
"""How many frames before the wanted one OpenCV is sent to; its own estimate is about one off."""
NEAR = 8
"""So many frames ahead are reached by decoding on, without a jump."""


class OpenCvSource:
    """`start` is the stream's start time in its time base: OpenCV counts its position from there."""

    def __init__(self, file: EvidenceFile, time_base: Fraction, start: int) -> None:
        """Raises Unproven where OpenCV cannot open the file."""
        self._file = file
        self._time_base, self._start = time_base, start
        self._at: int | None = None
        self._capture = self._opened()

    def picture(self, index: Index, number: int, size: tuple[int, int]) -> Pixels:
        pixels = self.retrieve(index, number)
        height, width = pixels.shape[:2]
        if (width, height) != size:
            shrinks = size[0] <= width and size[1] <= height
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)

    def retrieve(self, index: Index, number: int) -> Pixels:
        """What OpenCV makes of a frame: BGR as stored. Raises Unproven.

        Where a jump goes wrong the frame is reached from the start of the file: so whether OpenCV gives it depends on
        the file alone, and not on where it stood before.
        """
        if self._at != number and not self._grabbed(index, number):
            self._capture = self._opened()
            if not self._walked(index, number):
                raise Unproven
        done, pixels = self._capture.retrieve()
        if not done:
            raise Unproven
        return np.asarray(pixels, np.uint8)

    def close(self) -> None:
        # Never by release(): it lets go of the Python stream without holding the interpreter's lock, and crashes.
        del self._capture
        self._file.close()

    def _opened(self) -> cv2.VideoCapture:
        self._file.seek(0)
        stream: Any = io.BufferedReader(self._file.again())
        capture = cv2.VideoCapture(stream, cv2.CAP_FFMPEG, [])
        if not capture.isOpened() or not capture.get(cv2.CAP_PROP_FPS) > 0:
            raise Unproven
        capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 0)
        self._at = None
        return capture

    def _grabbed(self, index: Index, number: int) -> bool:
        if self._at is None or not self._at < number <= self._at + NEAR:
            seconds = (index.pts[number] - self._start) * self._time_base
            rate = Fraction(self._capture.get(cv2.CAP_PROP_FPS))
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, max(0, int(seconds * rate) - LEAD))
        return self._walked(index, number)

    def _walked(self, index: Index, number: int) -> bool:
        """Whether the wanted frame came up on the way on."""
        wanted = index.pts[number]
        while self._capture.grab():
            position = self._position()
            if position == wanted:
                self._at = number
                return True
            if position > wanted:
                break
        self._at = None
        return False

    def _position(self) -> int:
        """The PTS that OpenCV stands on. It tells milliseconds from the stream's start, exact enough to round back."""
        milliseconds = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        return self._start + round(Fraction(milliseconds) / 1000 / self._time_base)

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


class OpenCvSource:
    """`start` is the stream's start time in its time base: OpenCV counts its position from there."""

    def __init__(self, file: EvidenceFile, time_base: Fraction, start: int) -> None:
        """Raises Unproven where OpenCV cannot open the file."""
        file.seek(0)
        self._file = file
        stream: Any = io.BufferedReader(file)
        self._capture = cv2.VideoCapture(stream, cv2.CAP_FFMPEG, [])
        if not self._capture.isOpened():
            raise Unproven
        self._capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 0)
        self._rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._time_base, self._start = time_base, start
        self._at: int | None = None

    def picture(self, index: Index, number: int, size: tuple[int, int]) -> Pixels:
        pixels = self.retrieve(index, number)
        height, width = pixels.shape[:2]
        if (width, height) != size:
            shrinks = size[0] <= width and size[1] <= height
            pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC))
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)

    def retrieve(self, index: Index, number: int) -> Pixels:
        """What OpenCV makes of a frame: BGR as stored. Raises Unproven."""
        self._go(index, number)
        done, pixels = self._capture.retrieve()
        if not done:
            raise Unproven
        return np.asarray(pixels, np.uint8)

    def close(self) -> None:
        self._capture.release()
        self._file.close()

    def _go(self, index: Index, number: int) -> None:
        if self._at == number:
            return
        if self._at is None or not self._at < number <= self._at + 8:
            self._jump(index, number)
        wanted = index.pts[number]
        while self._capture.grab():
            position = self._position()
            if position == wanted:
                self._at = number
                return
            if position > wanted:
                break
        self._at = None
        raise Unproven

    def _jump(self, index: Index, number: int) -> None:
        if not self._rate > 0:
            raise Unproven
        seconds = (index.pts[number] - self._start) * self._time_base
        target = max(0, int(seconds * Fraction(self._rate)) - LEAD)
        self._capture.set(cv2.CAP_PROP_POS_FRAMES, target)

    def _position(self) -> int:
        """The PTS that OpenCV stands on. It tells milliseconds from the stream's start, exact enough to round back."""
        milliseconds = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        return self._start + round(Fraction(milliseconds) / 1000 / self._time_base)

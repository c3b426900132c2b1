"""Memory for what lies between a frame and its picture, used again for the next one.

Getting megabytes anew from the system for every step, and touching them for the first time, takes longer than the
arithmetic on them (a frame of Full HD: 23 ms, not 11). What is handed out here counts until it is asked for again under
the same name in the same thread; nothing that is kept may point into it.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

MOST_BYTES = 48 << 20
"""What a thread keeps; larger pictures get memory of their own."""


class Scratch(threading.local):
    """One for a module; every thread has its own memory."""

    def __init__(self) -> None:
        self._arrays: dict[str, NDArray[Any]] = {}

    def take(self, name: str, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
        """An array with anything in it."""
        kept = self._arrays.get(name)
        if kept is not None and kept.shape == shape and kept.dtype == dtype:
            return kept
        self._arrays.pop(name, None)
        made = np.empty(shape, dtype)
        if made.nbytes + sum(each.nbytes for each in self._arrays.values()) <= MOST_BYTES:
            self._arrays[name] = made
        return made

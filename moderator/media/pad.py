"""The worker's end of a slot: shared memory that it writes its answers to."""

from __future__ import annotations

import mmap
from typing import Self

from moderator.media.limits import SLOT_BYTES


class Pad:
    """All of the slot as memory."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, SLOT_BYTES)

    def write(self, data: bytes | memoryview) -> None:
        """Puts `data` at the start. Raises ValueError where it does not fit."""
        if len(data) > SLOT_BYTES:
            raise ValueError("more than the slot holds")
        self._memory[: len(data)] = data

    def close(self) -> None:
        self._memory.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

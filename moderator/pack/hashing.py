"""Reading every byte once: hashes of a file in all the algorithms that its manifests use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from moderator.errors import Cancelled, PackRefused, Problem
from moderator.pack.names import shown

ALGORITHMS = frozenset(hashlib.algorithms_guaranteed) - {"shake_128", "shake_256"}
"""What a manifest can be checked in; the two left out have no fixed length, so no manifest can name them."""
_CHUNK = 2**20

Stop = Callable[[], bool]
Progress = Callable[[int, int], None]


class Watch:
    """Counts bytes towards a total for whoever looks on, and notices when they want to stop."""

    def __init__(self, stop: Stop | None = None, progress: Progress | None = None) -> None:
        self._stop = stop
        self._progress = progress
        self._done = 0
        self._total = 0

    def expect(self, total: int) -> None:
        """`total`: bytes that will be read."""
        self._total = total

    def read(self, count: int = 0) -> None:
        """`count` more bytes were read. Raises Cancelled when asked to stop."""
        if self._stop is not None and self._stop():
            raise Cancelled
        self._done += count
        if count and self._progress is not None:
            self._progress(self._done, self._total)


def chunks(file: BinaryIO, path: str, size: int, watch: Watch) -> Iterator[bytes]:
    """The bytes of `file`, which must be exactly `size`. Raises PackRefused when it is longer or shorter."""
    done = 0
    while True:
        watch.read()
        data = file.read(min(_CHUNK, size - done + 1))
        done += len(data)
        if done > size or (not data and done < size):
            found = "more" if done > size else str(done)
            raise PackRefused([Problem(shown(path), "file-size", f"expected {size} bytes, found {found}")])
        if not data:
            return
        watch.read(len(data))
        yield data


Tee = Callable[[str, Iterator[bytes]], Iterator[bytes]]
"""Passes a file's parts on while it does something with them; gets the SHA-256 that the manifest promises for them."""


def digests(parts: Iterable[bytes], algorithms: Iterable[str]) -> dict[str, str]:
    """Hex digests of the joined `parts`, by algorithm."""
    hashers = {name: hashlib.new(name, usedforsecurity=False) for name in algorithms}
    for part in parts:
        for hasher in hashers.values():
            hasher.update(part)
    return {name: hasher.hexdigest() for name, hasher in hashers.items()}

"""Opening stored evidence files: only regular files, and only those whose bytes are the ones that were imported."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from moderator.media.reasons import Reason, refusal
from moderator.media.values import Source


class Evidence:
    """Hashes each file when it is first used, and again when its size or its time of change differs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._checked: set[tuple[str, int, int, int, int]] = set()

    @contextmanager
    def opened(self, source: Source) -> Iterator[int]:
        """A descriptor of the file, read-only. Raises MediaError (missing, hash-mismatch)."""
        try:
            # Looked at before it is opened: opening a pipe would wait for ever.
            if not stat.S_ISREG(source.path.stat().st_mode):
                raise refusal(Reason.MISSING)
            file = source.path.open("rb", buffering=0)
        except OSError as error:
            raise refusal(Reason.MISSING) from error
        with file:
            self._verify(source, file)
            yield file.fileno()

    def _verify(self, source: Source, file: io.FileIO) -> None:
        now = os.fstat(file.fileno())
        mark = (source.sha256, now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns)
        with self._lock:
            if mark in self._checked:
                return
        try:
            found = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
        except OSError as error:
            raise refusal(Reason.MISSING) from error
        if found != source.sha256:
            raise refusal(Reason.HASH)
        with self._lock:
            self._checked.add(mark)

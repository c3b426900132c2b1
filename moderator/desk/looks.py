"""What became of each file when it was looked at: remembered here, and in the library for the next time.

The library's rows are a convenience: where they cannot be read or written the state lives in memory, the failure is
logged, and the picture is shown all the same.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from moderator.errors import LibraryError, MediaError
from moderator.media import versions
from moderator.media.info_json import from_json, to_json
from moderator.media.state import State
from moderator.media.values import MediaInfo
from moderator.store.file_states import FileStates
from moderator.store.records import FileState

CRASHES = 2
"""So often a file may cost a worker; then it is not decoded again until somebody asks for it."""
PAUSE_CRASHES, PAUSE_SECONDS = 5, 60.0
_COSTLY = ("crashed", "answer", "denied", "timed-out")
"""What cost a worker, by `MediaError.why`; all but the last also count towards the pause."""
_OF_FILE = (*_COSTLY, "missing", "hash")
"""What tells of the file, whatever was asked of it. Anything else that goes wrong after the probe is the question's."""
_NOBODYS = ("closed", "start", "isolation", "paused")
"""What tells nothing of the file."""
READABLE = ("shown", "partial")

log = logging.getLogger("moderator")


class Looks:
    """Thread-safe. `library` None: nothing is kept beyond the process."""

    def __init__(self, library: Path | None, now: Callable[[], str], clock: Callable[[], float] = time.monotonic):
        self._rows = None if library is None else FileStates(library)
        self._now, self._clock = now, clock
        self._lock = threading.RLock()
        self._known: dict[str, FileState] = {}
        self._crashed_at: list[float] = []

    def get(self, sha256: str) -> FileState:
        """What is known of a file by decoders of today; a file that nobody has looked at is queued."""
        with self._lock:
            if sha256 not in self._known:
                self._known[sha256] = self._usable(self._read(sha256) or FileState(sha256))
            return self._known[sha256]

    def drop(self, sha256: str) -> None:
        """The file was erased: nothing is known of it. Raises LibraryError."""
        with self._lock:
            self._known.pop(sha256, None)
            if self._rows is not None:
                self._rows.drop(sha256)

    def info(self, sha256: str) -> MediaInfo | None:
        """What the probe found, in the state that the file is in now; None if it found nothing."""
        row = self.get(sha256)
        if row.found is None:
            return None
        try:
            return replace(from_json(row.found), state=State(row.state), reason=row.reason, code=row.code)
        except ValueError as error:
            log.warning("what was found of the file %.12s cannot be read: %s", sha256, error)
            return None

    def begin(self, sha256: str) -> None:
        """The file is about to be probed. If this process dies over it, the next one knows."""
        with self._lock:
            self._keep(replace(self.get(sha256), state="probing", code="", reason="", owner=os.getpid()))

    def end(self, sha256: str, info: MediaInfo) -> None:
        """The probe's answer, good or bad."""
        with self._lock:
            row = replace(self.get(sha256), owner=0)
            if info.code in _NOBODYS:
                self._keep(replace(row, state="queued"))
                return
            found = to_json(info) if str(info.state) in READABLE else None
            self._keep(self._with(row, str(info.state), info.code, info.reason, found))

    def failed(self, sha256: str, error: MediaError, *, whole: bool = False) -> None:
        """Something later than the probe failed. `whole`: all of the file was asked for, so damage is the file's."""
        if error.why not in _OF_FILE and not (whole and error.why in ("damaged", "memory", "too-many-pixels")):
            return
        with self._lock:
            row = self.get(sha256)
            self._keep(self._with(row, error.state, error.why, str(error), row.found))

    def forget(self, sha256: str) -> None:
        """The file is looked at as if for the first time, and a pause is over: somebody is there and wants it."""
        with self._lock:
            self._crashed_at.clear()
            self._keep(FileState(sha256))

    def check(self, sha256: str) -> None:
        """Raises MediaError if the file is not to be decoded unasked: it cost workers before, or too many files did."""
        with self._lock:
            row = self.get(sha256)
            if row.crashes >= CRASHES:
                raise _given_up(row)
            since = self._clock() - PAUSE_SECONDS
            self._crashed_at = [each for each in self._crashed_at if each > since]
            if len(self._crashed_at) >= PAUSE_CRASHES:
                text = (
                    f"Decoding pauses for a minute: {PAUSE_CRASHES} times a file crashed the decoder. "
                    "Try again goes on at once."
                )
                raise MediaError(text, State.QUEUED, "paused")

    def close(self) -> None:
        if self._rows is not None:
            self._rows.close()

    def _with(self, row: FileState, state: str, code: str, reason: str, found: bytes | None) -> FileState:
        cost = code in _COSTLY
        if cost and code != "timed-out":
            self._crashed_at.append(self._clock())
        return replace(row, state=state, code=code, reason=reason, found=found, crashes=row.crashes + cost)

    def _usable(self, row: FileState) -> FileState:
        """A stored row as it counts now: other decoders know nothing of it, and one left in `probing` is a crash."""
        if row.decoder != versions.decoders():
            return FileState(row.sha256)
        if row.state != "probing" or _lives(row.owner):
            return row
        reason = "The program was stopped while it looked at this file."
        left = replace(row, state="crashed", code="crashed", reason=reason, owner=0, crashes=row.crashes + 1)
        self._write(left)
        return left

    def _keep(self, row: FileState) -> None:
        row = replace(row, at=self._now(), decoder=versions.decoders())
        self._write(row)
        self._known[row.sha256] = row

    def _read(self, sha256: str) -> FileState | None:
        if self._rows is None:
            return None
        try:
            return self._rows.get(sha256)
        except LibraryError as error:
            log.warning("%s", error)
            return None

    def _write(self, row: FileState) -> None:
        if self._rows is None:
            return
        try:
            self._rows.put(row)
        except LibraryError as error:
            log.warning("%s", error)


def _given_up(row: FileState) -> MediaError:
    what = "took too long" if row.code == "timed-out" else "crashed the decoder"
    text = f"This file {what} {row.crashes} times, so it is not opened again by itself."
    return MediaError(text, row.state if row.code in _COSTLY else State.CRASHED, row.code or "crashed")


def _lives(process: int) -> bool:
    """Whether there is a process of this number. Where that cannot be asked without harm, there is taken to be none."""
    if process == os.getpid():  # another desk of ours
        return True
    if process <= 0 or sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

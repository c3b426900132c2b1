"""How workers are started, and how well they are locked in.

A worker is a process of its own with an environment of its own. It locks itself in before it sees evidence and then
attacks its own lock (`attacks`); what those attacks found is the level, for every worker anew. Nothing is assumed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from moderator.media import launch
from moderator.media.attacks import ESSENTIAL, SECRET
from moderator.media.launch import Process, Zygote
from moderator.media.lock import ALONE, LOCKED, UNLOCKED, ZYGOTE

SWITCH = "--media-worker"
"""The argument by which a frozen application is told to be a worker."""

# Decoders must see one thread and no protocol before they are imported; nothing else of our environment is theirs.
_PINS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_IO_MAX_IMAGE_PIXELS": "256000000",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "protocol_whitelist;none|format_whitelist;mov,matroska,webm,avi,mpegts",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_LOG_LEVEL": "OFF",
    "MALLOC_ARENA_MAX": "2",
}
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")


class Level(StrEnum):
    """FULL: no files, no network, no processes, and nothing else that was tried. REDUCED: none of these three, but
    something else got through. CRASH_ONLY: a process of its own, so that a crash costs one file; no more is proven."""

    FULL = "full"
    REDUCED = "reduced"
    CRASH_ONLY = "crash-only"


def level_of(probes: Mapping[str, bool]) -> Level:
    """What a lock is worth on which these attacks were denied or not; without any, nothing is proven."""
    if not all(probes.get(name) for name in ESSENTIAL):
        return Level.CRASH_ONLY
    return Level.FULL if all(probes.values()) else Level.REDUCED


class Sandbox:
    """Starts workers. `guarded` is a folder that stands for the library when a worker tries to read it.

    `lock` False leaves the lock off, on purpose: for nothing but to see that the attacks would get through then.
    `errors` None lets a worker's stderr through.
    """

    def __init__(
        self, guarded: Path | None = None, *, lock: bool = True, errors: int | None = subprocess.DEVNULL
    ) -> None:
        self._guarded = guarded or Path(__file__).parent
        self._lock, self._errors = lock, errors
        self._probes: dict[str, bool] = {}
        self._zygote: Zygote | None = None
        self._change = threading.Lock()

    def level(self) -> Level:
        """What the newest worker has proven; CRASH_ONLY before there was any."""
        return level_of(self._probes)

    def probes(self) -> dict[str, bool]:
        """Every attack that the newest worker tried on itself, and whether it was denied."""
        return dict(self._probes)

    def proven(self, probes: Mapping[str, bool]) -> None:
        """A worker has attacked its lock, with these results."""
        self._probes = dict(probes)

    def command(self) -> list[str]:
        """What is run as a worker; `arguments` follow."""
        if getattr(sys, "frozen", False):
            return [sys.executable, SWITCH]
        # On Windows the interpreter of a virtual environment only starts another one, which would be the worker then.
        python = getattr(sys, "_base_executable", "") if sys.platform == "win32" else ""
        return [python or sys.executable, "-m", "moderator.worker"]

    def arguments(self) -> list[str]:
        """How a worker is told to start; the numbers of its descriptors follow."""
        how = ZYGOTE if sys.platform == "linux" else ALONE
        return [how, LOCKED if self._lock else UNLOCKED, str(self._guarded)]

    def warm(self) -> None:
        """Starts what takes long, without waiting for it. Raises OSError where no process can be made."""
        if sys.platform == "linux":
            self._living_zygote()

    def start(self) -> Process:
        """A new worker; it says READY when it is locked in. Raises OSError where no process can be made."""
        if sys.platform != "linux":
            return launch.spawned([*self.command(), *self.arguments()], self._environment(), self._errors)
        try:
            return launch.from_zygote(self._living_zygote())
        except BrokenPipeError:  # it died since we looked
            return launch.from_zygote(self._living_zygote(dead=True))

    def close(self) -> None:
        """Ends every worker."""
        with self._change:
            if self._zygote is not None:
                self._zygote.close()
                self._zygote = None

    def _living_zygote(self, dead: bool = False) -> Zygote:
        with self._change:
            if self._zygote is not None and (dead or not self._zygote.running()):
                self._zygote.close()
                self._zygote = None
            if self._zygote is None:
                command = [*self.command(), *self.arguments()]
                self._zygote = launch.zygote(command, self._environment(), self._errors)
            return self._zygote

    def _environment(self) -> dict[str, str]:
        ours = {**os.environ, SECRET: "1"}
        environment = {name: ours[name] for name in _KEPT if name in ours} if self._lock else ours
        environment |= _PINS
        if not getattr(sys, "frozen", False):
            environment["PYTHONPATH"] = os.pathsep.join(entry or "." for entry in sys.path)
            environment["PYTHONDONTWRITEBYTECODE"] = "1"
        return environment

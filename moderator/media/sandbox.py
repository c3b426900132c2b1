"""Starts worker processes and says how well they are locked in.

For now a worker is a process of its own with an empty environment, no inherited descriptors and a deadline: a crash or
a hang costs one file, an exploit is not contained. `level()` says so; the lock goes in here, behind the same calls.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from enum import StrEnum

from moderator.media.channel import Channel

SWITCH = "--media-worker"
"""The argument by which a frozen application is told to be a worker."""

BUFFER = 1 << 20
"""What a socket may hold: a picture crosses in fewer turns. The system may grant less."""

# Decoders must see one thread and no protocol before they are imported; nothing else of our environment is theirs.
_PINS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OPENCV_IO_MAX_IMAGE_PIXELS": "256000000",
    "OPENCV_FFMPEG_CAPTURE_OPTIONS": "protocol_whitelist;none|format_whitelist;mov,matroska,webm,avi,mpegts",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_LOG_LEVEL": "OFF",
}
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")


class Level(StrEnum):
    """FULL: no files, no network, no processes. REDUCED: some of it. CRASH_ONLY: a process of its own, no more."""

    FULL = "full"
    REDUCED = "reduced"
    CRASH_ONLY = "crash-only"


class Process:
    """A running worker and the channel to it."""

    def __init__(self, process: subprocess.Popen[bytes], channel: Channel) -> None:
        self._process = process
        self.channel = channel

    @property
    def pid(self) -> int:
        return self._process.pid

    def give(self, descriptor: int) -> int:
        """The number by which the worker knows this open file where descriptors do not travel by themselves, else 0."""
        if sys.platform != "win32":
            return 0
        return _duplicate_into(int(self._process._handle), descriptor)

    def stop(self) -> None:
        """Ends it at once; its channel reports the end of the stream."""
        self._process.kill()

    def kill(self) -> None:
        """Ends it at once, waits until it is gone and closes the channel."""
        self._process.kill()
        self.channel.close()
        self._process.wait()

    def running(self) -> bool:
        return self._process.poll() is None


class Sandbox:
    """How workers are started, and what is proven about their lock. `errors` None lets a worker's stderr through."""

    def __init__(self, errors: int | None = subprocess.DEVNULL) -> None:
        self._errors = errors

    def level(self) -> Level:
        """What a decoder that was taken over could still do."""
        return Level.CRASH_ONLY

    def probes(self) -> dict[str, bool]:
        """Every attack that a fresh worker tries on itself, and whether it was denied. Empty: nothing is claimed."""
        return {}

    def command(self) -> list[str]:
        """What is run as a worker; the number of its socket is appended."""
        if getattr(sys, "frozen", False):
            return [sys.executable, SWITCH]
        return [sys.executable, "-m", "moderator.worker"]

    def start(self) -> Process:
        """A new worker; it says READY when its imports are done. Raises OSError where no process can be made."""
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        try:
            if sys.platform == "win32":
                process = _spawn(self.command(), subprocess.PIPE, self._errors)
                assert process.stdin is not None
                process.stdin.write(theirs.share(process.pid))
                process.stdin.close()
            else:
                number = theirs.fileno()
                process = _spawn([*self.command(), str(number)], subprocess.DEVNULL, self._errors, pass_fds=(number,))
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return Process(process, Channel(ours))


def _spawn(
    command: list[str], stdin: int, stderr: int | None, pass_fds: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _PINS
    if not getattr(sys, "frozen", False):
        environment["PYTHONPATH"] = os.pathsep.join(entry or "." for entry in sys.path)
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        env=environment,
        pass_fds=pass_fds,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _duplicate_into(process: int, descriptor: int) -> int:
    if sys.platform != "win32":
        raise NotImplementedError
    import _winapi
    import msvcrt

    return _winapi.DuplicateHandle(
        _winapi.GetCurrentProcess(), msvcrt.get_osfhandle(descriptor), process, 0, False, _winapi.DUPLICATE_SAME_ACCESS
    )

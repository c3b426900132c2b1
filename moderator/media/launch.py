"""Starting workers, and being sure that they are gone again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from moderator.media.channel import Channel
from moderator.media.slot import Slot
from moderator.media.zygote import ORDER, Order

if TYPE_CHECKING:
    from moderator.media.lock_windows import Job

BUFFER = 1 << 20
"""What a socket may hold. The system may grant less."""


DEFERRED = 15
"""The niceness of a worker that nobody waits for."""


class Process:
    """A worker: the channel to it, the memory in which it answers, and the way to end it.

    `pid` is 0 until it has said READY.
    """

    def __init__(self, channel: Channel, slot: Slot, life: Life) -> None:
        self.channel, self.slot = channel, slot
        self._life = life
        self.pid = 0

    def give(self, descriptor: int) -> int:
        """The number by which the worker knows this open file where descriptors do not travel by themselves, else 0."""
        return self._life.give(descriptor)

    def defer(self) -> None:
        """From now on it works when nobody else wants the processor; there is no way back."""
        if self.pid and hasattr(os, "setpriority"):
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, DEFERRED)

    def stop(self) -> None:
        """Ends it at once; its channel reports the end of the stream."""
        self._life.end(self.pid)

    def kill(self) -> None:
        """Ends it at once and lets go of all that it was given."""
        self.stop()
        self.channel.close()
        self.slot.close()
        self._life.wait()


class Life(Protocol):
    """How a started process is ended."""

    def give(self, descriptor: int) -> int: ...
    def end(self, pid: int) -> None: ...
    def wait(self) -> None: ...


class Spawned:
    """A process of its own from its first instruction on. On Windows it lives in a job, as long as we hold that."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._job: Job | None = None
        if sys.platform == "win32":
            from moderator.media import lock_windows

            self._job = lock_windows.confine(int(process._handle))

    def give(self, descriptor: int) -> int:
        return _duplicate_into(self._process, descriptor)

    def end(self, _pid: int) -> None:
        self._process.kill()

    def wait(self) -> None:
        self._process.wait()
        if self._job is not None:
            self._job.close()


class Zygote:
    """The application's hold on a process that divides on request, and the life of each that split off."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket) -> None:
        self._process, self._control = process, control
        self._lock = threading.Lock()

    def running(self) -> bool:
        return self._process.poll() is None

    def start(self, connection: int, slot: int) -> None:
        """A new worker at the other end of `connection`. Raises OSError where the zygote is gone."""
        with self._lock:
            socket.send_fds(self._control, [ORDER.pack(Order.START, 0)], [connection, slot])

    def give(self, _descriptor: int) -> int:
        return 0

    def end(self, pid: int) -> None:
        """One that is not READY yet finds its connection closed and ends by itself."""
        if pid:
            with self._lock, suppress(OSError):  # where the zygote is gone its workers are gone too
                self._control.send(ORDER.pack(Order.KILL, pid))

    def wait(self) -> None:
        """The zygote waits for its own."""

    def close(self) -> None:
        """Ends it, and with it every worker that came of it."""
        self._control.close()
        self._process.kill()
        self._process.wait()


def zygote(command: list[str], environment: dict[str, str], stderr: int | None) -> Zygote:
    """Starts one and does not wait for it. Raises OSError."""
    ours, theirs = socket.socketpair()
    try:
        number = theirs.fileno()
        process = _popen([*command, str(number)], environment, subprocess.DEVNULL, stderr, (number,))
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    return Zygote(process, ours)


def from_zygote(source: Zygote) -> Process:
    """A worker split off. Raises OSError."""
    ours, theirs = _connected()
    slot = Slot()
    try:
        source.start(theirs.fileno(), slot.fileno())
    except OSError:
        ours.close()
        slot.close()
        raise
    finally:
        theirs.close()
    return Process(Channel(ours), slot, source)


def spawned(command: list[str], environment: dict[str, str], stderr: int | None) -> Process:
    """A worker from scratch. Raises OSError."""
    ours, theirs = _connected()
    slot = Slot()
    try:
        start = _windows if sys.platform == "win32" else _posix
        process = start(command, environment, stderr, theirs, slot)
    except OSError:
        ours.close()
        slot.close()
        raise
    finally:
        theirs.close()
    return Process(Channel(ours), slot, Spawned(process))


def _posix(
    command: list[str], environment: dict[str, str], stderr: int | None, theirs: socket.socket, slot: Slot
) -> subprocess.Popen[bytes]:
    numbers = (theirs.fileno(), slot.fileno())
    return _popen([*command, *map(str, numbers)], environment, subprocess.DEVNULL, stderr, numbers)


def _windows(
    command: list[str], environment: dict[str, str], stderr: int | None, theirs: socket.socket, slot: Slot
) -> subprocess.Popen[bytes]:
    if sys.platform != "win32":
        raise NotImplementedError
    process = _popen(command, environment, subprocess.PIPE, stderr)
    assert process.stdin is not None
    process.stdin.write(_duplicate_into(process, slot.fileno()).to_bytes(8, "little") + theirs.share(process.pid))
    process.stdin.close()
    return process


def _connected() -> tuple[socket.socket, socket.socket]:
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    return ours, theirs


def _popen(
    command: list[str],
    environment: dict[str, str],
    stdin: int,
    stderr: int | None,
    pass_fds: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        env=environment,
        pass_fds=pass_fds,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _duplicate_into(process: subprocess.Popen[bytes], descriptor: int) -> int:
    """The number by which that process knows our open file; 0 where descriptors travel through the connection."""
    if sys.platform != "win32":
        return 0
    import _winapi
    import msvcrt

    return _winapi.DuplicateHandle(
        _winapi.GetCurrentProcess(),
        msvcrt.get_osfhandle(descriptor),
        int(process._handle),
        0,
        False,
        _winapi.DUPLICATE_SAME_ACCESS,
    )

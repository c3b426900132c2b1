"""What a worker tries on itself once it is locked in, to say what the lock is worth on this computer.

Every attack is harmless where it gets through, so the same attacks run without the lock, on purpose, as the control
that they would notice (`moderator doctor --no-sandbox`). True: it was denied.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from moderator.media import limits
from moderator.media.syscalls import NUMBERS

SECRET = "MODERATOR_PLANTED_SECRET"
"""A variable that the application puts beside its own; a worker must not see it."""

_DISCARD = ("127.0.0.1", 9)
_PEEK = 2
_DENIED = (errno.EPERM, errno.EACCES, errno.ENOSYS)


@dataclass
class Targets:
    """What the attacks go for. Found before the lock, while names can still be looked up."""

    guarded: Path
    home: Path = field(default_factory=Path.home)
    parent: int = field(default_factory=os.getppid)
    program: str = field(default_factory=lambda: _harmless())


Attack = Callable[[Targets], None]
"""Does what must be denied. OSError with one of _DENIED, or MemoryError: it was. Anything else: it got through."""


def _read_home(targets: Targets) -> None:
    list(targets.home.iterdir())


def _read_library(targets: Targets) -> None:
    list(targets.guarded.iterdir())


def _list_root(_targets: Targets) -> None:
    list(Path(Path.cwd().anchor if os.name == "nt" else "/").iterdir())


def _write(targets: Targets) -> None:
    place = targets.guarded / f".probe-{os.getpid()}"
    os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    place.unlink()


def _tcp(_targets: Targets) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as made:
        made.settimeout(1)
        made.connect(_DISCARD)


def _udp(_targets: Targets) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"?", _DISCARD)


def _unix_socket(_targets: Targets) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as made:
        made.connect("\0moderator-probe" if sys.platform == "linux" else "/var/run/mDNSResponder")


def _exec(targets: Targets) -> None:
    if os.name != "posix":
        subprocess.run([sys.executable, "-c", ""], check=False)
        return
    try:
        child = os.fork()
    except OSError:
        # Nothing is lost by trying it here: this process would end, and no worker would come of it.
        os.execv(targets.program, [targets.program])
    if child == 0:
        with suppress(OSError):
            os.execv(targets.program, [targets.program])
        os._exit(1)
    _, status = os.waitpid(child, 0)
    if status:
        raise PermissionError(errno.EPERM, "exec")


def _harmless() -> str:
    """A program that does nothing."""
    return next((path for path in ("/bin/true", "/usr/bin/true") if Path(path).exists()), sys.executable)


def _fork(_targets: Targets) -> None:
    if os.name != "posix":
        subprocess.run([sys.executable, "-c", ""], check=False)
        return
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _ptrace(targets: Targets) -> None:
    _call("ptrace", _PEEK, targets.parent, 0, 0)


def _signal_parent(targets: Targets) -> None:
    os.kill(targets.parent, 0)


def _io_uring(_targets: Targets) -> None:
    _call("io_uring_setup", 1, None)


def _shared_memory(_targets: Targets) -> None:
    os.close(os.memfd_create("probe"))


def _environment(_targets: Targets) -> None:
    if SECRET not in os.environ:
        raise PermissionError(errno.EPERM, "nothing to be seen")


def _allocate(_targets: Targets) -> None:
    mmap.mmap(-1, limits.WORKER_MEMORY + (64 << 20)).close()


def _call(name: str, *arguments: object) -> None:
    """A system call by number: of interest is only whether the kernel looked at it."""
    column = ("x86_64", "aarch64").index(os.uname().machine)
    libc = ctypes.CDLL(None, use_errno=True)
    number = NUMBERS[name][column]
    if libc.syscall(number, *arguments) < 0 and ctypes.get_errno() in _DENIED:
        raise OSError(ctypes.get_errno(), name)


_EVERYWHERE: dict[str, Attack] = {
    "read-home": _read_home,
    "read-library": _read_library,
    "list-root": _list_root,
    "write": _write,
    "tcp": _tcp,
    "udp": _udp,
    "exec": _exec,
    "fork": _fork,
    "environment": _environment,
    "allocate": _allocate,
}
_POSIX: dict[str, Attack] = {"unix-socket": _unix_socket, "signal-parent": _signal_parent}
_LINUX: dict[str, Attack] = {"ptrace": _ptrace, "io-uring": _io_uring, "shared-memory": _shared_memory}
_THREAD = "thread"

NAMES: tuple[str, ...] = (*_EVERYWHERE, *_POSIX, *_LINUX, _THREAD)
"""All attacks, in the order of their bits in a worker's answer."""

ESSENTIAL = frozenset({"read-home", "read-library", "list-root", "write", "tcp", "udp", "exec", "fork", "environment"})
"""Without these denied, evidence could read or change files, or talk to somebody."""


def _of_this_system() -> dict[str, Attack]:
    attacks = dict(_EVERYWHERE)
    if os.name == "posix":
        attacks |= _POSIX
    if sys.platform == "linux":
        attacks |= _LINUX
    return attacks


class Early:
    """A thread from before the lock that tries to list the root after it: some locks hold one thread only."""

    def __init__(self) -> None:
        self._locked = threading.Event()
        self._denied = False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        self._locked.wait()
        self._denied = _denied(_list_root, Targets(Path(), Path(), 0, ""))

    def denied(self) -> bool:
        """Lets it try; the thread is gone afterwards."""
        self._locked.set()
        self._thread.join()
        return self._denied


def run(targets: Targets, early: Early) -> tuple[int, int]:
    """Tries them all. Two sets of bits by NAMES: which were tried, and which of them were denied."""
    results = {name: _denied(attack, targets) for name, attack in _of_this_system().items()}
    results[_THREAD] = early.denied()
    tried = sum(1 << NAMES.index(name) for name in results)
    return tried, sum(1 << NAMES.index(name) for name, denied in results.items() if denied)


def _denied(attack: Attack, targets: Targets) -> bool:
    try:
        attack(targets)
    except MemoryError:
        return True
    except OSError as error:
        return error.errno in (*_DENIED, errno.ENOMEM)
    return False


def read(tried: int, denied: int) -> dict[str, bool]:
    """From the bits of an answer to names."""
    return dict(_named(tried, denied))


def _named(tried: int, denied: int) -> Iterator[tuple[str, bool]]:
    for bit, name in enumerate(NAMES):
        if tried >> bit & 1:
            yield name, bool(denied >> bit & 1)

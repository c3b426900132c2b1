"""The lock on Linux, in two steps, without a privilege and without a helper library.

First, before a decoder is imported: no new privileges, no capabilities, limits, and Landlock and seccomp so far that
libraries can still be read and the process can still divide. Then, in the process that will see evidence: nothing is
opened, connected, started or shared any more. What the kernel lacks is left out here; the attacks of `attacks` tell.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from moderator.media import landlock, limits, seccomp
from moderator.media.seccomp import Filter, Unless, When
from moderator.media.syscalls import NUMBERS

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITIES_3 = 0x20080522
_AT_EMPTY_PATH, _CLONE_THREAD, _PROT_EXEC, _FIONBIO = 0x1000, 0x10000, 4, 0x5421

_NEEDED_TO_IMPORT = frozenset({
    "open", "openat", "stat", "lstat", "newfstatat", "statx", "statfs", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getdents", "getdents64", "getcwd", "ioctl", "prctl", "seccomp", "mmap", "mprotect", "pkey_mprotect",
})  # fmt: skip
_NEEDED_TO_DIVIDE = frozenset({
    "clone", "fork", "vfork", "pidfd_open", "kill", "tkill", "tgkill", "prlimit64", "setrlimit", "capset",
})  # fmt: skip
_JUDGED_BY_ARGUMENT = frozenset({
    "newfstatat", "clone", "clone3", "tgkill", "sendto", "prlimit64", "mmap", "mprotect", "pkey_mprotect", "prctl",
    "ioctl",
})  # fmt: skip

_FIRST = Filter(
    denied=frozenset(NUMBERS) - _NEEDED_TO_IMPORT - _NEEDED_TO_DIVIDE - {"clone3", "sendto"},
    unless=(Unless("sendto", 4, value=0),),
)


def _last() -> Filter:
    return Filter(
        denied=frozenset(NUMBERS) - _JUDGED_BY_ARGUMENT,
        unless=(
            Unless("newfstatat", 3, bits=_AT_EMPTY_PATH),  # fstat of what is open; by name nothing is looked up
            Unless("clone", 0, bits=_CLONE_THREAD),
            Unless("ioctl", 1, value=_FIONBIO, error=errno.ENOTTY),  # timeouts of the connection; the rest is no device
            Unless("tgkill", 0, value=os.getpid()),  # abort() and pthreads signal themselves
            Unless("sendto", 4, value=0),  # send() on what is connected
            Unless("prlimit64", 2, value=0),  # reading a limit
        ),
        when=(
            When("mmap", 2, bits=_PROT_EXEC),
            When("mprotect", 2, bits=_PROT_EXEC),
            When("pkey_mprotect", 2, bits=_PROT_EXEC),
        ),
    )


def before_imports() -> list[str]:
    """The first step. Returns what the kernel refused, in words for a log."""
    failed: list[str] = []
    _try(failed, _no_new_privileges)
    _try(failed, _no_capabilities)
    _try(failed, lambda: landlock.restrict(_libraries()))
    _try(failed, lambda: seccomp.install(_FIRST))
    return failed


def lock() -> list[str]:
    """The second step, for ever, on every thread of this process. Returns what the kernel refused."""
    failed: list[str] = []
    _try(failed, _limit)
    _try(failed, landlock.restrict)
    _try(failed, lambda: seccomp.install(_last()))
    return failed


def die_with_parent() -> None:
    """Whoever started this process takes it along; so a worker that hangs does not outlive the application."""
    parent = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent or parent == 1:
        os._exit(0)


def _try(failed: list[str], step: object) -> None:
    assert callable(step)
    try:
        step()
    except OSError as error:
        failed.append(str(error))


def _no_new_privileges() -> None:
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)


def _no_capabilities() -> None:
    """Root without any of root's powers: limits cannot be raised again, other users' files not be read."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    if libc.capset(header, (ctypes.c_uint32 * 6)()) < 0:
        raise OSError(ctypes.get_errno(), "capset")


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_NOFILE, limits.WORKER_FILES),
        (resource.RLIMIT_AS, limits.WORKER_MEMORY),
        (resource.RLIMIT_CPU, limits.WORKER_CPU_SECONDS),
    ):
        resource.setrlimit(kind, (most, most))


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _libraries() -> Iterator[Path]:
    """What Python and the decoders are loaded from, and what they ask of the machine."""
    yield from _python(sys.path)
    for name in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep):
        if name:
            yield Path(name)
    for name in (
        "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/gnu/store",
        "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/localtime", "/dev/null", "/dev/urandom", "/proc/self",
        "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu", "/sys/fs/cgroup",
    ):  # fmt: skip
        yield Path(name)


def _python(entries: Iterable[str]) -> Iterator[Path]:
    for entry in {*entries, sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}:
        yield Path(entry or ".")
    yield Path(sys.executable).resolve().parent
    yield Path(__file__).resolve().parents[2]  # ourselves, however we were installed

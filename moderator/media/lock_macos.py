"""The lock on macOS: Seatbelt, entered by the worker itself after its libraries are loaded. NOT RUN ON A MAC SO FAR.

`sandbox_init(3)` is documented, and deprecated since 10.8, but profiles in text are not: they are what Chromium
(sandbox/mac/seatbelt_sandbox_design.md, sandbox/policy/mac/common.sb) and Firefox (security/sandbox/mac/
SandboxPolicyUtility.h and SandboxPolicyRDD.h) lock their decoders with, and the profile here follows theirs, with less
in it: a worker of ours opens no file any more. Nothing is claimed here; the attacks of `attacks` find out what holds.

Not covered: memory, since macOS does not honour RLIMIT_AS. The parent can watch `footprint`, and is then late by one
look. Ports of system services that a library looked up before the lock stay usable, as do the pages already mapped.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import sys

from moderator.media import limits

PROFILE = """\
(version 1)
(deny default)
; Not part of the default: Firefox says so of these, and WebKit too.
(deny process-info*)
(deny nvram*)
(deny iokit-get-properties)
(deny file-map-executable)
; Threads are named and aborted with these.
(allow process-info-pidinfo process-info-setcontrol (target self))
(allow signal (target self))
; How many processors and how much memory there are. By name, since kern.procargs2 tells other processes' environment.
(allow sysctl-read
  (sysctl-name "hw.activecpu")
  (sysctl-name "hw.logicalcpu")
  (sysctl-name "hw.logicalcpu_max")
  (sysctl-name "hw.memsize")
  (sysctl-name "hw.ncpu")
  (sysctl-name "hw.pagesize")
  (sysctl-name "hw.physicalcpu")
  (sysctl-name "hw.physicalcpu_max"))
; settimeout() on the connection is an ioctl. At worst this tells how the network interfaces are called.
(if (defined? 'socket-ioctl)
  (allow socket-ioctl))
"""
"""What is open stays usable: reading, writing and fstat() of it are not asked again (xnu: fstat1, vn_stat_noauth)."""

_SANDBOX, _PROCESSES = "/usr/lib/libsandbox.1.dylib", "/usr/lib/libproc.dylib"
_TEXT = 0
"""Flags of sandbox_init: the profile is text. The one documented flag, SANDBOX_NAMED, is 1."""
_RUSAGE_INFO_V0 = 0


class Usage(ctypes.Structure):
    """struct rusage_info_v0 of <sys/resource.h>, 96 bytes."""

    _fields_ = (
        ("ri_uuid", ctypes.c_uint8 * 16),
        ("ri_user_time", ctypes.c_uint64),
        ("ri_system_time", ctypes.c_uint64),
        ("ri_pkg_idle_wkups", ctypes.c_uint64),
        ("ri_interrupt_wkups", ctypes.c_uint64),
        ("ri_pageins", ctypes.c_uint64),
        ("ri_wired_size", ctypes.c_uint64),
        ("ri_resident_size", ctypes.c_uint64),
        ("ri_phys_footprint", ctypes.c_uint64),
        ("ri_proc_start_abstime", ctypes.c_uint64),
        ("ri_proc_exit_abstime", ctypes.c_uint64),
    )


def lock() -> None:
    """Locks this process in for ever, all its threads. Raises OSError where the system refuses any part of it."""
    library = _library(_SANDBOX)
    _limit()
    _enter(library)


def footprint(pid: int) -> int:
    """The memory that a process of this user answers for, in bytes; what was compressed or swapped out counts too.

    Raises OSError where there is no such process.
    """
    library = _library(_PROCESSES)
    library.proc_pid_rusage.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_void_p)
    library.proc_pid_rusage.restype = ctypes.c_int
    usage = Usage()
    if library.proc_pid_rusage(pid, _RUSAGE_INFO_V0, ctypes.byref(usage)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(usage.ri_phys_footprint)


def _library(path: str) -> ctypes.CDLL:
    if sys.platform != "darwin":
        raise OSError(errno.ENOSYS, "Seatbelt is a part of macOS")
    return ctypes.CDLL(path, use_errno=True)


def _enter(library: ctypes.CDLL) -> None:
    library.sandbox_init.argtypes = (ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_char_p))
    library.sandbox_init.restype = ctypes.c_int
    library.sandbox_free_error.argtypes = (ctypes.c_char_p,)
    library.sandbox_free_error.restype = None
    said = ctypes.c_char_p()
    if library.sandbox_init(PROFILE.encode(), _TEXT, ctypes.byref(said)) == 0:
        return
    why = (said.value or b"without a reason").decode(errors="replace")
    if said:
        library.sandbox_free_error(said)
    raise OSError(errno.EPERM, f"sandbox_init: {why}")


def _limit() -> None:
    """Not RLIMIT_NPROC: fork would then fail as if for want of room, and the attack could not tell that from luck."""
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, limits.WORKER_FILES),
        (resource.RLIMIT_CPU, limits.WORKER_CPU_SECONDS),
    ):
        resource.setrlimit(kind, (most, most))

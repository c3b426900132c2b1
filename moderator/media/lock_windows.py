"""What Windows lets us do about a worker without an AppContainer. NOT RUN ON WINDOWS SO FAR.

The application puts the worker into a job (`confine`): one process, so much memory and processor time, and no survivor.
The worker, its libraries loaded, forbids itself children, new code and foreign images, and lowers its own integrity
level (`lock`). Names, values and order are those of Chromium's sandbox/win/src (job.cc, process_mitigations.cc,
restricted_token_utils.cc) and of Microsoft's documentation of each call.

This stops processes and writing. It stops neither reading nor the network: an integrity level forbids writing up alone.
Only an AppContainer would, and no process can enter one later: CreateProcessW would have to be called by us with
PROC_THREAD_ATTRIBUTE_SECURITY_CAPABILITIES, and our libraries and the interpreter made readable to the container. What
has never been run must not be in the way of starting at all, so that waits for a Windows machine; until then the
attacks of `attacks` find files and network open, and the level here is crash-only, which is true.

Left out also: win32k system calls are not forbidden, since a library may have made this a thread with a window queue.
"""

from __future__ import annotations

import ctypes
import errno
import sys
from typing import Final

from moderator.media import limits

BOOL, DWORD, HANDLE = ctypes.c_int, ctypes.c_uint32, ctypes.c_void_p  # those of ctypes.wintypes are 8 bytes elsewhere

_EXTENDED_LIMITS, _UI_RESTRICTIONS = 9, 4  # JOBOBJECTINFOCLASS
_LIMITS: Final = 0x2 | 0x8 | 0x100 | 0x400 | 0x2000
"""JOB_OBJECT_LIMIT_: PROCESS_TIME, ACTIVE_PROCESS, PROCESS_MEMORY, DIE_ON_UNHANDLED_EXCEPTION, KILL_ON_JOB_CLOSE."""
_UI: Final = 0xFF
"""JOB_OBJECT_UILIMIT_: HANDLES, READCLIPBOARD, WRITECLIPBOARD, SYSTEMPARAMETERS, DISPLAYSETTINGS, GLOBALATOMS, DESKTOP
and EXITWINDOWS."""
_TICKS = 10_000_000  # of 100 ns, in a second

_MITIGATIONS: Final = {
    13: 0b1,  # ProcessChildProcessPolicy: NoChildProcessCreation
    6: 0b1,  # ProcessExtensionPointDisablePolicy: DisableExtensionPoints
    10: 0b11,  # ProcessImageLoadPolicy: NoRemoteImages, NoLowMandatoryLabelImages
    2: 0b1,  # ProcessDynamicCodePolicy: ProhibitDynamicCode
}
_TOKEN_ADJUST_DEFAULT, _TOKEN_INTEGRITY_LEVEL, _SE_GROUP_INTEGRITY = 0x80, 25, 0x20
_UNTRUSTED: Final = bytes((1, 1, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0))
"""The SID S-1-16-0: revision 1, one sub-authority, authority 16 (big-endian), sub-authority 0 (little-endian)."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION, 64 bytes on 64-bit Windows."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", DWORD),
        ("SchedulingClass", DWORD),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION, 144 bytes on 64-bit Windows; `IoInfo` is reserved."""

    _fields_ = (
        ("BasicLimitInformation", BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class MandatoryLabel(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL, 16 bytes on 64-bit Windows."""

    _fields_ = (("Sid", ctypes.c_void_p), ("Attributes", DWORD))


class Job:
    """A worker's job. Keep it as long as the worker is wanted: `close` ends the worker, as does our own end."""

    def __init__(self, kernel32: ctypes.CDLL, handle: int, ui_limits: bool) -> None:
        self._kernel32, self._handle = kernel32, handle
        self.ui_limits = ui_limits

    def close(self) -> None:
        handle, self._handle = self._handle, 0
        if handle:
            self._kernel32.CloseHandle(handle)


def confine(process_handle: int) -> Job:
    """Puts a process that was just started into a job of its own. Raises OSError where the system refuses.

    The process must be the interpreter itself: the python.exe of a virtual environment starts another one, which is
    one process too many for the job.
    """
    kernel32 = _library("kernel32")
    kernel32.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    kernel32.CreateJobObjectW.restype = HANDLE
    kernel32.SetInformationJobObject.argtypes = (HANDLE, ctypes.c_int, ctypes.c_void_p, DWORD)
    kernel32.SetInformationJobObject.restype = BOOL
    kernel32.AssignProcessToJobObject.argtypes = (HANDLE, HANDLE)
    kernel32.AssignProcessToJobObject.restype = BOOL
    kernel32.CloseHandle.argtypes = (HANDLE,)
    kernel32.CloseHandle.restype = BOOL
    try:
        return _assigned(kernel32, process_handle, ui_limits=True)
    except OSError:  # where we are in a job ourselves, ours is nested in it, and a nested job cannot limit the UI
        return _assigned(kernel32, process_handle, ui_limits=False)


def lock() -> None:
    """Locks this process in for ever, as far as that goes here. Tries every part, then raises OSError if any failed."""
    kernel32, advapi32 = _library("kernel32"), _library("advapi32")
    kernel32.GetCurrentProcess.argtypes = ()
    kernel32.GetCurrentProcess.restype = HANDLE
    kernel32.CloseHandle.argtypes = (HANDLE,)
    kernel32.CloseHandle.restype = BOOL
    kernel32.SetProcessMitigationPolicy.argtypes = (ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t)
    kernel32.SetProcessMitigationPolicy.restype = BOOL
    refused: list[str] = []
    for policy, flags in _MITIGATIONS.items():
        if not kernel32.SetProcessMitigationPolicy(policy, ctypes.byref(DWORD(flags)), ctypes.sizeof(DWORD)):
            refused.append(str(_refusal(f"mitigation policy {policy}")))
    try:
        _lower_integrity(kernel32, advapi32)
    except OSError as error:
        refused.append(str(error))
    if refused:
        raise OSError(errno.EPERM, "; ".join(refused))


def _assigned(kernel32: ctypes.CDLL, process_handle: int, ui_limits: bool) -> Job:
    handle = kernel32.CreateJobObjectW(None, None)
    if not handle:
        raise _refusal("CreateJobObjectW")
    job = Job(kernel32, handle, ui_limits)
    settings: list[tuple[int, ExtendedLimits | ctypes.c_uint32]] = [(_EXTENDED_LIMITS, _extended_limits())]
    if ui_limits:
        settings.append((_UI_RESTRICTIONS, DWORD(_UI)))
    try:
        for kind, value in settings:
            if not kernel32.SetInformationJobObject(handle, kind, ctypes.byref(value), ctypes.sizeof(value)):
                raise _refusal("SetInformationJobObject")
        if not kernel32.AssignProcessToJobObject(handle, process_handle):
            raise _refusal("AssignProcessToJobObject")
    except OSError:
        job.close()
        raise
    return job


def _extended_limits() -> ExtendedLimits:
    wanted = ExtendedLimits()
    wanted.BasicLimitInformation.LimitFlags = _LIMITS
    wanted.BasicLimitInformation.ActiveProcessLimit = 1
    wanted.BasicLimitInformation.PerProcessUserTimeLimit = limits.WORKER_CPU_SECONDS * _TICKS
    wanted.ProcessMemoryLimit = limits.WORKER_MEMORY
    return wanted


def _lower_integrity(kernel32: ctypes.CDLL, advapi32: ctypes.CDLL) -> None:
    advapi32.OpenProcessToken.argtypes = (HANDLE, DWORD, ctypes.POINTER(HANDLE))
    advapi32.OpenProcessToken.restype = BOOL
    advapi32.SetTokenInformation.argtypes = (HANDLE, ctypes.c_int, ctypes.c_void_p, DWORD)
    advapi32.SetTokenInformation.restype = BOOL
    token = HANDLE()
    if not advapi32.OpenProcessToken(kernel32.GetCurrentProcess(), _TOKEN_ADJUST_DEFAULT, ctypes.byref(token)):
        raise _refusal("OpenProcessToken")
    sid = ctypes.create_string_buffer(_UNTRUSTED, len(_UNTRUSTED))
    label = MandatoryLabel(ctypes.addressof(sid), _SE_GROUP_INTEGRITY)
    size = ctypes.sizeof(label) + len(_UNTRUSTED)
    try:
        if not advapi32.SetTokenInformation(token, _TOKEN_INTEGRITY_LEVEL, ctypes.byref(label), size):
            raise _refusal("SetTokenInformation")
    finally:
        kernel32.CloseHandle(token)


def _library(name: str) -> ctypes.CDLL:
    if sys.platform != "win32":
        raise OSError(errno.ENOSYS, f"{name} is a part of Windows")
    return ctypes.WinDLL(name, use_last_error=True)


def _refusal(what: str) -> OSError:
    """What Windows said last, as an error that knows its number."""
    if sys.platform != "win32":
        return OSError(errno.EPERM, what)
    code = ctypes.get_last_error()
    return OSError(0, f"{what}: {ctypes.FormatError(code).strip()}", None, code)

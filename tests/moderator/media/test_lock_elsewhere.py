"""The locks of macOS and Windows, as far as another system can tell: layouts, values, order of calls, refusals.

Whether they hold is for the attacks to say, on those systems.
"""

from __future__ import annotations

import ctypes
import os
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from moderator.media import limits, lock_macos, lock_windows

JOB, TOKEN = 0x1_0000_0004, 0x1_0000_0008  # wider than 32 bits: nothing may cut a handle short


def test_the_profile_denies_first_and_lets_no_file_network_or_process_through() -> None:
    profile = "\n".join(line for line in lock_macos.PROFILE.splitlines() if not line.startswith(";"))
    assert profile.startswith("(version 1)\n(deny default)\n")
    depth = 0
    for sign in profile:
        depth += (sign == "(") - (sign == ")")
        assert depth >= 0
    assert depth == 0
    assert profile.count('"') % 2 == 0
    allowed = {words.split()[0].rstrip(")") for words in profile.split("(allow ")[1:]}
    assert allowed == {"process-info-pidinfo", "signal", "sysctl-read", "socket-ioctl"}
    assert "kern." not in profile


class Call:
    """Stands for a function of a library: takes argtypes and restype, and notes how it was called."""

    def __init__(self, calls: list[str], name: str, does: Any) -> None:
        self.calls, self.name, self.does = calls, name, does
        self.argtypes: tuple[Any, ...] = ()
        self.restype: Any = ctypes.c_int

    def __call__(self, *arguments: Any) -> Any:
        self.calls.append(self.name)
        assert len(arguments) == len(self.argtypes)
        for kind, argument in zip(self.argtypes, arguments, strict=True):
            kind.from_param(argument)  # raises where ctypes would
        return self.does(*arguments)


def _library(calls: list[str], **functions: Any) -> Any:
    return SimpleNamespace(**{name: Call(calls, name, does) for name, does in functions.items()})


def test_what_seatbelt_says_against_the_profile_is_raised_and_freed() -> None:
    def refuse(profile: bytes, flags: int, said: Any) -> int:
        assert (profile, flags) == (lock_macos.PROFILE.encode(), 0)
        said._obj.value = b"unbound variable"
        return -1

    calls: list[str] = []
    library = _library(calls, sandbox_init=refuse, sandbox_free_error=lambda _said: None)
    with pytest.raises(PermissionError, match="unbound variable"):
        lock_macos._enter(library)
    assert calls == ["sandbox_init", "sandbox_free_error"]


def test_without_a_word_from_seatbelt_nothing_is_freed() -> None:
    calls: list[str] = []
    library = _library(calls, sandbox_init=lambda *_: -1, sandbox_free_error=lambda _said: None)
    with pytest.raises(PermissionError, match="without a reason"):
        lock_macos._enter(library)
    assert calls == ["sandbox_init"]


def test_layouts_are_those_of_the_64_bit_systems() -> None:
    """From <sys/resource.h> and winnt.h."""
    assert ctypes.sizeof(lock_macos.Usage) == 96
    assert lock_macos.Usage.ri_phys_footprint.offset == 72
    basic, extended, label = lock_windows.BasicLimits, lock_windows.ExtendedLimits, lock_windows.MandatoryLabel
    assert (ctypes.sizeof(basic), ctypes.sizeof(extended), ctypes.sizeof(label)) == (64, 144, 16)
    assert (basic.LimitFlags.offset, basic.ActiveProcessLimit.offset, basic.PriorityClass.offset) == (16, 40, 56)
    assert (extended.IoInfo.offset, extended.ProcessMemoryLimit.offset) == (64, 112)
    assert label.Attributes.offset == 8
    assert ctypes.sizeof(lock_windows.DWORD) == 4


class Windows:
    """What kernel32 and advapi32 do in these tests; `refuse` are the functions that fail."""

    def __init__(self, *refuse: str, in_a_job: bool = False) -> None:
        self.calls: list[str] = []
        self.refuse, self.in_a_job = refuse, in_a_job
        self.limits: list[tuple[int, Any]] = []
        self.policies: dict[int, int] = {}
        self.closed: list[int | None] = []
        self.sid = b""
        names = [name for name in vars(Windows) if name[0].isupper()]
        self.library = _library(self.calls, **{name: self._of(name) for name in names})

    def _of(self, name: str) -> Any:
        return lambda *arguments: 0 if name in self.refuse else getattr(self, name)(*arguments)

    def CreateJobObjectW(self, _attributes: None, _name: None) -> int:
        self.limits.clear()
        return JOB

    def SetInformationJobObject(self, job: int, kind: int, value: Any, size: int) -> int:
        assert (job, size) == (JOB, ctypes.sizeof(value._obj))
        self.limits.append((kind, value._obj))
        return 1

    def AssignProcessToJobObject(self, job: int, process: int) -> int:
        assert (job, process) == (JOB, 77)
        return int(not (self.in_a_job and 4 in dict(self.limits)))

    def CloseHandle(self, handle: Any) -> int:
        self.closed.append(getattr(handle, "value", handle))
        return 1

    def GetCurrentProcess(self) -> int:
        return 2**64 - 1

    def SetProcessMitigationPolicy(self, policy: int, flags: Any, size: int) -> int:
        assert size == 4
        self.policies[policy] = flags._obj.value
        return 1

    def OpenProcessToken(self, _process: int, access: int, token: Any) -> int:
        assert access == 0x80
        token._obj.value = TOKEN
        return 1

    def SetTokenInformation(self, token: Any, kind: int, label: Any, size: int) -> int:
        assert (token.value, kind, label._obj.Attributes, size) == (TOKEN, 25, 0x20, 28)
        self.sid = ctypes.string_at(label._obj.Sid, 12)
        return 1


def _on(monkeypatch: pytest.MonkeyPatch, windows: Windows) -> Windows:
    monkeypatch.setattr(lock_windows, "_library", lambda _name: windows.library)
    return windows


def test_a_job_holds_one_process_with_so_much_memory_and_time(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = _on(monkeypatch, Windows())
    job = lock_windows.confine(77)
    assert windows.library.CreateJobObjectW.restype is ctypes.c_void_p  # an int would cut the handle short
    (nine, extended), (four, restrictions) = windows.limits
    assert (nine, four, restrictions.value, job.ui_limits) == (9, 4, 0xFF, True)
    basic = extended.BasicLimitInformation
    assert (basic.LimitFlags, basic.ActiveProcessLimit) == (0x250A, 1)
    assert basic.PerProcessUserTimeLimit == limits.WORKER_CPU_SECONDS * 10**7
    assert extended.ProcessMemoryLimit == limits.WORKER_MEMORY
    assert windows.calls[-1] == "AssignProcessToJobObject"
    assert windows.closed == []
    job.close()
    job.close()
    assert windows.closed == [JOB]


def test_inside_another_job_the_limits_of_the_ui_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = _on(monkeypatch, Windows(in_a_job=True))
    job = lock_windows.confine(77)
    assert not job.ui_limits
    assert [kind for kind, _ in windows.limits] == [9]
    assert windows.closed == [JOB]  # the first attempt's


@pytest.mark.parametrize("name", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_refused_job_is_an_error_and_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    windows = _on(monkeypatch, Windows(name))
    with pytest.raises(OSError, match=name):
        lock_windows.confine(77)
    assert len(windows.closed) == (0 if name == "CreateJobObjectW" else 2)


def test_a_worker_gives_up_children_new_code_and_its_integrity(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = _on(monkeypatch, Windows())
    lock_windows.lock()
    assert windows.library.GetCurrentProcess.restype is ctypes.c_void_p
    assert windows.policies == {13: 1, 6: 1, 10: 3, 2: 1}
    assert windows.sid == b"\x01\x01" + (16).to_bytes(6, "big") + (0).to_bytes(4, "little")  # S-1-16-0
    assert windows.closed == [TOKEN]


def test_one_refusal_is_raised_but_stops_no_other_part(monkeypatch: pytest.MonkeyPatch) -> None:
    windows = _on(monkeypatch, Windows("SetProcessMitigationPolicy"))
    with pytest.raises(PermissionError, match=r"policy 13.*policy 6.*policy 10.*policy 2"):
        lock_windows.lock()
    assert windows.sid
    windows = _on(monkeypatch, Windows("SetTokenInformation"))
    with pytest.raises(PermissionError, match="SetTokenInformation"):
        lock_windows.lock()
    assert len(windows.policies) == 4
    assert windows.closed == [TOKEN]


@pytest.mark.skipif(sys.platform == "darwin", reason="would lock the tests in")
def test_no_seatbelt_elsewhere() -> None:
    with pytest.raises(OSError, match="macOS"):
        lock_macos.lock()
    with pytest.raises(OSError, match="macOS"):
        lock_macos.footprint(os.getpid())


@pytest.mark.skipif(sys.platform == "win32", reason="would lock the tests in")
def test_no_job_elsewhere() -> None:
    with pytest.raises(OSError, match="Windows"):
        lock_windows.lock()
    with pytest.raises(OSError, match="Windows"):
        lock_windows.confine(0)

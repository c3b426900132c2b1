"""A seccomp filter by hand: a deny-list of system calls as a BPF program, without libseccomp.

A deny-list, since an allow-list breaks with every new version of libc (glycin, the image loader of GNOME, went from one
to the other for that reason); what it forgets is caught by Landlock, and the attacks that each worker tries on itself
say what really holds. Numbers are those of the kernel's tables arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h; the program's form is seccomp(2).
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from moderator.media.syscalls import NUMBERS

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
_NEWEST = 470
"""System calls that are newer than this list are answered as if the kernel did not have them."""

_LOAD, _EQUALS, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000

_SET_MODE_FILTER, _TSYNC = 1, 1


@dataclass(frozen=True)
class Unless:
    """Denied but where one argument (counted from 0, its lower 32 bits) has a bit of `bits`, or equals `value`."""

    call: str
    argument: int
    bits: int = 0
    value: int = 0
    error: int = errno.EPERM


@dataclass(frozen=True)
class When:
    """Denied only where the argument has one of `bits`."""

    call: str
    argument: int
    bits: int
    value: int = 0
    error: int = errno.EPERM


@dataclass(frozen=True)
class Filter:
    """`denied` fail with EPERM, `absent` with ENOSYS."""

    denied: frozenset[str]
    absent: frozenset[str] = frozenset({"clone3"})
    unless: tuple[Unless, ...] = ()
    when: tuple[When, ...] = field(default=())

    def program(self, machine: str) -> bytes:
        """The BPF program for "x86_64" or "aarch64". Raises KeyError for another machine."""
        column = list(_ARCHITECTURES).index(machine)
        code = [
            _do(_LOAD, _ARCH),
            _do(_EQUALS, _ARCHITECTURES[machine], 1, 0),
            _do(_RETURN, _KILL),
            _do(_LOAD, _NUMBER),
            _do(_AT_LEAST, _X32, 0, 1),
            _do(_RETURN, _KILL),
            _do(_AT_LEAST, _NEWEST, 0, 1),
            _do(_RETURN, _ERRNO | errno.ENOSYS),
        ]
        for names, error in ((self.denied, errno.EPERM), (self.absent, errno.ENOSYS)):
            for number in _numbers(names, column):
                code += [_do(_EQUALS, number, 0, 1), _do(_RETURN, _ERRNO | error)]
        rules: list[Unless | When] = [*self.unless, *self.when]
        for rule in rules:
            for number in _numbers([rule.call], column):
                code += _on_argument(number, rule)
        return b"".join([*code, _do(_RETURN, _ALLOW)])


def _on_argument(number: int, rule: Unless | When) -> list[bytes]:
    test = _do(_ANY_BIT, rule.bits, 0, 1) if rule.bits else _do(_EQUALS, rule.value, 0, 1)
    first, second = _do(_RETURN, _ALLOW), _do(_RETURN, _ERRNO | rule.error)
    if isinstance(rule, When):
        first, second = second, first
    # Whichever way it goes, the program ends here for this call: so one call has one such rule.
    return [_do(_EQUALS, number, 0, 4), _do(_LOAD, _FIRST_ARGUMENT + 8 * rule.argument), test, first, second]


def _numbers(names: Iterable[str], column: int) -> list[int]:
    found = [NUMBERS[name][column] for name in names]
    return sorted(number for number in found if number is not None)


def _do(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_char_p))


def install(wanted: Filter) -> None:
    """Puts the filter on every thread of this process, for ever. It needs no privilege but "no new privileges".

    Raises OSError where the kernel refuses or the machine is none that we have numbers for.
    """
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no system call numbers for {machine}")
    code = wanted.program(machine)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    number = NUMBERS["seccomp"][list(_ARCHITECTURES).index(machine)]
    result = libc.syscall(number, _SET_MODE_FILTER, _TSYNC, ctypes.byref(program))
    if result < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    if result > 0:
        raise OSError(errno.EBUSY, "seccomp: one thread could not be locked in")

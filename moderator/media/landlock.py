"""Landlock through its three system calls: from now on this process opens nothing but what was named.

Form and bits: Documentation/userspace-api/landlock.rst of the kernel, ABI 1 (5.13) to 6 (6.12). Rights that a kernel
does not know are left out; the seccomp filter, and the attacks that a worker tries on itself, do not rely on them.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION = 1
_BENEATH = 1
_READ = 1 << 0 | 1 << 2
"""Execute (libraries are mapped so) and read a file."""
_LIST = 1 << 3
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""All rights on files by the first ABI that knows them."""
_NET, _NET_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6


def version() -> int:
    """The ABI of this kernel's Landlock; 0 where there is none, or where it is switched off."""
    found = int(ctypes.CDLL(None, use_errno=True).syscall(_CREATE, None, 0, _VERSION))
    return max(found, 0)


def restrict(readable: Iterable[Path] = ()) -> None:
    """Only what lies at or beneath `readable` can be opened from now on, to be read; nothing connects to TCP ports.

    Holds for this thread and all that it starts. Raises OSError where the kernel refuses.
    """
    abi = version()
    libc = ctypes.CDLL(None, use_errno=True)
    files = max(rights for since, rights in _FILES.items() if since <= max(abi, 1))
    form = struct.pack("<Q", files)
    if abi >= _NET_SINCE:
        form += struct.pack("<Q", _NET)
    if abi >= _SCOPES_SINCE:
        form += struct.pack("<Q", _SCOPES)
    rules = _checked(libc.syscall(_CREATE, form, len(form), 0))
    try:
        for path in readable:
            with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                _allow(libc, rules, path)
        _checked(libc.syscall(_RESTRICT, rules, 0))
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ | (_LIST if path.is_dir() else 0)
        _checked(libc.syscall(_ADD, rules, _BENEATH, struct.pack("<Qi", rights, place), 0))
    finally:
        os.close(place)


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    return result

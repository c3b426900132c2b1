"""Tokens name the desks that work on a library, so that two windows of one person are told apart."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import sys


def new_token() -> str:
    """Names a desk: on which machine, in which process, which one."""
    return f"{_machine()}/{os.getpid()}/{secrets.token_hex(8)}"


def _machine() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:12]


def gone(token: str) -> bool:
    """Whether the process of that desk has ended: known of this machine alone, and not on Windows.

    A process id that was given out again looks alive, and its lease simply runs out. A wrong answer costs the holder
    the case and nothing else, since the fence keeps it from deciding.
    """
    machine, _, rest = token.partition("/")
    pid = rest.partition("/")[0]
    if sys.platform == "win32" or machine != _machine() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False

"""The lock of this system. What it is worth is not said here: the attacks of `attacks` find out."""

from __future__ import annotations

import sys

ZYGOTE, ALONE = "zygote", "alone"
"""How a worker comes to be: split off, or a process of its own from the start."""
LOCKED, UNLOCKED = "locked", "unlocked"


def before_imports() -> list[str]:
    """What can be locked before the libraries are loaded. Returns what the system refused."""
    if sys.platform == "linux":
        from moderator.media import lock_linux

        return lock_linux.before_imports()
    return []


def lock() -> list[str]:
    """Locks this process in for ever; its libraries, its connection and its slot are all that it has from now on.

    Returns what the system refused.
    """
    if sys.platform == "linux":
        from moderator.media import lock_linux

        return lock_linux.lock()
    try:
        if sys.platform == "darwin":
            from moderator.media import lock_macos

            lock_macos.lock()
        elif sys.platform == "win32":
            from moderator.media import lock_windows

            lock_windows.lock()
    except OSError as error:
        return [str(error)]
    return []

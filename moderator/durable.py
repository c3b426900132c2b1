"""Writing a file so that it is there whole or not at all, and stays through a power cut."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""How a file is named until it is whole."""
LOCKS = sys.platform != "win32"
"""Whether a file may be locked and still be renamed."""
_YOUNG = 2.0
"""Seconds in which a new file may not be locked yet."""


def write(target: Path, fill: Callable[[BinaryIO], object], mode: int = 0o644, *, parts: Path | None = None) -> None:
    """Has `fill` write a temporary file beside `target`, syncs it, and puts it in the place of `target`.

    Measured against simulated power cuts: temporary file, fsync, rename and fsync of the folder lost nothing; each step
    left out did. Raises OSError, and whatever `fill` raises; then nothing half written is under the name of `target` or
    left beside it. `parts`: where the temporary file lies instead, on the same drive, so that `sweep` finds it at once.
    """
    _write(target, lambda _part, out: fill(out), mode, parts)


def write_by_name(target: Path, fill: Callable[[Path], object], mode: int = 0o644) -> None:
    """`write` for what can only write to a file that it opens itself, as SQLite does."""
    _write(target, lambda part, _out: fill(part), mode, None)


def _write(target: Path, fill: Callable[[Path, BinaryIO], object], mode: int, parts: Path | None) -> None:
    import tempfile  # not needed to start, which loads this module

    make_folder(target.parent)
    if parts is not None:
        make_folder(parts)
    handle, name = tempfile.mkstemp(dir=parts or target.parent, prefix=f".{target.name[:40]}.", suffix=PART)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            hold(out)
            fill(part, out)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(mode)
        part.replace(target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    sync_folder(target.parent)


def sweep(folder: Path) -> None:
    """Takes away what writers that were killed left half written in `folder`; what somebody still writes stays.

    A writer holds a lock on its file, which ends with it; where there are no such locks, a file that is open cannot be
    taken away. What cannot be taken away stays: it is in nobody's way.
    """
    for part in folder.glob(f".*{PART}"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _YOUNG and _abandoned(part):
                part.unlink()


def hold(file: BinaryIO) -> None:
    """Locks a part for as long as it is open, so that no sweep takes it away."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # a network drive without locks: `sweep` then goes by age alone
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _abandoned(part: Path) -> bool:
    """Whether nobody holds it. Raises OSError."""
    if sys.platform != "win32":
        import fcntl

        with part.open("rb") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True


def write_bytes(target: Path, data: bytes, mode: int = 0o644) -> None:
    """`write` for bytes that are at hand."""
    write(target, lambda out: out.write(data), mode)


def write_once(target: Path, data: bytes, mode: int) -> None:
    """Writes a file that is never written again: of two processes that do so, the first one's stays for both."""
    part = target.with_name(f".{target.name}.{os.getpid()}{PART}")
    write_bytes(part, data, mode)
    try:
        os.link(part, target)
    except FileExistsError:
        pass  # another process was faster
    finally:
        part.unlink()
    sync_folder(target.parent)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Makes the folder and those above it that are missing; each is known to the one above for good. Raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=mode)
    for each in reversed(missing):
        sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` last; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

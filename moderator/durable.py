"""Writing a file so that it is there whole or not at all, and stays through a power cut."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""How a file is named until it is whole."""


def write(target: Path, fill: Callable[[BinaryIO], object], mode: int = 0o644) -> None:
    """Has `fill` write a temporary file beside `target`, syncs it, and puts it in the place of `target`.

    Measured against simulated power cuts: temporary file, fsync, rename and fsync of the folder lost nothing; each step
    left out did. Raises OSError, and whatever `fill` raises; then `target` is as it was and nothing is left beside it.
    """
    import tempfile  # not needed to start, which loads this module

    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=PART)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            fill(out)
            out.flush()
            os.fsync(out.fileno())
        part.chmod(mode)
        part.replace(target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()
    sync_folder(target.parent)


def write_bytes(target: Path, data: bytes, mode: int = 0o644) -> None:
    """`write` for bytes that are at hand."""
    write(target, lambda out: out.write(data), mode)


def sync_folder(folder: Path) -> None:
    """Makes a rename in `folder` last; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""The Python side of `shim.c`: builds it where there is a C compiler, starts programs under it, steers it."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
ROOT = Path(__file__).resolve().parent.parent.parent
KILLED = -1
"""In place of an errno: the process is killed at that call."""


@functools.cache
def library() -> Path | None:
    """The built library; None where it cannot be had: no Linux with glibc, no compiler."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if sys.platform != "linux" or compiler is None:
        return None
    source = SOURCE.read_bytes()
    built = Path(tempfile.gettempdir()) / f"moderator-shim-{hashlib.sha256(source).hexdigest()[:16]}.so"
    if not built.exists():
        part = built.with_suffix(f".{os.getpid()}")
        told = subprocess.run(
            [compiler, "-shared", "-fPIC", "-O2", "-o", str(part), str(SOURCE), "-ldl"], capture_output=True, text=True
        )
        if told.returncode:
            return None
        part.replace(built)
    return built


def why_not() -> str:
    """Why nothing can be run under the shim here; empty where it can."""
    return "" if library() else "needs Linux and a C compiler to build tests/robustness/shim.c"


def run(module: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs `python -m module arguments` under the shim."""
    environment = {**os.environ, "LD_PRELOAD": str(library()), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, env=environment, text=True, cwd=ROOT, **options)  # type: ignore[call-overload]


def again_under_it(module: str) -> None:
    """Starts this program anew under the shim, unless it is; ends with a reason where that cannot be."""
    if is_loaded():
        return
    if why_not():
        sys.exit(f"{module}: {why_not()}")
    sys.exit(run(module, *sys.argv[1:]).returncode)


def is_loaded() -> bool:
    return hasattr(ctypes.CDLL(None), "shim_arm")


class Shim:
    """The shim that this process was started under, for files below `root`."""

    def __init__(self, root: Path) -> None:
        self._calls = ctypes.CDLL(None)
        self._calls.shim_root(os.fsencode(root))

    def arm(self, nth: int, error: int, *, lasting: bool = False) -> None:
        """The `nth` change from now on fails with this errno; `lasting`: and all after it."""
        self._calls.shim_arm(nth, error, int(lasting))

    def disarm(self) -> int:
        """Everything goes through again; how many changes there were."""
        return int(self._calls.shim_disarm())

    def trace(self, file: int) -> None:
        """Writes down every change, with its data, into an open file; -1: no more."""
        self._calls.shim_trace(file)

    def note(self, text: str) -> None:
        """A line of one's own among the changes."""
        self._calls.shim_note(text.encode())

"""How the tests beside run a slice of a long run, which fails if anything is lost. docs/durability.md names the runs.

A slice has a file to itself, so that the processes of a test run share them.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.robustness import shim

MINUTES = 15 * 60
under_shim = pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")
with_kills = pytest.mark.skipif(sys.platform == "win32", reason="no fork, no SIGKILL")


def ran(what: str, *options: str, shimmed: bool = False) -> str:
    """What `tests.robustness.WHAT` prints; between it and its files the shim, if it is to be."""
    module, more = f"tests.robustness.{what}", {"capture_output": True, "timeout": MINUTES}
    if shimmed:
        told = shim.run(module, *options, **more)
    else:
        command = [sys.executable, "-m", module, *options]
        told = subprocess.run(command, cwd=shim.ROOT, text=True, capture_output=True, timeout=MINUTES)
    assert told.returncode == 0, f"{told.stdout}\n{told.stderr}"
    return str(told.stdout)

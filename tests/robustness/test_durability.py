"""A slice of what the long runs beside this file do: each fails if anything is lost. docs/durability.md names them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.robustness import shim
from tests.robustness.power import CONTROLS

under_shim = pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")
MINUTES = 15 * 60


def ran(told: subprocess.CompletedProcess[str]) -> str:
    assert told.returncode == 0, f"{told.stdout}\n{told.stderr}"
    return str(told.stdout)


@under_shim
def test_disk_trouble() -> None:
    table = ran(shim.run("tests.robustness.disk_trouble", "--every", "43", capture_output=True, timeout=MINUTES))
    assert table.count(" ENOSPC ") == table.count(" EIO ") == table.count(" EROFS ") == 7


@under_shim
def test_power_cuts_and_the_controls_lose() -> None:
    runs = ("create", "import", "decide", "export", *CONTROLS)
    table = ran(shim.run("tests.robustness.power", "--points", "24", *runs, capture_output=True, timeout=MINUTES))
    assert table.count("control: must lose") == 3


def test_damaged_databases() -> None:
    command = [sys.executable, "-m", "tests.robustness.damaged", "--flipped", "12", "--cut", "5"]
    ran(subprocess.run(command, cwd=shim.ROOT, capture_output=True, text=True, timeout=MINUTES))


@pytest.mark.skipif(sys.platform == "win32", reason="no fork, no SIGKILL")
def test_kills() -> None:
    command = [sys.executable, "-m", "tests.robustness.killed", "--rounds", "16"]
    table = ran(subprocess.run(command, cwd=shim.ROOT, capture_output=True, text=True, timeout=MINUTES))
    assert all(what in table for what in ("import", "decide", "export", "migrate", "window"))


@pytest.mark.skipif(sys.platform == "win32", reason="no fork, no SIGKILL")
def test_migrations_killed_before_their_statements() -> None:
    command = [sys.executable, "-m", "tests.robustness.migrations", "--every", "13"]
    ran(subprocess.run(command, cwd=shim.ROOT, capture_output=True, text=True, timeout=MINUTES))

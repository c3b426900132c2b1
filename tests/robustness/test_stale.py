"""A holder that slept past its lease decides nothing; one that ignores its lease does, so the test can tell."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.robustness.stale import BAD, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGSTOP")


def quiet(_line: str) -> None:
    """The test says what went wrong itself."""


def test_a_holder_that_slept_decides_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, 2, tell=quiet)
    assert not any(found[bad] for bad in BAD), found
    assert sum(count for what, count in found.items() if what.startswith("refused")), found


def test_without_the_fence_it_would(tmp_path: Path) -> None:
    assert run(tmp_path, 3, seed=3, tell=quiet, fenced=False)["stale"] > 0

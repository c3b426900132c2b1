"""kill -9 while somebody types: all but the last second of it is in the library."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from moderator.desk import open_desk
from tests.builders import case_doc, write_case_pack

CASE = "AE-2026-000123"
WITHIN = 1.0
"""Seconds in which what was typed must be on disk."""
PATIENCE = 60.0
"""Seconds after which a window in which nothing happens is given up."""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_what_was_typed_survives_a_kill(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    desk.import_packs([write_case_pack(tmp_path / "packs", case_doc())])
    dice = random.Random(5)
    for _ in range(2):
        desk.save_draft(CASE, None)
        typed = _typed(tmp_path / "library", 1.5 + dice.random())
        must = [text for at, text in typed if at <= typed[-1][0] - WITHIN]
        draft = desk.open_case(CASE).draft
        assert draft is not None, typed[-1]
        kept = draft["statements"][0]["text"]
        assert len(must[-1]) > 5
        assert len(kept) >= len(must[-1]), (
            f"{len(typed[-1][1])} typed, {len(must[-1])} of them in time, {len(kept)} kept"
        )
        held = desk.claim(CASE).held
        assert held is not None
        assert held.mine, "the dead window's lease is in nobody's way"
        desk.let_go(CASE)
    desk.close()


def _typed(library: Path, seconds: float) -> list[tuple[float, str]]:
    """What stood in the draft and when, until the window was killed after so many seconds of typing."""
    found: list[tuple[float, str]] = []
    command = [sys.executable, "-m", "tests.e2e.typing_child", str(library), CASE]
    said = library.parent / "said"
    with (
        said.open("w") as messages,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=messages, text=True) as child,
    ):
        assert child.stdout is not None
        watch = threading.Timer(PATIENCE, child.kill)
        watch.start()
        timer: threading.Timer | None = None
        for line in child.stdout:
            if timer is None:
                timer = threading.Timer(seconds, child.kill)
                timer.start()
            if line.endswith("\n") and line.strip():
                found.append((time.monotonic(), line.strip()))
        if timer is not None:
            timer.cancel()
            timer.join()
        watch.cancel()
        watch.join()
    assert found, f"the window typed nothing: {said.read_text()}"
    return found

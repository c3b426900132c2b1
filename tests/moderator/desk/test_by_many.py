"""What several processes do to one library's states and cache at once, and what a killed one leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from moderator.desk import Desk
from moderator.desk.looks import Looks
from moderator.media.cache import PictureCache, Request

KILLED_WHILE_LOOKING = """
import os, sys
from pathlib import Path
from moderator.desk.looks import Looks
Looks(Path(sys.argv[1]), lambda: "2026-11-23T10:00:00Z").begin(sys.argv[2])
os.kill(os.getpid(), 9)
"""
FILLS_THE_CACHE = """
import sys
from pathlib import Path
import numpy as np
from moderator.media.cache import PictureCache, Request
from moderator.media.values import Frame
cache = PictureCache(Path(sys.argv[1]), "decoders 1", limit=1_000_000)
for n in range(400):
    sha256 = f"{n % 40:064x}"
    request = Request(sha256, "still", "0", (64, 64))
    pixels = np.full((64, 64, 3), n % 40, np.uint8)
    found = cache.get(request)
    assert found is None or (found[0].pixels == n % 40).all()
    cache.put(request, (Frame(pixels, 64, 64, 64, 64, None, 0, None, sha256),))
"""


def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry or "." for entry in sys.path)}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=environment)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot tell whether a process lives without harm to it")
def test_a_program_that_died_over_a_file_is_remembered(stocked: Desk) -> None:
    sha256 = stocked.open_case("AE-2026-000123").items[0].sha256
    for times in (1, 2):
        assert start(KILLED_WHILE_LOOKING, str(stocked.library.path), sha256).wait(60) == -9
        looks = Looks(stocked.library.path, lambda: "2026-11-23T10:00:01Z")
        state = looks.get(sha256)
        looks.close()
        assert (state.state, state.crashes) == ("crashed", times)
        assert "was stopped while it looked" in state.reason


def test_processes_share_a_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("shared") / "cache"
    processes = [start(FILLS_THE_CACHE, str(folder)) for _ in range(3)]
    assert [process.wait(120) for process in processes] == [0, 0, 0]
    cache = PictureCache(folder, "decoders 1", limit=1_000_000)
    assert any(cache.get(Request(f"{n:064x}", "still", "0", (64, 64))) for n in range(40))
    assert not list(folder.rglob("*.part"))

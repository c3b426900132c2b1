"""Nothing is imported behind the lock, whatever a file holds: a video with subtitles once had its worker crash so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.moderator.media import shots
from tests.robustness.fuzz import mutants
from tests.robustness.valid_films import deep_avif, documents, films
from tests.robustness.valid_photos import photos

ROOT = Path(__file__).resolve().parents[2]


def late(*folders: Path) -> str:
    command = [sys.executable, "-m", "tests.robustness.late", *map(str, folders)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_valid_files_and_mutants(tmp_path: Path) -> None:
    for valid in (*photos(), *deep_avif(), *films(), *documents()):
        (tmp_path / valid.name).write_bytes(valid.data)
    shots.film(tmp_path / "shots.mp4", shots.cut_at(20, 40), sound=shots.beeps(1.3))
    for number, mutant in enumerate(mutants(300, seed=9)):
        (tmp_path / f"mutant-{number}").write_bytes(mutant.data)
    assert late(tmp_path) == ""


def test_real_files(shared_media: Path) -> None:
    assert late(shared_media / "video" / "torchcodec", shared_media / "formats", shared_media / "forensics") == ""

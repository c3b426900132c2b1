"""A slice of the jumps in every test run; all of them: `python -m tests.robustness.exact_frames --jumps 1000`."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.media.pool import MediaPool
from tests.moderator.media.reference import framehash
from tests.robustness.exact_clips import CLIPS, Clip
from tests.robustness.exact_frames import Jumps, Tally, Truth, into_made

EACH = 3


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with MediaPool(1) as pool:
        yield pool


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_every_jump_lands_on_the_frame(pool: MediaPool, tmp_path: Path, clip: Clip) -> None:
    tally = into_made(pool, clip, tmp_path, EACH, seed=2)
    assert tally == Tally(EACH, [])


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")
def test_the_truth_is_that_of_the_ffmpeg_program(tmp_path: Path) -> None:
    """Another build of FFmpeg, without Python. It scales where the size changes, and conceals holes in its own way."""
    others = [clip for clip in CLIPS if not clip.damaged and clip.name != "growing.ts"]
    assert len(others) > 60
    for clip in others:
        path = clip.make(tmp_path)
        assert framehash(path) == Truth.of(path).prints, clip.name


def test_a_wrong_frame_would_be_seen(pool: MediaPool, tmp_path: Path) -> None:
    """The same jumps against a truth that is off by one frame: every one of them is called wrong."""
    clip = next(clip for clip in CLIPS if clip.name == "open-264.mp4")
    path = clip.make(tmp_path)
    truth = Truth.of(path)
    shifted = Truth(truth.prints[1:] + truth.prints[:1], truth.pts, truth.base)
    tally = Jumps(pool, path, shifted).take(8, random.Random(1))
    assert (tally.jumps, len(tally.wrong)) == (8, 8)

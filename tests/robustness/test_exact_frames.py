"""A slice of the jumps and steps in every test run; all of them: `python -m tests.robustness.exact_frames`."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.media import colour
from moderator.media.pool import MediaPool
from tests.moderator.media.reference import framehash
from tests.robustness.exact_clips import CLIPS, Clip
from tests.robustness.exact_frames import Jumps, into_made
from tests.robustness.exact_steps import Steps
from tests.robustness.exact_truth import Tally, Truth

EACH = 3
WALKED = (
    "h264.mp4", "hevc.mp4", "vp9.webm", "av1.mp4", "mjpeg.mov", "open-264.mp4", "open-265.mkv", "variable-b.mkv",
    "turned-variable.mp4", "edits.mp4", "gap.mp4", "cut-off.mkv", "ten-bits-265.mp4", "full-colour.mp4",
    "one-frame.mp4", "falling.ts", "holed-h264.mp4",
)  # fmt: skip
"""Clips through which somebody walks in every test run: each codec, and each kind of trouble."""
STEPS = 12


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with MediaPool(1) as pool:
        yield pool


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_every_jump_lands_on_the_frame(pool: MediaPool, tmp_path: Path, clip: Clip) -> None:
    tally = into_made(pool, clip, tmp_path, EACH, seed=2)
    assert tally == Tally(EACH, [])


@pytest.mark.parametrize("clip", [clip for clip in CLIPS if clip.name in WALKED], ids=lambda clip: clip.name)
def test_every_step_lands_on_the_frame(pool: MediaPool, tmp_path: Path, clip: Clip) -> None:
    tally = into_made(pool, clip, tmp_path, 0, seed=3, steps=STEPS)
    assert tally == Tally(0, [], STEPS)


def test_the_walks_are_through_every_kind() -> None:
    assert set(WALKED) <= {clip.name for clip in CLIPS}


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


def test_a_wrong_step_and_a_wrong_colour_would_be_seen(
    pool: MediaPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = next(clip for clip in CLIPS if clip.name == "open-264.mp4")
    path = clip.make(tmp_path)
    truth = Truth.of(path)
    shifted = Truth(truth.prints[1:] + truth.prints[:1], truth.pts, truth.base)
    tally = Steps(pool, path, shifted).take(10, random.Random(1))
    assert (tally.steps, len(tally.wrong)) == (10, 10)
    exact = colour.to_rgb
    monkeypatch.setattr(colour, "to_rgb", lambda frame, size: exact(frame, size) ^ 2)
    tally = Steps(pool, path, truth).take(10, random.Random(1))
    assert tally.wrong
    assert all("levels off" in each for each in tally.wrong)

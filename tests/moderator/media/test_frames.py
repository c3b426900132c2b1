"""A frame is the same frame however it is reached: by PTS, by index, forwards, backwards, at random."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from moderator.errors import MediaError
from moderator.media import colour
from moderator.media.pool import MediaPool
from moderator.media.values import Source

from .clips import TROUBLED, Recipe, picture, write
from .reference import sequential


def test_the_index_is_what_decoding_shows(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    recipe, source = clip
    index, truth = pool.index(source), sequential(source.path)
    assert list(index.pts) == [frame.pts for frame in truth]
    assert list(index.key) == [bool(frame.key_frame) for frame in truth]
    assert index.time_base == truth[0].time_base
    assert index.ordered
    assert len(index.pts) == len(recipe.times)
    assert pool.index(source, verify=True) == index


def test_any_order_gives_the_same_pixels(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    _, source = clip
    index = pool.index(source)
    numbers = list(range(len(index.pts)))
    first = {number: pool.frame(source, index=number) for number in numbers}
    shuffled = random.Random(4).sample(numbers, len(numbers)) + numbers[::-1]
    for number in shuffled:
        again = pool.frame(source, pts=index.pts[number])
        assert (again.index, again.pts) == (number, index.pts[number])
        assert np.array_equal(again.pixels, first[number].pixels), number


def test_frames_are_the_ones_that_were_filmed(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    """Nearest to its own picture among all: no neighbour is taken for it, whatever the codec loses."""
    recipe, source = clip
    filmed = np.stack([picture(number, recipe.size) for number in range(len(recipe.times))]).astype(float)
    for number in range(0, len(recipe.times), 5):
        pixels = pool.frame(source, index=number).pixels
        if recipe.rotation:
            pixels = np.rot90(pixels, -recipe.rotation // 90)
        if recipe.aspect:
            pixels = pixels[:, ::1][:, np.linspace(0, pixels.shape[1] - 1, recipe.size[0]).round().astype(int)]
        distance = np.abs(filmed - pixels).mean(axis=(1, 2, 3))
        assert int(distance.argmin()) == number


def test_pixels_are_those_of_the_sequential_decode(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    recipe, source = clip
    for number, frame in enumerate(sequential(source.path)):
        shown = pool.frame(source, index=number)
        size = (shown.full_width, shown.full_height) if not recipe.rotation else (shown.full_height, shown.full_width)
        ours = colour.to_rgb(frame, size)
        if recipe.rotation:
            ours = np.rot90(ours, recipe.rotation // 90)
        difference = np.abs(ours.astype(int) - shown.pixels).max()
        assert difference <= (1 if colour.opencv_agrees(frame) else 0), number


def test_the_storyboard_is_key_frames(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    _, source = clip
    index = pool.index(source)
    keys = [number for number, key in enumerate(index.key) if key]
    for count in (1, 3, 100):
        board = pool.storyboard(source, count)
        places = [frame.index or 0 for frame in board]
        assert places == sorted(set(places))
        assert len(board) == min(count, len(keys))
        assert board[0].index == keys[0]
        assert {frame.index for frame in board} <= set(keys)
        for frame in board:
            assert np.array_equal(frame.pixels, pool.frame(source, index=frame.index).pixels)


def test_turned_and_stretched(pool: MediaPool, tmp_path: Path) -> None:
    for rotation, size in ((90, (64, 96)), (180, (96, 64)), (270, (64, 96)), (0, (96, 64))):
        path = write(Recipe(f"{rotation}.mp4", rotation=rotation), tmp_path)
        frame = pool.frame(Source.of(path), index=7)
        assert (frame.width, frame.height) == (frame.full_width, frame.full_height) == size
        upright = np.rot90(pool.frame(Source.of(write(Recipe("0.mp4"), tmp_path)), index=7).pixels, rotation // 90)
        assert np.array_equal(frame.pixels, upright)
    wide = pool.frame(Source.of(write(Recipe("wide.mp4", aspect=Fraction(4, 3)), tmp_path)), index=7)
    high = pool.frame(Source.of(write(Recipe("high.mp4", aspect=Fraction(1, 2)), tmp_path)), index=7)
    assert (wide.width, wide.height) == (128, 64)
    assert (high.width, high.height) == (96, 128)


def test_a_view_fits_what_was_asked(pool: MediaPool, clip: tuple[Recipe, Source]) -> None:
    _, source = clip
    full = pool.frame(source, index=9)
    view = pool.frame(source, index=9, max_size=(40, 40))
    assert max(view.width, view.height) == 40
    assert (view.full_width, view.full_height) == (full.width, full.height)
    assert abs(view.width / view.height - full.width / full.height) < 0.1
    assert np.array_equal(view.pixels, pool.frame(source, pts=view.pts, max_size=(40, 40)).pixels)


def test_a_time_no_frame_has(pool: MediaPool, tmp_path: Path) -> None:
    source = Source.of(write(Recipe("a.mp4"), tmp_path))
    with pytest.raises(MediaError, match="nearest one has 1024"):
        pool.frame(source, pts=1100)
    with pytest.raises(MediaError, match="36, counted from 0"):
        pool.frame(source, index=36)
    index = pool.index(source)
    assert index.at_or_before(Fraction(0)) == 0
    assert index.at_or_before(Fraction(-5)) == 0
    assert index.at_or_before(Fraction(1023, 15360)) == 1
    assert index.at_or_before(Fraction(1024, 15360)) == 2
    assert index.at_or_before(Fraction(36 * 512 - 1, 15360)) == 35
    with pytest.raises(MediaError, match="past the end"):
        index.at_or_before(Fraction(36 * 512, 15360))


@pytest.mark.parametrize(("recipe", "retime"), TROUBLED, ids=lambda value: getattr(value, "name", ""))
def test_troubled_times(pool: MediaPool, tmp_path: Path, recipe: Recipe, retime) -> None:
    source = Source.of(write(recipe, tmp_path, retime))
    truth, index = sequential(source.path), pool.index(source)
    assert list(index.pts) == [frame.pts for frame in truth]
    numbers = list(range(len(truth)))
    for number in random.Random(1).sample(numbers, len(numbers)):
        frame = pool.frame(source, index=number)
        assert np.array_equal(frame.pixels, colour.to_rgb(truth[number], (frame.width, frame.height))), number
        assert frame.pts == truth[number].pts
    assert index.ordered == (recipe.name == "edited.mp4")
    if index.ordered:
        assert min(index.pts) >= 0
        assert len(index.pts) < len(recipe.times)
    else:
        with pytest.raises(MediaError, match="only a frame's index names it"):
            index.at_or_before(Fraction(0))
        with pytest.raises(MediaError, match="only a frame's index names it"):
            pool.frame(source, pts=index.pts[0])


def test_a_video_that_breaks_off(pool: MediaPool, tmp_path: Path) -> None:
    """What can be decoded is counted and shown; the rest is named, never made up."""
    whole = write(Recipe("whole.mp4", container_options={"movflags": "frag_keyframe+empty_moov"}), tmp_path)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    source = Source.of(cut)
    truth = sequential(cut)
    assert 0 < len(truth) < 36
    last = pool.frame(source, index=len(truth) - 1)
    assert np.array_equal(last.pixels, colour.to_rgb(truth[-1], (96, 64)))
    with pytest.raises(MediaError):
        pool.frame(source, index=len(truth))


def test_damaged_in_the_middle(pool: MediaPool, tmp_path: Path) -> None:
    data = bytearray(write(Recipe("whole.mp4"), tmp_path).read_bytes())
    start = data.index(b"mdat") + 1200
    data[start : start + 900] = bytes(900)
    path = tmp_path / "holed.mp4"
    path.write_bytes(data)
    truth = sequential(path)
    source = Source.of(path)
    index = pool.index(source, verify=True)
    assert list(index.pts) == [frame.pts for frame in truth]
    for number in random.Random(2).sample(range(len(truth)), len(truth)):
        frame = pool.frame(source, pts=index.pts[number])
        assert np.array_equal(frame.pixels, colour.to_rgb(truth[number], (96, 64))), number

"""Cuts, freezes, sharpness and best frames on films whose truth is known because they were made so."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from moderator.analysis.motion import small
from moderator.analysis.scanner import Scanner
from moderator.analysis.sharpness import sharpness
from moderator.domain.scan import Cut, CutKind, Freeze, Scan
from tests.moderator.media.shots import RATE, cut_at, dissolved, scene, seen


def scanned(frames: Sequence[np.ndarray], seconds: Sequence[float] | None = None) -> Scan:
    scanner = Scanner(len(frames))
    for number, luma in enumerate(frames):
        scanner.push(number, number, seconds[number] if seconds else number / RATE, luma)
    return scanner.taken(done=True)


def hard(scan: Scan) -> list[int]:
    return [cut.frame for cut in scan.cuts if cut.kind is CutKind.HARD]


def test_hard_cuts_are_found_to_the_frame() -> None:
    scan = scanned(cut_at(40, 71, 74, 130, 180))
    assert hard(scan) == [40, 71, 74, 130]
    assert scan.done
    assert len(scan.sharpness) == len(scan.light) == len(scan.pts) == scan.total == 180


def test_one_take_has_none() -> None:
    assert scanned(cut_at(200)).cuts == ()


def test_the_first_frame_begins_a_film_and_is_no_cut() -> None:
    assert scanned([seen(1, 0)]).cuts == ()
    assert hard(scanned([seen(1, 0), *(seen(2, n) for n in range(20))])) == [1]


def test_stutter_is_no_cut() -> None:
    rng = np.random.default_rng(3)
    numbers: list[int] = []
    while len(numbers) < 240:
        stands = int(rng.integers(2, 9)) if rng.random() < 0.08 else 1
        numbers += [len(numbers)] * stands
    assert scanned([seen(1, number) for number in numbers]).cuts == ()


def test_a_gap_in_the_times_is_no_cut_but_another_scene_behind_it_is() -> None:
    numbers = [n for n in range(160) if not 60 <= n < 90]
    times = [number / RATE for number in numbers]
    assert scanned([seen(1, n) for n in numbers], times).cuts == ()
    assert hard(scanned([seen(1 if n < 60 else 2, n) for n in numbers], times)) == [60]


def test_flashes_and_single_broken_pictures_are_no_cuts() -> None:
    frames = cut_at(160)
    for start, length in ((40, 1), (80, 3)):
        for number in range(start, start + length):
            frames[number] = np.clip(frames[number].astype(np.int16) * 2 + 60, 0, 255).astype(np.uint8)
    frames[120] = seen(7, 0)
    assert scanned(frames).cuts == ()


def test_a_fast_pan_is_no_cut() -> None:
    wide = np.hstack([scene(n) for n in range(6)])
    pan = [np.ascontiguousarray(wide[:120, x : x + 160]) for x in range(0, wide.shape[1] - 160, 14)]
    assert scanned([*[pan[0]] * 20, *pan, *[pan[-1]] * 20]).cuts == ()


def test_a_dissolve_is_gradual() -> None:
    def held(seed: int, number: int) -> np.ndarray:
        place = cv2.add(seen(seed, 0), np.random.default_rng(number).integers(0, 4, (120, 160), dtype=np.uint8))
        return np.asarray(np.roll(place, number // 8, axis=1), np.uint8)

    frames = dissolved([held(1, n) for n in range(80)], [held(2, n) for n in range(80)], 15)
    (cut,) = scanned(frames).cuts
    assert cut.kind is CutKind.GRADUAL
    assert 60 <= cut.begins <= 72
    assert 73 <= cut.frame <= 85


def test_a_fade_through_black_is_gradual() -> None:
    def faded(luma: np.ndarray, share: float) -> np.ndarray:
        return np.asarray(cv2.convertScaleAbs(luma, alpha=share), np.uint8)

    out = [faded(seen(1, 60 + n), 1 - n / 6) for n in range(7)]
    into = [faded(seen(2, 67 + n), n / 6) for n in range(7)]
    frames = [*(seen(1, n) for n in range(60)), *out, *into, *(seen(2, 74 + n) for n in range(60))]
    found = scanned(frames).cuts
    assert [cut.kind for cut in found] == [CutKind.GRADUAL]
    assert found[0].begins < 67 < found[0].frame


def test_half_a_second_of_one_picture_is_a_freeze_and_less_is_none() -> None:
    frames = [seen(1, n) for n in range(100)]
    for n in range(30, 50):
        frames[n] = frames[30]
    for n in range(70, 80):
        frames[n] = frames[70]
    scan = scanned(frames)
    assert scan.freezes == (Freeze(30, 49),)
    assert scan.cuts == ()


def test_sharpness_falls_with_blur_and_not_with_contrast() -> None:
    crisp = np.asarray(cv2.resize(scene(4), (480, 360), interpolation=cv2.INTER_CUBIC), np.uint8)
    found = []
    for blur in (0.0, 1.5, 3.0, 6.0):
        luma = np.asarray(cv2.GaussianBlur(crisp, (0, 0), blur), np.uint8) if blur else crisp
        found.append(sharpness(luma, small(luma)))
    assert found == sorted(found, reverse=True)
    assert found[0] > 1.5 * found[2]
    pale = np.asarray(cv2.convertScaleAbs(crisp, alpha=0.5, beta=60), np.uint8)
    assert sharpness(pale, small(pale)) == pytest.approx(found[0], rel=0.15)
    assert sharpness(np.full((90, 160), 99, np.uint8), np.full((30, 53), 99, np.uint8)) == 0


def test_best_frames_are_sharp_and_show_different_things() -> None:
    frames = []
    for number in range(240):
        luma = seen(number // 60, number)
        frames.append(luma if number % 6 == 3 else np.asarray(cv2.GaussianBlur(luma, (0, 0), 3), np.uint8))
    best = scanned(frames).best
    assert {number // 60 for number in best} == {0, 1, 2, 3}
    assert sum(number % 6 == 3 for number in best) >= len(best) - 1
    assert len(best) <= 12


def test_a_film_that_changes_its_size_ends_a_shot_and_nothing_else() -> None:
    frames = [*(seen(1, n) for n in range(30)), *(np.ascontiguousarray(seen(1, n)[:, :100]) for n in range(30, 60))]
    assert scanned(frames).cuts == (Cut(30),)


def test_parts_are_the_whole() -> None:
    frames = cut_at(40, 90, 200)
    scanner, parts = Scanner(len(frames)), []
    for number, luma in enumerate(frames):
        scanner.push(number, number, number / RATE, luma)
        if scanner.waiting == 16:
            parts.append(scanner.taken())
    parts.append(scanner.taken(done=True))
    whole = scanned(frames)
    assert tuple(cut for part in parts for cut in part.cuts) == whole.cuts
    assert b"".join(part.sharpness for part in parts) == whole.sharpness

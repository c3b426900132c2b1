"""Comparing at the desk: full-size pixels in and out, pictures read once, failures that blame neither file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from moderator.desk.comparing import KEPT, Comparing, Looked
from moderator.domain.alignment import Alignment, Quality, Why, moved
from moderator.domain.difference import Difference
from moderator.errors import MediaError
from moderator.media.pair import Pair
from moderator.media.reasons import Reason, refusal
from moderator.media.values import Frame

HALF = (0.5, 0.0, 10.0, 0.0, 0.5, 20.0, 0.0, 0.0, 1.0)
FOUND = Alignment(Quality.GOOD, Why.AGREES, HALF, 40, 0.9, 1.0, 0.5, 2.0)


@pytest.fixture
def one_pool() -> None:
    """Here it is workers that are looked at: each desk has its own."""


class Pool:
    def __init__(self) -> None:
        self.pairs: list[Pair] = []
        self.cases: list[str] = []
        self.fails: MediaError | None = None

    def align(self, pair: Pair, case: str, told: Callable[[Alignment], None]) -> Alignment:
        self._note(pair, case)
        told(replace(FOUND, why=Why.FIRST_LOOK))
        return FOUND

    def difference(self, pair: Pair, case: str) -> Difference:
        self._note(pair, case)
        return Difference(np.zeros((1, 1), np.uint8), (), (1.0, 1.0, 1.0), False)

    def _note(self, pair: Pair, case: str) -> None:
        self.pairs.append(pair)
        self.cases.append(case)
        if self.fails is not None:
            raise self.fails


class Media:
    """A photo of 4001 x 3000 comes as 2048 x 1536, a frame of 1920 x 1080 as it is."""

    def __init__(self) -> None:
        self.pool = Pool()
        self.read: list[object] = []

    def case_of(self, sha256: str) -> str:
        return f"case of {sha256}"

    def still(self, sha256: str, page: int, size: tuple[int, int]) -> Frame:
        assert size == (2048, 2048)
        self.read.append((sha256, page))
        return Frame(np.zeros((1536, 2048, 3), np.uint8), 2048, 1536, 4001, 3000, None, page, None, sha256)

    def frame(self, sha256: str, *, pts: int | None = None, index: int | None = None, max_size: Any = None) -> Frame:
        assert max_size == (2048, 2048)
        self.read.append((sha256, pts, index))
        return Frame(np.zeros((1080, 1920, 3), np.uint8), 1920, 1080, 1920, 1080, pts, index, None, sha256)


@pytest.fixture
def media() -> Media:
    return Media()


@pytest.fixture
def comparing(media: Media) -> Comparing:
    return Comparing(cast(Any, media))


LISTING, EVIDENCE = Looked("l"), Looked("e", pts=512)


def test_what_is_found_is_told_in_pixels_of_the_full_pictures(comparing: Comparing, media: Media) -> None:
    looks: list[Alignment] = []
    found = comparing.align(LISTING, EVIDENCE, told=looks.append)
    assert found.homography is not None
    for x, y in ((-0.5, -0.5), (4000.5, 2999.5), (1234.0, 567.0)):
        small = (x + 0.5) * 2048 / 4001 - 0.5, (y + 0.5) * 1536 / 3000 - 0.5
        assert moved(found.homography, x, y) == pytest.approx(moved(HALF, *small))
    assert looks[0].homography == found.homography
    assert media.pool.cases == ["case of e"]


def test_pins_and_a_matrix_go_the_other_way(comparing: Comparing, media: Media) -> None:
    comparing.align(LISTING, EVIDENCE, [((-0.5, -0.5), (100.0, 50.0)), ((4000.5, 2999.5), (900.0, 700.0))])
    (first, second) = media.pool.pairs[-1].pins
    assert first == pytest.approx((-0.5, -0.5, 100.0, 50.0))
    assert second == pytest.approx((2047.5, 1535.5, 900.0, 700.0))
    whole = comparing.align(LISTING, EVIDENCE).homography
    assert whole is not None
    comparing.difference(LISTING, EVIDENCE, whole, 9.0)
    assert media.pool.pairs[-1].matrix == pytest.approx(HALF)
    assert media.pool.pairs[-1].amount == 9.0


def test_pictures_are_read_once_and_a_few_are_kept(comparing: Comparing, media: Media) -> None:
    comparing.align(LISTING, EVIDENCE)
    comparing.difference(LISTING, EVIDENCE, HALF, 9.0)
    assert media.read == [("l", 0), ("e", 512, None)]
    for n in range(KEPT):
        comparing.align(LISTING, Looked("e", index=n))
    assert media.read.count(("l", 0)) == 1, "what is used stays"
    comparing.align(LISTING, EVIDENCE)
    assert media.read.count(("e", 512, None)) == 2


def test_a_failure_is_not_blamed_on_a_file(comparing: Comparing, media: Media) -> None:
    media.pool.fails = refusal(Reason.TIMED_OUT)
    with pytest.raises(MediaError, match="two pictures could not be compared") as caught:
        comparing.align(LISTING, EVIDENCE)
    assert "file" not in str(caught.value)

"""Two pictures on their way to a worker and back: exactly what was sent, and nothing that cannot be."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.alignment import Alignment, Quality, Why
from moderator.domain.difference import Difference, DifferingRegion
from moderator.media import limits
from moderator.media.pair import (
    Pair,
    pack_alignment,
    pack_difference,
    unpack_alignment,
    unpack_difference,
)
from moderator.media.wire import ANSWERS, Op, ProtocolError

MATRIX = (1.1, 0.1, 20.0, -0.1, 0.9, 30.0, 1e-5, -2e-5, 1.0)
REGIONS = (
    DifferingRegion(1, 2, 3, 4, 17.5, (1, 2, 3), (250, 251, 252)),
    DifferingRegion(0, 0, 30, 20, 8.0, (0, 0, 0), (9, 9, 9)),
)


def picture(height: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)


def test_a_pair_there_and_back() -> None:
    one, other = picture(7, 5, 1), picture(3, 11, 2)
    pins = ((1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0))
    found = Pair.unpack(b"".join(Pair(one, other, MATRIX, pins, 0.25).pack()))
    assert np.array_equal(found.listing, one)
    assert np.array_equal(found.evidence, other)
    assert (found.matrix, tuple(found.pins), found.amount) == (MATRIX, pins, 0.25)


def test_pictures_too_large_are_not_sent() -> None:
    flat = np.zeros((1, limits.PAIR_SIDE + 1, 3), np.uint8)
    with pytest.raises(ValueError, match="too large"):
        Pair(flat, flat).pack()


@given(st.binary(max_size=400))
def test_a_payload_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, struct.error)):
        Pair.unpack(data)


@given(
    st.sampled_from(Quality), st.sampled_from(Why), st.integers(0, 99999), st.booleans(),
    st.sampled_from((0, 90, 180, 270)), st.floats(0, 1),
)  # fmt: skip
def test_an_alignment_there_and_back(quality, why, inliers, mirrored, rotation, share) -> None:
    matrix = None if quality is Quality.NONE else MATRIX
    sent = Alignment(quality, why, matrix, inliers, share, 0.7, share, 2.5, mirrored, rotation)
    data = pack_alignment(sent)
    assert unpack_alignment(data) == sent
    assert len(data) <= ANSWERS[Op.ALIGN][1]


@given(st.binary(max_size=200))
def test_what_a_worker_says_of_an_alignment_is_doubted(data: bytes) -> None:
    try:
        found = unpack_alignment(data)
    except ProtocolError:
        return
    assert (found.homography is None) == (found.quality is Quality.NONE)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 1e300])
def test_numbers_that_are_none_are_refused(bad: float) -> None:
    matrix = (bad, *MATRIX[1:])
    with pytest.raises(ProtocolError):
        unpack_alignment(pack_alignment(Alignment(Quality.GOOD, Why.AGREES, matrix)))


def test_a_difference_there_and_back() -> None:
    seen = np.random.default_rng(4).integers(0, 255, (20, 30), dtype=np.uint8)
    for item in (None, REGIONS[1]):
        sent = Difference(seen, REGIONS, (1.1, 1.0, 0.9), True, item)
        found = unpack_difference(memoryview(pack_difference(sent)), 30, 20)
        assert np.array_equal(found.map, seen)
        assert (found.regions, found.gains, found.beyond_light, found.item) == (REGIONS, (1.1, 1.0, 0.9), True, item)
        assert not found.map.flags.writeable


@pytest.mark.parametrize(
    "region",
    [
        DifferingRegion(29, 0, 2, 1, 1.0, (0, 0, 0), (0, 0, 0)),
        DifferingRegion(0, 19, 1, 2, 1.0, (0, 0, 0), (0, 0, 0)),
        DifferingRegion(0, 0, 0, 1, 1.0, (0, 0, 0), (0, 0, 0)),
        DifferingRegion(0, 0, 1, 1, float("nan"), (0, 0, 0), (0, 0, 0)),
    ],
)
def test_a_region_outside_the_picture_is_refused(region: DifferingRegion) -> None:
    data = pack_difference(Difference(np.zeros((20, 30), np.uint8), (region,), (1.0, 1.0, 1.0), False))
    with pytest.raises(ProtocolError):
        unpack_difference(memoryview(data), 30, 20)


@given(st.binary(max_size=900))
def test_what_a_worker_says_of_a_difference_is_doubted(data: bytes) -> None:
    try:
        found = unpack_difference(memoryview(data), 30, 20)
    except ProtocolError:
        return
    assert found.map.shape == (20, 30)


def test_one_of_another_size_is_refused() -> None:
    data = pack_difference(Difference(np.zeros((20, 30), np.uint8), (), (1.0, 1.0, 1.0), False))
    for width, height in ((30, 21), (31, 20), (1, 1)):
        with pytest.raises(ProtocolError):
            unpack_difference(memoryview(data), width, height)

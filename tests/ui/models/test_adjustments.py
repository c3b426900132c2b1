"""What can be adjusted, how an exhibit lists it, and what becomes of the tones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.models.adjustments import NEUTRAL, Adjustments, read
from ui.models.turns import TURNS, Turn

hundredths = st.integers(-100, 100).map(lambda n: n / 100)
anything = st.builds(
    Adjustments,
    turn=st.sampled_from(TURNS),
    brightness=hundredths,
    contrast=hundredths,
    gamma=st.integers(20, 500).map(lambda n: n / 100),
    black=st.integers(0, 254),
    white=st.integers(1, 255),
    sharpen=st.integers(0, 100).map(lambda n: n / 100),
    grey=st.booleans(),
).map(Adjustments.within)


def test_nothing_is_listed_of_a_picture_as_it_is() -> None:
    assert NEUTRAL.listed() == []
    assert NEUTRAL.words() == ()
    assert NEUTRAL.lut() is None
    assert NEUTRAL.neutral


def test_all_is_listed_in_the_order_in_which_it_works() -> None:
    by = Adjustments(Turn(3, True), 0.2, -0.5, 1.4, 10, 240, 0.3, True)
    assert by.listed() == [
        {"kind": "flip", "value": "horizontal"},
        {"kind": "rotate", "value": 270},
        {"kind": "greyscale", "value": True},
        {"kind": "levels", "value": [10, 240]},
        {"kind": "gamma", "value": 1.4},
        {"kind": "contrast", "value": -0.5},
        {"kind": "brightness", "value": 0.2},
        {"kind": "sharpen", "value": 0.3},
    ]
    assert by.words() == (
        "flipped", "turned 270°", "greyscale", "levels 10–240", "gamma 1.40", "contrast −50 %", "brightness +20 %",
        "sharpened 30 %",
    )  # fmt: skip


@given(anything)
def test_what_an_exhibit_lists_is_read_back(by: Adjustments) -> None:
    assert read(by.listed()) == by


@given(st.lists(st.dictionaries(st.sampled_from(["kind", "value"]), st.one_of(
    st.none(), st.text(max_size=8), st.floats(), st.lists(st.integers(-900, 900), max_size=3),
    st.sampled_from(["rotate", "levels", "gamma", "contrast", "greyscale"]),
))))  # fmt: skip
def test_a_list_from_elsewhere_never_breaks_anything(listed: list[dict[str, object]]) -> None:
    by = read(listed)
    assert by == by.within()


@given(anything)
def test_tones_never_change_places(by: Adjustments) -> None:
    lut = by.lut()
    assert lut is None or (np.diff(lut.astype(int)) >= 0).all()


def test_each_tone_by_itself() -> None:
    def of(**values: float) -> list[int]:
        lut = Adjustments(**values).lut()  # type: ignore[arg-type]
        assert lut is not None
        return [int(lut[tone]) for tone in (0, 64, 128, 192, 255)]

    assert of(brightness=0.2) == [51, 115, 179, 243, 255]
    assert of(brightness=-0.2) == [0, 13, 77, 141, 204]
    assert of(contrast=-1.0) == [128] * 5
    assert of(contrast=0.5)[0] == 0
    assert of(contrast=0.5)[1] < 30
    assert of(gamma=2.0) == [0, 128, 181, 221, 255]
    assert of(black=64, white=192) == [0, 0, 128, 255, 255]


def test_sharpness_colour_and_turn_have_no_table() -> None:
    assert Adjustments(Turn(1), sharpen=1.0, grey=True).lut() is None


def test_white_stays_above_black() -> None:
    assert (Adjustments(black=300, white=-4).within().black, Adjustments(black=300, white=-4).within().white) == (
        254,
        255,
    )


@pytest.mark.parametrize("by", [Adjustments(grey=True), Adjustments(grey=True, gamma=2.0)])
def test_what_is_remembered_has_its_colours(by: Adjustments) -> None:
    assert not by.colour.grey
    assert by.colour.gamma == by.gamma

"""Patches and grey points: which count, and the light of a patch."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from moderator.domain.colour import linear
from ui.models import sampling
from ui.models.patches import Patches, Picked

BLUE, RED, GREY = (linear(rgb) for rgb in ((30, 50, 120), (190, 40, 35), (128, 128, 128)))
SHOWN: dict[str, object] = {"listing": "L1", "evidence": "E2"}


def picked(light, of) -> Picked:
    return Picked(QPointF(0.5, 0.5), of, light)


def test_both_patches_are_needed_and_only_those_of_what_is_shown() -> None:
    patches = Patches()
    patches.set("listing", "patch", picked(BLUE, "L1"))
    assert patches.compared(SHOWN) is None
    patches.set("evidence", "patch", picked(RED, "E1"))
    assert patches.compared(SHOWN) is None, "that was another picture"
    patches.set("evidence", "patch", picked(RED, "E2"))
    found = patches.compared(SHOWN)
    assert found is not None
    assert found.same is False
    patches.clear()
    assert patches.compared(SHOWN) is None


def test_one_grey_point_alone_counts_for_nothing() -> None:
    patches = Patches()
    for side, light in (("listing", BLUE), ("evidence", BLUE)):
        patches.set(side, "patch", picked(light, SHOWN[side]))
    patches.set("evidence", "grey", picked((0.0, 0.0, 0.0), "E2"))
    assert patches.compared(SHOWN) is not None
    patches.set("listing", "grey", picked(GREY, "L1"))
    with pytest.raises(ValueError, match="too dark"):
        patches.compared(SHOWN)


def test_a_patch_is_the_mean_of_its_light() -> None:
    pixels = np.zeros((200, 300, 3), np.uint8)
    pixels[:, ::2] = 255
    light = sampling.patch(pixels, QPointF(0.5, 0.5), 0.1)
    assert light is not None
    assert light[0] == pytest.approx(0.5, abs=0.02), "half of the light, not half of 255"
    pixels[:] = (10, 200, 30)
    assert sampling.patch(pixels, QPointF(0.99, 0.01)) == pytest.approx(linear((10, 200, 30)))
    assert sampling.patch(pixels, QPointF(1.2, 0.5)) is None

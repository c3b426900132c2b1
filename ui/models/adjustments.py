"""How a picture is displayed other than it is: turned, its tones moved, sharpened, without colour. Never the file."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from ui.models.turns import UPRIGHT, Turn

translate = QCoreApplication.translate

LEAST_GAMMA, MOST_GAMMA = 0.2, 5.0
STEEPEST = 0.97
"""Contrast beyond which nothing but black and white would be left."""


@dataclass(frozen=True)
class Adjustments:
    """In the order in which they work: greyscale, levels, gamma, contrast, brightness, sharpen; the turn at any time.

    `brightness` and `contrast` from -1 to 1, `gamma` above 1 lightens, `black` and `white` are the levels (0 to 255)
    that become black and white, `sharpen` from 0 to 1.
    """

    turn: Turn = UPRIGHT
    brightness: float = 0.0
    contrast: float = 0.0
    gamma: float = 1.0
    black: int = 0
    white: int = 255
    sharpen: float = 0.0
    grey: bool = False

    @property
    def neutral(self) -> bool:
        """Whether the picture is shown as it is in the file."""
        return self == NEUTRAL

    @property
    def tones(self) -> Adjustments:
        """What changes pixels, without the turn, which only moves them."""
        return replace(self, turn=UPRIGHT)

    @property
    def colour(self) -> Adjustments:
        """The same with the picture's colours: what is remembered of a picture that is shown again."""
        return replace(self, grey=False)

    def within(self) -> Adjustments:
        """The nearest values that are allowed; white stays above black."""
        black = min(max(self.black, 0), 254)
        return replace(
            self,
            brightness=min(max(self.brightness, -1.0), 1.0),
            contrast=min(max(self.contrast, -1.0), 1.0),
            gamma=min(max(self.gamma, LEAST_GAMMA), MOST_GAMMA),
            black=black,
            white=min(max(self.white, black + 1), 255),
            sharpen=min(max(self.sharpen, 0.0), 1.0),
        )

    def lut(self) -> NDArray[np.uint8] | None:
        """What becomes of each of 256 tones, read only; None where they stay as they are."""
        plain = replace(self, turn=UPRIGHT, sharpen=0.0, grey=False)
        return None if plain == NEUTRAL else _lut(plain)

    def listed(self) -> list[dict[str, Any]]:
        """As an exhibit lists them, in the order in which they work; nothing that is neutral."""
        found: list[tuple[str, Any, Any]] = [
            ("flip", "horizontal" if self.turn.mirrored else None, None),
            ("rotate", 90 * self.turn.quarters, 0),
            ("greyscale", self.grey, False),
            ("levels", [self.black, self.white], [0, 255]),
            ("gamma", round(self.gamma, 2), 1.0),
            ("contrast", round(self.contrast, 2), 0.0),
            ("brightness", round(self.brightness, 2), 0.0),
            ("sharpen", round(self.sharpen, 2), 0.0),
        ]
        return [{"kind": kind, "value": value} for kind, value, neutral in found if value != neutral]

    def words(self) -> tuple[str, ...]:
        """The same for people, the shortest that is clear: "brightness +20 %", "turned 90°"."""
        return tuple(_word(each["kind"], each["value"]) for each in self.listed())


NEUTRAL = Adjustments()


def read(listed: Iterable[Mapping[str, Any]]) -> Adjustments:
    """What an exhibit lists, as far as it is understood: kinds and values that are not known count for nothing."""
    given = {str(each.get("kind")): each.get("value") for each in listed if isinstance(each, Mapping)}
    levels = given.get("levels")
    black, white = (0, 255)
    if isinstance(levels, list | tuple) and len(levels) == 2:
        black, white = round(_number(levels[0], 0)), round(_number(levels[1], 255))
    return Adjustments(
        turn=Turn(round(_number(given.get("rotate"), 0) / 90) % 4, given.get("flip") == "horizontal"),
        brightness=_number(given.get("brightness"), 0.0),
        contrast=_number(given.get("contrast"), 0.0),
        gamma=_number(given.get("gamma"), 1.0),
        black=black,
        white=white,
        sharpen=_number(given.get("sharpen"), 0.0),
        grey=given.get("greyscale") is True,
    ).within()


def _number(value: Any, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else otherwise


@functools.lru_cache(maxsize=64)
def _lut(of: Adjustments) -> NDArray[np.uint8]:
    tones = np.clip((np.arange(256) - of.black) / (of.white - of.black), 0, 1)
    tones = tones ** (1 / of.gamma)
    steep = math.tan((min(of.contrast, STEEPEST) + 1) * math.pi / 4)
    tones = (tones - 0.5) * steep + 0.5 + of.brightness
    made = np.clip(np.rint(tones * 255), 0, 255).astype(np.uint8)
    made.setflags(write=False)
    return made


def _word(kind: str, value: Any) -> str:
    if kind == "flip":
        return translate("adjust", "flipped")
    if kind == "rotate":
        return translate("adjust", "turned {0}°").format(value)
    if kind == "greyscale":
        return translate("adjust", "greyscale")
    if kind == "levels":
        return translate("adjust", "levels {0}–{1}").format(*value)
    if kind == "gamma":
        return translate("adjust", "gamma {0}").format(f"{value:.2f}")
    percent = f"{round(100 * value):+d} %".replace("-", "−")
    if kind == "sharpen":
        return translate("adjust", "sharpened {0} %").format(round(100 * value))
    if kind == "contrast":
        return translate("adjust", "contrast {0}").format(percent)
    return translate("adjust", "brightness {0}").format(percent)

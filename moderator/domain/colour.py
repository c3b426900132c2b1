"""Colours as people compare them: from sRGB to Lab, the difference of two, a grey point, and names.

Sources: IEC 61966-2-1 (sRGB), CIE 15 (Lab, white D65), Sharma, Wu, Dalal 2005 (CIEDE2000, with its test data).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

Rgb = tuple[int, int, int]
"""sRGB, 0 to 255 each."""
Lab = tuple[float, float, float]
Linear = tuple[float, float, float]
"""Red, green and blue in linear light, 0 to 1; more where a grey point brightens them."""

_WHITE = (0.95047, 1.0, 1.08883)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)

NAMES: tuple[tuple[str, Rgb], ...] = (
    ("black", (18, 18, 18)), ("dark grey", (72, 72, 72)), ("grey", (128, 128, 128)), ("light grey", (190, 190, 190)),
    ("white", (248, 248, 248)), ("red", (200, 25, 30)), ("dark red", (115, 18, 22)), ("pink", (245, 160, 180)),
    ("magenta", (200, 30, 130)), ("orange", (240, 130, 20)), ("brown", (110, 65, 35)), ("dark brown", (62, 40, 28)),
    ("tan", (190, 145, 95)), ("beige", (222, 203, 170)), ("cream", (246, 238, 214)), ("yellow", (245, 215, 40)),
    ("olive", (110, 110, 35)), ("lime", (160, 220, 40)), ("green", (35, 140, 55)), ("dark green", (20, 70, 35)),
    ("sage green", (150, 172, 142)), ("mint", (170, 230, 200)), ("teal", (0, 128, 128)),
    ("turquoise", (60, 205, 205)), ("light blue", (150, 195, 235)), ("blue", (35, 90, 200)),
    ("navy blue", (25, 35, 85)), ("dark blue", (45, 70, 140)), ("slate blue", (80, 100, 130)),
    ("purple", (110, 40, 140)), ("violet", (150, 110, 215)), ("lavender", (200, 185, 230)),
    ("burgundy", (95, 20, 45)), ("gold", (190, 150, 60)),
)  # fmt: skip


def linear(rgb: Rgb) -> Linear:
    """The light behind sRGB values."""
    r, g, b = (_decoded(each / 255) for each in rgb)
    return r, g, b


def encoded(light: Linear) -> Rgb:
    """The nearest sRGB values; what is brighter than white is white."""
    r, g, b = (min(255, max(0, round(_encoded(each) * 255))) for each in light)
    return r, g, b


def _decoded(v: float) -> float:
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


def _encoded(v: float) -> float:
    return v * 12.92 if v <= 0.0031308 else 1.055 * max(v, 0.0) ** (1 / 2.4) - 0.055


def lab(light: Linear) -> Lab:
    """L* 0 to 100, a*, b*, for D65."""
    xyz = [sum(weight * part for weight, part in zip(row, light, strict=True)) for row in _TO_XYZ]
    x, y, z = (_root(value / white) for value, white in zip(xyz, _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(t: float) -> float:
    return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116


def delta_e(one: Lab, other: Lab) -> float:
    """CIEDE2000 with all weights 1. Below about 1 nobody sees it; about 2 to 3 one sees it side by side."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = _hue(a1, b1), _hue(a2, b2)
    dh, hue = _hues(c1, c2, h1, h2)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.20 * _cos(4 * hue - 63)
    )  # fmt: skip
    s_l = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    turn = 60 * math.exp(-(((hue - 275) / 25) ** 2))
    r = -2 * math.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * math.sin(math.radians(turn))
    in_l, in_c, in_h = (l2 - l1) / s_l, (c2 - c1) / s_c, dh / s_h
    return math.sqrt(max(0.0, in_l**2 + in_c**2 + in_h**2 + r * in_c * in_h))


def _hue(a: float, b: float) -> float:
    return math.degrees(math.atan2(b, a)) % 360 if a or b else 0.0


def _hues(c1: float, c2: float, h1: float, h2: float) -> tuple[float, float]:
    """ΔH' and the mean hue; a grey has none."""
    if not c1 * c2:
        return 0.0, h1 + h2
    turn = h2 - h1
    turn -= 360 * round(turn / 360) if abs(turn) > 180 else 0
    mean = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2 if h1 + h2 < 360 else (h1 + h2 - 360) / 2)
    return 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)), mean


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


@cache
def _named() -> tuple[tuple[str, Lab], ...]:
    return tuple((name, lab(linear(rgb))) for name, rgb in NAMES)


def name_of(rgb: Rgb) -> str:
    """The nearest of `NAMES`, by CIEDE2000."""
    there = lab(linear(rgb))
    return min(_named(), key=lambda named: delta_e(there, named[1]))[0]


def under(light: Linear, grey: Linear) -> Linear:
    """A colour as it would be if `grey`, seen in the same light, were neutral; its brightness stays.

    Von Kries, in linear sRGB. Raises ValueError for a grey point too dark to tell the light by.
    """
    if min(grey) < 0.002:
        raise ValueError("The grey point is too dark.")
    level = sum(weight * part for weight, part in zip(_TO_XYZ[1], grey, strict=True))
    r, g, b = (part * level / channel for part, channel in zip(light, grey, strict=True))
    return r, g, b


@dataclass(frozen=True)
class Compared:
    """Two patches. `delta_e` after both grey points; `says` in words, careful where a grey point is missing."""

    delta_e: float
    listing: str
    evidence: str
    same: bool | None
    """None: the light may explain it."""

    @property
    def says(self) -> str:
        seen = f"ΔE {self.delta_e:.1f}"
        if self.same:
            return f"{seen}: the same colour as far as light allows to tell"
        if self.same is None:
            return f"{seen}: light may explain it; pick a grey point on both pictures"
        if self.listing == self.evidence:
            return f"{seen}: another shade of {self.listing}"
        return f"{seen}: another colour, {self.listing} against {self.evidence}"


SAME, OTHER, OTHER_IN_ANY_LIGHT = 6.0, 12.0, 25.0
"""ΔE up to which two photos of one thing differ, and from which they show two things: with grey points, and without.

Brightness counts half: a photo's exposure says nothing of the goods."""


def compare(listing: Linear, evidence: Linear, grey: tuple[Linear, Linear] | None = None) -> Compared:
    """Two patches, the listing's grey point and the evidence's where both were picked."""
    if grey is not None:
        listing, evidence = under(listing, grey[0]), under(evidence, grey[1])
    one, other = lab(listing), lab(evidence)
    apart = delta_e(one, other)
    # The same colour in more or less light: only what is left once both are equally bright tells them apart.
    mean = (one[0] + other[0]) / 2
    level = delta_e((mean + (one[0] - mean) / 2, *one[1:]), (mean + (other[0] - mean) / 2, *other[1:]))
    same: bool | None = None
    if level <= SAME:
        same = True
    elif level >= (OTHER if grey is not None else OTHER_IN_ANY_LIGHT):
        same = False
    return Compared(apart, name_of(encoded(listing)), name_of(encoded(evidence)), same)

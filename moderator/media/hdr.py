"""From HDR (PQ or HLG, BT.2020 primaries) to 8-bit sRGB, since the decoder's build has no filter for it.

Diffuse white (203 cd/m2, ITU-R BT.2408) becomes SDR white. Below 60 % of it nothing is changed; above, the brightest
channel is bent smoothly towards white and the others keep their proportion, so that highlights keep their hue.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from moderator.media.values import Pixels

_WHITE = 203.0
_KNEE = 0.6
PQ, HLG = 16, 18
"""Transfer functions as H.273 numbers them."""
_HLG_PEAK = 1000.0
_HLG_LUMA = np.array([[0.2627, 0.6780, 0.0593]])
_TO_709 = np.array(
    [[1.660491, -0.587641, -0.072850], [-0.124550, 1.132900, -0.008349], [-0.018151, -0.100579, 1.118730]]
)


def name_of(transfer: int) -> str:
    """How the light of a frame is coded, by H.273: "pq" or "hlg" where it is brought to SDR here; "" for any other."""
    return {PQ: "pq", HLG: "hlg"}.get(transfer, "")


def to_sdr(coded: NDArray[Any], transfer: int) -> Pixels:
    """`coded` is height x width x 3, 16-bit non-linear R, G, B; `transfer` is 16 (PQ) or 18 (HLG) by H.273."""
    linear = np.take(_linear(transfer), coded)
    if transfer == HLG:
        luma = cv2.transform(linear, _HLG_LUMA)
        gain = np.power(np.maximum(luma, 1e-6), 0.2) * (_HLG_PEAK / _WHITE)
        linear *= gain[..., None]
    peak = np.maximum(linear.max(axis=2), 1e-6)
    above = np.maximum(peak - _KNEE, 0.0) / (1 - _KNEE)
    bent = np.minimum(peak, _KNEE) + (1 - _KNEE) * (1 - np.exp(-above))
    linear *= (bent / peak)[..., None]
    target = np.clip(cv2.transform(linear, _TO_709), 0.0, 1.0)
    return np.asarray(np.take(_encoded(), np.rint(target * 65535).astype(np.uint16)), np.uint8)


@lru_cache(maxsize=2)
def _linear(transfer: int) -> NDArray[np.float32]:
    """Light for each 16-bit code: in units of diffuse white (PQ), or of the scene's peak (HLG)."""
    code = np.arange(65536, dtype=np.float64) / 65535
    if transfer == HLG:
        a, b, c = 0.17883277, 0.28466892, 0.55991073
        light = np.where(code <= 0.5, code * code / 3, (np.exp((code - c) / a) + b) / 12)
        return light.astype(np.float32)
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = np.power(code, 1 / m2)
    light = np.power(np.maximum(power - c1, 0) / (c2 - c3 * power), 1 / m1) * 10000
    return (light / _WHITE).astype(np.float32)


@lru_cache(maxsize=1)
def _encoded() -> NDArray[np.uint8]:
    """The sRGB value of each 16-bit step of light."""
    light = np.arange(65536, dtype=np.float64) / 65535
    coded = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.power(light, 1 / 2.4) - 0.055)
    return np.asarray(np.rint(coded * 255), np.uint8)

"""The colour space that a decision is printed in: sRGB (IEC 61966-2-1) as an ICC profile, built here.

Written by us, byte for byte, so that no profile of somebody else's has to be shipped and no library's version shows in
the document. Version 4.2 of the format, whose parametric curve is the very curve of sRGB.
"""

from __future__ import annotations

from functools import lru_cache
from struct import pack

_D50 = (0.9642, 1.0, 0.8249)
_COLOURS = {
    "rXYZ": (0.43607, 0.22249, 0.01392),
    "gXYZ": (0.38515, 0.71687, 0.09708),
    "bXYZ": (0.14307, 0.06061, 0.71410),
}
"""The primaries, adapted to D50 as profiles have them."""
_ADAPTED = (1.04791, 0.02293, -0.05020, 0.02960, 0.99046, -0.01707, -0.00925, 0.01506, 0.75179)
"""Bradford's matrix from D65 to D50."""
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""y = (a x + b)^g from d on, c x below: g, a, b, c, d."""
_HEADER, _ENTRY = 128, 12


@lru_cache(maxsize=1)
def srgb() -> bytes:
    """The profile."""
    curve = b"para" + pack(">IHH", 0, 3, 0) + _numbers(_CURVE)
    tags = {
        "desc": _words("sRGB"),
        "cprt": _words("No copyright, use freely"),
        "wtpt": _xyz(_D50),
        "chad": b"sf32" + bytes(4) + _numbers(_ADAPTED),
        **{name: _xyz(colour) for name, colour in _COLOURS.items()},
        "rTRC": curve,
        "gTRC": curve,
        "bTRC": curve,
    }
    start = _HEADER + 4 + _ENTRY * len(tags)
    table, body = pack(">I", len(tags)), b""
    places: dict[bytes, int] = {}
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += name.encode("ascii") + pack(">II", places[data], len(data))
    return _head(start + len(body)) + table + body


def _head(size: int) -> bytes:
    """Without a profile id, time or maker: the same for everybody."""
    made = pack(">6H", 2026, 1, 1, 0, 0, 0)
    light = b"".join(_number(part) for part in _D50)
    head = pack(">I4sI4s4s4s", size, bytes(4), 0x04200000, b"mntr", b"RGB ", b"XYZ ") + made + b"acsp"
    return (head + bytes(4 * 7) + light).ljust(_HEADER, b"\0")


def _number(value: float) -> bytes:
    """A signed number with 16 bits behind the point."""
    return pack(">i", round(value * 65536))


def _numbers(values: tuple[float, ...]) -> bytes:
    return b"".join(map(_number, values))


def _xyz(colour: tuple[float, ...]) -> bytes:
    return b"XYZ " + bytes(4) + _numbers(colour)


def _words(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + pack(">III2s2sII", 0, 1, 12, b"en", b"US", len(encoded), 28) + encoded

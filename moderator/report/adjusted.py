"""With which display adjustments the moderator saw an exhibit, in words. The printed picture itself is unadjusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moderator.report.unicode import NBSP

_FLIPS = {
    "horizontal": "flipped left to right",
    "vertical": "flipped upside down",
    "both": "flipped left to right and upside down",
}


def seen_with(adjustments: Any) -> str:
    """`seen with brightness +20 %, turned 90°`; of a kind or value that is not known, the kind alone. "" for none."""
    if not isinstance(adjustments, list):
        return ""
    words = [_words(each) for each in adjustments if isinstance(each, Mapping)]
    told = ", ".join(dict.fromkeys(filter(None, words)))
    return f"seen with {told}" if told else ""


def _words(adjustment: Mapping[str, Any]) -> str:
    kind, value = adjustment.get("kind"), adjustment.get("value")
    if not isinstance(kind, str):
        return ""
    name = " ".join(kind.split())[:40]
    made = _KINDS.get(kind)
    return (made(value) if made is not None else "") or name


def _percent(name: str, sign: str = "+") -> Callable[[Any], str]:
    """Of a share from -1 to 1; what is larger cannot be one and is left out."""
    return lambda value: f"{name} {_figure(100 * value, sign)}{NBSP}%" if _is_number(value) and abs(value) <= 1 else ""


def _gamma(value: Any) -> str:
    return f"gamma {_figure(value)}" if _is_number(value) else ""


def _levels(value: Any) -> str:
    if isinstance(value, list) and len(value) in (2, 3) and all(map(_is_number, value)):
        return f"levels {' – '.join(map(_figure, value))}"
    return ""


def _turned(value: Any) -> str:
    return f"turned {_figure(value)}°" if _is_number(value) else ""


def _flipped(value: Any) -> str:
    return _FLIPS.get(value, "flipped") if isinstance(value, str) else "flipped"


def _grey(_value: Any) -> str:
    return "greyscale"


_KINDS: Mapping[str, Callable[[Any], str]] = {
    "brightness": _percent("brightness"),
    "contrast": _percent("contrast"),
    "sharpen": _percent("sharpened", "-"),
    "gamma": _gamma,
    "levels": _levels,
    "rotate": _turned,
    "flip": _flipped,
    "greyscale": _grey,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _figure(value: float, sign: str = "-") -> str:
    return f"{value:{sign}.2f}".rstrip("0").rstrip(".").replace("-", "−")

"""With which display adjustments the moderator saw an exhibit, in words. The printed picture itself is unadjusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moderator.report.wording import Wording


def seen_with(adjustments: Any, w: Wording) -> str:
    """`seen with brightness +20 %, turned 90°`; of a kind or value that is not known, the kind alone. "" for none."""
    if not isinstance(adjustments, list):
        return ""
    words = [_words(each, w) for each in adjustments if isinstance(each, Mapping)]
    told = w.commas(list(dict.fromkeys(filter(None, words))))
    return w("seen.with", what=told) if told else ""


def _words(adjustment: Mapping[str, Any], w: Wording) -> str:
    kind, value = adjustment.get("kind"), adjustment.get("value")
    if not isinstance(kind, str):
        return ""
    name = " ".join(kind.split())[:40]
    made = _KINDS.get(kind)
    return (made(value, w) if made is not None else "") or name


def _percent(name: str, sign: str = "+") -> Callable[[Any, Wording], str]:
    """Of a share from -1 to 1; what is larger cannot be one and is left out."""

    def told(value: Any, w: Wording) -> str:
        if not (_is_number(value) and abs(value) <= 1):
            return ""
        return w("seen.percent", name=w(f"seen.{name}"), number=_figure(100 * value, w, sign))

    return told


def _gamma(value: Any, w: Wording) -> str:
    return w("seen.value", name=w("seen.gamma"), number=_figure(value, w)) if _is_number(value) else ""


def _levels(value: Any, w: Wording) -> str:
    if isinstance(value, list) and len(value) in (2, 3) and all(map(_is_number, value)):
        return w("seen.levels", numbers=" – ".join(_figure(each, w) for each in value))
    return ""


def _turned(value: Any, w: Wording) -> str:
    return w("seen.rotate", number=_figure(value, w)) if _is_number(value) else ""


def _flipped(value: Any, w: Wording) -> str:
    return w(f"seen.{value}") if value in ("horizontal", "vertical", "both") else w("seen.flip")


def _grey(_value: Any, w: Wording) -> str:
    return w("seen.greyscale")


_KINDS: Mapping[str, Callable[[Any, Wording], str]] = {
    "brightness": _percent("brightness"),
    "contrast": _percent("contrast"),
    "sharpen": _percent("sharpen", "-"),
    "gamma": _gamma,
    "levels": _levels,
    "rotate": _turned,
    "flip": _flipped,
    "greyscale": _grey,
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def _figure(value: float, w: Wording, sign: str = "-") -> str:
    shown = f"{value:{sign}.2f}".rstrip("0").rstrip(".").replace("-", "−")
    return shown.replace(".", w.sign("decimal"))

"""What a probe found, as canonical JSON to be kept, and strictly back again: a library may have been tampered with."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction
from typing import Any, get_args

from moderator.domain.canonical import canonical
from moderator.media.state import State
from moderator.media.values import Kind, MediaInfo

_MOST = 1 << 63
_TEXTS = ("format", "reason", "codec", "captured_at", "device", "code", "hdr")
_NUMBERS = ("width", "height", "pages", "duration_pts", "stream", "frames", "orientation")
_NAMES = {field.name for field in dataclasses.fields(MediaInfo)}
_KINDS: dict[object, Kind] = {kind: kind for kind in get_args(Kind)}
_STATES: dict[object, State] = {state.value: state for state in State}


def to_json(info: MediaInfo) -> bytes:
    """UTF-8 JSON; the time base as numerator and denominator."""
    doc: dict[str, Any] = {name: getattr(info, name) for name in _NAMES}
    base = info.time_base
    doc["state"] = str(info.state)
    doc["time_base"] = None if base is None else [base.numerator, base.denominator]
    doc["metadata"] = [list(pair) for pair in info.metadata]
    return canonical(doc)


def from_json(data: bytes) -> MediaInfo:
    """The other way. Raises ValueError for anything that `to_json` would not have written."""
    try:
        doc = json.loads(data)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(doc, dict) or set(doc) != _NAMES:
        raise ValueError("not what a probe finds")
    for name in _TEXTS:
        _need(isinstance(doc[name], str), name)
    for name in _NUMBERS:
        _need(doc[name] is None or _is_number(doc[name]), name)
    for name in ("vfr", "interlaced"):
        _need(doc[name] is None or isinstance(doc[name], bool), name)
    info = MediaInfo(**doc | {
        "kind": _one_of(_KINDS, doc["kind"], "kind"),
        "state": _one_of(_STATES, doc["state"], "state"),
        "time_base": _time_base(doc["time_base"]),
        "metadata": _pairs(doc["metadata"]),
    })  # fmt: skip
    _need(to_json(info) == data, "form")
    return info


def _need(holds: bool, name: str) -> None:
    if not holds:
        raise ValueError(f"{name} is not what a probe finds")


def _one_of(known: dict[object, Any], value: object, name: str) -> Any:
    _need(isinstance(value, str) and value in known, name)
    return known[value]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST


def _time_base(value: object) -> Fraction | None:
    if value is None:
        return None
    _need(isinstance(value, list) and len(value) == 2 and all(_is_number(each) and each for each in value), "time_base")
    assert isinstance(value, list)
    return Fraction(value[0], value[1])


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    _need(isinstance(value, list), "metadata")
    assert isinstance(value, list)
    for pair in value:
        _need(isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair), "metadata")
    return tuple((pair[0], pair[1]) for pair in value)

"""JSON text to a value, strictly: what two readers could understand differently is refused."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from moderator.domain.canonical import Json
from moderator.domain.reading import escape
from moderator.errors import DocumentRefused, Problem
from moderator.pack.limits import DEFAULT, Limits

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_DIGITS = 1000
"""The longest number: far over any amount, far under what takes long to convert."""
_NAMED = 100
"""Keys that are named as standing twice; a text with more of them is not worth a longer list."""


def parse(data: bytes, name: str = "", limits: Limits = DEFAULT) -> Json:
    """The value in `data`, numbers as `json` gives them.

    Refused: anything but UTF-8 without a BOM, a key twice in an object, NaN and infinities, numbers beyond a
    double, half a surrogate pair, more than the limits. Raises DocumentRefused; a problem that has no JSON
    pointer gets `name` for one.
    """
    text = _decode(data, name, limits)
    repeated: list[tuple[dict[str, Json], str]] = []

    def unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        value = dict(pairs)
        if len(value) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            repeated.extend((value, key) for key in value if counts[key] > 1 and len(repeated) < _NAMED)
        return value

    try:
        value = json.loads(
            text, object_pairs_hook=unique, parse_constant=_constant, parse_int=_whole, parse_float=_real
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        _refuse(name, "json-syntax", f"expected JSON, found a fault at {where}: {error.msg}")
    except RecursionError:
        _refuse(name, "json-depth", f"expected at most {limits.json_depth} levels, found far more")
    except _NumberError as error:
        _refuse(name, "json-number", str(error))
    problems = [*_repeated(value, repeated, name), *_surrogates(value, data, name)]
    if _depth(value) > limits.json_depth:
        text = f"expected at most {limits.json_depth} levels, found more"
        problems.append(Problem(name, "json-depth", text))
    if problems:
        raise DocumentRefused(problems)
    return value


class _NumberError(ValueError):
    """A number that is none, or that no two readers agree on."""


def _decode(data: bytes, name: str, limits: Limits) -> str:
    if len(data) > limits.json_bytes:
        _refuse(name, "json-size", f"expected at most {limits.json_bytes} bytes of JSON, found {len(data)}")
    if data.startswith(_BOMS):
        _refuse(name, "json-bom", f"expected no byte order mark, found {data[:3].hex(' ')} at the start")
    try:
        text = data.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        found = data[error.start : error.start + 1].hex()
        text = f"expected UTF-8, found byte {found} at offset {error.start}: {error.reason}"
        _refuse(name, "json-utf8", text)
    values = data.count(b",") + data.count(b"[") + data.count(b"{")
    if values > limits.json_values:
        _refuse(name, "json-size", f"expected at most {limits.json_values} values, found about {values}")
    return text


def _constant(text: str) -> NoReturn:
    raise _NumberError(f"expected a number that JSON knows, found {text}")


def _whole(text: str) -> int:
    if len(text) > _DIGITS:
        raise _NumberError(f"expected a number of at most {_DIGITS} digits, found one of {len(text)}")
    return int(text)


def _real(text: str) -> float:
    value = float(text)
    if math.isinf(value) or len(text) > _DIGITS:
        raise _NumberError(f"expected a number that fits in a double, found {text[:40]}")
    return value


def _repeated(value: Json, repeated: list[tuple[dict[str, Json], str]], name: str) -> Iterator[Problem]:
    if not repeated:
        return
    places = {id(node): pointer for pointer, node in _walk(value) if isinstance(node, dict)}
    for node, key in repeated:
        pointer = places.get(id(node))
        at = name if pointer is None else f"{pointer}/{escape(key)}"
        yield Problem(at, "json-key-twice", f"expected the key “{_printable(key)}” once, found it again")


def _surrogates(value: Json, data: bytes, name: str) -> Iterator[Problem]:
    if not _SURROGATE_ESCAPE.search(data):
        return
    for pointer, node in _walk(value):
        strings = [node] if isinstance(node, str) else list(node) if isinstance(node, dict) else []
        for string in strings:
            if any("\ud800" <= c <= "\udfff" for c in string):
                text = f"expected whole characters, found half a surrogate pair in “{_printable(string)}”"
                yield Problem(_encodable(pointer) or name, "json-surrogate", text)


def _walk(value: Json) -> Iterator[tuple[str, Any]]:
    waiting = [("", value)]
    while waiting:
        pointer, node = waiting.pop()
        yield pointer, node
        if isinstance(node, dict):
            waiting += [(f"{pointer}/{escape(key)}", item) for key, item in reversed(node.items())]
        elif isinstance(node, list):
            waiting += [(f"{pointer}/{i}", node[i]) for i in reversed(range(len(node)))]


def _depth(value: Json) -> int:
    level, depth = [value], 0
    while level:
        nested = [node for node in level if isinstance(node, dict | list)]
        depth += bool(nested)
        level = [item for node in nested for item in (node.values() if isinstance(node, dict) else node)]
    return depth


def _printable(text: str) -> str:
    return _encodable(text[:60])


def _encodable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _refuse(pointer: str, code: str, text: str) -> NoReturn:
    raise DocumentRefused([Problem(pointer, code, text)])

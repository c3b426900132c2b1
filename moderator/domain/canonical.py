"""One byte form for a JSON value, so that equal documents have equal hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Json = Any
"""A JSON value as `json.loads` gives it: dict, list, str, int, float, bool or None."""


def canonical(value: Json) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces. Raises ValueError for NaN and infinities."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def digest(value: Json) -> str:
    """SHA-256 of the canonical form, in lower-case hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def resolve(document: Json, pointer: str) -> Json:
    """The value at an RFC 6901 JSON pointer. Raises KeyError, with the pointer, where it leads nowhere."""
    if pointer and not pointer.startswith("/"):
        raise KeyError(pointer)
    value = document
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and _is_index(key) and int(key) < len(value):
            value = value[int(key)]
        else:
            raise KeyError(pointer)
    return value


def differences(old: Json, new: Json, pointer: str = "", limit: int = 40) -> list[str]:
    """Pointers at which two JSON values differ, outermost first, at most `limit`."""
    if old == new and type(old) is type(new):
        return []
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: list[str] = []
        for key in sorted({*old, *new}):
            step = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            if (key in old) != (key in new):
                found.append(step)
            else:
                found += differences(old[key], new[key], step, limit)
        return found[:limit]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [p for i, (a, b) in pairs for p in differences(a, b, f"{pointer}/{i}", limit)][:limit]
    return [pointer]


def _is_index(token: str) -> bool:
    return token == "0" or (token.isascii() and token.isdigit() and not token.startswith("0") and len(token) < 9)

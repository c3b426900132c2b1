"""What an event vouches for: the hash of the table rows that were written with it, column by column.

The columns are named here, once, for writing and for `audit`; the order is part of the hash and never changes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from moderator.domain.canonical import digest
from moderator.store.records import Facts

SHOWN = ("id", *(field.name for field in dataclasses.fields(Facts)))
"""Of a case, what the queue shows and searches; the rest follows from the events themselves."""
REVISION = ("case_id", "revision", "facts", "content", "imported_at", "shown")
FILE = ("path", "sha256", "bytes")
VERDICT = (
    "id", "case_id", "revision", "kind", "number", "supersedes", "order_number", "refund_of_order", "refunds",
    "body", "record", "decided_by", "decided_at", "undo_until",
)  # fmt: skip
"""All but what follows from the events: the status, and the number in this library."""
SIGNED = ("verdict_id", "edition", "sha256", "pages", "missing", "local")
KEY = ("id", "public")
ASKED = ("verdict_id", "case_id", "reason", "asked_at")
"""Of a second opinion, what is known when it is asked for."""
OPINION = ("verdict_id", "given_by", "given_at", "answer", "body")
SAMPLING = ("reason", "share", "by_person", "at")

UNREADABLE = "a value of a kind that is never written"


def columns(row: object, names: Sequence[str]) -> list[Any]:
    """The values of a table's row, in the order of `names`."""
    return [getattr(row, name) for name in names]


def shown(values: Sequence[Any]) -> str:
    """Of SHOWN."""
    return _hash("case", list(values))


def files(rows: Iterable[Sequence[Any]]) -> str:
    """Of FILE, for all files of one revision."""
    return _hash("files", sorted((list(row) for row in rows), key=lambda row: str(row[0])))


def revision(values: Sequence[Any], of_files: str) -> str:
    """Of REVISION and its files."""
    return _hash("revision", [*values, of_files])


def verdict(values: Sequence[Any]) -> str:
    """Of VERDICT."""
    return _hash("verdict", list(values))


def signed(values: Sequence[Any]) -> str:
    """Of SIGNED. One database has truth values, another 0 and 1: any other number is not the same."""
    *rest, local = values
    return _hash("signed", [*rest, int(local) if isinstance(local, bool) else local])


def key(values: Sequence[Any]) -> str:
    """Of KEY."""
    return _hash("key", list(values))


def asked(values: Sequence[Any]) -> str:
    """Of ASKED."""
    return _hash("asked", list(values))


def opinion(values: Sequence[Any]) -> str:
    """Of OPINION."""
    return _hash("opinion", list(values))


def sampling(values: Sequence[Any]) -> str:
    """Of SAMPLING."""
    return _hash("sampling", list(values))


def _hash(kind: str, values: list[Any]) -> str:
    try:
        return digest([kind, *values])
    except (TypeError, ValueError):  # bytes, infinities, broken UTF-8: somebody else wrote that
        return UNREADABLE


def encoded(make: Callable[[], bytes]) -> bytes:
    """What `make` makes of values that were read, and nothing where they are none that can be written so."""
    try:
        return make()
    except (TypeError, ValueError):
        return b""

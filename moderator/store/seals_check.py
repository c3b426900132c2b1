"""Whether the signed checkpoints of a library hold, and whether it still has what was seen of it before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from moderator.store import covers
from moderator.store.seals import KEPT, Seen, holds, key_id, payload

Fail = Callable[[str, str, object, object], None]
CHECKPOINT = ("number", "seq", "head", "at", "key", "signature")
"""Of `ledger_checkpoint`; also how one is exported."""


class Checkpoints:
    """Those of one library. `wanted`: the rows of the journal whose heads they sign."""

    def __init__(self, rows: Callable[[str], Iterable[tuple[Any, ...]]], library: str, fail: Fail) -> None:
        self._library, self._fail = library, fail
        self.rows = [
            tuple(row) for row in rows(f"SELECT {', '.join(CHECKPOINT)} FROM ledger_checkpoint ORDER BY number")
        ]
        self._keys = [tuple(row) for row in rows("SELECT id, public FROM ledger_key ORDER BY id")]
        self._public = {row[0]: _bytes(row[1]) for row in self._keys}
        self.wanted = {row[1] for row in self.rows if isinstance(row[1], int)}

    def check(self, last: int, heads: Mapping[int, str]) -> None:
        """`last`: the newest row of the journal; `heads`: its heads at the rows that were wanted."""
        before = 0
        for number, seq, head, at, key, signature in self.rows:
            where = f"checkpoint {number}, of row {seq}"
            if heads.get(seq) != head:
                self._fail("checkpoint", where, head, heads.get(seq))
            if not (isinstance(seq, int) and seq > before):
                self._fail("checkpoint", where, f"a row after {before}", seq)
            else:
                before = seq
            data = covers.encoded(partial(payload, self._library, number, seq, head, at, key))
            if not holds(self._public.get(key, b""), _bytes(signature), data):
                self._fail("checkpoint", where, f"a signature of the key {str(key)[:12]}", "one that does not verify")
        self._complete(last)

    def _complete(self, last: int) -> None:
        numbers = [row[0] for row in self.rows]
        newest = numbers[-1] if numbers and isinstance(numbers[-1], int) else 0
        kept = [*range(KEPT, newest, KEPT), *([newest] if newest else [])]
        if numbers != kept:
            lost = sorted({*kept} - {*numbers})
            self._fail("checkpoint", "ledger_checkpoint", f"numbers {kept[:3]}…{kept[-1:]}", f"without {lost[:5]}")
        signed = self.rows[-1][1] if self.rows else 0
        if signed != last:
            self._fail(
                "checkpoint", f"rows {signed} to {last}", f"a checkpoint of row {last}", f"the last is of {signed}"
            )

    def check_keys(self, vouched: Mapping[tuple[str, str], tuple[str, int]]) -> tuple[str, ...]:
        """Every key was introduced by an event, and is named by its hash. The names of all."""
        for name, public in self._keys:
            if key_id(_bytes(public)) != name:
                self._fail("key", f"key {name}", name, key_id(_bytes(public)))
            expected = vouched.get(("", f"key {name}"), (None, 0))[0]
            if covers.key([name, public]) != expected:
                self._fail("key", f"key {name}", "an event that introduces it", "none")
        for case, subject in vouched:
            if not case and subject.startswith("key ") and subject.removeprefix("key ") not in self._public:
                self._fail("key", subject, "its row", None)
        return tuple(str(row[0]) for row in self._keys)


def compare(before: Seen | None, last: int, heads: Mapping[int, str], fail: Fail) -> None:
    """Against what was seen of the library before: an older copy ends too soon, another history has other heads."""
    if before is None:
        return
    if last < before.seq:
        fail("restored", f"the library ends at row {last}", f"row {before.seq}, which was seen here before", None)
    elif heads.get(before.seq) != before.head:
        fail(
            "restored", f"row {before.seq}", f"the head that was seen here before, {before.head}", heads.get(before.seq)
        )


def _bytes(value: object) -> bytes:
    """Of lower-case hex and nothing else, so that each value is written in one way."""
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return b""
    return data if data.hex() == value else b""

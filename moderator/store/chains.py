"""How a row of the ledger is hashed: by itself and its predecessor of the same case, and into the journal of all.

Two schemes, told apart by a column. 1, until schema 3: one chain over everything, `head` = SHA-256 of the head before
and the row. 2: `own` = SHA-256 of the row, which names the own hash before it *of the same case*, so that a case's rows
can be checked in another library; `head` = SHA-256 of the head before and `own`. What is hashed never changes for a
scheme: hashes that were written stay true. No SQL in here, and no SQLModel: `docs/check_ledger.py` does the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from json.encoder import encode_basestring  # what json.dumps itself takes for texts
from typing import Any, NamedTuple

_quoted: Callable[[Any], str] = encode_basestring
GENESIS = "0" * 64
OLD, NEW = 1, 2


class Act(NamedTuple):
    """One thing done. `entry`: SHA-256 of what it was done to (a pack's content, a decision record, a PDF).

    `subject` names it within its case, e.g. "verdict C-1-v1"; the store fills it in where it knows better.
    """

    at: str
    actor: str
    action: str
    case: str
    entry: str
    subject: str = ""


def old_head(previous: str, seq: int, act: Act) -> str:
    """The head after a row of scheme 1."""
    row = _array(str(seq), act.at, act.actor, act.action, act.case, act.entry)
    return hashlib.sha256(bytes.fromhex(previous) + row).hexdigest()


def own(number: int, before: str, act: Act, covers: str) -> str:
    """The hash of a row of scheme 2. `number` counts within the case; `covers`: the hash of the table rows it wrote."""
    row = _array(
        str(NEW), act.case, number, before, act.at, act.actor, act.action, act.subject, act.entry, covers
    )  # fmt: skip
    return hashlib.sha256(row).hexdigest()


def head(previous: str, own_hash: str) -> str:
    """The journal's head after a row of scheme 2."""
    return hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(own_hash)).hexdigest()


def _array(first: str, *rest: str | int) -> bytes:
    """`canonical([int(first), *rest])`, many times as fast: a ledger has a row for everything that was done.

    Raises TypeError for what is neither number nor text.
    """
    parts = [str(each) if type(each) is int else _quoted(each) for each in rest]
    return f"[{first},{','.join(parts)}]".encode()


COLUMNS = (
    "seq", "at", "actor", "action", "case_id", "subject", "entry", "covers", "scheme", "number", "before", "own",
    "previous", "head",
)  # fmt: skip
"""Of `ledger_entry`, in the order of a Row; also how a row is exported."""
Row = tuple[Any, ...]

Wrong = tuple[str, object, object]
"""Column, what it should be, what it is."""


class Walk:
    """Follows the chains from the first row on. `seq`: the number of the row that was taken last; `act`: what it says,
    None if it is nothing that anybody could have written with a program of ours."""

    def __init__(self) -> None:
        self.seq, self.head = 0, GENESIS
        self.scheme = OLD
        self.act: Act | None = None
        self._cases: dict[str, tuple[int, str]] = {}

    def at(self, case: str) -> tuple[int, str]:
        """The number and own hash of the last row of a case."""
        return self._cases.get(case, (0, GENESIS))

    def wrong(self, row: Row) -> list[Wrong]:
        """What does not follow from the rows before. Goes on from what the row says, so that one edit is told once."""
        seq, at, actor, action, case, subject, entry, covers, scheme, number, before, own_hash, previous, head_ = row
        expected, (last_number, last_own) = self.seq + 1, self.at(case)
        self.act = act = Act(at, actor, action, case, entry, subject)
        try:
            if scheme == NEW:
                should = own(last_number + 1, last_own, act, covers)
                after = head(self.head, should)
            else:
                should = after = old_head(self.head, expected, act)
        except (TypeError, ValueError):  # no texts, or none that UTF-8 can write
            return self._unreadable(expected)
        if (
            head_ == after and own_hash == should and seq == expected and previous == self.head
            and number == last_number + 1 and before == last_own and self._scheme_holds(scheme, subject, covers)
        ):  # fmt: skip
            self.seq, self.head, self._cases[case] = expected, after, (number, own_hash)
            return []
        if not (type(seq) is type(number) is int and _is_hash(own_hash) and _is_hash(head_)):
            return self._unreadable(expected)
        found = [
            ("seq", expected, seq), ("previous", self.head, previous), ("number", last_number + 1, number),
            ("before", last_own, before), ("own", should, own_hash), ("head", after, head_),
        ]  # fmt: skip
        self.seq, self.head, self._cases[case] = seq, head_, (number, own_hash)
        return [each for each in found if each[1] != each[2]] or [("scheme", self.scheme, scheme)]

    def _unreadable(self, seq: int) -> list[Wrong]:
        self.seq, self.act = seq, None
        return [("row", "numbers, texts and hashes as they are written", "something else")]

    def _scheme_holds(self, scheme: int, subject: str, covers: str) -> bool:
        """No row of the old kind after one of the new; an old one has nothing that its hash does not cover."""
        if scheme == NEW:
            self.scheme = NEW
            return True
        return scheme == self.scheme == OLD and subject == covers == ""


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and not value.strip("0123456789abcdef")

"""What another library's ledger proves of a verdict: the case's own chain, and the way from its row to a signed head.

Pure: no SQL, and nothing is believed. A proof says that the library of that id had the verdict, and which key signed.
Rows of the first scheme prove nothing here: no library for the road is that old.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from moderator.domain.canonical import Json
from moderator.store import chains
from moderator.store.chains import GENESIS, NEW, Act
from moderator.store.covers import encoded
from moderator.store.seals import holds, key_id, payload

Level = Literal["known", "signed", "none"]
"""By a key that signs here too, by another one, or not at all."""


@dataclass(frozen=True)
class Proof:
    """`why`: what is missing, a sentence's end; "" where all is there. `rows`: of the case, up to the verdict's."""

    level: Level
    key: str = ""
    why: str = ""
    rows: tuple[tuple[Any, ...], ...] = ()
    checkpoint: tuple[Any, ...] = ()


def prove(ledger: Json, library: str, act: Act, known: Collection[str]) -> Proof:
    """Whether `ledger` (a bag's ledger.json) proves that the library did `act`: of it case, action, subject and entry
    are looked at. `known`: the names of the keys that sign here."""
    try:
        return _prove(ledger, library, act, known)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return Proof("none", why="its ledger is none that a Moderator writes")


def _prove(ledger: Json, library: str, act: Act, known: Collection[str]) -> Proof:
    rows = [tuple(row) for row in ledger["cases"].get(act.case, ())]
    at = _follows(rows, act)
    if at is None:
        return Proof("none", why="its ledger has no such row, or its chain is broken")
    if any(row[3] == "withdraw" and row[5] == act.subject for row in rows[at:]):
        return Proof("none", why="it was taken back there")
    head = _head(ledger, rows[at])
    number, seq, signed, time, key, signature = ledger["checkpoint"]
    public = bytes.fromhex(ledger["public"])
    data = encoded(lambda: payload(library, number, seq, signed, time, key))
    if head != signed or key_id(public) != key or not data or not holds(public, bytes.fromhex(signature), data):
        return Proof("none", why="no signature over its ledger holds")
    level: Level = "known" if key in known else "signed"
    return Proof(level, str(key), "", tuple(rows[: at + 1]), tuple(ledger["checkpoint"]))


def _follows(rows: list[tuple[Any, ...]], act: Act) -> int | None:
    """Where in the case's chain the row of `act` stands, if the chain holds from its beginning to its end."""
    found, before = None, GENESIS
    for place, row in enumerate(rows):
        _, at, actor, action, case, subject, entry, covers, scheme, number, said_before, own, *_ = row
        should = chains.own(number, before, Act(at, actor, action, case, entry, subject), covers)
        if (number, said_before, own, case, scheme) != (place + 1, before, should, act.case, NEW):
            return None
        if (action, entry, subject) == (act.action, act.entry, act.subject):
            found = place
        before = own
    return found


def _head(ledger: Mapping[str, Any], row: tuple[Any, ...]) -> str:
    """The journal's head at the signed row, by way of the case's row. Raises ValueError where that leads elsewhere."""
    head, first, until, owns = ledger["previous"], ledger["first"], ledger["checkpoint"][1], ledger["owns"]
    if not first <= row[0] <= until or len(owns) != until - first + 1 or owns[row[0] - first] != row[11]:
        raise ValueError("the row is not on the way")
    for own in owns:
        head = chains.head(head, own)
    return str(head)

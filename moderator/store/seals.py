"""Signed checkpoints: who holds the key vouches for the journal's head, and with it for every row before.

The key itself is never in the library. Whoever can write the database can make its chains whole again; a checkpoint
they cannot make. Kept are the newest and every fiftieth, numbered, so that one that is missing shows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session, col, select

from moderator.domain.canonical import canonical
from moderator.store import covers, ledger
from moderator.store.chains import Act
from moderator.store.tables import Checkpoint, LedgerEntry, LedgerKey, LibraryId

FORMAT = "moderator-checkpoint/1"
KEPT = 50


@dataclass(frozen=True)
class Seen:
    """How far somebody has seen a library: the number of its newest row then, and the journal's head."""

    seq: int
    head: str


class Signer(Protocol):
    """Someone's key, and what they remember of libraries; both are kept outside of any library."""

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes (Ed25519). Raises LibraryError if there is no key and none can be made."""

    def sign(self, data: bytes) -> bytes: ...

    def seen(self, library: str) -> Seen | None: ...

    def saw(self, library: str, seen: Seen) -> None: ...


def key_id(public: bytes) -> str:
    """By what a key is named."""
    return hashlib.sha256(public).hexdigest()


def payload(library: str, number: int, seq: int, head: str, at: str, key: str) -> bytes:
    """What a checkpoint's signature is over."""
    return canonical([FORMAT, library, number, seq, head, at, key])


def holds(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the signature is that key's over that data."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):  # ValueError: no key at all
        return False
    return True


def library_id(session: Session) -> str:
    return session.exec(select(LibraryId.id)).one()


def seal(session: Session, signer: Signer, act: Act | None = None) -> Seen | None:
    """Signs the journal's head if this transaction has added to it (`act`: its last row); what it now is."""
    act = act or ledger.appended(session)
    if act is None:
        return None
    key = key_id(signer.public)
    _introduce(session, signer.public, key, act)
    tail = ledger.tail(session)
    assert tail is not None
    last = session.exec(select(Checkpoint).order_by(col(Checkpoint.number).desc()).limit(1)).first()
    number = last.number + 1 if last else 1
    data = payload(library_id(session), number, tail.seq, tail.head, act.at, key)
    signature = signer.sign(data).hex()
    session.add(Checkpoint(number=number, seq=tail.seq, head=tail.head, at=act.at, key=key, signature=signature))
    if last and last.number % KEPT:
        session.delete(last)
    session.flush()
    return Seen(tail.seq, tail.head)


def _introduce(session: Session, public: bytes, key: str, act: Act) -> None:
    """The first time that a key is used here is an event too."""
    if session.get(LedgerKey, key) is None:
        row = LedgerKey(id=key, public=public.hex())
        session.add(row)
        session.flush()
        ledger.append(session, Act(act.at, act.actor, "key", "", key, f"key {key}"), covers.key([key, row.public]))


def follows(session: Session, seen: Seen | None) -> bool:
    """Whether the library still has what was seen of it."""
    if seen is None:
        return True
    row = session.get(LedgerEntry, seen.seq)
    return row is not None and row.head == seen.head

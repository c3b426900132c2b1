"""Signed checkpoints: who holds the key vouches for the journal's head, and with it for every row before.

The key itself is never in the library. Whoever can write the database can make its chains whole again; a checkpoint
they cannot make. Kept are the newest and every fiftieth, numbered, so that one that is missing shows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from moderator.domain.canonical import canonical

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

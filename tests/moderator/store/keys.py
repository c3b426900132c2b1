"""What signs a ledger in tests."""

from __future__ import annotations

from moderator.store.seals import Seen


class Key:
    """A signer with a key and a memory of its own."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.generate()
        self.memory: dict[str, Seen] = {}

    @property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)

    def seen(self, library: str) -> Seen | None:
        return self.memory.get(library)

    def saw(self, library: str, seen: Seen) -> None:
        self.memory[library] = seen

"""The key that the ledger is signed with, and what was last seen of each library. Both lie beside the settings.

Not in the library: whoever can change a library must not find there what its ledger is checked by.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from moderator import durable, settings
from moderator.errors import LibraryError
from moderator.store.seals import Seen, key_id

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY = "ledger-key.pem"
SEEN = "ledgers"
"""A folder with a small file a library."""
_LONGEST = 1 << 20
"""Bytes of such a file, a line of 70 for each transaction, before it is begun anew."""
_LINE = re.compile(r"([0-9]{1,15}) ([0-9a-f]{64})")
_ID = re.compile(r"[0-9a-f-]{36}")


class Seals:
    """This person's key and memory: a `moderator.store.seals.Signer`. The key is read for the first signature."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or settings.default_path().parent
        self._known: set[str] = set()

    @cached_property
    def public(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    @property
    def own(self) -> str | None:
        """The name of this person's key; None as long as there is none. Raises LibraryError for one that is damaged."""
        return key_id(self.public) if (self._folder / KEY).exists() else None

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data)

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        path = self._folder / KEY
        try:
            if not path.exists():
                durable.write_once(path, _new_key(), mode=0o600)
            key = load_pem_private_key(path.read_bytes(), None)
        except OSError as error:
            raise LibraryError(
                f"The key {path}, which the ledger is signed with, cannot be made or read: {error.strerror}."
            ) from error
        except ValueError as error:
            raise LibraryError(f"{path} is no key; move it away, and a new one is made to sign the ledger.") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise LibraryError(f"{path} is a key of another kind; move it away, and a new one is made.")
        return key

    def place(self, library: str) -> Path:
        """The file that says what was last seen of a library."""
        return self._folder / SEEN / f"{library if _ID.fullmatch(library) else 'unknown'}.seen"

    def seen(self, library: str) -> Seen | None:
        """What was last seen of a library. Raises LibraryError for a note that cannot be read."""
        path = self.place(library)
        try:
            lines = path.read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise LibraryError(f"{path}, which says how far this library was seen, cannot be read: {error}.") from error
        found = [each for each in map(_read, lines) if each is not None]  # a power cut may leave half a line
        if lines and not found:
            raise LibraryError(
                f"{path}, which says how far this library was seen, is damaged; delete it to begin anew."
            )
        return max(found, key=lambda each: each.seq, default=None)

    def saw(self, library: str, seen: Seen) -> None:
        """Remembers it: a line more, since it is written at every transaction.

        Not synced: after a power cut less may be remembered, which still is true. That nothing can be remembered on
        this disk fails nothing that was already saved.
        """
        path, line = self.place(library), f"{seen.seq} {seen.head}\n"
        with suppress(OSError):
            if library not in self._known:
                self._known.add(library)
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                if path.exists() and path.stat().st_size > _LONGEST:  # all it says is its last line, and this one more
                    durable.write_bytes(path, line.encode(), mode=0o600)
                    return
            with path.open("a", encoding="utf-8") as file:
                file.write(line)


def _read(line: str) -> Seen | None:
    """A line of ours; None for anything else."""
    found = _LINE.fullmatch(line)
    return Seen(int(found[1]), found[2]) if found else None


def _new_key() -> bytes:
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )  # fmt: skip

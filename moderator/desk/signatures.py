"""The key that decisions are signed with: the one of the settings, else one that is made when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import durable, settings
from moderator.domain.reading import moment
from moderator.errors import ExportError

if TYPE_CHECKING:
    from moderator.report.signing import Key


class Signatures:
    """Signs documents. The key is read for the first of them."""

    def __init__(self) -> None:
        self._made: Key | None = None

    @cached_property
    def _settings(self) -> settings.Settings:
        return settings.load()

    def sign(self, data: bytes, record: Mapping[str, Any]) -> tuple[bytes, bool]:
        """The signed document, and whether by a key that proves no identity. Raises ExportError."""
        from moderator.report.signing import REASON, sign

        key = self._key(str(record["office"]))
        # The time of the decision and not of its export: signed again, it is the same file again.
        at = moment(record["decided_at"])
        return sign(data, key, at, REASON.format(record["case"]["id"]), self._settings.timestamp_url), key.local

    def _key(self, office: str) -> Key:
        if self._settings.signing_key:
            return self._own_key
        if self._made is None:
            self._made = _made(self._settings.local_key, office)
        return self._made

    @cached_property
    def _own_key(self) -> Key:
        chosen = self._settings
        secret = _read(Path(chosen.signing_passphrase_file)).strip() if chosen.signing_passphrase_file else None
        return _parsed(Path(chosen.signing_key), secret)


def _made(path: Path, office: str) -> Key:
    """The key at `path`, made if there is none. Of two processes that make one, the first one's is used by both."""
    from moderator.report.signing import make_local

    if not path.exists():
        try:
            durable.write_once(path, make_local(office), mode=0o600)
        except OSError as error:
            raise ExportError(f"The key {path} to sign with cannot be made: {error.strerror}.") from error
    return _parsed(path, None)


def _parsed(path: Path, passphrase: bytes | None) -> Key:
    from moderator.report.signing import read_key

    try:
        return read_key(_read(path), passphrase)
    except ExportError as error:
        raise ExportError(f"The key {path} cannot be used to sign. {error}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read: {error.strerror}.") from error

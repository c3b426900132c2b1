"""A library on disk, opened: its database, its files, its transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from moderator import durable
from moderator.domain.canonical import Json
from moderator.errors import LibraryError, ModeratorError
from moderator.store import backups, documents, ledger
from moderator.store.engine import for_writing, open_engine
from moderator.store.file import DATABASE, told
from moderator.store.in_use import InUse
from moderator.store.ledger import Act
from moderator.store.media import Media
from moderator.store.sealing import Sealing
from moderator.store.seals import Signer

Acts = Callable[[str, str, str], Act]
"""Makes the ledger's row of an action, a case and the hash of what was done."""


class Opened:
    """Raises LibraryError wherever the disk or the database fails."""

    def __init__(self, folder: Path, signer: Signer | None = None, clock: Callable[[], datetime] | None = None) -> None:
        """Opens the library in `folder`: made if there is none, migrated, after a backup, if it is older. `signer`
        signs the ledger; without one it is unsigned, which `verify` tells. `clock`: by what leases run and backups are
        named, else the real one."""
        try:
            durable.make_folder(folder, 0o700)
        except OSError as error:
            raise LibraryError(f"The library folder {folder} cannot be made: {error.strerror}.") from error
        self.folder = folder
        self.media = Media(folder / "media")
        self._sealing = Sealing(signer) if signer else None
        self._clock = clock or (lambda: datetime.now(UTC))
        self._in_use = InUse(folder)
        try:
            backups.refuse_gone(folder)
            self._engine = open_engine(
                folder / DATABASE, self._upgraded, lambda _schema: backups.make(folder, self._clock(), "migration")
            )
        except ModeratorError:
            self._in_use.close()
            raise

    def close(self) -> None:
        self._engine.dispose()
        self._in_use.close()

    @contextmanager
    def _session(self, write: bool = False) -> Iterator[Session]:
        engine = for_writing(self._engine) if write else self._engine
        try:
            with Session(engine, autoflush=False) as session, session.begin():
                yield session
                seen = self._sealing.seal(session) if write and self._sealing else None
            if seen and self._sealing:
                self._sealing.remember(seen)
        except (DBAPIError, UnicodeDecodeError) as error:
            reason = getattr(error, "orig", None) or error
            raise told(reason, f"The library could not {'save' if write else 'read'} that: {reason}.") from error

    def now(self, _session: Session) -> datetime:
        """The time that all who work on this library share. A file has no clock of its own: it goes by the desk's."""
        return self._clock()

    def _upgraded(self, connection: Connection) -> None:
        """After a migration, in its transaction: what it added to the ledger is signed like anything else."""
        if self._sealing is not None:
            with Session(connection, autoflush=False) as session:
                self._sealing.seal_upgrade(session)

    def _note(self, session: Session, acts: Acts, action: str, case_id: str, what: Json) -> Act:
        """A row in the ledger; what was done, with its reason, is kept as a document by the hash that stands there."""
        act = acts(action, case_id, documents.put(session, what))
        ledger.append(session, act)
        return act

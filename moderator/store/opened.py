"""A library, opened: its database, its files, its transactions, its clock, and as whom it knows us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from moderator import durable
from moderator.domain.canonical import Json
from moderator.errors import LibraryAway, LibraryError, ModeratorError
from moderator.store import backups, documents, file_states, ledger, locking, locks
from moderator.store.engine import for_writing, open_engine, open_server
from moderator.store.file import DATABASE, told
from moderator.store.in_use import InUse
from moderator.store.ledger import Act
from moderator.store.media import Media
from moderator.store.sealing import Sealing
from moderator.store.seals import Signer
from moderator.store.shared import SharedMedia

Acts = Callable[[str, str, str], Act]
"""Makes the ledger's row of an action, a case and the hash of what was done."""


class Opened:
    """Raises LibraryError wherever the disk, the database or the server fails."""

    def __init__(
        self,
        folder: Path,
        signer: Signer | None = None,
        clock: Callable[[], datetime] | None = None,
        *,
        server: str = "",
        media: str = "",
    ) -> None:
        """Opens the library in `folder`: made if there is none, migrated, after a backup, if it is older. `signer`
        signs the ledger; without one it is unsigned, which `verify` tells. `clock`: by what leases run and backups are
        named, else the real one.

        Of a team's library, `server` is the URL of its PostgreSQL and `media` the place of its files; `folder` keeps
        what this computer has of them.
        """
        try:
            durable.make_folder(folder, 0o700)
        except OSError as error:
            raise LibraryError(f"The library folder {folder} cannot be made: {error.strerror}.") from error
        self.folder = folder
        self.server = server
        self.away = False
        """Whether the server was out of reach when it was last asked for something. Read from any thread."""
        self.media = Media(folder / "media") if not media else SharedMedia(folder / "media", media)
        self._sealing = Sealing(signer) if signer else None
        self._clock = clock or (lambda: datetime.now(UTC))
        self._looking_at: set[str] = set()
        """Locked cases that somebody who may is just looking at; the ledger has noted it."""
        self._in_use = InUse(folder)
        try:
            self._engine = self._open_server(server) if server else self._open_file()
        except ModeratorError:
            self._in_use.close()
            raise

    def _open_server(self, server: str) -> Engine:
        file_states.make(self.folder)
        return open_server(server)

    def _open_file(self) -> Engine:
        backups.refuse_gone(self.folder)
        return open_engine(
            self.folder / DATABASE,
            self._upgraded,
            lambda _schema: backups.make(self.folder, self._clock(), "migration"),
        )

    def close(self) -> None:
        self._engine.dispose()
        self._in_use.close()

    @contextmanager
    def _session(self, write: bool = False, case: str = "") -> Iterator[Session]:
        """One transaction. `case`: the one that it is about; who may not read or write it is refused before anything.

        Raises CaseLocked, CaseErased.
        """
        engine = for_writing(self._engine) if write else self._engine
        try:
            with Session(engine, autoflush=False) as session, session.begin():
                if case and case not in self._looking_at:
                    locking.demand(session, case, write=write)
                yield session
                seen = self._sealing.seal(session) if write and self._sealing else None
            if seen and self._sealing:
                self._sealing.remember(seen)
        except (DBAPIError, UnicodeDecodeError) as error:
            found = self._meaning(error, write)
            self.away = isinstance(found, LibraryAway)
            raise found from error
        except LibraryAway:
            self.away = True
            raise
        self.away = False

    def _meaning(self, error: DBAPIError | UnicodeDecodeError, write: bool) -> LibraryError:
        reason = getattr(error, "orig", None) or error
        if self.server:
            from moderator.store import server

            return server.meaning(reason, write=write)
        return told(reason, f"The library could not {'save' if write else 'read'} that: {reason}.")

    def now(self, session: Session) -> datetime:
        """The time that all who work on this library share: a team's server has it. A file has no clock of its own: it
        goes by the desk's."""
        return locks.server_time(session) if self.server else self._clock()

    def _upgraded(self, connection: Connection) -> None:
        """After a migration, in its transaction: what it added to the ledger is signed like anything else."""
        if self._sealing is not None:
            with Session(connection, autoflush=False) as session:
                self._sealing.seal_upgrade(session)

    def _refuse_locked(self, session: Session, case_id: str) -> None:
        """Raises CaseLocked, unless somebody who may is just looking at the case."""
        if case_id and case_id not in self._looking_at:
            locking.demand(session, case_id, write=False)

    def whoami(self) -> str:
        """As whom a team's server knows this session, whatever the client claims; "" for a library folder."""
        return str(self._asked("SELECT session_user")) if self.server else ""

    def may_write(self) -> bool:
        """Whether we are more than an auditor in a team; always in a library folder."""
        return bool(self._asked("SELECT has_table_privilege('draft', 'INSERT')")) if self.server else True

    def _asked(self, question: str) -> object:
        with self._session() as session:
            return session.connection().execute(text(question)).scalar_one()

    def _note(self, session: Session, acts: Acts, action: str, case_id: str, what: Json) -> Act:
        """A row in the ledger; what was done, with its reason, is kept as a document by the hash that stands there."""
        act = acts(action, case_id, documents.put(session, what))
        ledger.append(session, act)
        return act

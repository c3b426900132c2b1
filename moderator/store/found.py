"""What the workers of a team found in films, beside their list of jobs: a part of the store's door.

A cache that a team shares, no fact: any row may go at any time. The server lets workers add rows, and only of files
that a case has which is not locked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import text

from moderator.store.opened import Opened

_ACCESS = text(
    "SELECT coalesce(has_table_privilege(to_regclass('moderator_fleet.found'), 'SELECT'), false), "
    "coalesce(has_column_privilege(to_regclass('moderator_fleet.found'), 'entry', 'INSERT'), false)"
)
_GET = text("SELECT entry FROM moderator_fleet.found WHERE sha256 = :sha256 AND name = :name")
_ADD = text(
    "INSERT INTO moderator_fleet.found (sha256, name, entry) VALUES (:sha256, :name, :entry) ON CONFLICT DO NOTHING"
)
_SHOWN = text(
    "SELECT EXISTS (SELECT 1 FROM file WHERE sha256 = :sha256) AND NOT EXISTS "
    "(SELECT 1 FROM file JOIN case_lock ON case_lock.case_id = file.case_id WHERE file.sha256 = :sha256)"
)
_SHOWN_ON_SERVER = text("SELECT moderator_fleet.is_shown(:sha256)")
"""A worker sees no list of files."""


class Access(NamedTuple):
    """What this login may do with what was found."""

    reads: bool
    writes: bool


class FoundInFilms(Opened):
    """Every method is one transaction. In a library that no team shares there is nothing."""

    def found_access(self) -> Access:
        if not self.server:
            return Access(reads=False, writes=False)
        with self._session() as session:
            row = session.execute(_ACCESS).one()
            return Access(bool(row[0]), bool(row[1]))

    def found(self, sha256: str, name: str) -> bytes | None:
        """What a worker found in a file, under a name that says by which method."""
        with self._session() as session:
            row = session.execute(_GET, {"sha256": sha256, "name": name}).first()
            return None if row is None else bytes(row[0])

    def add_found(self, sha256: str, name: str, entry: bytes) -> None:
        """What is there already stays; of a file that nobody is to look at the server keeps nothing."""
        with self._session(write=True) as session:
            session.execute(_ADD, {"sha256": sha256, "name": name, "entry": entry})

    def forget_found(self, hashes: Iterable[str]) -> None:
        """Takes away all that was found in files. Their cases must be locked or erased by now, or it comes again."""
        if self.server and self.found_access().reads:
            with self._session(write=True) as session:
                for sha256 in sorted(hashes):
                    session.execute(text("SELECT moderator_fleet.forget_found(:sha256)"), {"sha256": sha256})

    def may_be_looked_through(self, sha256: str) -> bool:
        """Whether a case that is not locked has that file."""
        with self._session() as session:
            asked = session.execute(_SHOWN_ON_SERVER if self.server else _SHOWN, {"sha256": sha256})
            return bool(asked.scalar_one())

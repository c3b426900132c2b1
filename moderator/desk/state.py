"""What every area of the desk works on: the library, its store and media, the clock, the moderator's name."""

from __future__ import annotations

import threading
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from moderator.desk.clock import stamp
from moderator.desk.library import Library
from moderator.errors import LibraryAway, LibraryError, MediaError

if TYPE_CHECKING:
    from moderator.desk.media import MediaDesk
    from moderator.desk.seals import Seals
    from moderator.desk.signatures import Signatures
    from moderator.desk.team_finds import TeamFinds
    from moderator.store.records import Lease
    from moderator.store.store import Store

LEASE_SECONDS = 120.0
"""How long a case stays somebody's without a heartbeat."""


class State:
    """Opens the store on first use: the first screen needs neither SQLModel nor a database."""

    def __init__(self, library: Library, moderator: str, lease_seconds: float = LEASE_SECONDS) -> None:
        self.library = library
        self.moderator = library.team.user if library.team else moderator
        """In a team: as whom its server knows us."""
        self.lease_seconds = lease_seconds
        self.holds: dict[str, Lease] = {}
        """By case the lease that this desk has, as far as it knows."""
        self.leasing = threading.Lock()
        """Held while a lease is lengthened or used up: two threads must not disagree about it."""
        self.saved: dict[str, str] = {}
        """By case when this desk saved its draft last, by the library's clock."""
        self._media: MediaDesk | None = None
        self._store: Store | None = None
        self._lock, self._opening = threading.Lock(), threading.Lock()
        self.unreached = False
        """Whether a team's server could not be reached to begin with."""

    @property
    def media(self) -> MediaDesk:
        """The evidence files. Cheap: processes start when something is asked of them."""
        with self._lock:
            if self._media is None:
                from moderator.desk.media import MediaDesk

                fetch = self._fetch if self.library.team else None
                self._media = MediaDesk(self.library.path, now=self.stamp, fetch=fetch, elsewhere=self.finds)
            return self._media

    @property
    def store(self) -> Store:
        """The library's store. Raises LibraryError, and LibraryAway: then the next who asks tries again."""
        with self._opening:  # a lock of its own: nobody who wants a picture waits for a server
            if self._store is None:
                from moderator.store.store import Store

                team = self.library.team
                server, media = (team.server, team.media) if team else ("", "")
                try:
                    store = Store(self.library.path, self.seals, self.now, server=server, media=media)
                except LibraryAway:
                    self.unreached = True
                    raise
                self.unreached = False
                self._store = store
            return self._store

    @property
    def away(self) -> bool:
        """Whether the team's server was out of reach when it was last asked. Never waits."""
        store = self._store
        return self.unreached if store is None else store.away

    def _fetch(self, sha256: str) -> None:
        """Has the file of that hash on this computer, if the team has it. Raises MediaError."""
        try:
            self.store.media.path(sha256)
        except LibraryError as error:
            raise MediaError(str(error), "missing", "missing") from error

    @cached_property
    def finds(self) -> TeamFinds | None:
        """What a team's workers found in films."""
        from moderator.desk.team_finds import TeamFinds

        return TeamFinds(lambda: self.store, lambda: self.away) if self.library.team else None

    @cached_property
    def seals(self) -> Seals:
        """What the ledger is signed with, and how far each library was seen."""
        from moderator.desk.seals import Seals

        return Seals()

    @cached_property
    def signatures(self) -> Signatures:
        """What decisions are signed with; the key is read for the first of them."""
        from moderator.desk.signatures import Signatures

        return Signatures()

    @cached_property
    def token(self) -> str:
        """Names this desk among all that work on the library."""
        from moderator.desk.tokens import new_token

        return new_token()

    @cached_property
    def audits(self) -> bool:
        """Whether this person only reads, an auditor in a team. Raises LibraryError."""
        return not self.store.may_write()

    @property
    def is_open(self) -> bool:
        """Whether the store was needed yet."""
        return self._store is not None

    def now(self) -> datetime:
        return self.library.clock.now()

    def stamp(self) -> str:
        return stamp(self.now())

    def close(self) -> None:
        with self._lock:
            if self._media is not None:
                self._media.close()
                self._media = None
        with self._opening:
            if self._store is not None:
                self._store.close()
                self._store = None

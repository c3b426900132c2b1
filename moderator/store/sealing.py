"""Checkpoints as they are made: at the end of each transaction that added to the ledger, within it. See `seals`."""

from __future__ import annotations

from sqlmodel import Session, col, delete, select

from moderator.store import covers, ledger
from moderator.store.chains import Act
from moderator.store.seals import KEPT, Seen, Signer, key_id, payload
from moderator.store.tables import Checkpoint, LedgerEntry, LedgerKey, LibraryId


def library_id(session: Session) -> str:
    return session.exec(select(LibraryId.id)).one()


class Sealing:
    """What a store's transactions end with. What never changes in a library is asked for once."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._library = ""
        self._settled, self._follows = False, True

    def seal(self, session: Session) -> Seen | None:
        """Signs the journal's head if this transaction has added to it; what it now is."""
        added = ledger.appended(session)
        if added is None:
            return None
        act, seq, head = added
        return self._sign(session, act.at, act.actor, (seq, head))

    def seal_upgrade(self, session: Session) -> None:
        """Signs what a migration has left; a ledger without rows needs nothing."""
        last = ledger.tail(session)
        if last is not None:
            seq, head, at = last
            self._sign(session, at, "", (seq, head))

    def remember(self, seen: Seen) -> None:
        """After the transaction: what is in the library now, if it follows from what was remembered of it.

        If it does not, that stays, so that `verify` goes on finding an older copy of the library.
        """
        self._settled = True
        if self._follows:
            self._signer.saw(self._library, seen)

    def _sign(self, session: Session, at: str, actor: str, tail: tuple[int, str]) -> Seen:
        key = key_id(self._signer.public)
        self._library = self._library or library_id(session)
        if not self._settled:  # until a first transaction is through; from then on it is we who go on
            self._follows = _has(session, self._signer.seen(self._library))
            tail = _introduce(session, self._signer.public, key, at, actor) or tail
        seq, head = tail
        columns = select(Checkpoint.number).order_by(col(Checkpoint.number).desc()).limit(1)
        last = session.exec(columns).first() or 0
        data = payload(self._library, last + 1, seq, head, at, key)
        signature = self._signer.sign(data).hex()
        session.add(Checkpoint(number=last + 1, seq=seq, head=head, at=at, key=key, signature=signature))
        if last % KEPT:
            session.exec(delete(Checkpoint).where(col(Checkpoint.number) == last))
        session.flush()
        return Seen(seq, head)


def _introduce(session: Session, public: bytes, key: str, at: str, actor: str) -> tuple[int, str] | None:
    """The first time that a key is used here is an event too; the journal's new end, None for a known key."""
    if session.get(LedgerKey, key) is not None:
        return None
    row = LedgerKey(id=key, public=public.hex())
    session.add(row)
    session.flush()
    done = ledger.append(session, Act(at, actor, "key", "", key, f"key {key}"), covers.key([key, row.public]))
    return done.seq, done.head


def _has(session: Session, seen: Seen | None) -> bool:
    """Whether the library still has what was seen of it."""
    if seen is None:
        return True
    row = session.get(LedgerEntry, seen.seq)
    return row is not None and row.head == seen.head

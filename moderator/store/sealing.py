"""Checkpoints as they are made: at the end of each transaction that added to the ledger, within it. See `seals`."""

from __future__ import annotations

from sqlmodel import Session, col, select

from moderator.store import covers, ledger
from moderator.store.chains import Act
from moderator.store.seals import KEPT, Seen, Signer, key_id, payload
from moderator.store.tables import Checkpoint, LedgerEntry, LedgerKey, LibraryId


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

"""Signed documents: the first signature of a verdict and edition is the one that stays."""

from __future__ import annotations

from sqlmodel import Session, select

from moderator.store import covers
from moderator.store.records import SignedDocument
from moderator.store.tables import SignedEntry


def get(session: Session, verdict_id: str, edition: str) -> SignedDocument | None:
    """The document as it was signed, if it was."""
    row = session.get(SignedEntry, (verdict_id, edition))
    return None if row is None else _value(row)


def of_verdict(session: Session, verdict_id: str) -> list[SignedDocument]:
    """Every edition of a verdict's document that was signed."""
    query = select(SignedEntry).where(SignedEntry.verdict_id == verdict_id).order_by(SignedEntry.edition)
    return [_value(row) for row in session.exec(query)]


def _value(row: SignedEntry) -> SignedDocument:
    return SignedDocument(row.verdict_id, row.edition, row.sha256, row.pages, tuple(row.missing), row.local)


def put(session: Session, new: SignedDocument) -> str | None:
    """Keeps a signed document; the hash of its row for the ledger, or None if somebody was faster."""
    if session.get(SignedEntry, (new.verdict, new.edition)) is not None:
        return None
    row = SignedEntry(
        verdict_id=new.verdict,
        edition=new.edition,
        sha256=new.sha256,
        pages=new.pages,
        missing="".join(new.missing),
        local=new.local,
    )
    session.add(row)
    session.flush()
    return covers.signed(covers.columns(row, covers.SIGNED))

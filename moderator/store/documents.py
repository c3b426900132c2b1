"""JSON documents by hash."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import text
from sqlmodel import Session

from moderator.domain.canonical import Json, canonical
from moderator.errors import LibraryError
from moderator.store.tables import Document


def put(session: Session, value: Json) -> str:
    """Keeps a JSON value; returns the SHA-256 of its canonical form."""
    body = canonical(value)
    sha256 = hashlib.sha256(body).hexdigest()
    # of two who keep the same value at once both have kept it
    insert = text("INSERT INTO document (sha256, body) VALUES (:sha256, :body) ON CONFLICT DO NOTHING")
    session.connection().execute(insert, {"sha256": sha256, "body": body})
    return sha256


def get(session: Session, sha256: str) -> Json:
    """The JSON value of that hash. Raises LibraryError if it is gone or was changed."""
    row = session.get(Document, sha256)
    if row is None:
        raise LibraryError(f"The document {sha256[:12]} is missing from the library.")
    if hashlib.sha256(row.body).hexdigest() != sha256:
        raise LibraryError(f"The document {sha256[:12]} was changed in the library; it no longer has its hash.")
    return json.loads(row.body)

"""The queue's SQL, which knows no SQLModel, run within a session."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

from moderator.domain.persons import folded
from moderator.store.pages import Asker, Base, Run


def runner(session: Session) -> Run:
    """Runs the queue's SQL in a session."""
    return lambda sql, values: session.connection().execute(text(sql), dict(values)).all()


def base_for(session: Session, who: str) -> Base:
    """A session's database, asked by that person."""
    return Base(runner(session), session.get_bind().dialect.name, None, Asker(who, folded(who)))

"""What the queue sorts and filters by, made from a case's facts when it is imported."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session

from moderator.domain.canonical import Json
from moderator.domain.queue import NEVER, band, figure
from moderator.store.records import Facts


def columns(session: Session, facts: Facts, document: Json, known: dict[tuple[str, str, str], int]) -> dict[str, Any]:
    """The made columns of a case. Its market is noted where it is the first of it; `known`: those looked up before."""
    where = language(document), facts.buyer_country, facts.currency
    if where not in known:
        known[where] = market(session, *where)
    return {**made(facts), "market": known[where]}


def made(facts: Facts) -> dict[str, Any]:
    """Those that follow from the other columns alone."""
    value = figure(facts.paid, facts.currency)
    return {
        "due_key": facts.due_at or NEVER,
        "figure": value,
        "band": band(value),
        "filmed": int(facts.videos > 0),
    }


def language(document: Json) -> str:
    """The main language of the claim: `pt` of `pt-BR`."""
    claim = document.get("claim") if isinstance(document, dict) else None
    found = claim.get("language") if isinstance(claim, dict) else None
    return found.partition("-")[0].lower() if isinstance(found, str) else ""


def market(session: Session | Connection, spoken: str, country: str, currency: str) -> int:
    """The number of a market. Two who note the same one at once get the same number."""
    values = {"language": spoken, "country": country, "currency": currency}
    find = text(
        "SELECT id FROM market WHERE language = :language AND country = :country AND currency = :currency"
    ).bindparams(**values)
    found = session.execute(find).scalar()
    if found is None:
        note = "INSERT INTO market (language, country, currency) VALUES (:language, :country, :currency)"
        session.execute(text(f"{note} ON CONFLICT DO NOTHING").bindparams(**values))
        found = session.execute(find).scalar_one()
    return int(found)

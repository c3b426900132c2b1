"""What an erased case has left of the road: that it came in a bag, and its verdicts' rows; no second opinion.

The document of its coming keeps what the order's cap needs. The note of the erasure says by hash what was before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, select

from moderator.store import documents
from moderator.store.tables import AboardEntry, CarriedEntry

_KEPT = ("bag", "home", "order", "given")
"""Of what a bag said: where the case belongs, and what others gave back on its order, which goes on counting."""


class Came(NamedTuple):
    """`aboard`: by bag the hash of what it said of the case, and of what is kept. `opinions`: of each second opinion
    from the road, which goes, the hashes of its text, its record and the document of its coming."""

    aboard: dict[str, list[str]]
    opinions: list[list[str | None]]

    def gone(self) -> set[str]:
        return {pair[0] for pair in self.aboard.values()} | {sha for each in self.opinions for sha in each if sha}


def reduced(session: Session, case_id: str) -> Came:
    """What is to become of the case's rows; the documents that stay are put in."""
    aboard = {}
    for row in session.exec(select(AboardEntry).where(AboardEntry.case_id == case_id).order_by(AboardEntry.bag)).all():
        said = documents.get(session, row.source)
        kept = documents.put(session, {name: said[name] for name in _KEPT})
        aboard[row.bag] = [row.source, kept]
    query = select(CarriedEntry.body, CarriedEntry.record, CarriedEntry.source)
    query = query.where(CarriedEntry.case_id == case_id, CarriedEntry.effect == "opinion")
    return Came(aboard, [list(row) for row in session.exec(query.order_by(col(CarriedEntry.body)))])


def apply(session: Session, case_id: str, came: Came, verdicts: Mapping[str, Mapping[str, list[str]]]) -> None:
    """On a team's server `erase_case` does the same."""
    session.execute(text("DELETE FROM carried WHERE case_id = :case AND effect = 'opinion'"), {"case": case_id})
    sql = text("UPDATE carried SET body = :body, record = :record WHERE case_id = :case AND verdict_id = :verdict")
    for verdict, kinds in verdicts.items():
        new = {"body": kinds["body"][1], "record": kinds["record"][1] if "record" in kinds else None}
        session.execute(sql, {"case": case_id, "verdict": verdict, **new})
    sql = text("UPDATE aboard SET source = :source WHERE case_id = :case AND bag = :bag")
    for bag, (_before, kept) in came.aboard.items():
        session.execute(sql, {"case": case_id, "bag": bag, "source": kept})


def on_server(came: Came) -> str:
    """By bag the document that is kept, as `erase_case` takes it."""
    return json.dumps({bag: kept for bag, (_before, kept) in came.aboard.items()})


def noted(came: Came) -> dict[str, Any]:
    """For the note of the erasure."""
    return {"aboard": came.aboard, "carried": came.opinions}

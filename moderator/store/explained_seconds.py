"""Whether second opinions, and which share of decisions is drawn for one, are what events of the ledger say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moderator.store import covers

Rows = Callable[[str], Iterable[tuple[Any, ...]]]
Vouch = Callable[[object, str, str], None]
"""Case, subject and hash of a row: fails it unless an event has that hash."""


def check(rows: Rows, vouch: Vouch) -> dict[str, str]:
    """Vouches for each row; by its hash for what a document is needed."""
    needed: dict[str, str] = {}
    split = len(covers.ASKED)
    names = ", ".join((*covers.ASKED, *covers.OPINION[1:]))
    for row in rows(f"SELECT {names} FROM second_opinion ORDER BY verdict_id"):
        verdict, case = row[0], row[1]
        vouch(case, f"second {verdict}", covers.asked(row[:split]))
        given = row[split:]
        if any(value is not None for value in given):
            vouch(case, f"opinion {verdict}", covers.opinion((verdict, *given)))
            needed[given[-1]] = f"the second opinion on {verdict}"
    for row in rows(f"SELECT {', '.join(covers.SAMPLING)} FROM sampling ORDER BY reason"):
        vouch("", f"sampling {row[0]}", covers.sampling(row))
    return needed

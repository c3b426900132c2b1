"""Whether second opinions, and which share of decisions is drawn for one, are what events of the ledger say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from moderator.store import covers

Rows = Callable[[str], Iterable[tuple[Any, ...]]]
Vouch = Callable[[object, str, str], None]
"""Case, subject and hash of a row: fails it unless an event has that hash."""


def check(rows: Rows, vouch: Vouch, notes: Mapping[str, Mapping[str, Any]], hidden: Collection[str]) -> dict[str, str]:
    """Vouches for each row; by its hash for what a document is needed. `notes`: by erased case what its note says;
    `hidden`: locked cases whose documents nobody shows us."""
    needed: dict[str, str] = {}
    split = len(covers.ASKED)
    names = ", ".join((*covers.ASKED, *covers.OPINION[1:]))
    for row in rows(f"SELECT {names} FROM second_opinion ORDER BY verdict_id"):
        verdict, case = row[0], row[1]
        vouch(case, f"second {verdict}", covers.asked(row[:split]))
        given = row[split:]
        if all(value is None for value in given):
            continue
        if case in notes:
            given = (*given[:-1], _body_before(verdict, given[-1], notes[case]))
        elif case not in hidden:
            needed[given[-1]] = f"the second opinion on {verdict}"
        vouch(case, f"opinion {verdict}", covers.opinion((verdict, *given)))
    for row in rows(f"SELECT {', '.join(covers.SAMPLING)} FROM sampling ORDER BY reason"):
        vouch("", f"sampling {row[0]}", covers.sampling(row))
    return needed


def _body_before(verdict: object, body: object, note: Mapping[str, Any]) -> object:
    """The hash of an opinion's text before its case was erased, if there is no text any more."""
    opinions = note.get("opinions")
    return opinions.get(str(verdict)) if isinstance(opinions, dict) and body is None else None

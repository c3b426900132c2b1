"""Whether legal holds, locks and what is left of erased cases are what events of the ledger say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from moderator.store import covers
from moderator.store.chains import Act
from moderator.store.explained_team import Expected, Rows, compare, said_by
from moderator.store.replay import Replay
from moderator.store.seals_check import Fail

_REPLACED = {name: covers.VERDICT.index(name) for name in ("body", "record")}


def notes(rows: Rows, replay: Replay) -> dict[str, dict[str, Any]]:
    """By erased case what its note says; empty where that is gone or changed, which is told of the document."""
    return {case: said_by(rows, state.erased) for case, state in replay.cases.items() if state.erased}


def hashes_before(rows: Rows) -> dict[str, tuple[str, ...]]:
    """By verdict the hashes of its text and record before its case was erased, as the notes of erasures say."""
    found: dict[str, tuple[str, ...]] = {}
    for (entry,) in list(rows("SELECT entry FROM ledger_entry WHERE action = 'erase' ORDER BY seq")):
        verdicts = said_by(rows, str(entry)).get("verdicts")
        for verdict, pairs in verdicts.items() if isinstance(verdicts, dict) else ():
            if isinstance(pairs, dict):
                found[verdict] = tuple(str(pair[0]) for pair in pairs.values() if isinstance(pair, list) and pair)
    return found


def as_given(row: Sequence[Any], note: dict[str, Any]) -> list[Any]:
    """A verdict's row as it was before its documents were reduced, if what it has now is what the note says."""
    values, verdicts = list(row), note.get("verdicts")
    pairs = verdicts.get(str(row[0])) if isinstance(verdicts, dict) else None
    for name, place in _REPLACED.items():
        pair = pairs.get(name) if isinstance(pairs, dict) else None
        if isinstance(pair, list) and len(pair) == 2 and pair[1] == values[place]:
            values[place] = pair[0]
        elif values[place] is not None:
            values[place] = None  # not what was left of it
    return values


def check(rows: Rows, acts: Iterable[Act], fail: Fail) -> None:
    """Fails each hold and lock that no event explains, and each event whose row is gone."""
    held, locked = _expected(rows, acts)
    compare(rows("SELECT case_id, '', by_person, why, at FROM legal_hold"), held, "legal hold", fail)
    compare(rows("SELECT case_id, '', by_person, kind, was, at FROM case_lock"), locked, "lock", fail)


def _expected(rows: Rows, acts: Iterable[Act]) -> tuple[Expected, Expected]:
    held, locked = Expected(), Expected()
    for act in acts:
        key = (act.case, "")
        if act.action == "hold":
            held[key] = (act.actor, str(said_by(rows, act.entry).get("why")), act.at)
        elif act.action == "hold-lifted":
            held.pop(key, None)
        elif act.action == "lock":
            told = said_by(rows, act.entry)
            locked[key] = (act.actor, str(told.get("kind")), str(told.get("was")), act.at)
        elif act.action == "unlock":
            locked.pop(key, None)
    return held, locked

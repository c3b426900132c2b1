"""Whether who stepped back from a case, and to whom it was given, is what events of the ledger say.

Leases and drafts are left out: nothing rests on them once a case is decided.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from moderator.domain.persons import folded
from moderator.store.chains import Act
from moderator.store.seals_check import Fail

Rows = Callable[[str], Iterable[tuple[Any, ...]]]
Expected = dict[tuple[str, str], tuple[str, ...]]
"""By case and person what the row says."""


def check(rows: Rows, acts: Iterable[Act], fail: Fail) -> None:
    """Fails each row that no event explains, and each event whose row is gone."""
    back, given = _expected(rows, acts)
    compare(rows("SELECT case_id, person, name, why, at FROM recusal"), back, "recusal", fail)
    compare(rows("SELECT case_id, '', to_person, why, by_person, at FROM assignment"), given, "assignment", fail)


def _expected(rows: Rows, acts: Iterable[Act]) -> tuple[Expected, Expected]:
    """The first reason of who stepped back stays; the last assignment does, unless that person steps back."""
    back, given = Expected(), Expected()
    for act in acts:
        if act.action == "recuse":
            said = said_by(rows, act.entry)
            name = str(said.get("person"))
            back.setdefault((act.case, folded(name)), (name, str(said.get("why")), act.at))
            if folded(given.get((act.case, ""), ("",))[0]) == folded(name):
                del given[act.case, ""]
        elif act.action == "reassign":
            said = said_by(rows, act.entry)
            given[act.case, ""] = (str(said.get("to")), str(said.get("why")), act.actor, act.at)
    return back, given


def said_by(rows: Rows, entry: str) -> dict[str, Any]:
    """What a document says; empty where it is gone or changed, which is told of the document."""
    if not (len(entry) == 64 and entry.isalnum() and entry.isascii()):
        return {}
    for (body,) in rows(f"SELECT body FROM document WHERE sha256 = '{entry}'"):
        try:
            found = json.loads(bytes(body) if isinstance(body, bytes | memoryview) else str(body))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
    return {}


def compare(found: Iterable[tuple[Any, ...]], expected: Expected, what: str, fail: Fail) -> None:
    left = dict(expected)
    for case, person, *values in found:
        wanted = left.pop((case, person), None)
        if wanted is None:
            fail("unexplained", f"{what} of {person or values[0]} ({case})", "an event that explains it", "none")
        elif wanted != tuple(values):
            fail("changed", f"{what} of {person or values[0]} ({case})", ", ".join(wanted), ", ".join(map(str, values)))
    for (case, person), wanted in left.items():
        fail("missing", f"{what} of {person or wanted[0]} ({case})", "the row that an event wrote", None)

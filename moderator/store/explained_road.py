"""Whether what came in bags is what events of the ledger say: cases aboard, verdicts that were carried."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moderator.store.chains import Act
from moderator.store.explained_team import said_by
from moderator.store.seals_check import Fail

Rows = Callable[[str], Iterable[tuple[Any, ...]]]
_ABOARD = "SELECT case_id, bag, home, order_number, at, source FROM aboard"
_CARRIED = (
    "SELECT body, case_id, verdict_id, record, effect, decided_by, came_by, came_at, source, "
    "(SELECT count(*) FROM verdict_entry v WHERE v.body = c.body AND v.id = c.verdict_id) FROM carried c"
)
Row = tuple[Any, ...]


def check(rows: Rows, acts: Iterable[Act], fail: Fail) -> tuple[dict[str, str], dict[str, str]]:
    """Fails each row that no event explains, and each event whose row is gone. The documents that are needed by hash,
    with what they are; and of these the records of second opinions, with the verdict that each is of."""
    aboard, carried = dict[tuple[Any, ...], Row](), dict[tuple[Any, ...], Row]()
    needed, records = dict[str, str](), dict[str, str]()
    for act in acts:
        if act.action == "aboard":
            said = said_by(rows, act.entry)
            key = (act.case, said.get("bag"))
            aboard.setdefault(key, (*key, said.get("home"), said.get("order"), act.at, act.entry))
        elif act.action == "carried":
            said = said_by(rows, act.entry)
            verdict, body, record = said.get("verdict"), said.get("body"), said.get("record")
            here = int(said.get("effect") == "verdict")
            row = (body, act.case, verdict, record, said.get("effect"), said.get("decided_by"), act.actor, act.at)
            carried[(body,)] = (*row, act.entry, here)
            needed[str(body)] = f"the text of {verdict}, which came in a bag"
            if record is not None:
                needed[str(record)] = f"the record of {verdict}, which came in a bag"
                if not here:
                    records[str(record)] = str(verdict)
    _compare(rows(_ABOARD), 2, aboard, "coming of", fail)
    _compare(rows(_CARRIED), 1, carried, "carried verdict", fail)
    return needed, records


def _compare(found: Iterable[Row], keys: int, expected: dict[tuple[Any, ...], Row], what: str, fail: Fail) -> None:
    left = dict(expected)
    for row in found:
        where = f"{what} {row[0]} ({row[1]})"
        wanted = left.pop(row[:keys], None)
        if wanted is None:
            fail("unexplained", where, "an event that explains it", "none")
        elif wanted != tuple(row):
            fail("changed", where, ", ".join(map(str, wanted)), ", ".join(map(str, row)))
    for wanted in left.values():
        fail("missing", f"{what} {wanted[0]} ({wanted[1]})", "the row that an event wrote", None)

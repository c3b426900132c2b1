"""Whether what came in bags is what events of the ledger say: cases aboard, verdicts that were carried."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

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
Notes = Mapping[str, dict[str, Any]]


class Found(NamedTuple):
    """What the check needs to go on. `needed`: documents by hash, with what they are; `records` of them by hash those
    of second opinions, with the verdict that each is of; `gone`: events whose document went with its case, or whose
    case is hidden from us."""

    needed: dict[str, str]
    records: dict[str, str]
    gone: set[tuple[str, str]]


def check(rows: Rows, acts: Iterable[Act], fail: Fail, notes: Notes, hidden: Collection[str] = ()) -> Found:
    """Fails each row that no event explains, and each event whose row is gone. `notes`: by erased case what the note of
    its erasure says."""
    aboard, carried = dict[tuple[Any, ...], Row](), dict[tuple[Any, ...], Row]()
    found = Found({}, {}, set())
    for act in acts:
        if act.action not in ("aboard", "carried"):
            continue
        if act.case in hidden:
            found.gone.add((act.case, act.entry))
        elif act.action == "aboard":
            _aboard(rows, act, notes.get(act.case), aboard, found)
        else:
            _carried(rows, act, notes.get(act.case), carried, found)
    _compare(rows(_ABOARD), 2, aboard, "coming of", fail)
    _compare(rows(_CARRIED), 1, carried, "carried verdict", fail)
    return found


def _aboard(rows: Rows, act: Act, note: dict[str, Any] | None, into: dict[tuple[Any, ...], Row], found: Found) -> None:
    source = act.entry if note is None else _replaced(note.get("aboard"), act.entry)
    if source != act.entry:
        found.gone.add((act.case, act.entry))
        found.needed[source] = f"what is left of the coming of {act.case}"
    said = said_by(rows, source)
    key = (act.case, said.get("bag"))
    into.setdefault(key, (*key, said.get("home"), said.get("order"), act.at, source))


def _carried(rows: Rows, act: Act, note: dict[str, Any] | None, into: dict[tuple[Any, ...], Row], found: Found) -> None:
    if note is not None and act.entry in _erased_opinions(note):
        found.gone.add((act.case, act.entry))
        return
    said = said_by(rows, act.entry)
    verdict, body, record = said.get("verdict"), said.get("body"), said.get("record")
    if note is not None:
        verdicts = note.get("verdicts")
        kinds = verdicts.get(verdict) if isinstance(verdicts, dict) else None
        body, record = _replaced(kinds, body), _replaced(kinds, record)
    here = int(said.get("effect") == "verdict")
    row = (body, act.case, verdict, record, said.get("effect"), said.get("decided_by"), act.actor, act.at)
    into[(body,)] = (*row, act.entry, here)
    found.needed[str(body)] = f"the text of {verdict}, which came in a bag"
    if record is not None:
        found.needed[str(record)] = f"the record of {verdict}, which came in a bag"
        if not here:
            found.records[str(record)] = str(verdict)


def _replaced(pairs: object, before: Any) -> Any:
    """What took the place of a document, as a note's pairs of hashes say; without one it is that document."""
    for pair in pairs.values() if isinstance(pairs, dict) else ():
        if isinstance(pair, list) and len(pair) == 2 and pair[0] == before:
            return pair[1]
    return before


def _erased_opinions(note: dict[str, Any]) -> set[str]:
    """The documents of the coming of second opinions that went with their case."""
    listed = note.get("carried")
    return (
        {str(each[2]) for each in listed if isinstance(each, list) and len(each) == 3}
        if isinstance(listed, list)
        else set()
    )


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

"""Whether each decision that is to leave the library is noted so, and what is noted as sent was sent.

Else a decision could be held back, or sent once more, by an edit that nobody sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moderator.store.intents import EDITION, subject
from moderator.store.replay import Replay
from moderator.store.seals_check import Fail

_ROWS = (
    "SELECT i.verdict_id, i.edition, i.made_at, i.due_at, i.done_at, v.decided_at, v.undo_until "
    "FROM export_intent i LEFT JOIN verdict_entry v ON v.id = i.verdict_id ORDER BY i.verdict_id, i.edition"
)


def check(rows: Callable[[str], Iterable[tuple[Any, ...]]], replay: Replay, fail: Fail) -> None:
    """Fails each row that does not follow from a verdict that was not taken back, and each that is missing."""
    holds = {each.id: each for each in replay.verdicts.values() if each.status in ("active", "superseded")}
    wanted = {each.id for each in holds.values() if each.leaves}
    sent = {act.subject: act.at for act in replay.team if act.action == "sent"}
    for verdict, edition, made, due, done, decided, undo in rows(_ROWS):
        place = f"what is to leave of {verdict}"
        given = holds.get(verdict)
        if given is None or given.kind == "request" or edition != EDITION:
            fail("unexplained", place, "a verdict that leaves the library", None)
            continue
        wanted.discard(verdict)
        expected = (decided, undo or decided, sent.pop(subject(verdict, edition), None))
        for name, should, found in zip(("made", "due", "sent"), expected, (made, due, done), strict=True):
            if should != found:
                fail("changed", f"{place}, when {name}", should, found)
    for verdict in sorted(wanted):
        fail("missing", f"what is to leave of {verdict}", "a row beside the verdict", None)
    for name in sorted(sent):
        fail("missing", name, "the row of what was sent", None)

"""Which decisions wait for a second person, and from whom they are therefore concealed. Bare SQL; loads no SQLModel.

Whoever could still give a second opinion must not see the first one, so both questions are one: a decision is concealed
from exactly those who can. That is everybody but who decided it, who approved it, who stepped back from the case, and
who asked to see it (which the ledger keeps). A newer revision of the case ends the wait: there would be two cases.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from moderator.domain.persons import same_person

if TYPE_CHECKING:
    from moderator.store.pages import Base

MOST = 200
"""Cases that are listed and counted, those that wait longest."""
_PORTION = 250
_SHOWN = "('open', 'waiting', 'decided', 'closed')"
"""Of locked and erased cases nothing waits, as `locking.SHOWN` says, which loads SQLModel."""
DECLINED = "second-declined"
"""The action of the ledger by which somebody gives up the second opinion, and sees the first."""


class Waiting(NamedTuple):
    """A decision that waits: its case and id, the reason of the case, the language of its claim."""

    case: str
    verdict: str
    reason: str
    language: str


def for_person(base: Base, most: int = MOST) -> list[Waiting]:
    """What waits for an opinion of the base's asker, the longest waiting first."""
    found: list[Waiting] = []
    place = ("", "")
    while len(found) < most:
        rows = _rows(base, "(s.asked_at, s.verdict_id) > (:asked, :after)", {"asked": place[0], "after": place[1]})
        found += _of(base, rows)
        if len(rows) < _PORTION:
            break
        place = (rows[-1][7], rows[-1][1])
    return found[:most]


def among(base: Base, cases: Sequence[str]) -> dict[str, Waiting]:
    """Those of a few cases whose decision waits for an opinion of the base's asker."""
    if not cases:
        return {}
    chosen, values = base.among("s.case_id", cases)
    return {each.case: each for each in _of(base, _rows(base, chosen, values))}


def _rows(base: Base, condition: str, values: dict[str, Any]) -> list[Any]:
    sql = (
        "SELECT s.case_id, s.verdict_id, s.reason, m.language, v.decided_by, d.body, v.seq, s.asked_at "
        f"FROM second_opinion s {base.join} verdict_entry v ON v.id = s.verdict_id "
        f"{base.join} case_entry c ON c.id = s.case_id {base.join} document d ON d.sha256 = v.body "
        "LEFT JOIN market m ON m.id = c.market "
        f"WHERE s.given_at IS NULL AND v.status = 'active' AND v.revision = c.revision AND c.status IN {_SHOWN} "
        "AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.case_id = s.case_id AND r.person = :asker_folded) "
        f"AND {condition} ORDER BY s.asked_at, s.verdict_id LIMIT {_PORTION}"
    )
    return list(base.run(sql, {"asker_folded": base.asker.folded} | values))


def _of(base: Base, rows: Sequence[Any]) -> list[Waiting]:
    """Those of the rows that the asker may decide a second time, having seen nothing of the first."""
    who = base.asker.name
    open_to = [row for row in rows if not same_person(row[4], who) and not same_person(_approved_by(row[5]), who)]
    seen = _declined(base, sorted({row[0] for row in open_to}))
    return [Waiting(row[0], row[1], row[2], row[3] or "") for row in open_to if row[1] not in seen]


def _approved_by(body: Any) -> str:
    """Who approved the first verdict has read it."""
    found = json.loads(bytes(body) if isinstance(body, bytes | memoryview) else str(body))
    return str(found.get("approved_by") or "") if isinstance(found, dict) else ""


def _declined(base: Base, cases: Sequence[str]) -> set[str]:
    """The verdicts of these cases that the asker has asked to see."""
    chosen, values = base.among("case_id", cases)
    rows = base.run(
        f"SELECT actor, subject FROM ledger_entry WHERE {chosen} AND action = :action", values | {"action": DECLINED}
    )
    return {row[1].removeprefix("second ") for row in rows if same_person(row[0], base.asker.name)}

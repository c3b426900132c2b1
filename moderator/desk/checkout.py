"""Cases that leave for the road, in a bag that any library can decide them from; and the bag that goes back home.

Every step may be repeated. Cases are first taken for the road, then packed: no two bags have a case at one time.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import durable
from moderator.desk import concealing, leases, leftovers, queue
from moderator.desk.clock import stamp
from moderator.desk.loading import Loading
from moderator.desk.policies import own_files
from moderator.desk.state import State
from moderator.desk.values import Progress, Stop
from moderator.domain.canonical import Json, digest
from moderator.domain.queue import UNDECIDED, Ask, Place
from moderator.domain.travel import FORMAT, LONGEST
from moderator.errors import Cancelled, ModeratorError, NotFound, UsageError

if TYPE_CHECKING:
    from moderator.store.records import StoredVerdict
    from moderator.store.road import Guest, Left

USUAL_DAYS = 7
MOST = 200
"""Cases of a bag, unless it is said otherwise."""
_DAY = 86_400.0


def checkout(
    state: State,
    wanted: Ask | Sequence[str],
    out: Path,
    days: int = USUAL_DAYS,
    most: int = MOST,
    stop: Stop | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Takes cases for the road and writes their bag; what became of each. Those named, or the first `most` free ones.

    If the bag cannot be written nobody has the cases any more. Raises UsageError, NotFound, ExportError, Cancelled.
    """
    if not 1 <= days <= LONGEST or most < 1:
        raise UsageError(f"Cases go on the road for 1 to {LONGEST} days, and at least one of them.")
    chosen = list(_free(state, wanted, most)) if isinstance(wanted, Ask) else [_known(state, each) for each in wanted]
    bag, until = secrets.token_hex(16), state.now() + timedelta(days=days)
    left = state.store.depart(chosen, state.moderator, bag, days * _DAY, leases.acts(state))
    away = {case: each for case, each in left.items() if not isinstance(each, ModeratorError)}
    rows = [_told(case, each) for case, each in left.items()]
    answer: dict[str, Any] = {"bag": bag, "path": None, "sha256": None, "until": stamp(until), "cases": rows}
    if not away:
        return answer
    try:
        sha256 = _write_out(state, bag, away, until, out, stop, progress)
    except BaseException:
        for case in away:  # also when the person stops: nobody is to wait for a bag that there is not
            state.store.back(case, bag, leases.acts(state))
        raise
    return answer | {"path": str(out), "sha256": sha256}


def _told(case: str, left: Left | ModeratorError) -> dict[str, Any]:
    if isinstance(left, ModeratorError):
        return {"case": case, "status": "stays", "problem": str(left)}
    return {"case": case, "status": "on the road", "problem": None}


def _known(state: State, case_id: str) -> str:
    head = state.store.head(case_id)
    if head is None:
        raise NotFound(f"There is no case {case_id} in this library.")
    concealing.refuse_concealed(state, head.id)
    return head.id


def _free(state: State, ask: Ask, most: int) -> Iterator[str]:
    """The first cases of the filter that are not decided and that nobody else has, was given, or stepped back from."""
    found, now = 0, state.now()
    while rows := queue.page(state, replace(ask, most=500)):
        for row in rows:
            if row.status in UNDECIDED and row.free(now):
                yield row.case
                found += 1
                if found >= most:
                    return
        ask = replace(ask, place=Place(rows[-1].key, rows[-1].case))


def _write_out(
    state: State, bag: str, away: dict[str, Left], until: datetime, out: Path, stop: Stop | None, tell: Progress | None
) -> str:
    loading = Loading(state, stop)
    cases = []
    for done, (case_id, left) in enumerate(sorted(away.items())):
        _go_on(done, len(away), stop, tell)
        cases.append(_case_out(state, loading, done, case_id, left))
    for name, data in own_files(state.library):
        loading.text(f"policies/{name}", data)
    policies = [path.removeprefix("policies/") for path in loading.files if path.startswith("policies/")]
    home = state.store.library_id()
    doc = _head(state, "out", bag, home, home, until) | {"cases": cases, "policies": sorted(policies)}
    return _written(state, doc, loading, out, stop, tell)


def _case_out(state: State, loading: Loading, at: int, case_id: str, left: Left) -> dict[str, Json]:
    store = state.store
    document = store.document(case_id)
    order = str(document["order"]["number"])
    standing = [each for each in store.verdicts(case_id) if each.kind != "request" and each.status != "withdrawn"]
    draft = store.draft(case_id, state.moderator)
    found: dict[str, Json] = {
        "id": case_id,
        "order": order,
        "departed": {"number": left.number, "own": left.own, "fence": left.lease.fence},
        "packs": [loading.pack(f"packs/{at}-r{n}.casepack", case_id, n) for n in store.revisions(case_id)],
        "verdicts": [loading.verdict(each) for each in standing],
        "given": store.given_on_order(order, case_id),
    }
    return found if draft is None else found | {"draft": loading.document(draft)}


# --- the way back -----------------------------------------------------------------------------------------------------


def pack_back(
    state: State, out: Path, home: str = "", stop: Stop | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Writes what was decided of the cases that came in bags from one library, to be checked in there.

    What can still be taken back stays, with its sentence. Raises UsageError, ExportError, Cancelled.
    """
    guests = [each for each in state.store.guests() if home in ("", each.home)]
    homes = sorted({each.home for each in guests})
    if len(homes) != 1:
        told = f"cases of more than one library; say which with --home: {', '.join(homes)}" if homes else "no such case"
        raise UsageError(f"This library has {told}.")
    loading, rows, cases = Loading(state, stop), list[dict[str, Any]](), list[dict[str, Json]]()
    for done, guest in enumerate(guests):
        _go_on(done, len(guests), stop, progress)
        case, row = _case_back(state, loading, guest)
        cases.append(case)
        rows.append(row)
    # the newest bag stands for all: each case names its own fence
    newest = guests[-1].said
    until = datetime.fromisoformat(max(str(each.said["until"]) for each in guests))
    doc = _head(state, "back", newest["bag"], homes[0], state.store.library_id(), until) | {"cases": cases}
    sha256 = _written(state, doc, loading, out, stop, progress)
    return {"home": homes[0], "path": str(out), "sha256": sha256, "cases": rows}


def _case_back(state: State, loading: Loading, guest: Guest) -> tuple[dict[str, Json], dict[str, Any]]:
    store, now = state.store, state.stamp()
    given = [each for each in store.verdicts(guest.case) if each.status != "withdrawn"]
    final = [each for each in given if each.undo_until is None or each.undo_until <= now]
    own = [each for each in final if not _from_home(state, guest, each)]
    opinions = store.road_opinions(guest.case)
    verdicts = [loading.verdict(each) for each in own]
    for each, body in opinions:
        record = None if each.record is None else store.decision_record(each.record)
        verdicts.append(loading.told(each.verdict, body, record))
    draft = None if own else store.draft(guest.case, state.moderator)
    case: dict[str, Json] = {
        "id": guest.case, "order": guest.said["order"], "departed": guest.said["departed"], "bag": guest.bag,
        "verdicts": verdicts,
    }  # fmt: skip
    if draft is not None:
        case["draft"] = loading.document(draft)
    waiting = [str(each.undo_until) for each in given if each not in final]
    problem = f"can still be taken back until {max(waiting)}; it stays here until then" if waiting else None
    return case, {"case": guest.case, "verdicts": [each["id"] for each in verdicts], "problem": problem}


def _from_home(state: State, guest: Guest, verdict: StoredVerdict) -> bool:
    """Whether the verdict came here from there: it need not travel back."""
    came = state.store.came(digest(verdict.body))
    return came is not None and came.said["library"] == guest.home


def _head(state: State, kind: str, bag: str, home: str, library: str, until: datetime) -> dict[str, Json]:
    found = {"format": FORMAT, "kind": kind, "bag": bag, "home": home, "library": library}
    return found | {"holder": state.moderator, "made_at": state.stamp(), "until": stamp(until)}


def _written(
    state: State, doc: dict[str, Json], loading: Loading, out: Path, stop: Stop | None, tell: Progress | None
) -> str:
    """With the ledger as it is now that all of it was read."""
    from moderator.domain.canonical import canonical
    from moderator.pack.parcel import LEDGER, write_parcel

    durable.sweep(out.parent)
    leftovers.remember(state.library.path, out.parent)  # a kill leaves what the next start takes away
    ledger = canonical(state.store.portable([each["id"] for each in doc["cases"]]))
    loading.text(LEDGER, ledger)
    sha256 = write_parcel(doc, loading.files, out, stop)
    if tell:
        tell(len(doc["cases"]), len(doc["cases"]))
    return sha256


def _go_on(done: int, total: int, stop: Stop | None, tell: Progress | None) -> None:
    if stop is not None and stop():
        raise Cancelled
    if tell:
        tell(done, total)

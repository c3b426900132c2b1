"""Legal holds, and erasing decided cases under the library's rule: the decision stays, what it rested on goes.

The event and the rows are one transaction; the files go after it. Whoever runs it again goes on where a killed run
ended, and what is erased is not looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from moderator.desk import drafts, exports
from moderator.desk.clock import stamp
from moderator.desk.leases import acts, known, reason_given
from moderator.desk.state import State
from moderator.desk.values import Progress, Stop
from moderator.domain import retention as rules
from moderator.domain.case import read_case
from moderator.domain.reading import moment
from moderator.domain.travel import is_road
from moderator.errors import LibraryAway, LibraryError, ModeratorError, NotFound, UsageError

if TYPE_CHECKING:
    from moderator.domain.canonical import Json
    from moderator.store.records import Settled

_PORTION = 500


@dataclass(frozen=True)
class Looked:
    """A case that is older than its rule says. `why`: what keeps it; nothing: it goes."""

    case: str
    verdict: str
    decided_at: str
    rule: str
    version: int
    why: tuple[str, ...]


def hold(state: State, case_id: str, why: str) -> str:
    """The case is not erased until the hold is lifted; the id as the library spells it. Raises NotFound, UsageError."""
    from moderator.store.records import Held

    found = known(state, case_id)
    state.store.hold(Held(found, state.moderator, reason_given(why), state.stamp()), acts(state))
    return found


def lift_hold(state: State, case_id: str, why: str) -> str:
    """Raises NotFound where there is no hold of this library; one of the case's own papers is the marketplace's."""
    found = known(state, case_id)
    state.store.lift_hold(found, reason_given(why), acts(state))
    return found


def look(state: State, days: Mapping[str, int]) -> Iterator[Looked]:
    """Every decided case that is old enough, whether it goes or why it stays."""
    now, after = state.now(), ""
    before = stamp(now - timedelta(days=min(days.values())))
    held = {each.case: each for each in state.store.holds()}
    while portion := state.store.settled(before, after, _PORTION):
        after = portion[-1].case
        for each in portion:
            limit = rules.days_for(each.reason, days)
            if limit is not None and rules.is_old(moment(each.decided_at), limit, now):
                hold_ = held.get(each.case)
                why = [f"on legal hold since {hold_.at} by {hold_.by}: {hold_.why}"] if hold_ else []
                why += _kept_by(state, each)
                rule = rules.rule(each.reason, limit)
                yield Looked(each.case, each.verdict, each.decided_at, rule, each.version, tuple(why))


def _kept_by(state: State, each: Settled) -> Iterator[str]:
    """A case whose papers cannot be read stays: nobody can say whether it may go."""
    try:
        case = read_case(state.store.document(each.case))
        record = state.store.decision_record(each.record) if each.record else {}
        given = state.store.first_given(each.case, each.verdict)
        objection = int(record["policy"]["days"]["appeal"])
        standing = [row.id for row in state.store.verdicts(each.case) if row.status == "active"]
        pulse, now = state.store.pulse(each.case)
    except LibraryAway:
        raise
    except (ModeratorError, KeyError, TypeError, ValueError) as error:
        yield f"its papers cannot be read ({error})"
        return
    decided = rules.Decided(moment(each.decided_at), moment(given) if given else None, objection, standing)
    yield from rules.kept_by(case, decided, state.now())
    if each.undo_until is not None and each.undo_until > state.stamp():
        yield "its verdict can still be taken back"
    lease = pulse.lease if pulse is not None else None
    if lease is not None and lease.token and moment(lease.until) > now:
        yield f"{lease.holder} has it {'on the road' if is_road(lease.token) else 'open'}"


def retain(
    state: State, days: int | None, dry_run: bool, stop: Stop | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Erases what the rule says, or says what would go (`dry_run`) and why others stay.

    `days`: for every reason, in the place of the library's rule. Raises UsageError where nothing says when.
    """
    table = _rule(state, days)
    files = {"removed": 0, "needed_elsewhere": 0}
    if not dry_run:
        _sweep(state, files)  # what a killed run has left
    found = list(look(state, table))
    erased, stays = [], [{"case": each.case, "why": list(each.why)} for each in found if each.why]
    stays += [{"case": each.case, "why": ["locked: its evidence is preserved"]} for each in state.store.all_locked()]
    todo = [each for each in found if not each.why]
    for done, each in enumerate(todo):
        if progress:
            progress(done, len(todo))
        if stop and stop():
            break
        try:
            if not dry_run:
                _erase(state, each)
                _sweep(state, files)
            erased.append({"case": each.case, "decided_at": each.decided_at, "rule": each.rule})
        except LibraryAway:
            raise
        except ModeratorError as error:
            stays.append({"case": each.case, "why": [str(error)]})
    if progress:
        progress(len(todo), len(todo))
    answer: dict[str, Any] = {"dry_run": dry_run, "rule": table, "erased": erased, "stays": stays}
    if dry_run:
        return answer
    return {**answer, "files": files, "log_emptied": state.store.scrub(), "backups": older_copies(state)}


def _rule(state: State, days: int | None) -> dict[str, int]:
    if days is not None:
        if days < 1:
            raise UsageError("--days takes a number of days from 1 on.")
        return {rules.EVERY: days}
    if not state.library.retention:
        raise UsageError(
            "Nothing says after how many days a decided case is erased: write “retention” into the library's "
            "library.json, or say --days N (docs/retention.md)."
        )
    return dict(state.library.retention)


def _erase(state: State, each: Looked) -> None:
    """The decision's document is signed first, if nobody did: it is what stays."""
    from moderator.store.erasing import Order

    exports.keep_document(state, state.store.standing(each.case))
    state.store.erase(Order(each.case, each.version, each.rule, _reduced), state.stamp(), acts(state))
    drafts.forget(state, each.case)


def _reduced(document: Json, kind: str) -> Json:
    """Of a record what the parties' edition prints; of a verdict's text what that edition has of it."""
    from moderator.report.editions import erased_record, for_parties_verdict

    return erased_record(document) if kind == "record" else for_parties_verdict(document)


def finish(state: State) -> None:
    """Takes away files of erased cases that a run which ended too early has left. Opens no store where there are none.

    Raises LibraryError.
    """
    from moderator.store import glance

    try:
        left = glance.files_are_left(state.library.path)
    except LibraryError:
        return  # whoever opens the library is told that it cannot be read
    if left:
        _sweep(state, {"removed": 0, "needed_elsewhere": 0})


def _sweep(state: State, counts: dict[str, int]) -> None:
    remove = _remover(state)
    while hashes := state.store.pending_files():
        for sha256 in hashes:
            gone = state.store.settle_file(sha256, remove)
            counts["removed" if gone else "needed_elsewhere"] += 1


def _remover(state: State) -> Callable[[str], None]:
    """Takes away a file, and all that was made of it: pictures, scans, what was found in it."""
    from moderator.media import cache

    def remove(sha256: str) -> None:
        state.store.media.remove(sha256)
        cache.forget(state.library.path / "cache", sha256)
        state.store.forget_found([sha256])
        if state.library.team is not None:
            state.media.looks.drop(sha256)

    return remove


def older_copies(state: State) -> list[str]:
    """Copies of the database beside it that still have what was erased: backups, and what restores have put aside."""
    if state.library.team is not None:
        return []
    from moderator.store import backups
    from moderator.store.file import DATABASE

    path = state.library.path
    return [str(each) for each in backups.of_before(path, backups.last_erasure(path / DATABASE))]


def erased(state: State, case_id: str) -> dict[str, Any]:
    """What is left of an erased case: when and under which rule it was, its verdicts, its signed documents.

    Raises NotFound for a case that was not erased.
    """
    found = known(state, case_id)
    note = state.store.erasure(found)
    if note is None:
        raise NotFound(f"{found} was not erased.")
    verdicts = [{"status": row.status, "verdict": dict(row.body)} for row in state.store.verdicts(found)]
    currency = state.store.currencies({found})[found]
    told = {"case": found, "status": "erased", "erased_at": note.at, "rule": note.rule, "currency": currency}
    return {**told, "verdicts": verdicts}

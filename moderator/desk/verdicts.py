"""Deciding: the gate with all it must know, the frozen record, the compare-and-swap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from moderator import settings
from moderator.desk import concealing, events, leases, records
from moderator.desk.cases import open_case
from moderator.desk.clock import stamp
from moderator.desk.state import State
from moderator.desk.values import Decided, Like, OpenCase, Undoable
from moderator.domain import gate
from moderator.domain import refund as rules
from moderator.domain.before import Before
from moderator.domain.canonical import digest
from moderator.domain.case import Case, read_case
from moderator.domain.exhibit import Material
from moderator.domain.money import DECIMALS, plain, shown
from moderator.domain.persons import same_person
from moderator.domain.reading import moment
from moderator.domain.verdict import Verdict, read_verdict
from moderator.errors import AlreadyDecided, GateRefused, NotFound, Problem

if TYPE_CHECKING:
    from moderator.store.records import Lease, NewVerdict, StoredVerdict

LIKE = 30
"""Decisions on like cases that are offered to begin from."""


def check(state: State, opened: OpenCase, doc: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Everything between this draft and a verdict. Looks at no file: a video's frames count once it was shown."""
    verdict, shape = read_verdict(doc, DECIMALS[opened.case.order.currency])
    known = {sha: state.media.known(sha) for sha in {item.sha256 for item in opened.items}}
    materials = {item.id: known[item.sha256] or Material(item.sha256, item.kind) for item in opened.items}
    around = replace(opened.circumstances, materials=materials, moderator=state.moderator)
    recused = (name for name, _why in opened.recused if same_person(name, state.moderator))
    back = (Problem("/decided_by", "recused", f"{n} stepped back from {opened.case.id}") for n in recused)
    return (*shape, *gate.problems(opened.case, verdict, around), *back)


def look_at_cited(state: State, opened: OpenCase, doc: Mapping[str, Any]) -> None:
    """Looks at every file that the draft's exhibits cite, so that `check` knows its frames. Not for the GUI thread."""
    verdict, _ = read_verdict(doc, DECIMALS[opened.case.order.currency])
    cited = {exhibit.source for exhibit in verdict.exhibits}
    for item in opened.items:
        if item.id in cited:
            state.media.material(item.sha256, item.kind)


def decide(state: State, case_id: str, doc: Mapping[str, Any], seen_version: int | None, final: bool) -> Decided:
    """Records a verdict, once the gate lets it through. `seen_version` None: whatever the library holds now.

    Raises GateRefused with everything that is missing, AlreadyDecided if a verdict stands that this one does not
    replace, LeaseHeld or LeaseLost if somebody else has the case, LibraryError if it could not be saved; then nothing
    was recorded and the draft is still there.
    """
    opened = open_case(state, case_id)
    _first_come(state, opened, doc)
    with leases.deciding(state, opened.case.id) as lease:
        return _decide(state, opened, doc, seen_version, final, lease)


def _decide(
    state: State, opened: OpenCase, doc: Mapping[str, Any], seen_version: int | None, final: bool, lease: Lease
) -> Decided:
    events.note_isolation(state)
    look_at_cited(state, opened, doc)
    found = check(state, opened, doc)
    if found:
        raise GateRefused(found)
    filled = _filled(state, opened, doc)
    verdict, _ = read_verdict(filled, DECIMALS[opened.case.order.currency])
    record = None
    if verdict.kind != "request":
        number = state.store.next_number(opened.case.id)
        record = records.make(state, opened, filled, verdict, number)
    until = None if final else state.now() + timedelta(minutes=settings.load().undo_minutes)
    new = _new(opened, filled, verdict, record, None if until is None else stamp(until))
    reason = verdict.reason or opened.case.reason
    if verdict.kind == "decision" and verdict.stage == "first" and concealing.drawn(state, reason):
        new = replace(new, second=reason)
    act = _act(state, verdict.kind or "", opened.case.id, record["entry"] if record else digest(filled))
    version = opened.version if seen_version is None else seen_version
    state.store.record(replace(new, lease=lease), version, opened.circumstances.before, act)
    return Decided(filled, until)


def _first_come(state: State, opened: OpenCase, doc: Mapping[str, Any]) -> None:
    standing = state.store.standing(opened.case.id)
    replaces = doc.get("stage") in ("reversal", "appeal")
    if standing is not None and not replaces:
        raise AlreadyDecided(opened.case.id, standing.id, standing.decided_by, standing.decided_at)


def _act(state: State, action: str, case_id: str, entry: str) -> Any:
    from moderator.store.ledger import Act

    return Act(state.stamp(), state.moderator, action, case_id, entry)


def _filled(state: State, opened: OpenCase, doc: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict with what the app fills in where it is absent; everything else as it was written."""
    given = {key: value for key, value in doc.items() if value is not None}
    verdict, _ = read_verdict(given, DECIMALS[opened.case.order.currency])
    policy = opened.policy_for(verdict.reason or opened.case.reason)
    filled: dict[str, Any] = {
        "id": _free_id(state, opened),
        "stage": "first",
        "policy_version": policy.version,
        "decided_by": state.moderator,
        "decided_at": state.stamp(),
        **given,
    }
    if verdict.approved_by is not None:
        filled.setdefault("approved_at", state.stamp())
    if verdict.kind == "decision":
        total = plain(verdict.refund.sum, opened.case.order.currency)
        filled["refund"] = {**given.get("refund", {}), "total": total}
    if "aids" in given:
        filled["aids"] = events.on_screen(state, opened.case.id, given["aids"])
    filled["exhibits"] = [_exhibit(state, opened, each) for each in given.get("exhibits", [])]
    return filled


def _free_id(state: State, opened: OpenCase) -> str:
    number = len(opened.verdicts) + 1
    while state.store.taken_ids(f"{opened.case.id}-v{number}"):
        number += 1
    return f"{opened.case.id}-v{number}"


def _exhibit(state: State, opened: OpenCase, exhibit: Mapping[str, Any]) -> dict[str, Any]:
    item = opened.item(exhibit["source"])
    if item is None:
        raise NotFound(f"There is no evidence or listing photo {exhibit['source']}.")
    filled = {**exhibit, "sha256": item.sha256}
    material = state.media.known(item.sha256)
    if material is not None and material.frames is not None:
        filled["stream"] = material.frames.stream
    return filled


def _new(
    opened: OpenCase, filled: dict[str, Any], verdict: Verdict, record: dict[str, Any] | None, undo_until: str | None
) -> NewVerdict:
    from moderator.store.records import NewVerdict

    decision = verdict.kind == "decision"
    refunds = {f"line:{each.line}": each.amount for each in verdict.refund.lines}
    refunds |= {f"payment:{each.payment}": each.amount for each in verdict.refund.payments}
    return NewVerdict(
        id=filled["id"],
        case=opened.case.id,
        kind=filled["kind"],
        revision=opened.case.revision,
        supersedes=verdict.supersedes,
        order_number=opened.case.order.number,
        refund_of_order=verdict.refund.of_order if decision else 0,
        refunds=refunds if decision else {},
        outcome=verdict.outcome if decision else None,
        body=filled,
        decided_by=filled["decided_by"],
        decided_at=stamp(moment(filled["decided_at"])),
        undo_until=undo_until,
        record=record,
        stage=verdict.stage,
        approved_by=verdict.approved_by,
    )


def like(state: State, opened: OpenCase) -> tuple[Like, ...]:
    """The newest decisions on other cases of the same reason, from which a draft may begin."""
    alike, found = state.store.like(opened.case.reason, opened.case.id, LIKE), []
    secret = concealing.concealed(state, [stored.case for stored in alike])
    alike = [stored for stored in alike if stored.case not in secret]
    currency_of = state.store.currencies({stored.case for stored in alike})
    for stored in alike:
        amount = stored.refund_of_order + sum(v for k, v in stored.refunds.items() if k.startswith("payment:"))
        total = shown(amount, currency_of[stored.case]) if amount else ""
        found.append(Like(stored.case, stored.body, total, moment(stored.decided_at)))
    return tuple(found)


def undoable(state: State) -> Undoable | None:
    """The last verdict, while its undo time runs."""
    stored = _last(state)
    return None if stored is None else _undoable(state, stored)


def _last(state: State) -> StoredVerdict | None:
    """The last verdict that can be taken back, unless this moderator must not see it yet."""
    stored = state.store.undoable(state.stamp())
    return None if stored is None or concealing.concealed(state, [stored.case]) else stored


def _undoable(state: State, stored: StoredVerdict) -> Undoable:
    currency = state.store.document(stored.case)["order"]["currency"]
    amount = stored.refund_of_order + sum(v for k, v in stored.refunds.items() if k.startswith("payment:"))
    total = shown(amount, currency) if amount else ""
    return Undoable(stored.case, stored.id, total, moment(stored.undo_until or stored.decided_at))


def withdraw_last(state: State) -> tuple[str, dict[str, Any]]:
    """Takes the last verdict back; its text is the draft again. Raises NotFound once the undo time is over, and
    GateRefused where what it replaced would then give back more than the order has left."""
    stored = _last(state)
    if stored is None:
        raise NotFound("There is no verdict that can still be taken back.")
    case = read_case(state.store.document(stored.case))
    withdrawn = state.store.withdraw(
        stored.id,
        _act(state, "withdraw", stored.case, stored.record or digest(stored.body)),
        lambda until_now, then: _fits(case, until_now, then),
    )
    return withdrawn.case, dict(withdrawn.body)


def _fits(case: Case, until_now: Before, then: Before) -> None:
    """While a reversal could be taken back another case of the order may have been given what it had freed."""
    charges = [p for p in case.order.payments if then.payments.get(p.id, 0) > until_now.payments.get(p.id, 0)]
    over = then.of_order > until_now.of_order and then.of_order > rules.cap(case.order)
    if over or any(then.payments[p.id] > rules.returnable(case.order, p) for p in charges):
        text = "what it replaced cannot stand again: that money was given back on this order since; reverse it instead"
        raise GateRefused([Problem("/refund", "order-cap", text)])

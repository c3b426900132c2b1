"""Was the dispute opened in time, is it due (R12, R13, R15)? A date in the case beats the days of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from moderator.domain.findings.tracking import ENDS, delivered, delivery_ends, to_buyer
from moderator.domain.findings.trick import pressed_on_request
from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, later, moment, span, when


def found(given: Given) -> Iterator[Procedural]:
    yield from _window(given)
    yield from _too_early(given)
    yield from _never_arrived(given)
    yield from _due(given)


def clock_starts(given: Given) -> tuple[Cited, datetime] | None:
    """From when the period counts: the carrier's delivery, or the end of the time for delivery, whichever applies.

    Of goods that the buyer says did not all come it is the later of the two. The buyer's button counts where the
    carrier is silent and nobody asked for it (R16).
    """
    case = given.case
    scan, end = delivered(case), delivery_ends(case)
    if case.delivery != "delivered":
        both = [
            *([(moment(f"{scan[0]}/at", scan[1].at, "carrier's delivery"), scan[1].at)] if scan else []),
            *([(moment(end[0], end[1], "end of the time for delivery"), end[1])] if end else []),
        ]
        return max(both, key=lambda each: each[1], default=None)
    if scan is not None:
        return moment(f"{scan[0]}/at", scan[1].at, "carrier's delivery"), scan[1].at
    button = case.order.receipt_confirmed_at
    if button is not None and not pressed_on_request(given):
        return moment("/order/receipt_confirmed_at", button, "“received” pressed"), button
    return None if end is None else (moment(end[0], end[1], "end of the time for delivery"), end[1])


def _window(given: Given) -> Iterator[Procedural]:
    case = given.case
    opened = moment("/opened_at", case.opened_at, "opened")
    ends, facts, working = case.dispute_window_ends_at, [opened], []
    start = clock_starts(given)
    if ends is not None:
        facts.append(moment("/dispute_window_ends_at", ends, "window ends"))
        working.append(f"the case gives the end of the window, {when(ends)}; that beats the policy's days")
    elif case.reason == "payment-problem":
        return
    elif start is not None:
        days = given.policy.days.dispute_window
        ends = later(start[1], days)
        facts.append(start[0])
        working.append(f"{start[0].says} + {days} days of the policy = {when(ends)}")
    if case.order.receipt_confirmed_at is not None and pressed_on_request(given):
        working.append("“received” was pressed when asked to: it starts no clock")
    if ends is None:
        words = "It cannot be said whether the dispute was opened in time: the file holds no date to count from."
        yield Procedural("window-unknown", "R12", words, (opened,), ("no delivery scan, no end of delivery",))
        return
    late = case.opened_at > ends
    side = "after" if late else "before"
    working.append(f"opened {when(case.opened_at)}, {span(case.opened_at - ends)} {side} the end")
    if not late:
        yield Procedural("in-time", "R12", "The dispute was opened in time.", tuple(facts), tuple(working), "buyer")
        return
    bars = "window-over" in given.policy.admission.bars
    close = Proposal("Closure: inadmissible, the period was over.", closure="inadmissible") if bars else None
    words = "The dispute was opened too late."
    yield Procedural("window-over", "R15" if bars else "R12", words, tuple(facts), tuple(working), "seller", close)


def _too_early(given: Given) -> Iterator[Procedural]:
    """Goods that are still on their way, within the time for delivery."""
    case, end = given.case, delivery_ends(given.case)
    if case.reason != "not-received" or case.delivery != "not-delivered" or end is None:
        return
    events = [event for _, shipment in to_buyer(case) for event in shipment.events]
    if any(event.status in ENDS or event.status == "exception" for event in events) or case.opened_at >= end[1]:
        return
    facts = (moment("/opened_at", case.opened_at, "opened"), moment(end[0], end[1], "time for delivery ends"))
    working = [f"opened {when(case.opened_at)}, {span(end[1] - case.opened_at)} before {when(end[1])}"]
    if given.now >= end[1]:
        working.append(f"that time has ended since: now {when(given.now)}")
        words = "The dispute was opened before the time for delivery had ended; it has ended since."
        yield Procedural("early-but-over", "R15", words, facts, tuple(working))
        return
    working.append(f"now {when(given.now)}, {span(end[1] - given.now)} before the end")
    bars = "too-early" in given.policy.admission.bars
    text = "Closure: inadmissible for now; the buyer may claim again when the time has ended."
    close = Proposal(text, closure="inadmissible") if bars else None
    words = "The time for delivery is still running."
    yield Procedural("too-early", "R15", words, facts, tuple(working), "seller", close)


def _never_arrived(given: Given) -> Iterator[Procedural]:
    case, end = given.case, delivery_ends(given.case)
    if case.reason != "not-received" or case.delivery == "delivered" or end is None or given.as_of <= end[1]:
        return
    open_ways = [s for _, s in to_buyer(case) if not any(event.status == "delivered" for event in s.events)]
    if not open_ways:
        return
    part = len(open_ways) < sum(1 for _ in to_buyer(case))
    facts = (moment(end[0], end[1], "time for delivery ended"),)
    names = ", ".join(s.id for s in open_ways)
    working = (f"{names}: no delivery; expected by {when(end[1])}, figures of {when(given.as_of)}, "
               f"{span(given.as_of - end[1])} later",)  # fmt: skip
    answers = (("delivered-to-address", "no"), ("delivery-time-over", "yes"))
    kind = "part-never-arrived" if part else "never-arrived"
    proposal = given.full(kind, "Full refund of what did not come.", *answers)  # type: ignore[arg-type]
    words = f"The time for delivery has ended, and {'part of the order' if part else 'the order'} has not come."
    yield Procedural(kind, "R1", words, facts, working, "buyer", proposal)


def _due(given: Given) -> Iterator[Procedural]:
    case = given.case
    due, days = case.decision_due_at, given.policy.days.decision
    if due is not None:
        fact, how = moment("/decision_due_at", due, "decision due"), f"due {when(due)}"
    else:
        due = later(case.escalated_at, days)
        fact = moment("/escalated_at", case.escalated_at, "escalated")
        how = f"escalated {when(case.escalated_at)} + {days} days of the policy = {when(due)}"
    if given.now > due:
        words = f"The decision is overdue by {span(given.now - due)}."
        yield Procedural("decision-overdue", "R13", words, (fact,), (f"{how}; now {when(given.now)}",))

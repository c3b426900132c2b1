"""When things happened: delivery, opening, the seller's answer, each with its working (R9, R12)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication

from moderator.domain.case import Case
from moderator.domain.policy import Policy
from ui.models import dates
from ui.models.party_text import seller_answer
from ui.models.rows import Row

translate = QCoreApplication.translate


def row(case: Case, policy: Policy | None) -> Row:
    """`delivered 4 Nov · opened on day 2 of 15 · seller answered in time`; amber where one of them was late."""
    parts = [delivery(case), *_opening(case, policy), answer(case, policy), *_others(case)]
    late = any(is_late for _, is_late in parts)
    return Row(translate("times", "Times"), " · ".join(text for text, _ in parts), "warn" if late else "plain")


def delivered_at(case: Case) -> datetime | None:
    """The carrier's last `delivered` scan of goods on their way to the buyer."""
    scans = [e.at for s in case.shipments if s.direction != "return" for e in s.events if e.status == "delivered"]
    return max(scans, default=None)


def delivery(case: Case) -> tuple[str, bool]:
    """How the delivery stands in a few words, and whether that is late. The buyer's word is never held against them."""
    at = delivered_at(case)
    promised = max((s.expected_by for s in case.shipments if s.expected_by is not None), default=None)
    if at is not None:
        text = translate("times", "delivered {day}").format(day=dates.day(at, case.escalated_at))
        late = promised is not None and at > promised
        if late and promised is not None:
            by = dates.day(promised, case.escalated_at)
            text += " " + translate("times", "(expected by {day})").format(day=by)
        if case.delivery == "not-delivered":
            text += ", " + translate("times", "which the buyer denies")
        return text, late
    if case.order.receipt_confirmed_at is not None:
        when = dates.day(case.order.receipt_confirmed_at, case.escalated_at)
        return translate("times", "no delivery scan; “received” pressed {day}").format(day=when), False
    if promised is not None:
        when = dates.day(promised, case.escalated_at)
        return translate("times", "no delivery scan; expected by {day}").format(day=when), case.opened_at > promised
    return translate("times", "no delivery scan"), False


def _opening(case: Case, policy: Policy | None) -> Iterator[tuple[str, bool]]:
    start = delivered_at(case)
    ends = case.dispute_window_ends_at
    if ends is not None:
        late = case.opened_at > ends
        when, until = dates.day(case.opened_at, case.escalated_at), dates.day(ends, case.escalated_at)
        text = translate("times", "opened {day}, window to {until}").format(day=when, until=until)
        if start is not None and case.opened_at >= start:
            first, of = dates.days_between(start, case.opened_at), dates.days_between(start, ends)
            text = translate("times", "opened on day {day} of {days}").format(day=first, days=of)
        yield text + (translate("times", ": late") if late else ""), late
    elif start is not None and case.opened_at >= start and policy is not None:
        first, allowed = dates.days_between(start, case.opened_at), policy.days.dispute_window
        text = translate("times", "opened on day {day} of {days}").format(day=first, days=allowed)
        late = first > allowed
        yield text + (translate("times", ": late") if late else ""), late
    else:
        when = dates.day(case.opened_at, case.escalated_at)
        yield translate("times", "opened {day}").format(day=when), False


def response_due(case: Case, policy: Policy | None) -> datetime | None:
    """When the seller had to answer: the case's own date, else the policy's days after the opening."""
    if case.seller_response_due_at is not None or policy is None:
        return case.seller_response_due_at
    return case.opened_at + timedelta(days=policy.days.seller_response)


def answer(case: Case, policy: Policy | None) -> tuple[str, bool]:
    """Whether the seller answered in time, and whether that is late or missing."""
    due, at = response_due(case, policy), case.seller_responded_at
    if at is None:
        said = seller_answer(case)
        at = None if said is None else said.at
    if at is None:
        return silence(case, policy), True
    if due is None:
        return translate("times", "seller answered {day}").format(day=dates.day(at, case.escalated_at)), False
    if at <= due:
        return translate("times", "seller answered in time"), False
    text = translate("times", "seller answered {day}, due {due}: late")
    return text.format(day=dates.day(at, case.escalated_at), due=dates.day(due, case.escalated_at)), True


def silence(case: Case, policy: Policy | None) -> str:
    """`no answer; was due 11 Nov`: measured against the escalation, since the clock must not change what is said."""
    due = response_due(case, policy)
    if due is None:
        return translate("times", "no answer of the seller")
    when = dates.day(due, case.escalated_at)
    if due <= case.escalated_at.astimezone(UTC):
        return translate("times", "no answer; was due {day}").format(day=when)
    return translate("times", "no answer yet; due {day}").format(day=when)


def _others(case: Case) -> Iterator[tuple[str, bool]]:
    if case.order.receipt_confirmed_at is not None and delivered_at(case) is not None:
        when = dates.day(case.order.receipt_confirmed_at, case.escalated_at)
        yield translate("times", "“received” pressed {day}").format(day=when), False
    if case.protection_ends_at is not None:
        when = dates.day(case.protection_ends_at, case.escalated_at)
        yield translate("times", "protection to {day}").format(day=when), False

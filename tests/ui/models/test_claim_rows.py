"""The rows under a claim: what was asked, offered, paid and when, and what is around it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moderator.domain.case import Case, read_case
from moderator.domain.policy import Policy, applicable
from tests.fake_cases import rich_doc
from ui.models import dates, times
from ui.models.claim_rows import claim_rows
from ui.models.rows import Row

APPEAL = {
    "id": "A1",
    "by": "seller",
    "at": "2026-11-08T00:00:00Z",
    "against": "AE-v1",
    "text": "不",
    "language": "zh",
    "new_evidence": ["E5"],
}


def rows_of(**overrides: Any) -> dict[str, Row]:
    case = read_case(rich_doc(**overrides))
    found: dict[str, Row] = {}
    for row in claim_rows(case, applicable(case, case.reason)):
        found.setdefault(row.label, row)
    return found


def case_of(**overrides: Any) -> tuple[Case, Policy]:
    case = read_case(rich_doc(**overrides))
    return case, applicable(case, case.reason)


def test_the_four_main_rows() -> None:
    rows = rows_of()
    assert rows["Asked"].text == "full refund, US$ 23.90"
    assert rows["Offer"].text == "partial refund US$ 5.00, 7 Nov · refused"
    assert rows["Paid"].text == "US$ 23.90 = 21.90 + 2.00 shipping"
    assert rows["Times"].text == "delivered 4 Nov · opened on day 1 of 15 · seller answered in time"
    assert rows["Times"].tone == "plain"


def test_who_asked_nothing_is_said_to_have_asked_all() -> None:
    doc = rich_doc()
    del doc["claim"]["requested"]
    assert "full refund" in rows_of(claim=doc["claim"])["Asked"].text


def test_a_difference_between_paid_and_the_lines_is_shown_plainly() -> None:
    doc = rich_doc()
    paid = rows_of(order=doc["order"] | {"paid": "22.90"})["Paid"]
    assert paid.tone == "warn"
    assert paid.note == "Paid US$ 22.90: US$ 1.00 less than lines and charges come to"


def test_the_day_of_the_figures_stands_beside_the_amount() -> None:
    assert rows_of(facts_as_of="2026-11-09T08:00:00Z")["Paid"].text.endswith("(as of 9 Nov)")


def test_a_silent_seller_is_measured_against_the_deadline() -> None:
    silent = {"messages": None, "seller_responded_at": None, "offers": None}
    case, policy = case_of(**silent, escalated_at="2026-11-12T08:30:00Z")
    assert times.silence(case, policy) == "no answer; was due 11 Nov"
    assert times.row(case, policy).tone == "warn"
    early, policy = case_of(**silent)
    assert times.silence(early, policy) == "no answer yet; due 11 Nov"


def test_without_a_date_the_days_of_the_policy_count() -> None:
    case, policy = case_of(seller_response_due_at=None, seller_responded_at="2026-11-11T00:00:00Z")
    assert times.response_due(case, policy) == case.opened_at + timedelta(days=policy.days.seller_response)
    assert times.answer(case, policy) == ("seller answered 11 Nov, due 10 Nov: late", True)


def test_a_dispute_opened_late_says_so() -> None:
    case, policy = case_of(
        opened_at="2026-11-25T00:00:00Z",
        escalated_at="2026-11-30T00:00:00Z",
        seller_responded_at="2026-11-26T00:00:00Z",
        seller_response_due_at="2026-11-30T00:00:00Z",
    )
    row = times.row(case, policy)
    assert "opened on day 21 of 15: late" in row.text
    assert row.tone == "warn"


def test_the_window_of_the_case_beats_the_policys_days() -> None:
    case, policy = case_of(dispute_window_ends_at="2026-11-14T00:00:00Z")
    assert "opened on day 1 of 10" in times.row(case, policy).text


def test_no_scan_and_a_scan_that_the_buyer_denies() -> None:
    case, policy = case_of(shipments=None)
    assert "no delivery scan" in times.row(case, policy).text
    case, policy = case_of(delivery="not-delivered")
    assert "which the buyer denies" in times.row(case, policy).text


def test_what_is_around_the_case_is_named() -> None:
    rows = rows_of(
        reopens={"case": "AE-9", "closed_as": "cancelled", "closed_at": "2026-11-01T00:00:00Z", "cancelled_by": "buyer",
                 "cancel_reason": "asked to"},
        related=[{"case": "AE-77", "relation": "same-order"}],
        external=[{"kind": "chargeback", "status": "open", "amount": "23.90"}],
        appeals=[APPEAL],
        legal_hold=True,
        buyer={"id": "b", "account": "blocked", "blocked_since": "2026-11-10T00:00:00Z"},
    )  # fmt: skip
    assert rows["Reopens"].text == "AE-9, closed as cancelled 1 Nov by buyer"
    assert rows["Reopens"].note == "asked to"
    assert rows["Related"].text == "AE-77 · same order"
    assert rows["Elsewhere"].text == "chargeback US$ 23.90 · open"
    assert rows["Appeal"].evidence == ("E5",)
    assert "blocked" in rows["Blocked"].label.lower()
    assert "Legal hold" in rows


@pytest.mark.parametrize(
    ("hours", "words", "tone"),
    [
        (5.2, "due in 5 h 12 min", "bad"),
        (26, "due in 26 h 0 min", "warn"),
        (50, "due in 2 d", "plain"),
        (-3, "overdue by 3 h 0 min", "bad"),
        (0.5, "due in 30 min", "bad"),
    ],
)
def test_the_deadline_in_words(hours: float, words: str, tone: str) -> None:
    now = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
    assert dates.time_left(now + timedelta(hours=hours), now) == (words, tone)

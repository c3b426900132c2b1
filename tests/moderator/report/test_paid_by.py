"""Until when an award is paid: the policy's days from the decision, printed as a date; nothing where it names none."""

from __future__ import annotations

from moderator.report.sentences import next_steps
from moderator.report.wording import wording
from tests.moderator.report.records import record
from tests.moderator.report.test_decision import outcome, plainly


def test_the_date_is_the_decisions_and_in_utc() -> None:
    whole = record()
    whole["policy"]["days"] = {"payment": 5}
    whole["decided_at"] = "2026-11-27T23:30:00-01:00"
    assert "original means of payment by 3 Dec 2026; the seller bears it." in plainly(next_steps(whole, wording("en")))


def test_what_waits_for_a_return_is_counted_from_that() -> None:
    back = {"paid_by": "seller", "refund_when": "received"}
    whole = outcome("return-and-refund", "23.90", facts={"return": back})
    whole["policy"]["days"] = {"payment": 5}
    assert "as soon as the return has been received and within 5 days of it" in plainly(
        next_steps(whole, wording("en"))
    )


def test_a_policy_without_it_prints_no_date() -> None:
    for days in ({}, {"payment": None}):
        whole = record()
        whole["policy"]["days"] = days
        assert "original means of payment; the seller bears it." in plainly(next_steps(whole, wording("en")))


def test_the_end_of_time_is_no_date() -> None:
    whole = record()
    whole["policy"]["days"], whole["decided_at"] = {"payment": 366}, "9999-12-31T00:00:00Z"
    assert " by " not in plainly(next_steps(whole, wording("en")))

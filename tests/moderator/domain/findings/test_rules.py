"""Each procedural finding by a case that has it and by the nearest case that has it not (docs/rules.md lists them)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from moderator.domain.before import Before
from moderator.domain.case import read_case
from moderator.domain.findings import Procedural, procedural
from moderator.domain.policy import Reopening, Silence, applicable, versions
from tests.moderator.domain.findings.samples import (
    BACK,
    GONE,
    LATER,
    NOT_HERE,
    NOW,
    PRESS,
    TABLE,
    TWICE,
    case_with,
    message,
    offer,
    shipment,
)

Doc = dict[str, Any]


def found(doc: Doc, now: datetime = NOW, **policy: Any) -> tuple[Procedural, ...]:
    case = read_case(doc)
    return procedural(case, replace(applicable(case, case.reason), **policy), now)


def named(doc: Doc, kind: str, **policy: Any) -> Procedural | None:
    return next((each for each in found(doc, **policy) if each.kind == kind), None)


@pytest.mark.parametrize("kind", sorted(TABLE))
def test_it_is_found_where_it_is(kind: str) -> None:
    rule, there, not_there = TABLE[kind]
    one = named(case_with(**there), kind)
    assert one is not None, [each.id for each in found(case_with(**there))]
    assert one.rule == rule
    assert one.facts
    without = [each.id for each in found(case_with(**not_there)) if each.kind == kind]
    assert without == ([] if kind != "never-asked" else ["never-asked:buyer"])


def test_every_kind_that_the_code_names_is_in_the_table() -> None:
    """A kind without a sample would be a rule that nobody ever saw bite."""
    import re
    from pathlib import Path

    from moderator.domain import findings

    text = "".join(path.read_text("utf-8") for path in Path(findings.__file__).parent.glob("*.py"))
    literal = set(re.findall(r'Procedural\(\s*f?"([a-z-]+)', text)) | set(
        re.findall(r'kind(?:, words)? = "([a-z-]+)"', text)
    )
    assert literal - {"blocked-"} <= set(TABLE) | {"no-agreement"}, literal - set(TABLE)


def test_a_date_of_the_case_beats_the_days_of_the_policy() -> None:
    by_days = named(case_with(shipments=[shipment(expected_by=None)], opened_at="2026-11-09T00:00:00Z"), "window-over")
    assert by_days is not None
    assert (
        by_days.working[0]
        == "carrier's delivery 24 Oct 2026, 10:00 UTC + 15 days of the policy = 8 Nov 2026, 10:00 UTC"
    )
    assert by_days.working[1] == "opened 9 Nov 2026, 00:00 UTC, 14 hours after the end"
    assert by_days.proposal is not None
    assert by_days.proposal.closure == "inadmissible"
    given = case_with(opened_at="2026-11-09T00:00:00Z", dispute_window_ends_at=LATER)
    assert named(given, "in-time") is not None


def test_of_goods_that_did_not_come_the_end_of_delivery_counts() -> None:
    late = case_with(**NOT_HERE, opened_at="2026-11-09T00:00:00Z")
    one = named(late, "in-time")
    assert one is not None
    assert one.working[0].startswith("end of the time for delivery 2 Nov 2026")


def test_the_button_starts_a_clock_only_where_nobody_asked_for_it() -> None:
    pressed: Doc = {
        "shipments": [shipment("accepted", expected_by=None)],
        "order__receipt_confirmed_at": "2026-10-26T00:00:00Z",
    }
    one = named(case_with(**pressed), "in-time")
    assert one is not None
    assert "“received” pressed 26 Oct 2026" in one.working[0]
    assert named(case_with(**pressed, messages=PRESS), "window-unknown") is not None


def test_an_automatic_reply_is_no_answer_and_is_named() -> None:
    automatic = message("seller", "We will look into it.", "2026-11-06T00:00:00Z", automatic=True)
    one = named(case_with(messages=[automatic]), "seller-silent")
    assert one is not None
    assert "M7 is automatic" in one.working
    assert one.proposal is not None
    assert (one.proposal.outcome, one.proposal.clause) == ("full-refund", "damaged.6")


def test_the_default_follows_from_no_answer_or_from_no_agreement_as_the_policy_says() -> None:
    doc = case_with(messages=[message("seller", "It was whole.", "2026-11-06T00:00:00Z")])
    assert named(doc, "no-agreement") is None
    switched = named(doc, "no-agreement", silence=Silence("no-agreement"))
    assert switched is not None
    assert switched.proposal is not None
    assert switched.proposal.outcome == "full-refund"
    agreed = case_with(messages=doc["messages"], offers=offer("accepted"))
    assert named(agreed, "no-agreement", silence=Silence("no-agreement")) is None


def test_reopening_names_each_condition() -> None:
    doc = case_with(reopens={**BACK, "closed_as": "decided-for-seller"}, protection_ends_at=GONE)
    one = named(doc, "reopening-barred")
    assert one is not None
    assert [line[0] for line in one.working[:3]] == ["✗", "✗", "✗"]
    assert "new since 30 Oct 2026" in one.working[3]
    assert "E1" in one.working[3]
    only = Reopening(conditions=("not-for-seller",))
    assert (
        named(case_with(reopens={**BACK, "closed_as": "accepted"}), "reopening-admissible", reopening=only) is not None
    )


def test_a_double_debit_prints_amounts_ids_seconds_and_what_went_back() -> None:
    one = named(case_with("payment-problem", order__payments=TWICE), "double-debit")
    assert one is not None
    assert one.working == (
        "charged: P1 US$ 23.90 + P2 US$ 23.90 = US$ 47.80; the order cost US$ 23.90",
        "P1 to P2: 45 seconds",
        "given back so far: US$ 0.00",
    )
    assert one.proposal is not None
    assert one.proposal.clause == "payment.1"
    other = named(case_with("damaged", order__payments=TWICE), "double-debit")
    assert other is not None
    assert other.proposal is not None
    assert other.proposal.outcome is None


def test_what_this_library_gave_back_counts_too() -> None:
    case = read_case(case_with())
    rules = applicable(case, case.reason)
    kinds = {each.kind for each in procedural(case, rules, NOW, Before(of_order=2390))}
    assert "nothing-left" in kinds
    assert "nothing-left" not in {each.kind for each in procedural(case, rules, NOW)}


def test_a_chargeback_names_the_banks_codes() -> None:
    case = read_case(case_with(external=[{"kind": "chargeback", "status": "open"}]))
    one = next(e for e in procedural(case, versions("damaged")[-1], NOW) if e.kind == "charged-back")
    assert "Visa 13.3" in one.working[0]
    assert "Mastercard 4853" in one.working[0]


def test_r7_an_ordinary_claim_is_not_held_against_the_buyer() -> None:
    """Not received for an empty parcel, and not delivered against a scan: nothing points to the seller by itself."""
    for delivery in ("delivered", "not-delivered"):
        ids = {e.kind: e.points for e in found(case_with("not-received", delivery=delivery))}
        assert "state-misfits" not in ids
        assert [kind for kind, points in ids.items() if points == "seller" and kind != "seller-answered"] == []


def test_r15_technical_trouble_is_no_ground_against_the_buyer() -> None:
    doc = case_with(claim__text="La página dio un error y no pude reclamar antes.")
    assert not any(each.proposal and each.proposal.closure for each in found(doc))


def test_the_words_and_the_tracking_stand_side_by_side() -> None:
    doc = case_with(**NOT_HERE, messages=PRESS, shipments=[shipment("label-created")])
    one = named(doc, "received-trick")
    assert one is not None
    assert any("Please confirm receipt, then customs lets it go" in fact.says for fact in one.facts)
    assert any(fact.pointer == "/shipments/0/tracking_number" for fact in one.facts)
    assert one.proposal is not None
    assert (one.proposal.outcome, one.proposal.clause) == ("full-refund", "not-received.2")
    assert one.proposal.referral == ("seller", "fake-tracking")


def test_a_request_is_heard_in_a_translation_too() -> None:
    swahili = message(
        "seller", "Tafadhali thibitisha.", translations={"en": {"text": "Please confirm receipt.", "by": "machine"}}
    )
    one = named(case_with(messages=[swahili]), "confirmation-asked")
    assert one is not None
    assert one.facts[0].pointer == "/messages/0/translations/en/text"

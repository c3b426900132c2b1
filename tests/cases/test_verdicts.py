"""Every shipped verdict passes the gate, on the frames and pages that its files really have."""

from __future__ import annotations

import copy

import pytest

from moderator.domain import gate
from moderator.domain.before import NOTHING, Before
from moderator.domain.case import decimals_of
from moderator.domain.gate import Circumstances
from moderator.domain.money import minor, percent_of
from moderator.domain.policy import applicable
from moderator.domain.verdict import Verdict, read_verdict
from moderator.errors import Problem
from tests.cases import shipped
from tests.cases.shipped import IDS


def _decimals(case_id: str) -> int:
    places = decimals_of(shipped.pack(case_id)[0])
    assert places is not None
    return places


def _problems(case_id: str, verdict: Verdict, before: Before = NOTHING) -> tuple[Problem, ...]:
    doc, case, _, _ = shipped.pack(case_id)
    around = Circumstances(doc, lambda reason: applicable(case, reason), shipped.materials(case_id), before)
    return gate.problems(case, verdict, around)


@pytest.mark.parametrize("case_id", IDS)
def test_it_passes_the_gate(case_id: str) -> None:
    verdict, unread = read_verdict(shipped.verdict(case_id), _decimals(case_id))
    assert unread == ()
    assert _problems(case_id, verdict) == ()
    assert verdict.id == f"{case_id}-v1"
    assert verdict.policy_version == "2026-10-01"


@pytest.mark.parametrize("case_id", [each for each in IDS if shipped.verdict(each)["kind"] == "decision"])
def test_the_gate_would_notice_each_missing_finding(case_id: str) -> None:
    for i in range(len(shipped.verdict(case_id)["findings"])):
        doc = copy.deepcopy(shipped.verdict(case_id))
        del doc["findings"][i]
        verdict, _ = read_verdict(doc, _decimals(case_id))
        assert [problem.code for problem in _problems(case_id, verdict)] == ["finding"]


@pytest.mark.parametrize("case_id", IDS)
def test_every_item_of_both_parties_is_an_exhibit_or_named_as_not_relied_on(case_id: str) -> None:
    verdict = shipped.verdict(case_id)
    if verdict["kind"] == "closure":
        return
    used = {exhibit["source"] for exhibit in verdict["exhibits"]}
    used |= {each["evidence"] for each in verdict.get("not_relied_on", [])}
    handed_in = {item["id"] for item in shipped.pack(case_id)[0]["evidence"] if item["from"] in ("buyer", "seller")}
    assert handed_in <= used


@pytest.mark.parametrize("case_id", IDS)
def test_percentages_are_of_the_paid_share(case_id: str) -> None:
    _, case, _, _ = shipped.pack(case_id)
    shares = dict(zip([line.id for line in case.order.lines], case.order.paid_shares, strict=True))
    for line in shipped.verdict(case_id).get("refund", {}).get("lines", []):
        if line["method"] == "percent":
            assert minor(line["amount"], _decimals(case_id)) == percent_of(shares[line["line"]], line["percent"])


@pytest.mark.parametrize("case_id", IDS)
def test_no_line_gets_more_than_its_price_even_without_tax(case_id: str) -> None:
    _, case, _, _ = shipped.pack(case_id)
    prices = {line.id: line.price for line in case.order.lines}
    for line in shipped.verdict(case_id).get("refund", {}).get("lines", []):
        assert minor(line["amount"], _decimals(case_id)) <= prices[line["line"]]


def test_the_second_case_on_an_order_leaves_room_for_the_first_in_either_order() -> None:
    first, second = shipped.verdict("AE-2026-000160"), shipped.verdict("AE-2026-000161")
    assert shipped.pack("AE-2026-000160")[1].order.number == shipped.pack("AE-2026-000161")[1].order.number
    assert first["refund"]["total"] == "48.50"
    assert "refund" not in second
    verdict, _ = read_verdict(first, 2)
    spent = _problems("AE-2026-000160", verdict, Before(of_order=4850))
    assert "order-cap" in {problem.code for problem in spent}


@pytest.mark.parametrize("case_id", IDS)
def test_it_speaks_to_both_sides(case_id: str) -> None:
    verdict = shipped.verdict(case_id)
    text = verdict["statements"][0]["text"]
    assert verdict["statements"][0]["authoritative"] is True
    if verdict["kind"] == "decision":
        assert "o the buyer:" in text or "What happens now:" in text
        assert "o the seller:" in text
    assert verdict["decided_at"] > shipped.CLOCK

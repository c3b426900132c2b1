"""Changes to the draft, each against the gate where it has a say."""

from __future__ import annotations

from typing import Any

import pytest

from moderator.domain import refund
from moderator.domain.before import NOTHING
from moderator.domain.case import read_case
from moderator.domain.policy import applicable
from moderator.domain.verdict import read_verdict
from tests.fake_cases import rich_doc
from ui.models import draft, statements
from ui.models.amounts import Typed

CASE = read_case(rich_doc())
POLICY = applicable(CASE, "damaged")
ORDER = tuple(each.id for each in POLICY.requirements)


def fresh() -> dict[str, Any]:
    return {"format": "moderator-verdict/1", "case": CASE.id, "revision": 1, "kind": "decision"}


def choose(doc: dict[str, Any], outcome: str) -> dict[str, Any]:
    draft.choose_outcome(doc, outcome, CASE, POLICY, NOTHING)
    return doc


@pytest.mark.parametrize("clause", ["damaged.1", "damaged.6"])
def test_a_full_refund_comes_to_what_the_gate_wants(clause: str) -> None:
    doc = choose(fresh(), "full-refund")
    draft.choose_clause(doc, clause, CASE, POLICY, NOTHING)
    verdict, problems = read_verdict(doc, 2)
    assert not problems
    assert verdict.refund.of_order == refund.full_refund(CASE, True, NOTHING) == 2390


def test_a_full_refund_of_part_of_an_order() -> None:
    doc = rich_doc()
    doc["order"] |= {"paid": "50.00", "shipping": "3.00", "tax": "2.01"}
    doc["order"]["lines"] = [
        {"id": "1", "title": "a", "quantity": 3, "unit_price": "10.00"},
        {"id": "2", "title": "b", "quantity": 1, "unit_price": "20.00"},
    ]
    doc["claim"]["scope"] = [{"line": "1", "quantity": 2, "state": "damaged"}]
    case = read_case(doc)
    written = fresh()
    draft.choose_outcome(written, "full-refund", case, POLICY, NOTHING)
    draft.choose_clause(written, "damaged.1", case, POLICY, NOTHING)
    verdict, _ = read_verdict(written, 2)
    assert verdict.refund.of_order == refund.full_refund(case, True, NOTHING)
    assert [(line.line, line.quantity) for line in verdict.refund.lines] == [("1", 2)]


@pytest.mark.parametrize("outcome", ["partial-refund", "return-and-refund", "replacement", "no-refund"])
def test_no_other_outcome_brings_an_amount(outcome: str) -> None:
    assert "refund" not in choose(fresh(), outcome)
    assert "refund" not in choose(choose(fresh(), "full-refund"), outcome)


def test_amounts_stay_between_outcomes_that_have_some() -> None:
    doc = choose(fresh(), "partial-refund")
    draft.set_line(doc, "1", Typed(1533, "70"), CASE)
    choose(doc, "return-and-refund")
    assert doc["refund"]["lines"][0]["amount"] == "15.33"
    choose(doc, "no-refund")
    assert "refund" not in doc


def test_an_outcome_lets_go_of_the_clause_and_the_terms_of_another() -> None:
    doc = choose(fresh(), "return-and-refund")
    draft.choose_clause(doc, "damaged.3", CASE, POLICY, NOTHING)
    draft.set_term(doc, "return", "paid_by", "seller")
    choose(doc, "no-refund")
    assert "clause" not in doc
    assert "return" not in doc


def test_a_line_keeps_its_working_until_an_amount_replaces_it() -> None:
    doc = fresh()
    draft.set_line(doc, "1", Typed(1533, "70"), CASE)
    assert doc["refund"]["lines"] == [
        {"line": "1", "amount": "15.33", "method": "percent", "percent": "70", "quantity": 1}
    ]
    draft.set_line(doc, "1", Typed(1500), CASE)
    assert doc["refund"]["lines"] == [{"line": "1", "amount": "15.00", "method": "amount", "quantity": 1}]
    draft.set_line(doc, "1", None, CASE)
    assert "refund" not in doc


def test_what_is_no_amount_is_kept_and_stops_the_verdict() -> None:
    doc = fresh()
    draft.set_line(doc, "1", "15,3x", CASE)
    assert doc["refund"]["lines"][0]["amount"] == "15,3x"
    _, problems = read_verdict(doc, 2)
    assert [problem.pointer for problem in problems] == ["/refund/lines/0/amount"]


def test_findings_stand_in_the_order_of_the_policy_and_vanish_when_empty() -> None:
    doc = fresh()
    draft.change_finding(doc, ORDER[2], ORDER, answer="no")
    draft.change_finding(doc, ORDER[0], ORDER, text="a crack")
    assert [finding["requirement"] for finding in doc["findings"]] == [ORDER[0], ORDER[2]]
    draft.change_finding(doc, ORDER[0], ORDER, text="")
    draft.change_finding(doc, ORDER[2], ORDER, answer="")
    assert "findings" not in doc


def test_exhibits_and_facts_join_and_leave_a_finding() -> None:
    doc = fresh()
    draft.toggle_exhibit(doc, ORDER[0], "X1", ORDER)
    draft.toggle_exhibit(doc, ORDER[0], "X2", ORDER)
    draft.toggle_exhibit(doc, ORDER[0], "X1", ORDER)
    draft.add_fact(doc, ORDER[0], "/order/paid", "paid", ORDER)
    draft.add_fact(doc, ORDER[0], "/order/paid", "paid US$ 23.90", ORDER)
    assert doc["findings"] == [
        {"requirement": ORDER[0], "exhibits": ["X2"], "facts": [{"pointer": "/order/paid", "value": "paid US$ 23.90"}]}
    ]
    draft.remove_fact(doc, ORDER[0], "/order/paid", ORDER)
    draft.toggle_exhibit(doc, ORDER[0], "X2", ORDER)
    assert "findings" not in doc


def test_the_authoritative_statement_is_one_and_translations_of_it_stay() -> None:
    doc = fresh()
    doc["statements"] = [{"language": "es", "text": "…", "by": "machine"}]
    statements.set_text(doc, "The glass is cracked.")
    assert [each.get("authoritative", False) for each in doc["statements"]] == [True, False]
    assert statements.text_of(doc, "en") == "The glass is cracked."
    statements.set_text(doc, "")
    assert doc["statements"] == [{"language": "es", "text": "…", "by": "machine"}]


def test_another_reason_keeps_what_both_ask() -> None:
    doc = choose(fresh(), "full-refund")
    draft.choose_clause(doc, "damaged.1", CASE, POLICY, NOTHING)
    for requirement in ORDER:
        draft.change_finding(doc, requirement, ORDER, answer="yes")
    other = applicable(CASE, "wrong-item")
    shared = {each.id for each in other.requirements} & set(ORDER)
    draft.choose_reason(doc, "wrong-item", CASE, other, NOTHING)
    assert doc["reason"] == "wrong-item"
    assert "clause" not in doc
    assert {finding["requirement"] for finding in doc.get("findings", [])} == shared
    draft.choose_reason(doc, "damaged", CASE, POLICY, NOTHING)
    assert "reason" not in doc


def test_not_relied_on_with_a_reason_without_and_off_again() -> None:
    doc = fresh()
    draft.set_not_relied_on(doc, "E3", "")
    assert doc["not_relied_on"] == [{"evidence": "E3"}]
    draft.set_not_relied_on(doc, "E3", "shows the box")
    assert doc["not_relied_on"] == [{"evidence": "E3", "why": "shows the box"}]
    draft.set_not_relied_on(doc, "E3", None)
    assert "not_relied_on" not in doc


def test_an_answer_given_anew_rests_on_the_facts_as_they_are_now() -> None:
    fact = {"pointer": "/order/paid", "value": "paid 23.90", "changed_in": 2}
    doc = fresh() | {"findings": [{"requirement": ORDER[0], "answer": "yes", "facts": [dict(fact)]}]}
    draft.change_finding(doc, ORDER[0], ORDER, text="seen")
    assert draft.finding(doc, ORDER[0])["facts"] == [fact]
    draft.change_finding(doc, ORDER[0], ORDER, answer="no")
    assert draft.finding(doc, ORDER[0])["facts"] == [{"pointer": "/order/paid", "value": "paid 23.90"}]


def test_a_fact_cited_anew_is_no_longer_marked() -> None:
    fact = {"pointer": "/order/paid", "value": "paid 23.90", "changed_in": 2}
    doc = fresh() | {"findings": [{"requirement": ORDER[0], "answer": "yes", "facts": [fact]}]}
    draft.add_fact(doc, ORDER[0], "/order/paid", "paid 23.89", ORDER)
    assert draft.finding(doc, ORDER[0])["facts"] == [{"pointer": "/order/paid", "value": "paid 23.89"}]

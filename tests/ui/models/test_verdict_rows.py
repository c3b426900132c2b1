"""Money, questions, what must be mentioned and what is left, as rows of the verdict panel."""

from __future__ import annotations

from typing import Any

from moderator.domain import gate
from moderator.domain.before import NOTHING, Before
from moderator.domain.case import Case, read_case
from moderator.domain.gate import Circumstances
from moderator.domain.policy import applicable, versions
from moderator.domain.verdict import read_verdict
from moderator.errors import Problem
from tests.fake_cases import queue_docs, rich_doc
from ui.models import draft, statements
from ui.models.amounts import Typed
from ui.models.left import heading, left
from ui.models.money_rows import money_rows, sum_of
from ui.models.question_rows import mention_rows, question_rows

CASE = read_case(rich_doc())
POLICY = applicable(CASE, "damaged")
ORDER = tuple(each.id for each in POLICY.requirements)


def fresh(case: Case = CASE, **more: Any) -> dict[str, Any]:
    return {"format": "moderator-verdict/1", "case": case.id, "revision": 1, "kind": "decision", **more}


def problems_of(doc: dict[str, Any], case: Case = CASE, document: dict[str, Any] | None = None) -> tuple[Problem, ...]:
    verdict, shape = read_verdict(doc, 2)
    around = Circumstances(document or rich_doc(), lambda reason: applicable(case, reason))
    return (*shape, *gate.problems(case, verdict, around))


def test_one_row_for_each_line_and_shipping_with_its_share() -> None:
    doc = fresh(outcome="partial-refund")
    draft.set_line(doc, "1", Typed(1533, "70"), CASE)
    draft.set_shipping(doc, Typed(100), "USD")
    line, shipping = money_rows(CASE, POLICY, doc, NOTHING)
    assert (line.title, line.note, line.text, line.percent) == ("Norvane Chrono 40", "21.90", "15.33", "70 %")
    assert (shipping.note, shipping.text, shipping.percent) == ("2.00", "1.00", "50 %")
    summed = sum_of(CASE, POLICY, doc, NOTHING)
    assert summed.total == "Refund US$ 16.33"
    assert summed.rest == "seller keeps 7.57 · less than 23.90"


def test_what_was_given_before_lowers_the_cap() -> None:
    assert sum_of(CASE, POLICY, fresh(), Before(of_order=1000)).rest == "seller keeps 13.90 · at most 13.90"


def test_a_payment_problem_gives_back_settled_charges_only() -> None:
    document = next(each for each in queue_docs() if each["reason"] == "payment-problem")
    document["order"]["payments"] = [
        {
            "id": "P1",
            "kind": "charge",
            "status": "settled",
            "amount": "64.90",
            "at": "2026-10-14T09:13:00Z",
            "auth": "1",
        },
        {
            "id": "P2",
            "kind": "charge",
            "status": "settled",
            "amount": "64.90",
            "at": "2026-10-14T09:13:41Z",
            "auth": "2",
        },
        {"id": "P3", "kind": "authorisation", "status": "pending", "amount": "64.90", "at": "2026-10-14T09:14:00Z"},
    ]
    case = read_case(document)
    policy = applicable(case, "payment-problem")
    doc = fresh(case, outcome="full-refund")
    rows = money_rows(case, policy, doc, NOTHING)
    assert [(row.kind, row.id, row.limit) for row in rows] == [("payment", "P1", 6490), ("payment", "P2", 6490)]
    draft.set_payment(doc, "P2", Typed(6490), "EUR")
    assert [row.percent for row in money_rows(case, policy, doc, NOTHING)] == ["", "100 %"]
    assert sum_of(case, policy, doc, NOTHING).total == "Refund € 64.90"


def test_a_question_says_what_it_still_wants() -> None:
    doc = fresh()
    draft.change_finding(doc, ORDER[0], ORDER, answer="yes")
    draft.change_finding(doc, ORDER[1], ORDER, answer="not-established")
    rows = question_rows(POLICY, doc, problems_of(doc))
    assert [row.wants for row in rows] == ["show why", "", "answer", "answer", "answer"]
    assert [row.mark for row in rows[:3]] == ["!", "–", "!"]
    draft.add_fact(doc, ORDER[0], "/order/paid", "paid", ORDER)
    assert question_rows(POLICY, doc, problems_of(doc))[0].mark == "✓"


def test_a_fact_that_leads_nowhere_is_to_be_checked() -> None:
    doc = fresh()
    draft.change_finding(doc, ORDER[0], ORDER, answer="yes", facts=[{"pointer": "/order/gone", "value": "x"}])
    assert question_rows(POLICY, doc, problems_of(doc))[0].wants == "check"


def test_evidence_of_who_loses_must_be_mentioned() -> None:
    doc = fresh(outcome="no-refund")
    rows = mention_rows(CASE, doc, problems_of(doc))
    assert [(row.evidence, bool(row.wants)) for row in rows] == [("E1", True), ("E2", True), ("E3", True), ("E4", True)]
    draft.set_not_relied_on(doc, "E3", "shows the box")
    rows = mention_rows(CASE, doc, problems_of(doc))
    assert [(row.evidence, row.listed) for row in rows if not row.wants] == [("E3", True)]


def test_what_is_left_in_words_each_with_its_place() -> None:
    items = left(CASE, POLICY, fresh(), problems_of(fresh()))
    assert [(item.text, item.target) for item in items] == [
        ("choose an outcome", "outcome"),
        ("answer 5 questions", f"question:{ORDER[0]}"),
        ("choose a clause", "clause"),
        ("write the statement", "statement"),
    ]
    assert heading(items) == "4 things left"
    doc = fresh(outcome="no-refund", clause="damaged.5")
    for requirement in ORDER[1:]:
        draft.change_finding(doc, requirement, ORDER, answer="not-established")
    statements.set_text(doc, "No.")
    items = left(CASE, POLICY, doc, problems_of(doc))
    assert [item.text for item in items] == ["answer: “Is the damage visible?”", "cite or explain E1, E2, E3, E4"]
    assert heading(()) == ""
    doc = fresh(outcome="partial-refund")
    assert "enter the amount" in [item.text for item in left(CASE, POLICY, doc, problems_of(doc))]
    draft.set_line(doc, "1", Typed(9999), CASE)
    assert any("US$ 21.90" in item.text for item in left(CASE, POLICY, doc, problems_of(doc)))


def test_a_request_and_a_closure_say_what_they_lack() -> None:
    request = fresh() | {"kind": "request"}
    assert [item.target for item in left(CASE, POLICY, request, problems_of(request))] == ["request"]
    request["request"] = {"to": ["buyer"]}
    assert [item.text for item in left(CASE, POLICY, request, problems_of(request))] == ["write what is asked for"]
    closure = fresh() | {"kind": "closure", "closure": {"as": "withdrawn"}}
    assert [item.text for item in left(CASE, POLICY, closure, problems_of(closure))] == ["say why the case is closed"]


def test_one_field_over_several_lines_shows_what_they_come_to() -> None:
    doc = rich_doc()
    doc["order"] |= {"paid": "12.00", "shipping": "2.00", "tax": "0.00", "discounts": []}
    doc["order"]["lines"] = [
        {"id": name, "title": f"Bead {name}", "quantity": 1, "unit_price": "5.00"} for name in ("1", "2")
    ]
    doc["claim"].pop("scope", None)
    case = read_case(doc)
    policy = versions("damaged")[-1]
    rows = [{"line": "1", "amount": "2.50", "method": "percent", "percent": "50"}]
    first, *_ = money_rows(case, policy, {"outcome": "partial-refund", "refund": {"lines": rows}}, NOTHING)
    assert (first.kind, first.base, first.text) == ("all", 1000, ""), "one line has no amount yet"
    rows.append({"line": "2", "amount": "2.50", "method": "percent", "percent": "50"})
    first, *_ = money_rows(case, policy, {"outcome": "partial-refund", "refund": {"lines": rows}}, NOTHING)
    assert (first.text, first.percent) == ("5.00", "50 %")
    kinds = [row.kind for row in money_rows(case, policy, {"outcome": "full-refund"}, NOTHING)]
    assert kinds == ["line", "line", "shipping"], "a full refund is worked out"

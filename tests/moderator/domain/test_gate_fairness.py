"""The lines of the gate beyond the contract's own, each by a draft that it holds back and the nearest that passes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from moderator.domain import gate, policy
from moderator.domain.case import read_case
from moderator.domain.exhibit import Material
from moderator.domain.gate import Circumstances
from moderator.domain.verdict import read_verdict
from tests.builders import case_doc
from tests.verdicts import verdict_doc

Doc = dict[str, Any]
AT = "2026-11-06T00:00:00Z"
NEWER = "2026-11-11T00:00:00Z"


def codes(case: Doc, verdict: Doc, damaged: str = "", moderator: str = "mod-1") -> list[tuple[str, str]]:
    value = read_case(case)
    around = Circumstances(
        document=case,
        policy_for=lambda reason: policy.applicable(value, reason),
        materials={item["id"]: Material("ab" * 32, item["kind"], problem=damaged if item["id"] == "E2" else "")
                   for item in [{"id": "L1", "kind": "photo"}, *case["evidence"]]},
        moderator=moderator,
    )  # fmt: skip
    read, shape = read_verdict(verdict, 2)
    return [(each.code, each.pointer) for each in (*shape, *gate.problems(value, read, around))]


def case_with(**changes: Any) -> Doc:
    doc = copy.deepcopy(case_doc())
    doc["evidence"][0] |= changes
    return doc


def verdict_of(case: Doc, change: Callable[[Doc], object] = lambda _doc: None) -> Doc:
    doc = verdict_doc(case)
    change(doc)
    return doc


def exhibit(**values: Any) -> Callable[[Doc], object]:
    return lambda doc: doc["exhibits"][0].update(values)


def statement(text: str) -> Callable[[Doc], object]:
    return lambda doc: doc["statements"][0].update(text=text)


def test_the_builders_draft_passes() -> None:
    assert codes(case_doc(), verdict_of(case_doc())) == []


@pytest.mark.parametrize(
    "text", ["You get {amount}.", "Dear [[name]], no.", "Empty {} too.", "Say [[what\nis broken]]."]
)
def test_a_placeholder_holds_it_back(text: str) -> None:
    assert codes(case_doc(), verdict_of(case_doc(), statement(text))) == [("placeholder", "/statements/0/text")]


@pytest.mark.parametrize("text", ["[1] as shown", "a { brace", "f(x) [see X1]", "{over\ntwo lines}"])
def test_what_is_no_placeholder(text: str) -> None:
    assert codes(case_doc(), verdict_of(case_doc(), statement(text))) == []


def test_placeholders_in_a_request_and_a_closure() -> None:
    case = case_doc()
    base = {"format": "moderator-verdict/1", "case": case["id"], "revision": 1}
    asked = base | {"kind": "request", "request": {"to": ["buyer"], "text": "Send {what}."}}
    closed = base | {"kind": "closure", "closure": {"as": "settled", "why": "Paid on [[day]]."}}
    assert codes(case, asked) == [("placeholder", "/request/text")]
    assert codes(case, closed) == [("placeholder", "/closure/why")]


def big(**more: Any) -> tuple[Doc, Doc]:
    """A refund of 600.00 under the policy with limits, which names 500.00."""
    case = case_doc()
    case["order"] |= {"placed_at": NEWER, "paid": "902.00"}
    case["order"]["lines"][0]["unit_price"] = "900.00"
    verdict = verdict_of(case)
    verdict["refund"] = {"lines": [{"line": "1", "quantity": 1, "amount": "600.00"}], "shipping": "0.00"}
    return case, verdict | more


def test_above_the_limit_somebody_else_approves() -> None:
    held = [("approval", "/approved_by")]
    assert codes(*big()) == held
    assert codes(*big(approved_by="  ")) == held
    own = [("same-person", "/approved_by")]
    assert codes(*big(approved_by="MOD-1")) == own
    assert codes(*big(approved_by="lead-2", decided_by="lead-2")) == own
    assert codes(*big(approved_by="lead-2")) == []
    case, verdict = big()
    verdict["refund"]["lines"][0]["amount"] = "500.00"
    assert codes(case, verdict) == []


def test_a_policy_without_limits_asks_nobody() -> None:
    case, verdict = big()
    case["order"]["placed_at"] = "2026-10-14T09:12:00Z"
    assert codes(case, verdict) == []


def test_a_fact_that_a_revision_changed_reopens_the_answer() -> None:
    def cite(**more: Any) -> Callable[[Doc], object]:
        return lambda doc: doc["findings"][0].update(facts=[{"pointer": "/order/paid", **more}])

    held = [("changed", "/findings/0/facts/0")]
    assert codes(case_doc(), verdict_of(case_doc(), cite(changed_in=1))) == held
    assert codes(case_doc(), verdict_of(case_doc(), cite())) == []


@pytest.mark.parametrize("way", [
    {"redact": [{"region": [0.1, 0.1, 0.2, 0.2], "why": "address"}]}, {"crop": True}, {"need": "The name decides it."},
])  # fmt: skip
def test_what_is_sensitive_is_covered_cut_or_needed(way: Doc) -> None:
    case = case_with(sensitive=["address", "payment-card"])
    assert codes(case, verdict_of(case)) == [("sensitive", "/exhibits/0/redact")]
    assert codes(case, verdict_of(case, exhibit(**way))) == []
    assert codes(case, verdict_of(case, exhibit(need="  "))) == [("sensitive", "/exhibits/0/redact")]


def test_of_a_film_each_frame_is_left_to_whoever_looks_at_it() -> None:
    case = case_with(sensitive=["address"], kind="video")
    assert "sensitive" not in [code for code, _ in codes(case, verdict_of(case))]


def two_items() -> Doc:
    """The buyer's photo was not shown to the seller; another item was disclosed, so the pack tells."""
    case = case_doc()
    second = {**case["evidence"][0], "id": "E2", "path": "media/e2.jpg", "from": "seller", "disclosed_at": AT}
    case["evidence"].append(second)
    case["offers"] = []
    return case


def unused(why: str | None) -> Callable[[Doc], object]:
    return lambda doc: doc.update(not_relied_on=[{"evidence": "E2", "why": why}])


def test_what_the_other_side_has_not_seen_is_named() -> None:
    case = two_items()
    held = [("undisclosed", "/exhibits/0/source")]
    assert codes(case, verdict_of(case, unused("not of this item"))) == held
    for words in ("As X1 shows.", "As photo E1 shows, broken."):
        verdict = verdict_of(case, unused("not of this item"))
        statement(words)(verdict)
        assert codes(case, verdict) == []
    other = verdict_of(case, unused("not of this item"))
    statement("As X10 and E11 show.")(other)
    assert codes(case, other) == held
    case["evidence"][0]["disclosed_at"] = AT
    assert codes(case, verdict_of(case, unused("not of this item"))) == []


def test_a_pack_that_tells_nothing_of_disclosure_holds_nothing_back() -> None:
    case = two_items()
    del case["evidence"][1]["disclosed_at"]
    assert codes(case, verdict_of(case, unused("not of this item"))) == []


@pytest.mark.parametrize("damaged", ["", "its data end after 61 %"])
def test_what_a_loser_handed_in_is_explained_damaged_or_not(damaged: str) -> None:
    case = two_items()
    case["evidence"][0]["disclosed_at"] = AT
    held = [("unmentioned", "/not_relied_on")]
    for change in (unused(None), unused(" "), lambda _doc: None):
        assert codes(case, verdict_of(case, change), damaged) == held
    assert codes(case, verdict_of(case, unused("asked for again on 8 November")), damaged) == []


def test_a_grid_row_is_the_policys_and_keeps_to_its_range() -> None:
    case = case_doc()  # paid for the line: 21.90

    def by_grid(amount: str, row: str) -> Doc:
        line = {"line": "1", "quantity": 1, "amount": amount, "method": "grid", "grid_row": row}
        return verdict_doc(case, refund={"lines": [line], "shipping": "0.00"})

    assert codes(case, by_grid("8.76", "dents-chips")) == []
    assert codes(case, by_grid("8.77", "dents-chips")) == [("grid", "/refund/lines/0/amount")]
    assert codes(case, by_grid("6.56", "dents-chips")) == [("grid", "/refund/lines/0/amount")]
    assert codes(case, by_grid("8.76", "no-row")) == [("grid", "/refund/lines/0/grid_row")]

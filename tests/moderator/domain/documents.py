"""Random cases, and verdicts on them that are right or wrong by one thing, as the JSON that people hand in."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

from moderator.domain import policy
from moderator.domain.case import read_case
from moderator.domain.money import DECIMALS
from tests.annexes import annex_doc

Doc = dict[str, Any]
CURRENCIES = ("JPY", "USD", "EUR", "KWD")
SHA = "ab" * 32
TIME = "2026-11-01T08:00:00Z"
PTS = (0, 512, 1024, 2000)


def amount(minor: int, currency: str) -> str:
    """Written independently of the code under test: digits, then a point before the last few."""
    places = DECIMALS[currency]
    digits = f"{minor:0{places + 1}d}"
    return f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits


@st.composite
def cases(draw: st.DrawFn) -> Doc:
    order = draw(orders())
    scope = [
        {"line": line["id"], "quantity": draw(st.integers(1, line["quantity"])), "state": "damaged"}
        for line in order["lines"]
        if draw(st.booleans())
    ]
    requested = draw(st.sampled_from((None, {"outcome": "full-refund"}, {"outcome": "partial-refund"})))
    evidence = [
        {"id": f"E{i}", "from": draw(st.sampled_from(("buyer", "seller", "carrier"))), "path": f"media/{i}",
         "kind": draw(st.sampled_from(("photo", "video"))), "submitted_at": TIME,
         **draw(st.sampled_from(({}, {}, {}, {"sensitive": ["address"]}))),
         **draw(st.sampled_from(({}, {"disclosed_at": TIME})))}
        for i in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    offer = {"id": "O", "at": TIME, "from": "seller", "outcome": "partial-refund", "status": "open"}
    offer["amount"] = amount(5, order["currency"])
    return {
        "format": "moderator-case/1", "id": "C-1", "revision": draw(st.integers(1, 3)),
        "reason": draw(st.sampled_from(("damaged", "wrong-item", "payment-problem"))), "delivery": "delivered",
        "opened_at": TIME, "escalated_at": TIME,
        "claim": {"text": "…", "language": "en", "scope": scope, "requested": requested},
        "order": order,
        "listing": {"id": "L", "title": "t", "description": "d", "language": "en",
                    "photos": [{"id": "L1", "path": "media/l"}]},
        "buyer": {"id": "b", "name": "Ana Ruiz"}, "seller": {"id": "AE-77"}, "evidence": evidence,
        "offers": draw(st.sampled_from(([], [offer]))),
    }  # fmt: skip


@st.composite
def orders(draw: st.DrawFn) -> Doc:
    currency = draw(st.sampled_from(CURRENCIES))
    prices = st.integers(0, 50_000)
    lines: list[Doc] = [
        {"id": str(i + 1), "title": f"item {i}", "quantity": draw(st.integers(1, 4)), "unit_price": draw(prices)}
        for i in range(draw(st.integers(1, 3)))
    ]
    shipping, tax, duties = draw(st.integers(0, 900)), draw(st.integers(0, 700)), draw(st.integers(0, 300))
    goods = sum(line["quantity"] * line["unit_price"] for line in lines)
    discount = draw(st.sampled_from((0, 0, 1, 7, 333)))
    paid = max(0, goods + shipping + tax + duties - discount)
    payments: list[Doc] = draw(st.lists(st.builds(dict, **_PAYMENT), max_size=3))
    for i, payment in enumerate(payments):
        payment |= {"id": f"P{i}", "at": TIME} | draw(st.sampled_from(({}, {"auth": "A"}, {"auth": "B"})))
    for each in (*lines, *payments):
        key = "unit_price" if "unit_price" in each else "amount"
        each[key] = amount(each[key], currency)
    money = {
        "shipping": shipping,
        "tax": tax,
        "duties": duties,
        "paid": paid,
        "refunded": draw(st.integers(0, paid // 2)),
    }
    written = {key: amount(value, currency) for key, value in money.items()}
    return {"number": "N", "currency": currency, "placed_at": TIME, "lines": lines, "payments": payments} | written


_PAYMENT = {
    "kind": st.sampled_from(("charge", "charge", "refund", "chargeback", "authorisation")),
    "status": st.sampled_from(("settled", "settled", "pending", "failed")),
    "amount": st.integers(0, 5000),
}


@st.composite
def verdicts(draw: st.DrawFn, case: Doc) -> Doc:
    """A verdict that is likely right: drawn towards the rules, then perhaps broken in one place."""
    reason = draw(st.sampled_from((None, None, "damaged", "payment-problem")))
    rules = policy.applicable(read_case(case), reason or case["reason"])
    clause = draw(st.sampled_from(rules.clauses))
    outcome = draw(st.sampled_from(clause.outcomes))
    exhibits = [_exhibit(item) | draw(_minding(item)) for item in case["evidence"]]
    grounds: Doc = {"exhibits": ["X0"]} if exhibits else {"facts": [{"pointer": "/order/lines/0"}]}
    verdict: Doc = {
        "format": "moderator-verdict/1", "case": "C-1", "revision": case["revision"], "kind": "decision",
        "outcome": outcome, "reason": reason, "clause": clause.id, "exhibits": exhibits,
        "refund": draw(refunds(case, likely=outcome == "full-refund")),
        "findings": [{"requirement": r.id, "answer": draw(st.sampled_from(("yes", "no", "not-established"))), **grounds}
                     for r in rules.requirements],
        "statements": [{"language": "en", "text": draw(st.sampled_from(WORDS)), "by": "moderator",
                        "authoritative": True}],
        **draw(st.sampled_from(({}, {"approved_by": "lead-2"}, {"approved_by": "lead-2", "decided_by": "Lead-2"}))),
        **draw(st.sampled_from(({}, {}, {"borne_by": "seller"}))),
        **draw(annexes()),
    }  # fmt: skip
    if outcome in ("no-refund", "replacement"):
        verdict["refund"] = None
    if outcome == "replacement":
        verdict["replacement"] = {"lines": [{"line": "1", "quantity": 1}]}
    if outcome == "return-and-refund":
        verdict["return"] = {"paid_by": "seller", "refund_when": "received"}
    return draw(st.sampled_from(BREAKS))(copy.deepcopy(verdict))


def annexes() -> st.SearchStrategy[Doc]:
    """Mostly none; else one that is right, or wrong by one thing."""
    right, wrong = {"dsa_annex": annex_doc()}, [{"dsa_annex": each} for each in ANNEXES]
    return st.sampled_from((*[{}] * 60, *[right] * 20, *wrong))


ANNEXES: tuple[Doc, ...] = (
    {}, annex_doc(decision_monetary=None, decision_monetary_other=None), annex_doc(decision_monetary_other=" "),
    annex_doc(decision_visibility=["DECISION_VISIBILITY_OTHER"]), annex_doc(decision_facts="x" * 5000),
    annex_doc(decision_facts="x" * 5001), annex_doc(incompatible_content_ground="é" * 501), annex_doc(category=None),
    annex_doc(decision_ground="DECISION_GROUND_ILLEGAL_CONTENT"), annex_doc(application_date="2026-02-30"),
    annex_doc(illegal_content_explanation="x" * 2001), annex_doc(content_date="1999-12-31"),
    annex_doc(end_date_monetary_restriction="2026-11-11"), annex_doc(end_date_monetary_restriction="2026-11-12"),
    annex_doc(decision_facts="Ana Ruiz wrote so."), annex_doc(source_identity="seller AE-77"),
    annex_doc(decision_facts="Ask ana@mail.example."), annex_doc(decision_facts="She calls 0034 611 222 333."),
    annex_doc(decision_ground_reference_url="terms.html"), annex_doc(content_type=["CONTENT_TYPE_OTHER"]),
    annex_doc(decision_account="DECISION_ACCOUNT_SUSPENDED", territorial_scope=[]),
)  # fmt: skip

WORDS = (
    "So be it.",
    "So be it: X0, X1, X2.",
    "So be it: E0, E1, E2.",
    "So be it: X0, X1, X2.",
    "As X10 shows: {a\nb}.",
)
"""Some name the exhibits, as one must where the other side has not seen them."""


def _minding(item: Doc) -> st.SearchStrategy[Doc]:
    """How an exhibit of something sensitive is minded: mostly, in one of the three ways."""
    covered = {"redact": [{"region": [0.1, 0.1, 0.2, 0.2], "why": "address"}]}
    cut = {"region": [0.5, 0.5, 0.2, 0.2], "crop": True}
    ways: tuple[Doc, ...] = (covered, cut, *[{"need": "the place decides it"}] * 4, {}, {"need": " "})
    return st.sampled_from(ways if item.get("sensitive") else ({}, {}, cut))


@st.composite
def refunds(draw: st.DrawFn, case: Doc, likely: bool = False) -> Doc:
    """Amounts near the caps, where the rules decide."""
    from tests.moderator.domain import naive

    currency = case["order"]["currency"]
    if draw(st.booleans()) or (likely and draw(st.booleans())):
        shares, shipping = naive.full_layout(case, draw(st.booleans()))
        lines = [{"line": key, "amount": amount(value, currency)} for key, value in shares.items()]
        bump = draw(st.sampled_from((0, 0, 0, 1)))
        return {"lines": lines, "shipping": amount(shipping + bump, currency)}
    lines = []
    for line in case["order"]["lines"]:
        top = naive.minor(line["unit_price"]) * line["quantity"]
        lines.append({"line": line["id"], "amount": amount(draw(st.integers(0, top + 1)), currency)})
        if draw(st.sampled_from((False, False, False, True))):
            lines[-1] |= {
                "method": "grid",
                "grid_row": draw(st.sampled_from(("dents-chips", "cracked-glass", "no-row"))),
            }
    payments = [
        {"payment": p["id"], "amount": draw(st.sampled_from((p["amount"], amount(1, currency))))}
        for p in case["order"]["payments"]
        if draw(st.booleans())
    ]
    only = draw(st.sampled_from(("lines", "payments", "both")))
    return {"lines": lines if only != "payments" else [], "payments": payments if only != "lines" else []}


def _exhibit(item: Doc) -> Doc:
    frame = {"pts": 512, "time_base": "1/512"} if item["kind"] == "video" else {}
    return {"id": f"X{item['id'][1:]}", "source": item["id"], **frame}


def _with(**changes: Any) -> Any:
    return lambda doc: {**doc, **changes}


def _exhibit_change(**changes: Any) -> Any:
    return lambda doc: {
        **doc,
        "exhibits": [{**doc["exhibits"][0], **changes}, *doc["exhibits"][1:]] if doc["exhibits"] else [],
    }


def _finding_change(**changes: Any) -> Any:
    return lambda doc: {**doc, "findings": [{**doc["findings"][0], **changes}, *doc["findings"][1:]]}


BREAKS = (
    *[_with()] * 14,
    _with(findings=[]), _with(clause="no.1"), _with(clause=None), _with(outcome=None), _with(statements=[]),
    _with(case="C-2"), _with(revision=9), _with(exhibits=[]), _with(outcome="no-refund"), _with(outcome="full-refund"),
    _with(statements=[{"language": "en", "text": "a", "authoritative": True}] * 2), _with(stage="appeal"),
    _with(statements=[{"language": "en", "text": "  ", "authoritative": True}]),
    _exhibit_change(source="E9"), _exhibit_change(sha256="cd" * 32), _exhibit_change(sha256=SHA),
    _exhibit_change(pts=513), _exhibit_change(time_base="1/1000"), _exhibit_change(region=[0.5, 0.5, 0.6, 0.1]),
    _exhibit_change(region=[0.5, 0.5, 0.5, 0.5]),
    _finding_change(exhibits=["X9"]), _finding_change(exhibits=[], facts=[], answer="yes"),
    _finding_change(facts=[{"pointer": "/nowhere"}]), _finding_change(requirement="unheard-of"),
    _with(not_relied_on=[{"evidence": "E9"}]), _with(not_relied_on=[{"evidence": "E0"}], exhibits=[]),
    _with(not_relied_on=[{"evidence": f"E{i}", "why": "shows the box"} for i in range(3)], exhibits=[]),
    _with(not_relied_on=[{"evidence": "E0", "why": " "}], exhibits=[]),
    _with(statements=[{"language": "en", "text": "You get {sum}, X0, X1, X2.", "authoritative": True}]),
    _with(statements=[{"language": "en", "text": "X0, X1, X2.", "authoritative": True},
                      {"language": "fr", "text": "Chère [[name]]"}]),
    _finding_change(facts=[{"pointer": "/order/lines/0", "changed_in": 2}]),
    _with(replacement={"lines": [{"line": "7", "quantity": 1}]}), _with(**{"return": None}),
)  # fmt: skip

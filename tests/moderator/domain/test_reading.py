"""The contract as the reader holds it: what is refused, by pointer, and what is let pass."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from moderator.domain.canonical import canonical, differences, digest, resolve
from moderator.domain.case import read_case
from moderator.domain.reading import moment
from moderator.domain.schema import schema
from moderator.domain.verdict import read_verdict
from moderator.errors import DocumentRefused
from tests.moderator.domain.documents import TIME, Doc, cases

LINE = {"id": "1", "title": "t", "quantity": 1, "unit_price": "1.00"}


def base() -> Doc:
    return {
        "format": "moderator-case/1", "id": "C-1", "revision": 1, "reason": "damaged", "delivery": "delivered",
        "opened_at": TIME, "escalated_at": TIME, "claim": {"text": "x", "language": "es"},
        "order": {"number": "1", "currency": "USD", "placed_at": TIME, "lines": [LINE], "shipping": "0.00",
                  "paid": "1.00"},
        "listing": {"id": "L", "title": "t", "description": "d", "language": "en",
                    "photos": [{"id": "L1", "path": "m/l"}]},
        "buyer": {"id": "b"}, "seller": {"id": "s"},
        "evidence": [{"id": "E1", "from": "buyer", "kind": "photo", "path": "m/e", "submitted_at": TIME}],
    }  # fmt: skip


def changed(pointer: str, value: Any) -> Doc:
    doc = copy.deepcopy(base())
    *path, last = pointer.split("/")[1:]
    place: Any = doc
    for step in path:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return doc


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/format", "moderator-case/2"),
        ("/id", "-starts-wrong"), ("/id", "a" * 65), ("/id", "a/b"), ("/id", None), ("/id", 7),
        ("/revision", 0), ("/revision", True), ("/revision", "1"), ("/revision", 1.5),
        ("/reason", "other"), ("/delivery", "maybe"), ("/opened_at", "2026-11-01T08:00:00"),
        ("/opened_at", "2026-02-30T08:00:00Z"), ("/opened_at", "yesterday"), ("/opened_at", "2026-11-01T24:00:00Z"),
        ("/claim", "text"), ("/claim/text", None), ("/claim/language", "not a language"),
        ("/claim/translations", {"en": {"text": "t", "by": "robot"}}), ("/claim/requested", {"outcome": "all"}),
        ("/claim/scope", [{"line": "1", "quantity": 0, "state": "missing"}]),
        ("/order/currency", "XYZ"), ("/order/paid", "1.0"), ("/order/paid", 1), ("/order/lines", []),
        ("/order/lines", [LINE, LINE]), ("/order/lines/0/quantity", 0), ("/order/lines/0/unit_price", "01.00"),
        ("/order/ship_to", {"country": "Spain"}), ("/evidence/0/id", "L1"),
        ("/buyer", []), ("/buyer/account", "asleep"), ("/evidence/0/from", "nobody"),
        ("/evidence/0/sensitive", ["shoe-size"]), ("/evidence", {"id": "E1"}), ("/evidence/0", None),
        ("/shipments", [{"id": "S1", "direction": "sideways"}]), ("/legal_hold", "no"),
        ("/messages", [{"id": "M1", "at": TIME, "from": "carrier", "text": "t", "language": "en"}]),
    ],
)  # fmt: skip
def test_what_breaks_the_contract_is_refused_by_pointer(pointer: str, value: Any) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        read_case(changed(pointer, value))
    assert any(problem.pointer.startswith(pointer) for problem in refusal.value.problems), refusal.value


@pytest.mark.parametrize(
    "pointer", ["/claim/requested", "/offers", "/evidence", "/shipments", "/order/tax", "/policy_version"]
)
def test_null_is_the_same_as_absent(pointer: str) -> None:
    doc = changed(pointer, None)
    without = copy.deepcopy(doc)
    *path, last = pointer.split("/")[1:]
    place: Any = without
    for step in path:
        place = place[step]
    del place[last]
    assert read_case(doc) == read_case(without)


def test_the_open_lists_let_anything_pass() -> None:
    doc = changed("/evidence/0/kind", "hologram")
    event = {"id": "ev", "at": TIME, "status": "abducted"}
    doc["shipments"] = [{"id": "S1", "direction": "outbound", "events": [event]}]
    case = read_case(doc)
    assert case.evidence[0].kind == "hologram"
    assert case.shipments[0].events[0].status == "abducted"


def test_unknown_keys_are_ignored() -> None:
    assert read_case(changed("/order/loyalty", {"points": [1, None]})) == read_case(base())


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(DocumentRefused) as refusal:
        read_case({"format": "moderator-case/1", "order": {"currency": "USD", "paid": "1"}})
    pointers = {problem.pointer for problem in refusal.value.problems}
    assert {"/id", "/claim", "/order/paid", "/order/lines", "/seller"} <= pointers


def test_times_are_read_exactly_and_in_utc() -> None:
    assert moment("2026-11-01T08:00:00.25+02:00") == datetime(2026, 11, 1, 6, 0, 0, 250_000, UTC)
    assert moment("2026-12-31t23:59:60z") == datetime(2026, 12, 31, 23, 59, 59, 999_999, UTC)
    with pytest.raises(ValueError, match="0001"):
        moment("0001-01-01T00:00:00+12:00")


@given(cases())
def test_the_schema_takes_what_the_reader_takes(case: Doc) -> None:
    read_case(case)
    jsonschema.Draft202012Validator(schema("case")).validate(case)


@pytest.mark.parametrize(
    ("pointer", "value"), [("/reason", "x"), ("/id", 7), ("/claim/text", None), ("/order/lines", {})]
)
def test_the_schema_refuses_what_the_reader_refuses(pointer: str, value: Any) -> None:
    assert not jsonschema.Draft202012Validator(schema("case")).is_valid(changed(pointer, value))


@pytest.mark.parametrize("name", ["case", "verdict"])
def test_the_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_a_draft_keeps_what_can_be_read() -> None:
    doc = {
        "outcome": "partial-refund",
        "refund": {"lines": [{"line": "1", "amount": "x"}, {"line": "2", "amount": "1.00"}]},
    }
    verdict, problems = read_verdict(doc, 2)
    assert verdict.outcome == "partial-refund"
    assert [line.line for line in verdict.refund.lines] == ["2"]
    assert {p.pointer for p in problems} == {"/format", "/case", "/revision", "/kind", "/refund/lines/0/amount"}


def test_canonical_form_does_not_depend_on_order_or_spaces() -> None:
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_pointers_lead_where_rfc_6901_says() -> None:
    doc = {"a/b": {"~": [10, 20]}, "": 5}
    assert (resolve(doc, "/a~1b/~0/1"), resolve(doc, "/"), resolve(doc, "")) == (20, 5, doc)
    for wrong in ("/a~1b/~0/2", "/a~1b/~0/01", "/a~1b/~0/-", "a", "/nowhere", "/a~1b/~0/0/x"):
        with pytest.raises(KeyError):
            resolve(doc, wrong)


def test_differences_name_the_outermost_pointers() -> None:
    old = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    assert differences(old, {"a": {"b": 2, "c": [1, 3]}, "e": 1}) == ["/a/b", "/a/c/1", "/d", "/e"]
    assert differences(old, copy.deepcopy(old)) == []

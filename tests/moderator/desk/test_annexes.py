"""Statements of reasons: of final decisions alone, in batches, as the database documents its payload."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from moderator.desk import Desk, annexes, make_library, open_desk
from moderator.desk.values import Wanted
from moderator.domain import annex_lists as lists
from moderator.errors import ExportError, GateRefused, UsageError
from tests.annexes import annex_doc
from tests.builders import case_doc, write_case_pack
from tests.moderator.desk.annexed import ManyDecisions, state_of
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"
DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": most}


def _one(kind: Any) -> dict[str, Any]:
    return {"enum": list(get_args(kind))}


def _many(kind: Any) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": _one(kind)}


def _beside(key: str, value: str, *required: str, in_list: bool = False) -> dict[str, Any]:
    holds = {"contains": {"const": value}} if in_list else {"const": value}
    return {"if": {"properties": {key: holds}, "required": [key]}, "then": {"required": list(required)}}


STATEMENT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "decision_ground", "content_type", "category", "territorial_scope", "content_date", "application_date",
        "decision_facts", "source_type", "automated_detection", "automated_decision", "puid",
    ],
    "anyOf": [{"required": [f"decision_{each}"]} for each in ("visibility", "monetary", "provision", "account")],
    "allOf": [
        _beside("decision_visibility", "DECISION_VISIBILITY_OTHER", "decision_visibility_other", in_list=True),
        _beside("decision_monetary", "DECISION_MONETARY_OTHER", "decision_monetary_other"),
        _beside("content_type", "CONTENT_TYPE_OTHER", "content_type_other", in_list=True),
        _beside("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT", "illegal_content_legal_ground",
                "illegal_content_explanation"),
        _beside("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT", "incompatible_content_ground",
                "incompatible_content_explanation"),
    ],
    "properties": {
        "decision_visibility": _many(lists.Visibility), "decision_visibility_other": _text(500),
        "decision_monetary": _one(lists.Monetary), "decision_monetary_other": _text(500),
        "decision_provision": _one(lists.Provision), "decision_account": _one(lists.Account),
        "account_type": _one(lists.AccountType), "decision_ground": _one(lists.Ground),
        "decision_ground_reference_url": _text(500), "illegal_content_legal_ground": _text(500),
        "illegal_content_explanation": _text(2000), "incompatible_content_ground": _text(500),
        "incompatible_content_explanation": _text(2000), "incompatible_content_illegal": _one(lists.YesNo),
        "content_type": _many(lists.ContentType), "content_type_other": _text(500),
        "category": _one(lists.Category), "category_addition": _many(lists.Category),
        "category_specification": _many(lists.Keyword), "category_specification_other": _text(500),
        "content_id": {"type": "object", "additionalProperties": False, "required": ["EAN-13"],
                       "properties": {"EAN-13": {"type": "string", "pattern": "^[0-9]{13}$"}}},
        "content_language": {"type": "string", "pattern": "^[A-Z]{2}$"},
        "content_date": DAY, "application_date": DAY,
        "end_date_account_restriction": DAY, "end_date_monetary_restriction": DAY,
        "end_date_service_restriction": DAY, "end_date_visibility_restriction": DAY,
        "territorial_scope": _many(lists.State), "decision_facts": _text(5000),
        "source_type": _one(lists.Source), "source_identity": _text(500),
        "automated_detection": _one(lists.YesNo), "automated_decision": _one(lists.Automated),
        "puid": {"type": "string", "pattern": "^[a-zA-Z0-9_-]{1,500}$"},
    },
}  # fmt: skip
PAYLOAD = {
    "type": "object", "additionalProperties": False, "required": ["statements"],
    "properties": {"statements": {"type": "array", "minItems": 1, "maxItems": 100, "items": STATEMENT}},
}  # fmt: skip
FULL = annex_doc(
    decision_visibility=list(get_args(lists.Visibility)), decision_visibility_other="Moved down.",
    decision_provision="DECISION_PROVISION_PARTIAL_SUSPENSION", decision_account="DECISION_ACCOUNT_SUSPENDED",
    account_type="ACCOUNT_TYPE_BUSINESS", end_date_account_restriction="2027-01-01",
    end_date_monetary_restriction="2027-01-01", end_date_service_restriction="2027-01-01",
    end_date_visibility_restriction="2027-01-01", decision_ground_reference_url="https://a.example/terms",
    incompatible_content_illegal="No", content_type=["CONTENT_TYPE_PRODUCT", "CONTENT_TYPE_OTHER"],
    content_type_other="A voucher.", category_addition=["STATEMENT_CATEGORY_SCAMS_AND_FRAUD"],
    category_specification=["KEYWORD_OTHER"], category_specification_other="Broken.",
    content_id={"ean_13": "4006381333931"}, content_language="EN", source_identity="The buyer of the order.",
    territorial_scope=["SK", "AT"],
)  # fmt: skip


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Desk]:
    make_library(tmp_path / "library", "demo", demo_starts=datetime(2026, 11, 12, 9, tzinfo=UTC))
    desk = open_desk(tmp_path / "library", moderator="mod-7")
    desk.import_packs([write_case_pack(tmp_path / "packs")])
    yield desk
    desk.close()


def statements(out: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(out.glob("*.json")):
        payload = json.loads(path.read_text("utf-8"))
        jsonschema.validate(payload, PAYLOAD)
        found += payload["statements"]
    return found


@pytest.mark.parametrize("annex", [annex_doc(), FULL])
def test_a_final_decision_gives_a_statement_of_the_documented_form(
    demo: Desk, tmp_path: Path, annex: dict[str, Any]
) -> None:
    demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=annex), final=True)
    found = demo.write_annexes([CASE], tmp_path / "out")
    (one,) = statements(tmp_path / "out")
    assert [(each.case, each.status, each.puid) for each in found.cases] == [(CASE, "written", one["puid"])]
    wanted = {key: sorted(value) if isinstance(value, list) else value for key, value in annex.items()}
    if "content_id" in wanted:
        wanted["content_id"] = {"EAN-13": "4006381333931"}
    assert one == wanted | {"puid": one["puid"]}
    text = (tmp_path / "out" / "statements-0001.json").read_text()
    assert not [word for word in (CASE, "Ana", "8190000000000001", "mod-7", "b-1", "s-1") if word in text]


def test_the_schema_of_these_tests_bites() -> None:
    for wrong in (annex_doc(), annex_doc(puid="a b"), annex_doc(puid="x", decision_monetary_other=None)):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"statements": [wrong]}, PAYLOAD)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"statements": [annex_doc(puid="x")] * 101}, PAYLOAD)


def test_nothing_goes_out_before_the_undo_time_is_over(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=annex_doc()))
    (early,) = demo.write_annexes(None, tmp_path / "out").cases
    assert early.status == "refused"
    assert "can still be taken back" in str(early.problem)
    assert not (tmp_path / "out").exists()
    demo.put_clock_ahead(timedelta(minutes=11))
    assert [each.status for each in demo.write_annexes(None, tmp_path / "out").cases] == ["written"]


def test_only_the_verdict_that_stands_goes_out(demo: Desk, tmp_path: Path) -> None:
    first = demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=annex_doc()), final=True)
    (before,) = demo.write_annexes([CASE], tmp_path / "before").cases
    again = {"stage": "reversal", "supersedes": first.verdict["id"]}
    demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=annex_doc(territorial_scope=["FR"]), **again), final=True)
    (after,) = demo.write_annexes([CASE], tmp_path / "after").cases
    (one,) = statements(tmp_path / "after")
    assert one["territorial_scope"] == ["FR"]
    assert after.puid not in (None, before.puid)


def test_a_reversal_without_an_annex_leaves_nothing_to_send(demo: Desk, tmp_path: Path) -> None:
    first = demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=annex_doc()), final=True)
    demo.decide(CASE, verdict_doc(case_doc(), stage="reversal", supersedes=first.verdict["id"]), final=True)
    assert demo.write_annexes(None, tmp_path / "out").cases == ()
    (named,) = demo.write_annexes([CASE], tmp_path / "out").cases
    assert (named.status, named.problem) == ("refused", f"The decision on {CASE} has no DSA annex.")


def test_what_is_not_decided_or_not_there_is_refused_by_name(demo: Desk, tmp_path: Path) -> None:
    found = demo.write_annexes([CASE, "AE-NONE"], tmp_path / "out").cases
    assert [(each.case, each.status) for each in found] == [(CASE, "refused"), ("AE-NONE", "refused")]


def test_the_gate_holds_a_verdict_back_whose_annex_names_the_buyer(demo: Desk) -> None:
    named = annex_doc(decision_facts="Ana Ruiz sent photos.")
    with pytest.raises(GateRefused, match="dsa_annex/decision_facts"):
        demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=named), final=True)


def test_a_name_that_a_later_revision_brings_holds_the_statement_back(demo: Desk, tmp_path: Path) -> None:
    facts = annex_doc(decision_facts="The parcel lay at Hidden Lane.")
    demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=facts), final=True)
    doc = case_doc(revision=2)
    doc["order"]["ship_to"] = {"street": "Hidden Lane"}
    demo.import_packs([write_case_pack(tmp_path / "later", doc)])
    (refused,) = demo.write_annexes([CASE], tmp_path / "out", report=tmp_path / "report.json").cases
    assert refused.status == "refused"
    assert "the street of the delivery address" in str(refused.problem)
    assert "Hidden Lane" not in (tmp_path / "report.json").read_text()


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_a_file_holds_a_hundred_statements_at_most(tmp_path: Path, count: int, sizes: list[int]) -> None:
    store = ManyDecisions(count)
    found = annexes.write(state_of(store, tmp_path / "library"), None, tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in files] == [f"statements-{n:04}.json" for n in range(1, len(sizes) + 1)]
    assert [len(json.loads(path.read_text())["statements"]) for path in files] == sizes
    sent = [one["puid"] for one in statements(tmp_path / "out")]
    assert len(set(sent)) == count
    assert sent == [each.puid for each in found.cases], "in the order of the cases"
    assert store.logged == [(case, "dsa-annex") for case in store.ids]


def test_once_more_the_same_bytes_and_nothing_is_written(tmp_path: Path) -> None:
    store = ManyDecisions(101)
    for out in ("a", "b", "a"):
        found = annexes.write(state_of(store, tmp_path / "library"), None, tmp_path / out)
    assert {each.status for each in found.cases} == {"unchanged"}
    assert len(store.logged) == 202
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_what_an_earlier_export_left_is_named_and_left_alone(tmp_path: Path) -> None:
    annexes.write(state_of(ManyDecisions(101), tmp_path / "library"), None, tmp_path / "out")
    found = annexes.write(state_of(ManyDecisions(3), tmp_path / "library"), None, tmp_path / "out")
    assert found.left_over == ("statements-0002.json",)
    assert (tmp_path / "out" / "statements-0002.json").exists()


def test_one_that_is_refused_holds_up_no_other(tmp_path: Path) -> None:
    class OneBad(ManyDecisions):
        def decision_record(self, name: str) -> dict[str, Any]:
            record = super().decision_record(name)
            if name == "AE-000002":
                record["verdict"]["dsa_annex"] |= {"category": "STATEMENT_CATEGORY_OF_TOMORROW"}
            return record

    report = tmp_path / "report.csv"
    found = annexes.write(state_of(OneBad(3), tmp_path / "library"), None, tmp_path / "out", report=report)
    assert [each.status for each in found.cases] == ["written", "refused", "written"]
    rows = list(csv.DictReader(report.read_text().splitlines()))
    assert [row["status"] for row in rows] == ["written", "refused", "written"]
    assert rows[1]["problem"].startswith("category: expected one of")


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(ExportError, match="could not be written"):
        annexes.write(state_of(ManyDecisions(1), tmp_path / "library"), None, tmp_path / "out")


def test_since_a_day(demo: Desk, tmp_path: Path) -> None:
    demo.decide(CASE, verdict_doc(case_doc(), dsa_annex=annex_doc()), final=True)
    assert len(demo.write_annexes(None, tmp_path / "a", Wanted("2026-11-12")).cases) == 1
    assert demo.write_annexes(None, tmp_path / "b", Wanted("2026-11-13")).cases == ()
    with pytest.raises(UsageError):
        demo.write_annexes(None, tmp_path / "c", Wanted("yesterday"))

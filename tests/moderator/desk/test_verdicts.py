"""Deciding: the gate, the record, one winner, the way back."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from moderator.desk import Desk, open_desk
from moderator.domain.canonical import digest
from moderator.errors import AlreadyDecided, GateRefused, LeaseHeld, LibraryError, NotFound
from tests.builders import case_doc, jpeg, write_case_pack
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"


def decide(desk: Desk, **overrides: Any) -> dict[str, Any]:
    return desk.decide(CASE, verdict_doc(case_doc(), **overrides), final=True).verdict


def test_a_decision_is_recorded_with_what_the_app_fills_in(stocked: Desk) -> None:
    stocked.save_draft(CASE, {"case": CASE})
    verdict = decide(stocked)
    opened = stocked.open_case(CASE)
    assert (opened.status, opened.draft) == ("decided", None)
    assert [(row.status, row.doc) for row in opened.verdicts] == [("active", verdict)]
    assert verdict["id"] == f"{CASE}-v1"
    assert verdict["refund"]["total"] == "9.90"
    assert verdict["exhibits"][0]["sha256"] == opened.items[1].sha256
    assert verdict["decided_by"] == "mod-7"
    assert verdict["policy_version"] == "2026-10-01"
    assert stocked.queue()[0].outcome == "partial-refund"


def test_the_gate_names_everything_and_nothing_is_recorded(stocked: Desk) -> None:
    with pytest.raises(GateRefused) as refusal:
        decide(stocked, clause=None, findings=[], outcome=None)
    assert {p.pointer for p in refusal.value.problems} >= {"/clause", "/findings", "/outcome"}
    assert stocked.open_case(CASE).verdicts == ()


def test_an_older_revision_is_refused_with_what_changed(stocked: Desk, tmp_path: Path) -> None:
    doc = case_doc(revision=2)
    doc["order"]["refunded"] = "3.00"
    stocked.import_packs([write_case_pack(tmp_path / "r2", doc)])
    with pytest.raises(GateRefused, match=r"revision 1.*holds 2.*/order/refunded"):
        decide(stocked)


def test_the_second_is_told_who_was_first(stocked: Desk) -> None:
    decide(stocked, decided_by="mod-1")
    with pytest.raises(AlreadyDecided, match="mod-1"):
        decide(stocked)


def test_a_decision_on_what_was_on_the_desk_before_loses(stocked: Desk) -> None:
    seen = stocked.open_case(CASE).version
    stocked.decide(CASE, verdict_doc(case_doc()), seen_version=seen)
    stocked.withdraw_last()
    with pytest.raises(AlreadyDecided):
        stocked.decide(CASE, verdict_doc(case_doc()), seen_version=seen)


def test_of_many_who_decide_at_once_one_wins(stocked: Desk) -> None:
    desks = [open_desk(stocked.library.path, moderator=f"mod-{i}") for i in range(4)]
    start = threading.Barrier(len(desks))
    won: list[str] = []
    lost: list[Exception] = []

    def run(desk: Desk) -> None:
        start.wait()
        try:
            won.append(desk.decide(CASE, verdict_doc(case_doc()), final=True).verdict["decided_by"])
        except (AlreadyDecided, LeaseHeld, LibraryError) as error:
            lost.append(error)
        finally:
            desk.close()

    threads = [threading.Thread(target=run, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert all(isinstance(error, AlreadyDecided | LeaseHeld) and won[0] in str(error) for error in lost), lost
    assert [row.doc["decided_by"] for row in stocked.open_case(CASE).verdicts] == won


def test_a_verdict_can_be_taken_back_while_its_time_runs(stocked: Desk) -> None:
    decided = stocked.decide(CASE, verdict_doc(case_doc()))
    undoable = stocked.undoable()
    assert undoable is not None
    assert (undoable.case, undoable.total) == (CASE, "US$ 9.90")
    assert stocked.withdraw_last() == (CASE, decided.verdict)
    opened = stocked.open_case(CASE)
    assert opened.status == "open"
    assert opened.draft == {k: v for k, v in decided.verdict.items() if k not in ("id", "decided_by", "decided_at")}
    assert stocked.check(opened, opened.draft) == ()
    assert [row.status for row in opened.verdicts] == ["withdrawn"]
    with pytest.raises(NotFound):
        stocked.withdraw_last()


def test_a_final_verdict_cannot_be_taken_back(stocked: Desk) -> None:
    decide(stocked)
    assert stocked.undoable() is None
    with pytest.raises(NotFound):
        stocked.withdraw_last()


def test_an_appeal_supersedes_and_an_undone_appeal_restores(stocked: Desk) -> None:
    first = decide(stocked)
    with pytest.raises(GateRefused, match="not the verdict that stands"):
        decide(stocked, stage="appeal", supersedes="OTHER-v1")
    with pytest.raises(GateRefused, match="decided by somebody else"):
        decide(stocked, stage="appeal", supersedes=first["id"])
    appeal = verdict_doc(case_doc(), stage="appeal", supersedes=first["id"], decided_by="lead-2")
    appeal["refund"]["lines"][0]["amount"] = "19.90"  # more than the cap would leave, were the first one counted too
    second = stocked.decide(CASE, appeal).verdict
    assert second["id"] == f"{CASE}-v2"
    assert [row.status for row in stocked.open_case(CASE).verdicts] == ["superseded", "active"]
    stocked.withdraw_last()
    opened = stocked.open_case(CASE)
    assert opened.status == "decided"
    assert [row.status for row in opened.verdicts] == ["active", "withdrawn"]


def test_what_was_decided_for_the_order_counts_in_its_other_case(stocked: Desk, tmp_path: Path) -> None:
    decide(stocked)
    other = case_doc(id="AE-2")
    stocked.import_packs([write_case_pack(tmp_path / "two", other)])
    verdict = verdict_doc(other)
    verdict["refund"]["lines"][0]["amount"] = "14.01"
    with pytest.raises(GateRefused, match=r"US\$ 14\.01 is more than the US\$ 14\.00 left"):
        stocked.decide("AE-2", verdict)


def test_a_request_waits_and_new_evidence_brings_the_case_back(stocked: Desk, tmp_path: Path) -> None:
    request = {"format": "moderator-verdict/1", "case": CASE, "revision": 1, "kind": "request",
               "request": {"to": ["buyer"], "requirements": ["damage-visible"],
                           "text": "Please show the rim."}}  # fmt: skip
    stocked.decide(CASE, request)
    assert stocked.open_case(CASE).status == "waiting"
    stocked.import_packs([write_case_pack(tmp_path / "more", case_doc(revision=2))])
    assert stocked.open_case(CASE).status == "open"
    stocked.decide(CASE, verdict_doc(case_doc(revision=2)))
    assert [row.status for row in stocked.open_case(CASE).verdicts] == ["superseded", "active"]


def test_a_closure_closes(stocked: Desk) -> None:
    closure = {"format": "moderator-verdict/1", "case": CASE, "revision": 1, "kind": "closure"}
    with pytest.raises(GateRefused, match="why"):
        stocked.decide(CASE, closure | {"closure": {"as": "withdrawn"}})
    stocked.decide(CASE, closure | {"closure": {"as": "withdrawn", "why": "The buyer took it back."}})
    assert stocked.open_case(CASE).status == "closed"


def test_the_record_is_whole_and_the_same_in_every_library(stocked: Desk, tmp_path: Path) -> None:
    fixed = {"decided_at": "2026-11-12T09:44:00+01:00", "decided_by": "mod-7"}
    decide(stocked, **fixed)
    other = open_desk(tmp_path / "elsewhere", moderator="somebody")
    other.import_packs([write_case_pack(tmp_path / "again", case_doc(id="ZZ-1")), write_case_pack(tmp_path / "again")])
    decide(other, **fixed)
    records = []
    for desk in (stocked, other):
        stored = desk._state.store.standing(CASE)
        assert stored is not None
        assert stored.record is not None
        records.append(desk._state.store.decision_record(stored.record))
    assert records[0] == records[1]
    entry = records[0].pop("entry")
    assert entry == digest(records[0])
    assert records[0]["decided_at"] == "2026-11-12T08:44:00Z"
    assert records[0]["money"]["kept"] == "14.00"
    assert [e["state"] for e in records[0]["evidence"]] == ["shown", "shown"]
    other.close()


def test_the_ledger_holds_and_shows_a_changed_row(stocked: Desk) -> None:
    decide(stocked)
    assert stocked._state.store.verify_ledger() is None
    with stocked._state.store._session(write=True) as session:
        session.connection().exec_driver_sql("UPDATE ledger_entry SET actor = 'nobody' WHERE seq = 2")
    assert stocked._state.store.verify_ledger() == 2


def test_a_text_document_can_be_an_exhibit(desk: Desk, tmp_path: Path) -> None:
    doc = case_doc()
    doc["evidence"][0] |= {"kind": "document", "path": "media/e1.txt"}
    words = "Packing list 17\nПолучено: 1 кувшин <b>"
    pack = write_case_pack(tmp_path, doc, {"media/listing-1.jpg": jpeg(), "media/e1.txt": words.encode()})
    desk.import_packs([pack])
    exhibit = {"id": "X1", "source": "E1", "note": "the seller's own list"}
    desk.decide(CASE, verdict_doc(doc, exhibits=[exhibit]), final=True)
    (path,) = (each.path for each in desk.export([CASE], tmp_path / "out"))
    assert path is not None
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())
    assert "X1 the seller's own list" in text
    assert "Packing list 17 Получено: 1 кувшин <b>" in text


def test_like_decisions_are_those_of_other_cases_with_the_same_reason(stocked: Desk, tmp_path: Path) -> None:
    first = decide(stocked)
    for case_id, reason in (("AE-2", "damaged"), ("AE-3", "wrong-item")):
        doc = case_doc(id=case_id, reason=reason)
        doc["order"]["number"] = case_id
        stocked.import_packs([write_case_pack(tmp_path / case_id, doc)])
    (found,) = stocked.like(stocked.open_case("AE-2"))
    assert (found.case, found.doc["id"], found.total) == (CASE, first["id"], "US$ 9.90")
    assert stocked.like(stocked.open_case("AE-3")) == ()
    assert stocked.like(stocked.open_case(CASE)) == ()


def test_a_reversal_says_in_its_record_what_it_replaces(stocked: Desk) -> None:
    first = decide(stocked)
    second = decide(stocked, stage="reversal", supersedes=first["id"], outcome="partial-refund")
    state = stocked._state
    stored = state.store.standing(CASE)
    assert stored is not None
    assert stored.record is not None
    record = state.store.decision_record(stored.record)
    assert record["verdict"]["id"] == second["id"]
    assert record["replaces"]["id"] == first["id"]
    assert record["replaces"]["refund"]["total"] == "9.90"


def test_the_store_itself_refuses_an_appeal_by_the_first_moderator(
    stocked: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the code above it does."""
    first = decide(stocked)
    appeal = verdict_doc(case_doc(), stage="appeal", supersedes=first["id"], decided_by="lead-2")
    state = stocked._state
    real = state.store.record

    def forged(new: Any, *rest: Any) -> Any:
        return real(replace(new, decided_by="MOD-7"), *rest)

    monkeypatch.setattr(state.store, "record", forged)
    with pytest.raises(GateRefused, match="somebody else"):
        stocked.decide(CASE, appeal)
    assert [row.status for row in stocked.open_case(CASE).verdicts] == ["active"]

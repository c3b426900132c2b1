"""A library with many decisions, made in a minute: one is decided as a person would, the others are its like.

Each has its own case, order, verdict and record, with its own hashes, written through the store as Decide writes them;
only the gate and the rendering of exhibits, which are the same for all, are left out.
"""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path
from typing import Any

from moderator.desk import Desk, open_desk
from moderator.desk.importing import facts
from moderator.domain.canonical import digest
from moderator.domain.case import read_case
from moderator.store.ledger import Act
from moderator.store.records import NewCase, NewVerdict
from tests.bench.processes import ROOT

CASE = "AE-2026-000123"
CACHE = ROOT / "build" / "bench"

Json = dict[str, Any]


def library_of(count: int) -> Path:
    """The library with `count` decisions; made once and kept under build/. Copy it before you write to it."""
    folder = CACHE / f"decided-{count}"
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        desk = open_desk(part, moderator="bench")
        try:
            _fill(desk, count)
        finally:
            desk.close()
        part.replace(folder)
    return folder


def _fill(desk: Desk, count: int) -> None:
    desk.import_packs([ROOT / "cases" / f"{CASE}.casepack"])
    verdict = json.loads((ROOT / f"cases/verdicts/{CASE}.json").read_text("utf-8"))
    desk.decide(CASE, verdict | {"decided_at": "2026-11-12T09:44:00Z"}, final=True)
    store = desk._state.store
    stored, document = store.standing(CASE), store.document(CASE)
    assert stored is not None
    assert stored.record is not None
    record, files = store.decision_record(stored.record), list(store.files(CASE, 1).values())
    for number in range(1, count):
        case_id = f"BENCH-{number:06}"
        doc = copy.deepcopy(document)
        doc |= {"id": case_id, "order": doc["order"] | {"number": f"{7_000_000_000 + number}"}}
        case = read_case(doc)
        entry = _record(record, doc, case_id)
        act = Act(stored.decided_at, "bench", "import", case_id, digest(doc))
        store.add_cases([(NewCase(case_id, 1, doc, digest(doc), facts(case), tuple(files), None), act)])
        new = NewVerdict(
            id=f"{case_id}-v1",
            case=case_id,
            kind="decision",
            revision=1,
            supersedes=None,
            order_number=case.order.number,
            refund_of_order=stored.refund_of_order,
            refunds=stored.refunds,
            outcome=entry["verdict"]["outcome"],
            body=entry["verdict"],
            decided_by="bench",
            decided_at=stored.decided_at,
            record=entry,
        )
        before = store.given_before(new.order_number, None)
        store.record(new, 1, before, act._replace(action="decision", entry=entry["entry"]))


def _record(model: Json, doc: Json, case_id: str) -> Json:
    record = {key: value for key, value in model.items() if key != "entry"}
    record |= {"case": doc, "case_sha256": digest(doc)}
    record["verdict"] = record["verdict"] | {"id": f"{case_id}-v1", "case": case_id}
    return record | {"entry": digest(record)}

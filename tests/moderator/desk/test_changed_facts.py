"""A fact that a later revision changed reopens the answer that cites it; what did not change stays answered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moderator.desk import open_desk
from moderator.desk.library import make_library
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

FACTS = [
    {"pointer": "/order/paid", "value": "paid 23.90"},
    {"pointer": "/messages/0/text", "value": "M1"},
    {"pointer": "/listing/title", "value": "Glass jug"},
    {"pointer": "/seller_responded_at", "value": "answered"},
]


def _revised() -> dict[str, Any]:
    """Paid and the answer's date are others, the message is gone; the title stands."""
    doc = case_doc(revision=2, messages=[])
    doc["order"]["paid"] = "23.89"
    doc["seller_responded_at"] = "2026-11-07T00:00:00Z"
    return doc


def test_what_the_revision_changed_is_marked_and_held_back(tmp_path: Path) -> None:
    make_library(tmp_path / "lib", "test", datetime(2026, 11, 12, 9, tzinfo=UTC))
    desk = open_desk(tmp_path / "lib", moderator="m")
    try:
        first = case_doc(seller_responded_at="2026-11-06T00:00:00Z")
        desk.import_packs([write_case_pack(tmp_path / "one", first)])
        doc = verdict_doc(first)
        doc["findings"][0]["facts"] = FACTS
        desk.save_draft(first["id"], doc)
        desk.import_packs([write_case_pack(tmp_path / "two", _revised())])
        opened = desk.open_case(first["id"])
        assert opened.draft is not None
        marked = {fact["pointer"]: fact.get("changed_in") for fact in opened.draft["findings"][0]["facts"]}
        assert marked == {
            "/order/paid": 2, "/messages/0/text": 2, "/seller_responded_at": 2, "/listing/title": None,
        }  # fmt: skip
        held = [problem.pointer for problem in desk.check(opened, opened.draft) if problem.code == "changed"]
        assert held == ["/findings/0/facts/0", "/findings/0/facts/3"]
        for fact in opened.draft["findings"][0]["facts"]:
            fact.pop("changed_in", None)
        assert not any(problem.code == "changed" for problem in desk.check(opened, opened.draft))
    finally:
        desk.close()

"""What came in since evidence was asked for."""

from __future__ import annotations

from moderator.domain.case import read_case
from tests.builders import case_doc
from ui.models.answered import news


def _case(**evidence: object):
    doc = case_doc()
    doc["evidence"].append(
        {"id": "E9", "from": "buyer", "kind": "photo", "path": "media/e9.jpg", "submitted_at": "2026-11-14T08:00:00Z"}
        | evidence
    )
    return read_case(doc)


def test_what_is_later_is_new_and_what_was_there_is_not() -> None:
    found = news(_case(), {"id": "AE-2026-000123-v1", "decided_at": "2026-11-12T10:00:00Z"})
    assert found.evidence == ("E9",)
    assert not news(_case(submitted_at="2026-11-01T00:00:00Z"), {"decided_at": "2026-11-12T10:00:00Z"})


def test_what_says_that_it_answers_is_new_whatever_its_date() -> None:
    answer = _case(submitted_at="2026-11-01T00:00:00Z", answers_request="AE-2026-000123-v1")
    found = news(answer, {"id": "AE-2026-000123-v1", "decided_at": "2026-11-12T10:00:00Z"})
    assert found.evidence == ("E9",)


def test_an_automatic_message_is_no_news() -> None:
    doc = case_doc()
    said = {"id": "M8", "at": "2026-11-13T08:00:00Z", "from": "seller", "text": "We got it.", "language": "en"}
    doc["messages"] = [{**said, "automatic": True}, {**said, "id": "M9"}]
    found = news(read_case(doc), {"decided_at": "2026-11-12T10:00:00Z"})
    assert found.messages == ("M9",)

"""Two editions of one record: the office's is all of it, the parties' what was named as theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from moderator.domain.canonical import canonical
from moderator.report.blocks import Span
from moderator.report.decision import document
from moderator.report.editions import ANOTHER, EDITIONS, Edition, edition
from moderator.report.pdf import _spans
from tests.moderator.report import printed
from tests.moderator.report.records import Record, changed, exhibit, record
from tests.moderator.report.test_pdf import rendered

OFFICES_OWN = ("internal_note", "referrals", "procedural", "dsa_annex")


def texts(whole: Record) -> list[str]:
    return [span.text for span in _spans(document(whole)) if isinstance(span, Span)]


def attached(data: bytes) -> Any:
    return json.loads(PdfReader(BytesIO(data)).attachments["decision.json"][0])


def related(whole: Record) -> None:
    whole["case"]["related"] = [
        {"case": "AE-2025-000009", "relation": "same-buyer"},
        {"case": "AE-2025-0000091", "relation": "same-item"},
    ]
    whole["verdict"]["statements"][0]["text"] += " As in ae-2025-000009 and AE-2025-0000091, not AE-2025-00000911."


def test_both_print_the_same_decision():
    office, parties = texts(edition(record(), "office")), texts(edition(record(), "parties"))
    notes = {"The office’s edition", ": not for the parties."}
    assert [text for text in office if text not in notes] == parties


def test_the_parties_get_nothing_internal_neither_printed_nor_as_data():
    data = rendered(edition(record(), "parties")).data
    assert b"SECRET" not in canonical(attached(data))
    assert "SECRET" not in printed.text_of(data)
    assert attached(data)["edition"] == "parties"
    assert not set(OFFICES_OWN) & set(attached(data)["verdict"])


def test_the_office_gets_the_note_as_data_and_never_in_print():
    data = rendered(edition(record(), "office")).data
    assert all("SECRET" in json.dumps(attached(data)["verdict"][key]) for key in OFFICES_OWN)
    text = printed.squeezed(printed.text_of(data))
    assert "SECRET" not in text
    assert printed.squeezed("The office’s edition: not for the parties.") in text


def test_other_peoples_cases_are_not_named():
    whole = changed(related)
    assert any("AE-2025-000009" in text for text in texts(edition(whole, "office")))
    data = rendered(edition(whole, "parties")).data
    text = printed.squeezed(printed.text_of(data))
    assert printed.squeezed(f"As in {ANOTHER} and {ANOTHER}, not AE-2025-00000911.") in text
    assert 'AE-2025-0000091"' not in canonical(attached(data)).decode()


def test_their_own_other_case_of_the_order_may_be_named():
    def change(whole: Record) -> None:
        whole["case"]["related"] = [{"case": "AE-2025-000009", "relation": "same-order"}]
        whole["verdict"]["statements"][0]["text"] += " It goes on in AE-2025-000009."

    assert any("It goes on in AE-2025-000009." in text for text in texts(edition(changed(change), "parties")))


def test_what_is_not_named_stays_in_the_office():
    def change(whole: Record) -> None:
        whole["secret"] = whole["case"]["secret"] = whole["verdict"]["secret"] = "UNNAMED"
        whole["case"]["buyer"] |= {"orders": 41, "email": "UNNAMED"}
        whole["case"]["order"]["ship_to"] = {"street": "UNNAMED"}
        whole["verdict"]["findings"][0]["secret"] = "UNNAMED"

    parties = edition(changed(change), "parties")
    assert b"UNNAMED" not in canonical(parties)
    assert parties["case"]["buyer"] == {"name": "Irene V.", "country": "ES"}
    assert "auth" not in parties["case"]["order"]["payments"][0]


def test_somebody_without_a_name_keeps_the_number():
    whole = changed(lambda one: one["case"]["buyer"].pop("name"))
    assert edition(whole, "parties")["case"]["buyer"]["id"] == whole["case"]["buyer"]["id"]


def referred(whole: Record, cited: bool) -> None:
    whole["exhibits"].append(exhibit("X9", "E2", "e2.jpg", note="the seller's other shop"))
    whole["verdict"]["exhibits"].append({"id": "X9", "source": "E2"})
    whole["verdict"]["referrals"][0]["exhibits"] = ["X1", "X9"]
    if cited:
        whole["verdict"]["statements"][0]["text"] += " See X9."


@pytest.mark.parametrize("cited", [False, True])
def test_an_exhibit_of_a_referral_alone_is_the_offices(cited: bool):
    whole = changed(lambda one: referred(one, cited))
    expected: dict[Edition, bool] = {"office": True, "parties": cited}
    for which, there in expected.items():
        assert ("X9" in _ids(edition(whole, which), "exhibits")) == there
    assert "X1" in _ids(edition(whole, "parties"), "exhibits")


@pytest.mark.parametrize("key", OFFICES_OWN)
def test_what_the_office_alone_says_of_an_exhibit_shows_it_to_nobody(key: str):
    def change(whole: Record) -> None:
        referred(whole, cited=False)
        mention = "X9 shows it."
        said = {
            "internal_note": mention,
            "referrals": [*whole["verdict"]["referrals"], {"about": "seller", "text": mention}],
            "procedural": [{"finding": "late", "did": "set-aside", "why": mention}],
            "dsa_annex": {"decision_facts": mention},
        }
        whole["verdict"][key] = said[key]

    assert "X9" not in _ids(edition(changed(change), "parties"), "exhibits")


def _ids(whole: Record, key: str) -> Iterator[str]:
    return (one["id"] for one in whole[key])


def test_an_edition_of_an_edition_is_itself():
    for which in EDITIONS:
        once = edition(record(), which)
        assert edition(once, which) == once

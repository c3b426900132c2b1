"""What is personal is found however it is written; what is not goes through."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain import personal
from moderator.domain.annex import problems
from moderator.domain.verdict import read_verdict
from tests.annexes import annex_doc
from tests.builders import case_doc
from tests.verdicts import verdict_doc

CASE = case_doc()
CASE["order"] |= {
    "ship_to": {
        "name": "Ana María Ruiz",
        "street": "Calle Mayor 5",
        "postcode": "41001",
        "city": "Nice",
        "country": "ES",
    }
}
CASE["order"]["payments"][0] |= {"auth": "771204"}
CASE["buyer"] |= {"phone": "+34 611 222 333", "contact": {"mail": ["ana.ruiz@mail.example"]}}
CASE["seller"] |= {"name": "蓝玻璃商店"}
CASE["shipments"] = [
    {"id": "S1", "direction": "outbound", "tracking_number": "LX123456789CN", "events": [],
     "destination": {"name": "Bob Müller", "street": "Unter den Linden 7"}}
]  # fmt: skip
CASE["related"] = [{"case": "AE-2025-000009", "relation": "same-buyer"}]
FACTS = personal.known(CASE)

SECRETS = (
    "Ana Ruiz", "Ruiz", "ANA", "ana ruiz", "Ana María Ruiz", "Maria", "Calle Mayor 5", "calle  mayor", "41001", "Nice",
    "771204", "+34 611 222 333", "ana.ruiz@mail.example", "蓝玻璃商店", "LX123456789CN", "lx123456789cn", "Bob Muller",
    "MÜLLER", "Unter den Linden", "AE-2025-000009", "AE-2026-000123", "8190000000000001", "8190 0000 0000 0001",
    "b-1", "s-1", "Ana\u200b Ruiz", "Ａｎａ Ｒｕｉｚ",
)  # fmt: skip
PATTERNS = (
    "john@example.org", "john (at) example.org", "+49 30 1234567", "0034611222333", "(030) 123-456-789",
    "DE89 3704 0044 0532 0130 00", "de89370400440532013000", "GB29NWBK60161331926819", "4111 1111 1111 1111",
    "555.123.4567.8", "192.168.10.20", "٠١٢٣٤٥٦٧٨",
)  # fmt: skip
HARMLESS = (
    "The jug arrived broken; the photos E1 and E2 show it.",
    "A nice jug, but the anatomy of the crack and its ruize are plain.",
    "On 2026-11-05 at 10:00:30 the parcel was scanned; by 12.11.2026 nothing was sent.",
    "Regulation (EU) 2022/2065, Articles 17 and 24; Directive 2011/83/EU.",
    "Of 23.90 USD, 9.90 USD are given back; 1,234,567.00 JPY are not.",
    "Version 1.2.3 of the terms, section 14.2.1, 500 characters.",
    "Die Sache ist 41 cm lang, 771 g schwer.",
)


def found(text: str) -> list[str]:
    return [each.what for each in personal.traces(text, FACTS)]


@pytest.mark.parametrize("secret", SECRETS)
def test_what_the_case_says_of_its_parties_is_found(secret: str) -> None:
    for text in (secret, f"It was {secret}, who said so.", f"({secret})", f"so\n{secret}\nso"):
        assert found(text), text


@pytest.mark.parametrize("secret", PATTERNS)
def test_what_looks_personal_is_found_though_no_paper_holds_it(secret: str) -> None:
    assert [each.what for each in personal.traces(f"Write to {secret} please", ())]


@pytest.mark.parametrize("text", HARMLESS)
def test_plain_facts_go_through(text: str) -> None:
    assert found(text) == []


def test_a_name_in_running_chinese_is_found() -> None:
    assert found("卖家蓝玻璃商店没有回答")


def test_what_stands_in_a_country_or_status_is_nobody() -> None:
    assert not {each.text for each in FACTS} & {"ES", "CN", "active"}


WORD = st.text("abcdefghijklmnopqrstuvwxyzäöüñ", min_size=1, max_size=9)
SENTENCE = st.lists(WORD, max_size=8).map(" ".join)


@given(SENTENCE, st.sampled_from(SECRETS + PATTERNS), st.sampled_from(" .,;()\n\t–“”"), SENTENCE)
def test_it_is_found_in_any_surroundings(before: str, secret: str, mark: str, after: str) -> None:
    assert found(f"{before}{mark}{secret}{mark}{after}")


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    list(personal.traces(text, FACTS))
    list(personal.traces(text, FACTS, address=True))


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(st.dictionaries(st.sampled_from(("buyer", "seller", "order", "shipments", "related", "reopens", "id")), JSON))
def test_no_case_breaks_it(document: dict[str, Any]) -> None:
    facts = personal.known(document)
    assert all(each.text for each in facts)
    list(personal.traces("Nothing of anybody.", facts))


@given(st.sampled_from(SECRETS + PATTERNS), st.sampled_from(("decision_facts", "incompatible_content_explanation",
       "incompatible_content_ground", "decision_monetary_other", "source_identity", "content_type_other")))  # fmt: skip
def test_an_annex_with_it_has_a_problem_at_its_field(secret: str, name: str) -> None:
    verdict, _ = read_verdict(verdict_doc(CASE, dsa_annex=annex_doc(**{name: f"As {secret} said."})), 2)
    assert verdict.dsa_annex is not None
    assert (f"/dsa_annex/{name}", "personal") in {each[:2] for each in problems(verdict.dsa_annex, CASE)}


@pytest.mark.parametrize("address", ["https://a.example/u/ana.ruiz@mail.example", "https://a.example/Ana%20Ruiz"])
def test_a_web_address_leads_to_nobody(address: str) -> None:
    verdict, _ = read_verdict(verdict_doc(CASE, dsa_annex=annex_doc(decision_ground_reference_url=address)), 2)
    assert verdict.dsa_annex is not None
    assert "personal" in {each.code for each in problems(verdict.dsa_annex, CASE)}

"""What a party wrote: nothing hidden, the right direction, the right words for the two halves."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.case import read_case
from tests.fake_cases import rich_doc
from ui.models.party_text import buyer_says, is_right_to_left, readable, said, seller_answer


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("abc\u202eexe.gpj", "abc[U+202E RIGHT-TO-LEFT OVERRIDE]exe.gpj"),
        ("a\u2066b\u2069", "a[U+2066 LEFT-TO-RIGHT ISOLATE]b[U+2069 POP DIRECTIONAL ISOLATE]"),
        ("zero\u200bwidth\ufeff", "zero[U+200B ZERO WIDTH SPACE]width[U+FEFF ZERO WIDTH NO-BREAK SPACE]"),
        ("bell\x07", "bell[U+0007]"),
        ("lone \ud800", "lone [U+D800]"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("نه\u200cمی", "نه\u200cمی"),
        ("👩\u200d💻", "👩\u200d💻"),
    ],
)
def test_what_is_hidden_is_written_out(text: str, shown: str) -> None:
    assert readable(text) == shown


def test_a_flag_keeps_its_tags_and_a_stray_tag_shows() -> None:
    england = "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f"
    assert readable(england) == england
    assert "TAG LATIN SMALL LETTER G" in readable("hi\U000e0067")


@given(st.text())
def test_nothing_hidden_is_left_and_nothing_else_is_touched(text: str) -> None:
    shown = readable(text)
    allowed = set("\n\t\u200c\u200d\u200e\u200f\u061c\u00ad")
    tags = {chr(c) for c in range(0xE0020, 0xE0080)}
    for char in shown:
        assert char in allowed or char in tags or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    if all(unicodedata.category(char)[0] in "LNPZ" and char.isprintable() for char in text):
        assert "[U+" not in shown or "[U+" in text or any(c in "\u115f\u1160\u3164\uffa0" for c in text)


@pytest.mark.parametrize(
    ("text", "right"), [("شكرا", True), ("  123 שלום", True), ("hello שלום", False), ("123", False), ("", False)]
)
def test_direction_follows_the_first_letter(text: str, right: bool) -> None:
    assert is_right_to_left(text) is right


def test_the_translation_is_shown_by_default_and_english_needs_none() -> None:
    case = read_case(rich_doc())
    buyer = buyer_says(case)
    assert buyer.shown(original=False).startswith("The watch arrived")
    assert buyer.shown(original=True).startswith("El reloj")
    assert said("hello", "en-GB", {}).english is None
    assert not said("hola", "es", {}).is_translated


def test_an_automatic_reply_is_no_answer() -> None:
    doc = rich_doc(seller_responded_at=None)
    for message in doc["messages"]:
        message["automatic"] = True
    assert seller_answer(read_case(doc)) is None


def test_what_the_seller_wrote_before_the_dispute_is_no_answer_to_it() -> None:
    doc = rich_doc(seller_responded_at=None)
    doc["messages"] = [{"id": "M1", "at": "2026-10-20T00:00:00Z", "from": "seller", "text": "Sent.", "language": "en"}]
    assert seller_answer(read_case(doc)) is None


def test_the_message_that_counts_as_the_answer_is_the_one_shown() -> None:
    doc = rich_doc()
    doc["messages"].append(
        {"id": "M3", "at": "2026-11-09T02:00:00Z", "from": "seller", "text": "Please wait.", "language": "en"}
    )
    answer = seller_answer(read_case(doc))
    assert answer is not None
    assert answer.shown(original=False).startswith("Checked before dispatch")

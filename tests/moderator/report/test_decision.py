"""What a decision says, before it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from moderator.report.blocks import Document, Heading, Paragraph, Span, Table, Title, Verdict
from moderator.report.decision import document
from moderator.report.editions import EDITIONS, edition
from moderator.report.facts import less
from moderator.report.sentences import decision_sentence, next_steps, refused
from moderator.report.wording import wording
from tests.moderator.report.records import Record, changed, record

ENGLISH = wording("en")


def plainly(value: Any) -> str:
    """All text of a value, its parts one after the other, with ordinary spaces."""
    return "".join(_parts(value)).replace("\u00a0", " ")


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, Span):
        yield value.text
    elif isinstance(value, str):
        yield f"{value}\n"
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _parts(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _parts(getattr(value, part.name))
        yield "\n"


def headings(whole: Document) -> list[str]:
    return [block.text for block in whole.blocks if isinstance(block, Heading)]


def outcome(name: str, total: str = "0.00", asked: str | None = "23.90", facts: Record | None = None) -> Record:
    def change(whole: Record) -> None:
        whole["verdict"] |= {"outcome": name} | (facts or {})
        whole["money"]["total"] = total
        whole["case"]["claim"]["requested"] = {"outcome": "full-refund"} | ({"amount": asked} if asked else {})

    return changed(change)


def closed(how: str) -> Record:
    def change(whole: Record) -> None:
        whole["verdict"] |= {"kind": "closure", "closure": {"as": how, "why": "Because of this."}}
        for key in ("outcome", "refund", "findings", "exhibits", "clause"):
            del whole["verdict"][key]
        whole["money"], whole["exhibits"] = None, []

    return changed(change)


@pytest.mark.parametrize(
    ("whole", "sentence"),
    [
        (
            outcome("full-refund", "23.90"),
            "The buyer gets the full refund of US$ 23.90. The item stays with the buyer.",
        ),
        (
            outcome("full-refund", "21.90"),
            "The buyer gets the full refund: US$ 21.90 of the US$ 23.90 asked. The item stays with the buyer.",
        ),
        (
            outcome("partial-refund", "15.33"),
            "The buyer gets US$ 15.33 of the US$ 23.90 asked. The item stays with the buyer.",
        ),
        (
            outcome("partial-refund", "15.33", None),
            "The buyer gets a partial refund of US$ 15.33. The item stays with the buyer.",
        ),
        (
            outcome("partial-refund", "15.33", "15.33"),
            "The buyer gets the US$ 15.33 asked. The item stays with the buyer.",
        ),
        (outcome("return-and-refund", "23.90"), "The buyer sends the item back and gets US$ 23.90."),
        (
            outcome("return-and-refund", "20.00"),
            "The buyer sends the item back and gets US$ 20.00 of the US$ 23.90 asked.",
        ),
        (outcome("replacement"), "The seller sends a replacement. No money is refunded."),
        (outcome("no-refund"), "The buyer gets nothing of the US$ 23.90 asked."),
        (outcome("no-refund", asked=None), "The buyer gets no refund."),
        (closed("inadmissible"), "The dispute is closed as inadmissible; it is not decided on its merits."),
        (closed("withdrawn"), "The dispute is closed: the buyer withdrew it."),
        (closed("settled"), "The dispute is closed: the parties settled it between them."),
        (closed("duplicate"), "The dispute is closed as a duplicate of another one."),
        (closed("transferred"), "The dispute is closed here and handed over."),
    ],
)
def test_each_outcome_has_its_sentence(whole, sentence):
    assert decision_sentence(whole, ENGLISH).replace("\u00a0", " ") == sentence
    printed = plainly(document(whole))
    assert sentence in printed
    assert "SECRET" not in printed


def test_nothing_stays_with_a_buyer_who_received_nothing():
    def change(whole: Record) -> None:
        whole["case"]["delivery"] = "not-delivered"

    assert "stays" not in decision_sentence(changed(change), ENGLISH)


@pytest.mark.parametrize(
    "change",
    [
        lambda case: case.update(reason="not-received"),
        lambda case: case["claim"].update(scope=[{"line": "1", "quantity": 1, "state": "missing"}]),
    ],
)
def test_nothing_stays_where_the_claim_is_that_nothing_came(change):
    assert "stays" not in decision_sentence(changed(lambda whole: change(whole["case"])), ENGLISH)


def test_several_items_are_items():
    def change(whole: Record) -> None:
        whole["case"]["claim"]["scope"] = [{"line": "1", "quantity": 2, "state": "damaged"}]

    assert decision_sentence(changed(change), ENGLISH).endswith("The items stay with the buyer.")


def test_a_charge_taken_wrongly_goes_back_as_itself():
    whole = outcome("full-refund", "64.90", "64.90")
    whole["money"] |= {"lines": [], "shipping": None, "payments": [{"payment": "P2", "amount": "64.90"}]}
    assert "the charge taken wrongly back in full: US$\u00a064.90" in decision_sentence(whole, ENGLISH)
    assert "US$ 64.90 goes back as the charge P2 itself; the seller bears it." in plainly(next_steps(whole, ENGLISH))
    table = next(block for block in document(whole).blocks if isinstance(block, Table) and "Charge" in plainly(block))
    assert "P264.90" in plainly(table)
    assert "Total" not in plainly(document(whole))


def test_what_is_not_granted_comes_with_its_reason():
    assert plainly(refused(record(), ENGLISH)).startswith("US$ 6.57 of the price: the damage is real")
    assert "US$ 2.00 shipping: the rule applied does not give shipping back." in plainly(refused(record(), ENGLISH))


def test_where_all_was_granted_that_is_said():
    whole = outcome("full-refund", "23.90")
    whole["money"]["lines"][0]["refund"] = "21.90"
    assert plainly(refused(whole, ENGLISH)) == "Everything that the buyer asked is granted."


def test_a_sum_that_the_parts_do_not_explain_is_named_as_it_is():
    whole = outcome("full-refund", "21.00", "21.90")
    whole["money"]["lines"][0] |= {"refund": "21.00", "paid": "21.00", "why": None}
    assert plainly(refused(whole, ENGLISH)).startswith(
        "US$ 0.90 of the US$ 21.90 asked: a full refund gives back what was paid"
    )


def test_lines_outside_the_claim_are_not_refusals():
    whole = record()
    whole["money"]["lines"].append(whole["money"]["lines"][0] | {"line": "2", "title": "Other", "refund": "0.00"})
    assert "Other" not in plainly(refused(whole, ENGLISH))


def test_a_refusal_names_what_was_not_shown_and_not_what_the_seller_had_to_show():
    whole = outcome("no-refund")
    whole["verdict"]["findings"][0] |= {"answer": "not-established", "text": "No photo shows the dial."}
    text = plainly(refused(whole, ENGLISH))
    assert "Is the damage visible? Not established. No photo shows the dial. Without visible damage" in text
    assert "Did it break" not in text


def test_a_return_says_by_when_and_who_pays():
    back = {
        "paid_by": "seller",
        "ship_by": "2026-11-20T00:00:00Z",
        "refund_when": "inspected",
        "lines": [{"line": "1", "quantity": 1}],
    }
    text = plainly(next_steps(outcome("return-and-refund", "23.90", facts={"return": back}), ENGLISH))
    assert "The buyer sends Norvane Chrono 40 × 1 back by 20 Nov 2026; the seller pays for the return." in text
    assert "goes to the buyer’s original means of payment as soon as the return has been received and inspected" in text


def test_a_replacement_says_what_follows_if_it_does_not_come():
    new = {"lines": [{"line": "1", "quantity": 1}], "ship_by": "2026-11-20T00:00:00Z", "if_not_sent": "full-refund"}
    text = plainly(next_steps(outcome("replacement", facts={"replacement": new}), ENGLISH))
    assert "The seller sends Norvane Chrono 40 × 1 again by 20 Nov 2026" in text
    assert "If it is not sent in time, a full refund takes its place." in text


def test_the_order_of_the_sections():
    assert headings(document(record())) == [
        "What is not granted, and why",
        "What happens now",
        "What the parties said, and the answer",
        "What was found",
        "Evidence not relied on, and why",
        "How the refund was worked out",
        "The rule",
        "If you disagree",
        "Exhibits",
        "Technical record",
        "Exhibits: files, frames and notes",
        "All evidence and listing photos",
        "Facts relied on",
        "History",
        "Order",
        "Messages before the dispute, automatic ones and the platform’s",
    ]


def test_a_closure_says_why_and_shows_no_money():
    whole = document(closed("inadmissible"))
    assert "Because of this." in plainly(whole)
    assert "Why the case is closed" in headings(whole)
    assert "How the refund was worked out" not in headings(whole)
    assert "The rule" not in headings(whole)


def test_a_later_verdict_names_its_stage_and_what_it_replaces():
    def change(whole: Record) -> None:
        whole["number"] = 2
        whole["verdict"] |= {"stage": "appeal", "supersedes": "AE-2026-000123-v1", "approved_by": "lead-2"}
        whole["case"]["appeals"] = [
            {
                "id": "A1",
                "by": "seller",
                "at": "2026-11-15T10:00:00Z",
                "against": "AE-2026-000123-v1",
                "text": "照片不清楚。",
                "language": "zh",
            }
        ]

    whole = document(changed(change))
    title = next(block for block in whole.blocks if isinstance(block, Title))
    assert plainly(title.notes) == "Decision on appeal; it takes the place of the verdict AE-2026-000123-v1."
    assert "Appeal by the seller (Chinese, 15 Nov 2026): “照片不清楚。”" in plainly(whole)
    assert "approved by lead-2" in plainly(next(block for block in whole.blocks if isinstance(block, Verdict)))


def test_a_demo_library_is_called_one():
    assert "Demo library" in plainly(document(changed(lambda whole: whole.update(clock="demo"))))
    assert "Demo library" not in plainly(document(record()))


def test_a_silent_seller_is_called_silent():
    def change(whole: Record) -> None:
        whole["case"]["messages"] = []
        whole["case"]["seller_responded_at"] = None

    assert "Seller gave no answer; it was due by 11 Nov 2026, 18:55 UTC." in plainly(document(changed(change)))


def test_originals_come_before_translations_which_are_said_to_be_ones():
    def change(whole: Record) -> None:
        whole["case"]["messages"][1]["translations"] = {"fr": {"text": "Contrôlé.", "by": "human"}}

    text = plainly(document(changed(change)))
    assert "“El reloj llegó con el cristal roto. La caja no estaba dañada.” The watch arrived" in text
    assert "(machine translation; the original counts)" in text
    assert "“发货前已检查，包装完好。” Contrôlé. (translation into French; the original counts)" in text


def test_the_answer_that_counts_comes_first_in_its_own_language():
    def change(whole: Record) -> None:
        english, spanish = whole["verdict"]["statements"]
        whole["verdict"]["statements"] = [
            english | {"authoritative": False, "by": "machine"},
            spanish | {"authoritative": True, "by": "moderator"},
        ]

    answers = [
        plainly(block)
        for block in document(changed(change)).blocks
        if isinstance(block, Paragraph) and plainly(block).startswith("Answer")
    ]
    assert answers[0].startswith("Answer: El reloj")
    assert answers[1].startswith("Answer in English (machine translation; the Spanish answer counts): The watch")


def test_a_reason_found_other_than_the_one_claimed_is_said():
    whole = changed(lambda one: one["verdict"].update(reason="not-as-described"))
    assert "damaged; full refund, US$ 23.90; found: not as described" in plainly(document(whole))


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("15.33", "USD", "US$ 15.33"),
        ("18.40", "EUR", "€ 18.40"),
        ("2390", "JPY", "¥ 2,390"),
        ("1234567.250", "KWD", "KWD 1,234,567.250"),
        ("0.00", "USD", "US$ 0.00"),
        ("5", "XTS", "XTS 5"),
    ],
)
def test_money_as_it_was_given(amount, currency, shown):
    assert ENGLISH.money(amount, currency) == shown.replace(" ", "\u00a0")


def test_differences_are_exact():
    assert less("23.90", "0.00", "15.33") == "8.57"
    assert less("999999999999.99", "0.01") == "999999999999.98"
    assert ENGLISH.figure("1234567.89") == "1,234,567.89"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2026-11-12T09:44:00Z", "12 Nov 2026, 09:44 UTC"),
        ("2026-11-12T23:30:00-03:00", "13 Nov 2026, 02:30 UTC"),
        ("2026-03-01T00:10:00.123456+08:00", "28 Feb 2026, 16:10 UTC"),
        ("2026-11-12t09:44:00z", "12 Nov 2026, 09:44 UTC"),
        ("sometime", "sometime"),
    ],
)
def test_times_are_utc(given, shown):
    assert ENGLISH.time(given).replace("\u00a0", " ") == shown


def test_dates_and_languages():
    assert ENGLISH.date("2026-10-01", full=True).replace("\u00a0", " ") == "1 October 2026"
    assert ENGLISH.exact_time("2026-11-12T09:44:07Z").replace("\u00a0", " ") == "12 Nov 2026, 09:44:07"
    assert ENGLISH.named("zh-Hans-CN") == "Chinese"
    assert ENGLISH.named("tlh") == "tlh"


def test_an_offer_of_nothing_is_a_refusal() -> None:
    def decline(whole: Record) -> None:
        whole["case"]["offers"][0] |= {"outcome": "no-refund", "amount": None}

    said = plainly(document(changed(decline)))
    assert "Seller declined to refund on" in said
    assert "offered no refund" not in said


def test_a_frame_is_named_by_its_planes_where_the_record_has_them() -> None:
    planes = "5a" * 32
    with_planes = plainly(document(changed(lambda whole: whole["exhibits"][0].update(planes=planes))))
    assert f"planes SHA-256 {planes[:32]}" in with_planes
    assert "planes" not in plainly(document(record()))


def test_what_could_not_be_shown_is_counted_where_the_record_counts_it() -> None:
    def lose(whole: Record) -> None:
        whole["evidence"][0] |= {"state": "refused", "reason": "The file is damaged and cannot be decoded."}

    old = plainly(document(changed(lose)))
    assert "could not be shown" not in old
    counting = changed(lose) | {"unreadable": 1}
    new = plainly(document(counting))
    assert "1 of 4 files could not be shown." in new
    assert "The file is damaged and cannot be decoded." in new


def test_a_decision_on_appeal_shows_what_it_changes():
    def change(whole: Record) -> None:
        whole["verdict"] |= {"stage": "appeal", "supersedes": "AE-2026-000123-v1"}
        whole["replaces"] = {
            "id": "AE-2026-000123-v1",
            "kind": "decision",
            "outcome": "no-refund",
            "clause": "damaged.3",
            "policy_version": "2026-10-01",
            "decided_at": "2026-11-10T08:00:00Z",
            "refund": {"total": "0.00"},
        }

    for which in EDITIONS:
        (table,) = (
            block
            for block in document(edition(changed(change), which)).blocks
            if isinstance(block, Table) and block.columns[-1].head == "Now"
        )
        rows = [tuple("".join(span.text for span in cell) for cell in row) for row in table.rows]
        assert table.columns[1].head.replace("\u00a0", " ") == "Earlier, 10 Nov 2026"
        assert [(a, b.replace("\u00a0", " "), c.replace("\u00a0", " ")) for a, b, c in rows] == [
            ("Decision", "No refund", "A partial refund"),
            ("Refund", "US$ 0.00", "US$ 15.33"),
            ("Rule", "damaged.3", "damaged.2"),
        ]


def test_an_appeal_that_changes_nothing_says_so():
    whole = changed(lambda one: one.update(replaces={"decided_at": "2026-11-10T08:00:00Z", **one["verdict"]}))
    texts = [block.text[0].text for block in document(whole).blocks if isinstance(block, Paragraph)]
    assert any("is confirmed: nothing in it changes." in text for text in texts)


def test_why_something_sensitive_is_shown_as_it_is():
    whole = changed(lambda one: one["verdict"]["exhibits"][0].update(need="the label is what the dispute is about"))
    for which in EDITIONS:
        said = str(document(edition(whole, which)).blocks)
        assert "shown as it is, because: the label is what the dispute is about" in said

"""Order, parcel, histories and facts as rows."""

from __future__ import annotations

from typing import Any

import pytest

from moderator.domain.before import NOTHING
from moderator.domain.canonical import resolve
from moderator.domain.case import Case, read_case
from tests.fake_cases import queue_docs, rich_doc
from ui.models.fact_list import facts
from ui.models.order_rows import head_rows, line_rows, payment_rows, sum_rows
from ui.models.parcel_rows import shipments
from ui.models.seller_rows import attributes, history, prices_in_words, similar


def case_of(**overrides: Any) -> Case:
    return read_case(rich_doc(**overrides))


def shipped(**changes: Any) -> Case:
    doc = rich_doc()
    doc["shipments"][0] |= changes
    return read_case(doc)


@pytest.mark.parametrize("doc", queue_docs(), ids=lambda doc: str(doc["id"]))
def test_every_fact_that_is_offered_leads_somewhere(doc: dict[str, Any]) -> None:
    for fact in facts(read_case(doc)):
        resolve(doc, fact.pointer)
        assert fact.value


def test_the_search_wants_every_word() -> None:
    found = [fact for fact in facts(case_of()) if fact.matches("delivered valdemora")]
    assert [fact.pointer for fact in found] == ["/shipments/0/events/1"]


def test_order_lines_and_sums() -> None:
    case = case_of()
    (line,) = line_rows(case)
    assert (line.quantity, line.price, line.claimed) == ("1 × 21.90", "21.90", "1 damaged")
    assert line.detail == "Strap Brown · Dial Blue · SKU JUG-26"
    rows = {row.label: row.text for row in sum_rows(case, NOTHING)}
    assert rows["Can still be refunded"] == "US$ 23.90"
    assert {row.label for row in head_rows(case)} >= {"Order", "Placed", "Ship to"}


def test_two_charges_seconds_apart_say_so() -> None:
    doc = rich_doc()
    first = doc["order"]["payments"][0]
    doc["order"]["payments"].append(first | {"id": "P2", "at": "2026-10-14T09:13:41Z"})
    rows = payment_rows(read_case(doc))
    assert "41 s after the charge before" in rows[1].detail


def test_a_parcel_sent_elsewhere_is_said_plainly() -> None:
    doc = rich_doc()
    doc["order"]["ship_to"] = {"street": "Calle 1", "city": "Valdemora", "country": "ES"}
    doc["shipments"][0]["destination"] = {"street": "calle  1", "city": "Lisboa", "country": "PT"}
    (shipment,) = shipments(read_case(doc))
    sent = next(row for row in shipment.rows if row.label == "Sent to")
    assert sent.tone == "warn"
    assert sent.note.startswith("differs from the order in city, country; ordered to: Calle 1")


def test_an_unknown_status_stands_as_it_is() -> None:
    doc = rich_doc()
    doc["shipments"][0]["events"].append({"id": "ev3", "at": "2026-11-05T00:00:00Z", "status": "held <b>by</b> pixies"})
    event = shipments(read_case(doc))[0].events[-1]
    assert (event.status, event.known) == ("held <b>by</b> pixies", False)


def test_a_scan_without_proof_is_named_and_a_foreign_scan_is_amber() -> None:
    doc = rich_doc()
    doc["order"]["ship_to"] = {"city": "Valdemora", "country": "FR"}
    (shipment,) = shipments(read_case(doc))
    assert ("Proof", "none but the scan") in [(row.label, row.text) for row in shipment.rows]
    assert shipment.events[-1].tone == "warn"
    proven = shipments(shipped(proof=[{"kind": "signature", "evidence": "E3", "at": "2026-11-04T11:00:00Z"}]))[0]
    assert [row.evidence for row in proven.rows if row.label == "Proof"] == [("E3",)]


def test_buyer_and_seller_stand_together() -> None:
    pairs = {pair.label: pair for pair in history(case_of())}
    assert (pairs["Disputes"].buyer, pairs["Disputes"].seller) == ("2 · 4.9 %", "812 · 0.9 %")
    assert (pairs["Rating"].buyer, pairs["Rating"].seller) == ("", "4.7 of 5")
    assert pairs["Verified"].seller == "yes"


def test_the_listing_in_figures_and_in_words() -> None:
    case = case_of()
    assert [(row.label, row.text) for row in attributes(case)] == [
        ("Diameter", "40 ± 0.5 mm"),
        ("Includes", "watch, box"),
    ]
    assert [(row.title, row.price, row.rating) for row in similar(case)] == [("Chrono 38", "19.50", "4.6")]
    assert prices_in_words(case).startswith("3 prices: US$ 24.90 on 1 Jun, US$ 21.90 on 1 Oct, lowest US$ 21.90")

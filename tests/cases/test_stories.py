"""What the stories promise: dates that agree, codes that are read, and the odd cases that a desk must know."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from moderator.domain.canonical import Json
from moderator.domain.case import Case
from tests.cases import shipped
from tests.cases.shipped import CLOCK, IDS

NOW = datetime.fromisoformat(CLOCK)
BROKEN = ("AE-2026-000123", "E5")
FILMS = {"AE-2026-000123": "E4", "AE-2026-000127": "E3", "AE-2026-000118": "E2"}


def _case(case_id: str) -> Case:
    return shipped.pack(case_id)[1]


def _texts(value: Json, at: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object that has a text or a caption in a language, with its place."""
    if isinstance(value, dict):
        if "language" in value and ("text" in value or "caption" in value):
            yield at, value
        for key, inner in value.items():
            yield from _texts(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _texts(inner, f"{at}/{i}")


@pytest.mark.parametrize("case_id", IDS)
def test_every_foreign_text_is_translated(case_id: str) -> None:
    for at, each in _texts(shipped.pack(case_id)[0]):
        if each["language"] != "en":
            english = each.get("translations", {}).get("en", {})
            assert english.get("text"), at
            assert english["by"] == "human" or english["engine"], at


def test_many_scripts_are_spoken() -> None:
    spoken = {each["language"].split("-")[0] for i in IDS for _, each in _texts(shipped.pack(i)[0])}
    assert {"es", "zh", "fr", "sv", "de", "pl", "pt", "it", "ja", "ko", "ar", "uk", "cs", "tr", "nl"} <= spoken


@pytest.mark.parametrize("case_id", IDS)
def test_things_happen_in_order_and_before_the_demo_clock(case_id: str) -> None:
    case = _case(case_id)
    assert case.order.placed_at < case.opened_at < case.escalated_at < NOW
    assert case.decision_due_at is not None
    assert NOW < case.decision_due_at < NOW + timedelta(days=9)
    for moments in (
        [message.at for message in case.messages],
        *([event.at for event in shipment.events] for shipment in case.shipments),
        [price.at for price in case.listing.price_history],
    ):
        assert list(moments) == sorted(moments)
        assert all(moment < NOW for moment in moments)
    for item in case.evidence:
        assert case.order.placed_at < item.submitted_at < case.escalated_at or item.from_ in ("carrier", "platform")
    assert 6 <= len(case.listing.price_history) <= 10
    assert case.listing.similar


@pytest.mark.parametrize("case_id", IDS)
def test_photos_were_taken_before_they_were_sent(case_id: str) -> None:
    _, case, files, _ = shipped.pack(case_id)
    delivered = max((e.at for s in case.shipments for e in s.events if e.status == "delivered"), default=None)
    for item in case.evidence:
        if item.kind != "photo" or item.path.endswith(".heic") or (case_id, item.id) == BROKEN:
            continue
        taken = Image.open(io.BytesIO(files[item.path])).getexif().get_ifd(0x8769).get(0x9003)
        if taken:
            local = datetime.strptime(taken, "%Y:%m:%d %H:%M:%S").replace(tzinfo=item.submitted_at.tzinfo)
            assert local - timedelta(hours=3) < item.submitted_at, item.id  # the west of Brazil to Finland
            assert delivered is not None
            assert local + timedelta(hours=4) > delivered, item.id


def test_the_queue_is_due_as_it_was_drawn() -> None:
    due = sorted((_case(i).decision_due_at, i.removeprefix("AE-2026-000")) for i in IDS)
    order = [number for _, number in due]
    drawn = ["123", "131", "127", "140", "118", "152", "155", "160", "163"]
    assert [number for number in order if number in drawn] == drawn


@pytest.mark.parametrize("case_id", sorted(FILMS))
def test_the_label_in_the_film_bears_the_tracking_number(case_id: str) -> None:
    _, case, files, _ = shipped.pack(case_id)
    film = next(item for item in case.evidence if item.id == FILMS[case_id])
    assert case.shipments[0].tracking_number in set(_codes(files[film.path]))


def _codes(film: bytes) -> Iterator[str]:
    reader = cv2.QRCodeDetector()
    with av.open(io.BytesIO(film), "r") as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index > 90:
                return
            if index % 6 == 0:
                grey = np.ascontiguousarray(frame.to_ndarray(format="gray"), dtype=np.uint8)
                twice = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
                yield from (reader.detectAndDecode(picture)[0] for picture in (grey, twice))


def test_the_label_that_went_to_another_city() -> None:
    _, case, files, _ = shipped.pack("AE-2026-000160")
    label = np.frombuffer(files["media/c1_label_at_door.jpg"], np.uint8)
    picture = cv2.imdecode(label, cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    text = cv2.QRCodeDetector().detectAndDecode(picture)[0]
    assert text == case.shipments[0].tracking_number
    assert case.shipments[0].destination.city != case.order.ship_to.city
    assert case.related[0].case == "AE-2026-000161"
    assert _case("AE-2026-000161").order == case.order


def test_the_received_trick() -> None:
    case = _case("AE-2026-000131")
    asked = next(message for message in case.messages if "确认收货" in message.text)
    assert asked.from_ == "seller"
    assert case.order.receipt_confirmed_at is not None
    assert asked.at < case.order.receipt_confirmed_at < case.opened_at
    assert {event.status for event in case.shipments[0].events} <= {"label-created", "exception"}
    kinds = {each["kind"] for each in shipped.verdict("AE-2026-000131")["referrals"]}
    assert "fake-tracking" in kinds


def test_the_double_debit_stands_in_the_payments() -> None:
    case = _case("AE-2026-000152")
    first, second = case.order.payments
    assert (first.amount, first.status) == (second.amount, second.status) == (case.order.paid, "settled")
    assert (second.at - first.at).total_seconds() == 45
    given = shipped.verdict("AE-2026-000152")["refund"]
    assert [each["payment"] for each in given["payments"]] == [first.id]
    assert given["lines"] == []


def test_the_silent_seller_sent_only_automatic_words() -> None:
    case = _case("AE-2026-000166")
    assert case.seller_responded_at is None
    assert case.seller_response_due_at is not None
    assert case.seller_response_due_at < NOW
    said = [message for message in case.messages if message.from_ == "seller"]
    assert said
    assert all(message.automatic for message in said)
    assert not case.offers
    assert not [item for item in case.evidence if item.from_ == "seller"]


def test_the_reopened_dispute_names_the_three_conditions() -> None:
    case = _case("AE-2026-000172")
    assert case.reopens is not None
    assert case.reopens.closed_as == "cancelled"
    assert case.protection_ends_at is not None
    assert case.protection_ends_at > case.opened_at


def test_three_lines_partly_delivered() -> None:
    case = _case("AE-2026-000168")
    assert case.delivery == "partly-delivered"
    assert len(case.order.lines) == 3
    arrived = {p.line for s in case.shipments for p in s.lines if s.events[-1].status == "delivered"}
    assert {each.line for each in case.claim.scope} == {line.id for line in case.order.lines} - arrived


def test_the_long_cable_is_as_long_as_its_text_says() -> None:
    case = _case("AE-2026-000163")
    length = next(each for each in case.listing.attributes if each.name == "Length")
    measured = shipped.verdict("AE-2026-000163")["exhibits"][0]["measurement"]
    assert "long" in case.listing.title.lower()
    assert abs(float(measured["value"]) - float(length.value)) < float(length.tolerance or 0)


def test_the_empty_parcel_has_a_box_until_the_cut() -> None:
    """The two exhibits around the cut are neighbours, and everything between them changed at once."""
    before, after = (e for e in shipped.verdict("AE-2026-000118")["exhibits"] if e["id"] in ("X3", "X4"))
    pts = shipped.materials("AE-2026-000118")["E2"].frames
    assert pts is not None
    assert pts.pts.index(after["pts"]) == pts.pts.index(before["pts"]) + 1


def test_the_upload_that_broke_off_is_a_jpeg_without_its_end() -> None:
    data = shipped.pack("AE-2026-000123")[2]["media/e5_packing_check.jpg"]
    assert data.startswith(b"\xff\xd8\xff")
    assert not data.rstrip(b"\0").endswith(b"\xff\xd9")

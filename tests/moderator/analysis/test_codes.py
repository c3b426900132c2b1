"""Codes in a picture: read in any direction, with their corners, whatever is written in them."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from moderator.analysis import codes
from moderator.domain.finds import MOST_CODES, MOST_TEXT, CodeFormat
from tests.moderator.media.labels import HEIGHT, WIDTH, drawn, put, scene, turned

Kind = zxingcpp.BarcodeFormat


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (Kind.Code128, "NP40718826519354", CodeFormat.CODE_128), (Kind.QRCode, "NP40718826519354", CodeFormat.QR),
        (Kind.EAN13, "4006381333931", CodeFormat.EAN_13), (Kind.DataMatrix, "a b", CodeFormat.DATA_MATRIX),
        (Kind.Code39, "AB-12", CodeFormat.CODE_39), (Kind.ITF, "1234567890", CodeFormat.ITF),
        (Kind.PDF417, "parcel", CodeFormat.PDF417), (Kind.Aztec, "parcel", CodeFormat.AZTEC),
        (Kind.EAN8, "96385074", CodeFormat.EAN_8), (Kind.MicroQRCode, "12", CodeFormat.QR),
    ],
)  # fmt: skip
def test_what_is_printed_on_parcels_and_goods(kind: Kind, text: str, found: CodeFormat) -> None:
    (code,) = codes.read(put(scene(), drawn(text, kind), 60, 40))
    assert (code.format, code.text) == (found, text)


@pytest.mark.parametrize("degrees", [30, 90, 180, 235])
def test_in_any_direction(degrees: float) -> None:
    (code,) = codes.read(put(scene(), turned(drawn("NP4071", Kind.QRCode, 4), degrees), 60, 40))
    assert code.text == "NP4071"


def test_light_on_dark() -> None:
    (code,) = codes.read(put(scene(), 255 - drawn("NP4071", Kind.QRCode, 4), 60, 40))
    assert code.text == "NP4071"


def test_corners_are_fractions_of_the_picture() -> None:
    thing = drawn("NP40718826519354", Kind.QRCode, 4)
    (code,) = codes.read(put(scene(), thing, 200, 100))
    (left, top), _, (right, bottom), _ = code.corners
    quiet = 16
    assert (left * WIDTH, top * HEIGHT) == pytest.approx((200 + quiet, 100 + quiet), abs=3)
    far = (200 + thing.shape[1] - quiet, 100 + thing.shape[0] - quiet)
    assert (right * WIDTH, bottom * HEIGHT) == pytest.approx(far, abs=3)


@pytest.mark.parametrize("text", ["\u202egpj.exe", "<img src=x>", "a\x00b\nc", "é中😀", "javascript:alert(1)"])
def test_hostile_texts_come_as_they_are(text: str) -> None:
    (code,) = codes.read(put(scene(), drawn(text, Kind.QRCode, 4), 60, 40))
    assert code.text == text


def test_a_long_text_is_cut_and_says_so() -> None:
    sheet = np.full((900, 900), 255, np.uint8)
    (code,) = codes.read(put(sheet, drawn("x" * 900, Kind.QRCode, 4), 10, 10))
    assert len(code.text) == MOST_TEXT
    assert code.text.endswith("x…")


def test_a_sheet_of_codes_is_bounded() -> None:
    sheet = np.full((1000, 1000), 255, np.uint8)
    for n in range(36):
        put(sheet, drawn(f"{n:02}", Kind.QRCode, 4), 20 + n % 6 * 160, 20 + n // 6 * 160)
    assert len(codes.read(sheet)) == MOST_CODES


def test_nothing_is_read_where_nothing_is() -> None:
    assert codes.read(scene()) == ()
    assert codes.read(np.zeros((1, 1), np.uint8)) == ()
    assert codes.read(np.random.default_rng(3).integers(0, 255, (400, 600), dtype=np.uint8)) == ()

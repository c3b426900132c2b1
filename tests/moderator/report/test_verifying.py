"""The way back: what holds of a decision's file, and that nothing is let through that does not."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12

from moderator.domain.canonical import digest
from moderator.report import figures, signing
from moderator.report.editions import edition
from moderator.report.opening import opened
from moderator.report.pdf import FontSet, installed_fonts, render
from moderator.report.signed_by import Spoilt, signer
from moderator.report.verifying import Verified, verify
from tests.moderator.report.records import Record, changed, picture, record
from tests.moderator.report.signed import decision, frozen, sign, unsigned
from tests.moderator.report.test_pdf import scripts
from tests.moderator.report.test_signing import certified, stamped


def fonts_here(_: object) -> FontSet:
    return frozen()[1]


def no_fonts(_: object) -> None:
    return None


def verified(data: bytes, load: Callable[[Any], FontSet | None] = fonts_here) -> Verified:
    return verify(data, load)


def failed(data: bytes, load: Callable[[Any], FontSet | None] = fonts_here) -> dict[str, str]:
    return {each.name: each.told for each in verified(data, load).checks if each.ok is False}


@pytest.mark.parametrize("load", [fonts_here, no_fonts])
@pytest.mark.parametrize("which", ["parties", "office"])
def test_a_decision_as_it_was_given_holds(which, load):
    found = verified(decision(which), load)
    assert [each.name for each in found.checks] == ["file", "signature", "data", "print"]
    assert all(each.ok for each in found.checks), found.checks
    assert found.signer is not None
    assert found.signer.local
    assert "proves no identity" in found.checks[1].told
    assert found.record["edition"] == which
    assert len(found.pictures) == 4


def test_one_with_a_time_stamp_holds(monkeypatch: pytest.MonkeyPatch):
    found = verified(stamped(monkeypatch))
    assert all(each.ok for each in found.checks), found.checks
    assert found.signer is not None
    assert "Clock of the town" in found.signer.stamped


def test_words_in_every_script_are_read_back():
    whole, fonts = frozen(scripts())
    file = opened(render(whole, picture, fonts).data)
    assert list(figures.missing(whole, file)) == []
    assert figures.count(whole) > 60


def test_without_a_signature_it_does_not_hold():
    assert list(failed(unsigned())) == ["signature"]


def changed_at(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_the_bytes_that_changed_are_named():
    data = decision()
    place = data.index(b"stream\r\n0.") if b"stream\r\n0." in data else data.index(b"/MCID 3 ") + 6
    told = failed(changed_at(data, place))
    assert f"bytes {place}–{place + 1} are not those" in told["print"]
    assert "are not those that were signed" in told["signature"]


@pytest.mark.parametrize(
    "appended",
    [
        b"\n",
        b"%%EOF\n",
        b"startxref\n0\n%%EOF\n",
        b"1 0 obj\n<< >>\nendobj\nxref\n0 0\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n",
    ],
)
def test_nothing_can_be_appended(appended):
    assert failed(decision() + appended)


def test_a_second_signature_is_an_appended_revision():
    assert "file" in failed(_second(decision()))


def _second(data: bytes) -> bytes:
    """Another revision by another tool, itself in good order."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def resigned(base: bytes, change: Callable[[Any], None]) -> bytes:
    """Somebody with a key puts more into the signature's revision than a signature."""
    from unittest import mock

    real = signing._appending

    def appending(data: bytes) -> Any:
        writer = real(data)
        change(writer)
        return writer

    with mock.patch.object(signing, "_appending", appending):
        return sign(base)


def _other_page(writer: Any) -> None:
    """The first page shows what the second has."""
    pages = writer.root["/Pages"]["/Kids"]
    pages[0].get_object()["/Contents"] = pages[1].get_object().raw_get("/Contents")
    writer.mark_update(pages.raw_get(0).reference)


@pytest.mark.parametrize("load", [fonts_here, no_fonts])
def test_a_page_that_the_signature_brings_along_is_noticed(load):
    told = failed(resigned(unsigned(), _other_page), load)
    assert list(told) == ["print"]


def _other_figure(data: bytes) -> bytes:
    """Another amount on the pages, the data left as it was; signed by somebody with a key."""
    whole, fonts = frozen()
    lied = edition(changed(lambda one: one["money"].update(total="23.90", kept="0.00")), "parties")
    printed = render({**lied, "fonts": whole["fonts"], "entry": whole["entry"]}, picture, fonts).data
    now, then = opened(printed).decision.hex().encode(), opened(data).decision.hex().encode()
    assert len(now) == len(then)
    return sign(printed.replace(now, then))


@pytest.mark.parametrize("load", [fonts_here, no_fonts])
def test_figures_that_the_data_does_not_give_are_noticed(load):
    told = failed(_other_figure(unsigned()), load)
    assert list(told) == ["print"]
    if load is no_fonts:
        assert "15.33" in told["print"]


def test_the_offices_data_must_have_the_hash_that_it_names():
    whole, fonts = frozen()
    lied = edition({**whole, "moderator": "mod-8"}, "office")
    told = failed(sign(render(lied, picture, fonts).data))
    assert "SHA-256" in told["data"]


def test_a_picture_that_is_not_the_one_of_its_hash_is_noticed():
    base = unsigned()
    whole = picture(record()["exhibits"][0]["picture"])
    other = changed_at(whole, len(whole) // 2)
    assert "data" in failed(sign(base.replace(whole, other)))


@pytest.mark.parametrize(
    "hostile",
    [
        {},
        {"format": "moderator-record/1"},
        {"format": "moderator-record/1", "edition": "parties", "case": 7, "number": [], "entry": {}},
        {
            "format": "moderator-record/1",
            "edition": "parties",
            "case": {"id": "A"},
            "number": 1,
            "entry": "x",
            "fonts": 3,
        },
    ],
)
def test_data_that_is_none_is_a_failure_and_no_crash(hostile: Record):
    data = unsigned()
    content = opened(data).decision.hex().encode()
    from moderator.domain.canonical import canonical

    new = canonical(hostile).hex().encode()
    padded = new + b"20" * ((len(content) - len(new)) // 2)
    assert failed(sign(data.replace(content, padded)))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n3\n%%EOF\n", b"\0" * 4000])
def test_what_is_no_decision_is_a_failure_and_no_crash(data: bytes):
    assert failed(data)


def test_every_byte_of_the_container_counts():
    place = opened(decision()).signature
    assert place is not None
    whole = hashlib.sha256(decision()[: place.start] + decision()[place.end :]).digest()
    assert signer(place.content, whole).local
    for at in range(0, len(place.content), 37):
        with pytest.raises(Spoilt):
            signer(changed_at(place.content, at), whole)
    with pytest.raises(Spoilt):
        signer(place.content, hashlib.sha256(b"").digest())


def test_the_fonts_of_this_computer_are_those_of_the_record():
    whole, fonts = frozen()
    assert digest(whole["fonts"]) == digest(fonts.describe())
    assert {face.sha256 for face in fonts.faces} <= {face.sha256 for face in installed_fonts().faces}
    assert re.fullmatch("[0-9a-f]{64}", whole["entry"])


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_the_offices_own_key_is_named_with_who_certified_it(kind: str):
    own, certificate, top = certified(kind)
    key = signing.read_key(pkcs12.serialize_key_and_certificates(None, own, certificate, [top], NoEncryption()))
    data = sign(unsigned(), key)
    found = verified(data)
    assert all(each.ok for each in found.checks), found.checks
    assert found.signer is not None
    assert (found.signer.local, found.signer.name) == (False, "Common Name: Dispute Office")
    assert found.signer.told().startswith("Common Name: Dispute Office, certified by Common Name: Root; SHA-256 ")
    digits = top.public_bytes(Encoding.DER).hex().upper().encode()
    above = data.index(digits)
    for at in range(above, above + len(digits), 41):
        changed_ = data[:at] + (b"0" if data[at : at + 1] != b"0" else b"1") + data[at + 1 :]
        assert failed(changed_), at

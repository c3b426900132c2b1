"""A decision as a file for the archive: PDF/A-3b, tagged, with its data attached."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from pikepdf import Dictionary, Name, Pdf
from PIL import Image, ImageChops, ImageCms
from pypdf import PdfReader

from moderator.domain.canonical import canonical
from moderator.report.icc import srgb
from tests.moderator.report import pdfa, printed
from tests.moderator.report.records import record
from tests.moderator.report.test_pdf import long, rendered, scripts


@pytest.mark.parametrize("make", [record, scripts, long])
def test_the_rules_of_the_archive_and_of_tagging_hold(make):
    data = rendered(make()).data
    assert pdfa.problems(data) == []
    assert pdfa.structure(data) == []
    printed.check(data)


def _without(pdf: Pdf, *keys: str) -> None:
    for key in keys:
        del pdf.Root[key]


def _spoilt(change: Callable[[Pdf], object]) -> list[str]:
    out = BytesIO()
    with Pdf.open(BytesIO(rendered().data)) as pdf:
        change(pdf)
        pdf.save(out, fix_metadata_version=False)
    return pdfa.problems(out.getvalue())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda pdf: _without(pdf, "/OutputIntents"), "output intents"),
        (lambda pdf: _without(pdf, "/Metadata"), "no XMP"),
        (lambda pdf: _without(pdf, "/AF"), "no associated file"),
        (lambda pdf: pdf.docinfo.__setitem__("/Title", "another"), "/Title: another"),
        (lambda pdf: pdf.docinfo.__setitem__("/ModDate", "D:20300101000000Z"), "/ModDate"),
        (
            lambda pdf: pdf.Root.__setitem__("/OpenAction", pdf.make_indirect(Dictionary(S=Name.JavaScript))),
            "JavaScript",
        ),
        (lambda pdf: pdf.pages[0].__setitem__("/Group", Dictionary(S=Name.Transparency)), "transparency"),
        (lambda pdf: pdf.pages[0].contents_add(b"1 0 0 0 k 0 0 9 9 re f"), "colours"),
        (lambda pdf: pdf.pages[0].contents_add(b"BT /F1 9 Tf [<FFFF>] TJ ET"), "shows no glyph"),
    ],
)
def test_the_rules_bite(change, told):
    assert any(told in each for each in _spoilt(change)), _spoilt(change)


def test_the_profile_is_srgb():
    ours = ImageCms.ImageCmsProfile(BytesIO(srgb()))
    assert ImageCms.getProfileDescription(ours).strip() == "sRGB"
    picture = Image.merge("RGB", [Image.linear_gradient("L").rotate(turn) for turn in (0, 90, 180)])
    theirs = ImageCms.createProfile("sRGB")
    turned = ImageCms.profileToProfile(picture, ours, theirs)
    assert turned is not None
    worst = ImageChops.difference(picture, turned).getextrema()
    assert all(highest <= 1 for _, highest in worst), worst


def test_the_data_is_attached_and_says_what_is_printed():
    whole = record()
    data = rendered(whole).data
    attached = PdfReader(BytesIO(data)).attachments
    assert list(attached) == ["decision.json"]
    (content,) = attached["decision.json"]
    assert content == canonical(whole)
    with Pdf.open(BytesIO(data)) as pdf:
        (file,) = pdf.Root.AF
        assert file.AFRelationship == Name.Data
    text = printed.squeezed(printed.text_of(data))
    money = json.loads(content)["money"]
    for amount in (money["total"], money["lines"][0]["refund"], money["lines"][0]["paid"], money["paid"]):
        assert amount in text


def test_what_a_party_wrote_is_no_piece_of_the_file():
    whole = record()
    whole["case"]["claim"]["text"] = "endstream endobj /JS (app.alert(1)) trailer"
    data = rendered(whole).data
    assert b"app.alert" not in data
    printed.check(data)


def _roles(element: pikepdf.Object) -> list[tuple[str, str]]:
    """Every part in reading order: its role, and what it says for a figure."""
    found = [(str(element.S), str(element.get("/Alt", "")))]
    for kid in element.K:
        if isinstance(kid, Dictionary) and "/S" in kid:
            found += _roles(kid)
    return found


def test_parts_are_read_in_order_and_figures_say_what_they_show():
    with Pdf.open(BytesIO(rendered().data)) as pdf:
        roles = _roles(pdf.Root.StructTreeRoot.K)
    names = [role for role, _ in roles]
    assert names[:4] == ["/Document", "/P", "/H1", "/Figure"]
    assert names.count("/H1") == 1
    assert names.count("/Table") >= 6
    figures = [alt for role, alt in roles if role == "/Figure"]
    assert figures[0].startswith("QR code: AE-2026-000123 1 ")
    assert [alt.split(":")[0] for alt in figures[1:]] == ["Exhibit X1", "Exhibit X2", "Exhibit X3", "Exhibit L1"]
    assert "crack across the glass" in figures[1]


def test_a_table_head_that_comes_back_is_read_once():
    with Pdf.open(BytesIO(rendered(long()).data)) as pdf:
        heads = [role for role, _ in _roles(pdf.Root.StructTreeRoot.K) if role == "/TH"]
    assert len(heads) < 60


def test_words_of_another_language_say_which():
    content = b"".join(page.Contents.read_bytes() for page in Pdf.open(BytesIO(rendered().data)).pages)
    assert set(re.findall(rb"/Lang \(([a-z]+)\)", content)) == {b"es", b"zh"}
    whole = record()
    whole["case"]["claim"]["language"] = "x) >> BDC ("
    content = b"".join(page.Contents.read_bytes() for page in Pdf.open(BytesIO(rendered(whole).data)).pages)
    assert b"x) >>" not in content


def test_the_qr_code_holds_the_case_and_the_entry():
    whole = record()
    page = pypdfium2.PdfDocument(rendered(whole).data)[0].render(scale=3).to_pil().convert("RGB")
    found = [
        one.text for one in zxingcpp.read_barcodes(np.asarray(page)) if one.format == zxingcpp.BarcodeFormat.QRCode
    ]
    assert f"{whole['case']['id']} 1 {whole['entry']}" in found

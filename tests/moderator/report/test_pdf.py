"""The printed decision as others read it: text, pages, structure, bytes."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from moderator.report.pdf import installed_fonts, render
from tests.moderator.report import printed
from tests.moderator.report.records import picture, record


def rendered(whole: dict | None = None):
    return render(record() if whole is None else whole, picture, installed_fonts())


def test_everything_that_a_decision_says_can_be_read():
    text = printed.squeezed(printed.text_of(rendered().data))
    for said in (
        "The buyer gets US$ 15.33 of the US$ 23.90 asked. The item stays with the buyer.",
        "decided 12 Nov 2026, 09:44 UTC", "by moderator mod-7", "8190 4412 80", "Irene V., ES",
        "El reloj llegó con el cristal roto.", "(machine translation; the original counts)",
        "发货前已检查，包装完好。", "US$ 6.57 of the price", "US$ 2.00 shipping", "If you disagree",
        "Where an item arrives damaged", "pts 344576 × 1/15360", "shows the box, not the item",
        "6 Nov 2026, 18:50:12", record()["case_sha256"], record()["entry"], "Evidence was opened in a full sandbox.",
    ):
        assert printed.squeezed(said) in text


def test_both_readers_find_the_same_words():
    data = rendered().data
    pages = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert printed.squeezed("发货前已检查，包装完好。") in printed.squeezed(pages)
    assert printed.squeezed("What was found") in printed.squeezed(pages)

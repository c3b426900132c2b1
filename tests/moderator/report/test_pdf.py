"""The printed decision as others read it: text, pages, structure, bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from moderator.errors import ExportError
from moderator.report.pdf import FontSet, Rendered, fonts_needed, installed_fonts, render
from tests.moderator.report import printed
from tests.moderator.report.records import Record, changed, exhibit, jpeg, picture, picture_hash, record

ROOT = Path(__file__).resolve().parents[3]
A4 = (595.28, 841.89)
AMBER, BLUE = (0x98, 0x55, 0x00), (0x1F, 0x66, 0xD6)


def rendered(whole: Record | None = None) -> Rendered:
    return render(record() if whole is None else whole, picture, installed_fonts())


def read(whole: Record | None = None) -> str:
    return printed.squeezed(printed.text_of(rendered(whole).data))


def says(text: str, *sentences: str) -> None:
    for sentence in sentences:
        assert printed.squeezed(sentence) in text, sentence


def scripts() -> Record:
    """A claim in Arabic, names and messages in many scripts."""

    def change(whole: Record) -> None:
        case = whole["case"]
        case["claim"] = {
            "text": "وصلت الساعة (Norvane 40) مكسورة في 4 نوفمبر، والعلبة سليمة.\nأطلب استرداد المبلغ كله.",
            "language": "ar",
            "requested": {"outcome": "full-refund", "amount": "23.90"},
        }
        case["buyer"]["name"], case["seller"]["name"] = "فاطمة الزهراء", "深圳市诺万钟表有限公司"
        texts = (
            ("he", "השעון הגיע שבור."),
            ("hi", "घड़ी टूटी हुई पहुँची।"),
            ("th", "นาฬิกามาถึงแล้วกระจกแตก"),
            ("ja", "時計のガラスが割れて届きました。"),
            ("ko", "시계 유리가 깨진 채로 도착했습니다."),
            ("ru", "Часы пришли с разбитым стеклом."),
            ("el", "Το ρολόι έφτασε με σπασμένο γυαλί."),
            ("vi", "Đồng hồ đến với mặt kính bị vỡ."),
            ("en", "Thanks 😀 👍🏽 👩‍🚀 ✓ ½ € ₹"),
        )
        case["messages"] = [
            {"id": f"M{place}", "at": "2026-11-08T08:12:30Z", "from": "seller", "text": text, "language": tag}
            for place, (tag, text) in enumerate(texts)
        ]

    return changed(change)


def long() -> Record:
    """Everything far longer than anybody should write it."""

    def change(whole: Record) -> None:
        case = whole["case"]
        case["claim"]["text"] = "x" * 12_000 + " " + "Lorem ipsum dolor sit amet. " * 290
        case["buyer"]["name"] = "W" * 200
        case["seller"]["name"] = "﷽" * 60
        line = case["order"]["lines"][0]
        case["order"]["lines"] = [dict(line, id=str(one), title="T" * 200) for one in range(300)]
        paid = whole["money"]["lines"][0]
        whole["money"]["lines"] = [
            dict(paid, line=str(one), title="Very long title " * 12, paid="999999999999.90") for one in range(40)
        ]
        whole["verdict"]["findings"][0]["text"] = "unbreakable" * 300
        whole["verdict"]["findings"][1]["exhibits"] = [f"X{one}" for one in range(80)]
        whole["exhibits"] = [
            exhibit("X1", "E4", "unboxing" * 20, picture=picture_hash("tall", 426, 640), note="n" * 700),
            exhibit("X2", "E4", "unboxing", picture=picture_hash("wide", 900, 200), caption="caption " * 200),
        ]
        whole["evidence"][0]["reason"] = "r" * 900
        whole["moderator"] = "m" * 300

    return changed(change)


def test_everything_that_a_decision_says_can_be_read():
    whole = record()
    says(
        read(whole),
        "The buyer gets US$ 15.33 of the US$ 23.90 asked. The item stays with the buyer.",
        "decided 12 Nov 2026, 09:44 UTC",
        "by moderator mod-7",
        "8190 4412 80",
        "placed 18 Oct 2026",
        "Irene V., ES",
        "delivered 4 Nov 2026",
        "El reloj llegó con el cristal roto.",
        "(machine translation; the original counts)",
        "发货前已检查，包装完好。",
        "US$ 6.57 of the price: the damage is real",
        "US$ 2.00 shipping: the rule applied",
        "If you disagree",
        "Either party may object",
        "Clause damaged.2",
        "policy of 1 October 2026",
        "Where an item arrives damaged",
        "0:22.433, no. 673, pts 344576 × 1/15360",
        "E5 e5.jpg (seller): shows the box",
        "partial: cut off after 61 %",
        "6 Nov 2026, 18:50:12",
        "Evidence was opened in a full sandbox.",
        "crack 17.2 ± 0.2 mm",
        "covered: address",
        "alignment 1: X2–L1 good, 0.9 px (known error rate: 1 in 62); codes 1: read",
        "“Mi reloj roto”",
        "/shipments/0/events/1",
        "Your order has been sent.",
        whole["case_sha256"],
        whole["entry"],
        *(item["sha256"] for item in whole["evidence"]),
    )


def test_another_reader_finds_the_same_words():
    pages = PdfReader(BytesIO(rendered().data)).pages
    says(printed.squeezed("".join(page.extract_text() for page in pages)), "发货前已检查，包装完好。", "What was found")


def test_what_is_internal_is_never_printed():
    data = rendered().data
    assert "SECRET" not in printed.text_of(data)
    assert b"SECRET" not in data


def test_pages_are_numbered_and_named():
    result = rendered()
    text = printed.squeezed(printed.text_of(result.data))
    for page in range(1, result.pages + 1):
        says(text, f"page {page} of {result.pages}")
    assert result.pages == len(PdfReader(BytesIO(result.data)).pages)
    entry = record()["entry"]
    assert text.count(printed.squeezed(f"Decision AE-2026-000123 · entry {entry[:12]}")) == result.pages


def test_the_heading_of_the_exhibits_names_the_page_of_the_technical_record():
    reader = PdfReader(BytesIO(rendered().data))
    texts = [printed.squeezed(page.extract_text()) for page in reader.pages]
    page = next(number for number, text in enumerate(texts, 1) if text.startswith("Technicalrecord"))
    assert any(f"technicalrecord,page{page}" in text for text in texts)


def test_the_file_is_sound_and_all_its_fonts_are_embedded():
    data = rendered(scripts()).data
    printed.check(data)
    fonts = [line.split() for line in printed.fonts_of(data)]
    assert fonts
    assert all(columns[-5:-2] == ["yes", "yes", "yes"] for columns in fonts)


def test_properties_and_outline():
    reader = PdfReader(BytesIO(rendered().data))
    assert reader.metadata is not None
    assert reader.metadata.title == "Decision AE-2026-000123"
    assert reader.metadata.author == "Bazaria Marketplace · Dispute Office"
    assert str(reader.metadata.creation_date) == "2026-11-12 09:44:00+00:00"
    assert str(reader.root_object["/Lang"]) == "en"
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles[0] == "What is not granted, and why"
    assert titles[-1] == "Technical record"


def test_every_script_is_printed_with_its_letters():
    whole = scripts()
    result = rendered(whole)
    text = printed.text_of(result.data)
    assert result.missing == ()
    squeezed = printed.squeezed(text)
    for message in whole["case"]["messages"][1:]:
        says(squeezed, message["text"])
    says(squeezed, "深圳市诺万钟表有限公司")
    says(printed.squeezed(printed.read_aloud(result.data)), "שבור", "مكسورة", "استرداد", "الزهراء")


def test_right_to_left_text_stands_at_the_right():
    data = rendered(scripts()).data
    first = PdfReader(BytesIO(data)).pages[0]
    assert "Norvane" in first.extract_text()
    arabic = re.compile("[\u0600-\u06ff]")
    edges = [word.right for word in printed.words_of(data) if word.page == 1 and arabic.search(word.text)]
    assert max(edges) == pytest.approx(A4[0] - 48, abs=1.5)


@pytest.mark.parametrize("make", [record, scripts, long])
def test_nothing_leaves_the_page_or_covers_anything_else(make):
    result = rendered(make())
    words = printed.words_of(result.data)
    assert words
    for word in words:
        assert word.left >= 46, word
        assert word.right <= A4[0] - 46, word
        assert 30 <= word.top <= word.bottom <= A4[1] - 24, word
    assert printed.overlapping(words) == []


def test_a_long_decision_prints_all_of_it():
    text = read(long())
    assert text.count("x") >= 12_000
    assert text.count("T" * 40) >= 300
    assert text.count("Loremipsumdolorsitamet.") >= 280
    says(text, "unbreakable" * 3, "m" * 20)


def test_the_same_record_gives_the_same_bytes_whatever_was_printed_before():
    first = rendered().data
    rendered(scripts())
    rendered(long())
    assert rendered().data == first


_PRINT = """
import hashlib
from moderator.report.pdf import installed_fonts, render
from tests.moderator.report.records import picture
from tests.moderator.report.test_pdf import scripts
print(hashlib.sha256(render(scripts(), picture, installed_fonts()).data).hexdigest())
"""


@pytest.mark.parametrize(
    "other",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LANG": "ar_EG.UTF-8", "PYTHONHASHSEED": "77", "PYTHONUTF8": "0"},
        {
            "RL_pageCompression": "1",
            "RL_useA85": "1",
            "RL_invariant": "0",
            "RL_documentLang": "xx",
            "PYTHONHASHSEED": "5",
        },
    ],
)
def test_the_same_record_gives_the_same_bytes_in_another_process(other):
    whole = hashlib.sha256(rendered(scripts()).data).hexdigest()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    done = subprocess.run(
        [sys.executable, "-c", _PRINT], cwd=ROOT, env=environment | other, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == whole


def test_the_kept_fonts_alone_give_the_same_bytes():
    whole = scripts()
    needed = fonts_needed({key: value for key, value in whole.items() if key != "entry"}, installed_fonts())
    assert len(needed.faces) < len(installed_fonts().faces) / 4
    files = {face.sha256: face.data for face in needed.faces}
    again = FontSet.from_bytes(needed.describe(), files.__getitem__)
    assert render(whole, picture, again).data == rendered(whole).data


def test_a_character_without_a_font_is_spelt_out_and_reported():
    def change(whole: Record) -> None:
        whole["case"]["claim"]["text"] = "Hola \U0001f9ff y \ue000, \x07 y \u202efdp.exe"

    result = rendered(changed(change))
    says(
        printed.squeezed(printed.text_of(result.data)),
        "Hola [U+1F9FF NAZAR AMULET] y [U+E000 PRIVATE USE]",
        "[U+0007 CONTROL] y [U+202E RIGHT-TO-LEFT OVERRIDE]fdp.exe",
    )
    assert set(result.missing) >= {"\ue000", "\x07", "\u202e"}
    assert list(result.missing) == sorted(result.missing)


def test_only_a_latin_font_is_enough_to_print_everything_by_name():
    latin = installed_fonts().only(face for face in installed_fonts().faces if face.role == "text")
    result = render(scripts(), picture, latin)
    assert "发" not in printed.text_of(result.data)
    assert set("深圳市") <= set(result.missing)
    says(printed.squeezed(printed.text_of(result.data)), "“[U+6642 CJK UNIFIED IDEOGRAPH-6642]")


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>bold</b> <i>",
        "<para><font color=\"[[[getattr(pow,Word('__globals__'))['os'].system('touch /tmp/x') for Word in []]]]\">"
        "x</font>",
        '<img src="file:///etc/passwd"/> &amp; &lt; &#65; ]]> %s {0} {{x}}',
        ") Tj ET Q endstream endobj (",
        "\\(\\) \\n <</JS (app.alert(1))>>",
    ],
)
def test_markup_is_text(hostile):
    def change(whole: Record) -> None:
        whole["case"]["claim"]["text"] = hostile
        whole["case"]["buyer"]["name"] = hostile
        whole["exhibits"][0]["caption"] = hostile

    result = rendered(changed(change))
    assert printed.squeezed(printed.text_of(result.data)).count(printed.squeezed(hostile)[:18]) >= 2
    assert b"/JS" not in result.data
    printed.check(result.data)


def _colours(data: bytes, page: int) -> set[tuple[int, int, int]]:
    image = pypdfium2.PdfDocument(data)[page].render(scale=2).to_pil().convert("RGB")
    return {colour for count, colour in image.getcolors(1 << 24) if count > 200}


def test_exhibits_stand_in_the_colour_of_their_side():
    data = rendered().data
    page = next(
        number for number, page in enumerate(PdfReader(BytesIO(data)).pages) if "Exhibits" in page.extract_text()
    )
    assert {AMBER, BLUE} <= _colours(data, page)
    evidence_only = rendered(changed(lambda whole: whole["exhibits"].pop())).data
    assert BLUE not in _colours(evidence_only, page)


def test_exhibit_pictures_are_embedded_as_they_are_and_once():
    def change(whole: Record) -> None:
        whole["exhibits"].append(whole["exhibits"][0] | {"id": "X9"})

    data = rendered(changed(change)).data
    assert data.count(jpeg("X1")) == 1
    assert data.count(jpeg("L1")) == 1


def test_a_wrong_picture_is_refused():
    with pytest.raises(ExportError, match="not the one it was decided with"):
        render(record(), lambda _: jpeg("other"), installed_fonts())
    bad = b"no picture"
    whole = changed(lambda one: one["exhibits"][0].update(picture=hashlib.sha256(bad).hexdigest()))
    with pytest.raises(ExportError, match="not a JPEG"):
        render(whole, lambda sha: bad if sha == hashlib.sha256(bad).hexdigest() else picture(sha), installed_fonts())

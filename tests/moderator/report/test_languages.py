"""The whole decision in each language: read in order, whole within its page, signed, and checked again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from moderator.domain.languages import PRINTED
from moderator.report import figures
from moderator.report.blocks import Heading
from moderator.report.decision import document
from moderator.report.editions import EDITIONS, edition, spoken_by
from moderator.report.lines import Line
from moderator.report.opening import opened
from moderator.report.pdf import FontSet, has_letters_of, installed_fonts, render
from moderator.report.setting import LEFT, RIGHT
from moderator.report.sheet import HEIGHT, Sheet
from moderator.report.verifying import verify
from moderator.report.wording import wording
from tests.moderator.report import pdfa, printed
from tests.moderator.report.records import Record, changed, exhibit, picture, picture_hash, record
from tests.moderator.report.signed import frozen, sign
from tests.moderator.report.test_pdf import scripts

OTHERS = [language for language in PRINTED if language != "en"]
_BREAKS = re.compile(r"\{[a-z_]*\}")


@lru_cache(maxsize=32)
def signed(language: str, which: Any = "parties") -> tuple[bytes, FontSet]:
    made, fonts = frozen()
    return sign(render(edition(made, which, language), picture, fonts).data), fonts


def of_outcome(outcome: str) -> Record:
    def change(whole: Record) -> None:
        whole["verdict"] |= {
            "outcome": outcome,
            "return": {"ship_by": "2026-11-20", "refund_when": "inspected", "paid_by": "seller"},
            "replacement": {"ship_by": "2026-11-20", "if_not_sent": "full-refund"},
            "approved_by": "mod-9",
            "approved_at": "2026-11-12T10:00:00Z",
        }
        whole["clock"], whole["unreadable"] = "demo", 2

    return changed(change)


def reversed_() -> Record:
    def change(whole: Record) -> None:
        whole["verdict"] |= {"stage": "reversal", "supersedes": "AE-2026-000123-v0"}
        whole["replaces"] = {"kind": "decision", "outcome": "no-refund", "decided_at": "2026-11-01T00:00:00Z"}

    return changed(change)


def closed() -> Record:
    def change(whole: Record) -> None:
        whole["verdict"] |= {"kind": "closure", "closure": {"as": "inadmissible", "why": "ZZ"}}
        for key in ("outcome", "refund", "findings", "exhibits", "clause"):
            del whole["verdict"][key]
        del whole["money"]
        whole["exhibits"] = []

    return changed(change)


def longest() -> Record:
    """A statement of 5,000 characters, a title without a space, 40 exhibits, 60 lines of the order."""

    def change(whole: Record) -> None:
        words = "Das Gehäuse weist an der Unterseite einen Riss auf; " * 100
        whole["verdict"]["statements"][0]["text"] = words[:5000]
        line = whole["case"]["order"]["lines"][0]
        whole["case"]["order"]["lines"] = [dict(line, id=str(one), title="Nichts" * 40) for one in range(60)]
        paid = whole["money"]["lines"][0]
        whole["money"]["lines"] = [dict(paid, line=str(one), title="Nichts" * 40) for one in range(60)]
        names = {"name": "W" * 120}
        whole["case"]["buyer"] |= names
        whole["case"]["seller"] |= names
        whole["exhibits"] = [
            exhibit(f"X{one}", "E2", "n" * 90 + ".jpg", picture=picture_hash("X1"), note="o" * 200) for one in range(40)
        ]

    return changed(change)


def english_left(language: str, whole: Record, text: str) -> set[str]:
    """Pieces of English phrases in a text, but for what the record itself says in English."""
    w, said = wording(language), printed.squeezed(json.dumps(whole, ensure_ascii=False)).lower()
    own = printed.squeezed(" ".join(w.texts())).lower()
    pieces = {
        printed.squeezed(piece).lower()
        for phrase in wording("en").phrases.values()
        for piece in _BREAKS.split(phrase)
        if len(re.findall("[a-z]", piece)) >= 10
    }
    return {piece for piece in pieces if piece in text.lower() and piece not in said and piece not in own}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "whole",
    [
        record(),
        *map(of_outcome, ("full-refund", "no-refund", "replacement", "return-and-refund")),
        reversed_(),
        closed(),
    ],
)
def test_nothing_of_the_form_is_left_in_english(language, whole):
    made = render(edition(whole, "office", language), picture, installed_fonts())
    assert not made.missing
    assert english_left(language, whole, printed.squeezed(printed.text_of(made.data))) == set()


def test_the_check_for_english_bites():
    text = printed.squeezed(printed.text_of(render(edition(record(), "office"), picture, installed_fonts()).data))
    assert len(english_left("de", record(), text)) > 20


@pytest.mark.parametrize("language", PRINTED)
def test_the_text_is_read_in_its_order(language):
    data, _ = signed(language)
    whole = edition(frozen()[0], "parties", language)
    text = printed.squeezed("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)))
    wanted = [printed.squeezed(block.text) for block in document(whole).blocks if isinstance(block, Heading)]
    places: list[int] = []
    for heading in wanted:
        places.append(text.find(heading, places[-1] if places else 0))
    assert -1 not in places, wanted[places.index(-1)]
    for figure in (wording(language).figure("15.33"), "AE-2026-000123", "The watch arrived broken (X1, X2)"):
        assert printed.squeezed(figure) in text


@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("whole", [record(), longest(), scripts()])
def test_no_text_leaves_the_page_and_every_letter_has_a_shape(language, whole, monkeypatch):
    runs: list[tuple[Line, float, float]] = []
    draw = Sheet.text

    def drawn(self: Sheet, line: Line, x: float, baseline: float) -> None:
        runs.append((line, x, baseline))
        draw(self, line, x, baseline)

    monkeypatch.setattr(Sheet, "text", drawn)
    made = render(edition(whole, "office", language), picture, installed_fonts())
    assert made.missing == ()
    assert len(runs) > 60
    for line, x, baseline in runs:
        assert x >= LEFT - 0.01, _spelt(line)
        assert x + line.width <= RIGHT + 0.01, _spelt(line)
        assert 0 < baseline < HEIGHT
        assert all(glyph.number for piece in line.pieces for glyph in piece.glyphs if glyph.text.isprintable())
    assert printed.overlapping(printed.words_of(made.data)) == []


def _spelt(line: Line) -> str:
    return "".join(glyph.text for piece in line.pieces for glyph in piece.glyphs)


@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("which", EDITIONS)
def test_it_keeps_the_rules_of_the_archive_and_says_its_language(language, which):
    data, _ = signed(language, which)
    assert pdfa.problems(data) == []
    assert pdfa.structure(data) == []
    with pikepdf.open(BytesIO(data)) as pdf:
        assert str(pdf.Root.Lang) == language
        heads = wording(language)
        outline = [str(each.title) for each in pdf.open_outline().root] if language else []
        assert heads("head.next") in outline
        assert heads("title.decision", case="AE-2026-000123") == str(pdf.docinfo["/Title"])
    tagged = set(re.findall(rb"/Lang \(([a-zA-Z-]+)\)", data.split(b"startxref")[0])) - {language.encode()}
    assert (b"en" in tagged) == (language != "en"), "what was written in English says so in every other language"


@pytest.mark.parametrize("language", PRINTED)
@pytest.mark.parametrize("which", EDITIONS)
@pytest.mark.parametrize("here", [True, False])
def test_it_can_be_verified(language, which, here):
    data, fonts = signed(language, which)
    found = verify(data, lambda _: fonts if here else None)
    assert [each.name for each in found.checks] == ["file", "signature", "data", "print"]
    assert all(each.ok for each in found.checks), found.checks
    assert found.record.get("language", "en") == language


def test_another_figure_is_found_in_every_language_without_the_fonts():
    for language in PRINTED:
        data, _ = signed(language)
        whole = dict(edition(frozen()[0], "parties", language))
        whole["money"] = whole["money"] | {"total": "15.34"}
        assert list(figures.missing(whole, opened(data))), language


def test_a_language_that_there_is_not_is_no_decision():
    data, fonts = signed("es")
    forged = data.replace(b'"language":"es"'.hex().encode(), b'"language":"xx"'.hex().encode())
    assert forged != data
    assert any(each.ok is False for each in verify(forged, lambda _: fonts).checks)


def test_the_default_language_leaves_no_trace():
    assert "language" not in edition(record(), "parties")
    assert "language" not in edition(record(), "office", "en")
    assert edition(record(), "parties", "es") == edition(record(), "parties") | {"language": "es"}


def blocks(language: str, whole: Record | None = None) -> Iterator[str]:
    for block in document(edition(whole or record(), "parties", language)).blocks:
        spans = getattr(block, "text", ())
        if not isinstance(block, Heading) and spans:
            yield "".join(span.text for span in spans)


def test_the_statement_in_the_language_stands_first_and_the_one_that_counts_beside_it():
    told = [text for text in blocks("es") if text.startswith("Respuesta")]
    assert "traducción automática; vale la respuesta en inglés" in told[0]
    assert "El reloj llegó roto" in told[0]
    assert told[1].startswith("Respuesta en inglés (auténtica): The watch arrived broken")


def test_the_head_says_which_statement_counts_and_that_the_form_is_translated():
    def spanish(whole: Record) -> None:
        whole["verdict"]["statements"][0]["authoritative"], whole["verdict"]["statements"][1]["authoritative"] = 0, 1

    (other,) = list(document(edition(record(), "parties", "es")).blocks[0].notes)  # type: ignore[union-attr]
    assert "en inglés; solo ella hace fe" in other[1].text
    assert "traducción del formulario" in other[1].text
    (own,) = list(document(edition(changed(spanish), "parties", "es")).blocks[0].notes)  # type: ignore[union-attr]
    assert own[1].text == ". La respuesta auténtica está en español, la lengua de este documento."


def test_a_translation_into_the_language_is_taken_before_the_english_one():
    def change(whole: Record) -> None:
        whole["case"]["claim"]["translations"] = {
            "en": {"text": "ENGLISH", "by": "human"},
            "de": {"text": "DEUTSCH", "by": "machine"},
        }

    (german,) = [text for text in blocks("de", changed(change)) if "El reloj llegó con" in text]
    assert "DEUTSCH (maschinelle Übersetzung; es gilt das Original)" in german
    assert "ENGLISH" not in german
    (french,) = [text for text in blocks("fr", changed(change)) if "El reloj llegó con" in text]
    assert "ENGLISH (traduction, anglais" in french
    (spanish,) = [text for text in blocks("es", changed(change)) if "El reloj llegó con" in text]
    assert "ENGLISH" not in spanish, "the original is in the reader's language"


@pytest.mark.parametrize(
    ("claim", "messages", "counts", "buyer", "seller"),
    [
        ("es-MX", ["zh"], "en", "es", "zh"),
        ("sv", [], "de", "de", "de"),
        ("ru", ["sv", "sv", "fr"], "tlh", "ru", "en"),
    ],
)
def test_a_party_gets_its_own_language_else_that_which_counts_else_english(claim, messages, counts, buyer, seller):
    def change(whole: Record) -> None:
        whole["case"]["claim"]["language"] = claim
        whole["case"]["appeals"] = []
        whole["case"]["messages"] = [
            {"id": f"M{at}", "at": "2026-11-07T00:00:00Z", "from": "seller", "text": "…", "language": tag}
            for at, tag in enumerate(messages)
        ]
        whole["verdict"]["statements"][0]["language"] = counts

    whole = changed(change)
    assert (spoken_by(whole, "buyer"), spoken_by(whole, "seller")) == (buyer, seller)


def test_whether_the_form_has_its_letters_is_known_before_it_is_printed():
    latin = installed_fonts().only(face for face in installed_fonts().faces if face.role in ("text", "text-bold"))
    assert [language for language in PRINTED if has_letters_of(language, latin)] == ["en", "es", "fr", "de", "pt", "ru"]
    assert all(has_letters_of(language, frozen()[1]) for language in PRINTED)

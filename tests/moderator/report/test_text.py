"""Any text that a party can send: nothing lost, nothing reordered by it, nothing wider than its line."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from bidi import get_display
from hypothesis import example, given
from hypothesis import strategies as st

from moderator.report.fonts import installed_fonts
from moderator.report.lines import Line, break_lines
from moderator.report.pdf import render
from moderator.report.shaping import Look, Words, embedding_levels
from moderator.report.unicode import clusters, lines_of, named, starts_rtl
from tests.moderator.report import printed
from tests.moderator.report.records import Record, changed, picture

LOOK = Look(9.0)
LEFT_TO_RIGHT = ("L", "EN", "ES", "ET", "CS", "WS", "ON", "NSM")
any_text = st.text(st.characters(), max_size=80)


def set_in(text: str, width: float = 200.0, language: str = "en") -> tuple[list[Line], set[str]]:
    missing: set[str] = set()
    return break_lines([Words(text, LOOK, language)], width, installed_fonts(), missing.add), missing


def spelt(lines: list[Line]) -> str:
    return "".join(glyph.text for line in lines for piece in line.pieces for glyph in piece.glyphs)


def expected(text: str, missing: set[str]) -> str:
    """The text as it must read: what is missing by name, line ends and white space aside, composed or not."""
    named_text = "".join(named(one) if one in missing else one for line in lines_of(text) for one in line)
    return printed.squeezed(named_text).replace("\u25cc", "")


@given(any_text, st.sampled_from((30.0, 90.0, 400.0)))
@example("\ud800 lone", 90.0)
@example("e" + "\u0301" * 60, 90.0)
@example("क्षत्रिय संस्कृति ကွဲနေသည် 한국어", 30.0)
@example("👩‍🚀👍🏽🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿❤️", 30.0)
@example("a\u202eb\u2066c\x00d\ufeffe\u200bf", 90.0)
def test_no_text_is_lost_or_wider_than_its_line(text, width):
    lines, missing = set_in(text, width)
    assert all(line.width <= width + 0.01 for line in lines)
    assert Counter(printed.squeezed(spelt(lines)).replace("\u25cc", "")) == Counter(expected(text, missing))


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(
        lambda text: all(unicodedata.bidirectional(one) in LEFT_TO_RIGHT for one in text)
    )
)
@example("fi ffl Ǆ ½ Ａ ﬁ Å é ộ 한 が")
def test_left_to_right_text_keeps_its_order(text):
    lines, missing = set_in(text)
    assert printed.squeezed(spelt(lines)).replace("\u25cc", "") == expected(text, missing)


@given(st.text("אבגדabc123 ,.-+%/", min_size=1, max_size=40), st.booleans())
@example("שלום 12-34 abc, 5%", True)
@example("abc שלום 3.14 שלום", False)
def test_levels_agree_with_another_bidi_algorithm(text, base_rtl):
    levels = embedding_levels(list(text), base_rtl)
    order = list(range(len(text)))
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    # The other one also puts white space at the end of the line where the paragraph ends (rule L1).
    if text == text.strip():
        assert "".join(text[place] for place in order) == get_display(text, base_dir="R" if base_rtl else "L")


def test_a_paragraph_runs_the_way_of_its_first_letter():
    assert starts_rtl("123 שלום abc")
    assert not starts_rtl("123 abc שלום")
    assert not starts_rtl("123")
    lines, _ = set_in("abc\nשלום")
    assert [line.rtl for line in lines] == [False, True]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a\nb", 2),
        ("a\r\nb\u2028c\u0085d", 4),
        ("a\n\nb", 3),
        ("word " * 30, 4),
    ],
)
def test_line_ends_of_every_kind(text, count):
    assert len(set_in(text)[0]) == count


def test_chinese_breaks_between_characters_but_not_before_a_full_stop():
    lines, _ = set_in("发货前已检查包装完好。" * 8, 95.0)
    assert len(lines) > 6
    starts = [line.pieces[0].glyphs[0].text for line in lines]
    assert "。" not in starts


def test_a_sum_stays_on_one_line():
    lines, _ = set_in("x " * 40 + "US$\u00a015.33", 120.0)
    assert any("US$\u00a015.33" in spelt([line]) for line in lines)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("aé", ["a", "é"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👩‍🚀!", ["👩‍🚀", "!"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("क्षि", ["क्षि"]),
        ("\u1112\u1161\u11ab가", ["\u1112\u1161\u11ab", "가"]),
    ],
)
def test_clusters_are_what_a_reader_takes_for_one_character(text, parts):
    assert clusters(text) == parts


def test_a_pile_of_marks_is_spread_out():
    parts = clusters("a" + "\u0301" * 40)
    assert len(parts) > 2
    assert all(len(part) < 16 for part in parts)


def test_names_of_characters():
    assert named("\U0001f9ff") == "[U+1F9FF NAZAR AMULET]"
    assert named("\x07") == "[U+0007 CONTROL]"
    assert named("\ue000") == "[U+E000 PRIVATE USE]"
    assert named("\ud800") == "[U+D800 SURROGATE]"


visible = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp", "Mn", "Me", "Mc"))


@given(
    st.text(visible, min_size=1, max_size=50).filter(
        lambda text: all(unicodedata.bidirectional(one) in LEFT_TO_RIGHT for one in text)
    )
)
@example("½ﬁÅ＄𝔘𐍈ꙮ€")
def test_what_a_party_wrote_can_be_copied_from_the_page(text):
    def change(whole: Record) -> None:
        whole["case"]["claim"] |= {"text": f"begin{text}end", "translations": None}
        whole["exhibits"] = []

    result = render(changed(change), picture, installed_fonts())
    assert f"begin{expected(text, set(result.missing))}end" in printed.squeezed(printed.text_of(result.data))
    printed.check(result.data)

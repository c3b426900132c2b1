"""The words of the form: complete in every language, with the same blanks, and nothing left in English."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.languages import PRINTED
from moderator.report.wording import FORMAT, PLURALS, Wording, wording

ROOT = Path(__file__).resolve().parents[3]
ENGLISH = wording("en")
OTHERS = [language for language in PRINTED if language != "en"]
_FORM = re.compile(r"\.(zero|one|two|few|many|other)$")
COUNTED = {"technical.bytes", "technical.unreadable"}
SAME = {
    "es": {"answer.no"},
    "fr": {
        "findings.question", "rule.clause", "technical.article", "technical.page", "title.aside_page",
        "exhibits.where_page",
        "external-kind.police", "proof.signature", "proof.photo", "discount.points", "kind.photo", "kind.document",
        "drawing.ellipse",
    },
}  # fmt: skip
"""What is the same word in both languages."""
EVERYWHERE = {"refund.total", "seen.gamma", "technical.bytes"}


def base(key: str) -> str:
    """The name of a phrase without its number."""
    return cut if (cut := _FORM.sub("", key)) in COUNTED else key


def blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


def letters(phrase: str) -> str:
    """The words of a phrase; what fills it, and its signs, left out."""
    return re.sub(r"\{.*?\}|SHA-256|case\.json|UTC|QR|pts|[^a-z]", "", phrase)


def english(key: str) -> str:
    return ENGLISH.phrases.get(key) or ENGLISH.phrases[f"{base(key)}.other"]


@pytest.mark.parametrize("language", PRINTED)
def test_every_language_has_every_phrase_and_its_blanks(language):
    w = wording(language)
    assert w.language == language
    assert {base(key) for key in w.phrases} == {base(key) for key in ENGLISH.phrases}
    for key, phrase in w.phrases.items():
        assert phrase, key
        assert blanks(phrase) == blanks(english(key)), key
    for key in COUNTED:
        assert {form for form in PLURALS[language][1] if w.has(f"{key}.{form}")} == set(PLURALS[language][1])
    assert set(w.names) == set(ENGLISH.names)
    assert set(w._form) == set(ENGLISH._form)
    assert all(len(w._form[months]) == 12 for months in ("months", "full_months"))
    text = (ROOT / "resources" / "wording" / f"{language}.toml").read_text("utf-8")
    assert text.startswith(f'format = "{FORMAT}"\nlanguage = "{language}"\n')


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language):
    w = wording(language)
    left = {base(key) for key, phrase in w.phrases.items() if phrase == english(key) and letters(phrase)}
    assert left - EVERYWHERE - SAME.get(language, set()) == set()


def test_every_phrase_is_used_and_every_phrase_used_is_there():
    source = "".join(path.read_text("utf-8") for path in (ROOT / "moderator" / "report").glob("*.py"))
    named = {text for text in _strings(source) if re.fullmatch(r"[a-z-]+\.[a-z_]+", text)}
    asked = {text for text in named if text.partition(".")[0] in {key.partition(".")[0] for key in ENGLISH.phrases}}
    known = {base(key) for key in ENGLISH.phrases}
    assert {key for key in asked if not any(each.startswith(key) for each in known)} == {"decision.json"}
    lists = set(re.findall(r'w\.code\(\s*"([a-z-]+)"', source))
    assert lists <= {key.partition(".")[0] for key in known}


def _strings(source: str) -> set[str]:
    return {node.value for node in ast.walk(ast.parse(source.replace("from __future__ import annotations", "")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "money", "date", "full", "listed"),
    [
        ("en", "US$ 1,234.50", "4 Nov 2026", "4 November 2026", "a, b and c"),
        ("es", "1.234,50 US$", "4 nov 2026", "4 de noviembre de 2026", "a, b y c"),
        ("fr", "1 234,50 US$", "4 nov. 2026", "4 novembre 2026", "a, b et c"),
        ("de", "1.234,50 US$", "4. Nov. 2026", "4. November 2026", "a, b und c"),
        ("pt", "US$ 1.234,50", "4 nov. 2026", "4 de novembro de 2026", "a, b e c"),
        ("ru", "1 234,50 US$", "4 нояб. 2026", "4 ноября 2026 года", "a, b и c"),
        ("zh", "US$ 1,234.50", "2026年11月4日", "2026年11月4日", "a、b和c"),
    ],
)
def test_money_dates_and_lists_are_written_as_the_language_writes_them(language, money, date, full, listed):
    w = wording(language)
    assert w.money("1234.50", "USD").replace("\u00a0", " ") == money
    assert w.date("2026-11-04T10:32:00Z").replace("\u00a0", " ") == date
    assert w.date("2026-11-04", full=True).replace("\u00a0", " ") == full
    assert w.joined(["a", "b", "c"]) == listed
    assert w.joined(["a"]) == "a"
    assert w.joined([]) == ""


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("ru", {1: "1 файл ", 2: "2 файла ", 5: "5 файлов ", 11: "11 файлов ", 21: "21 файл ", 112: "112 файлов "}),
        ("ar", {1: "ملف واحد", 2: "ملفين", 3: "3\u200e\u200f ملفات", 11: "ملفا من", 100: "100\u200e\u200f ملف "}),
        ("de", {1: "Datei", 2: "Dateien konnten"}),
        ("fr", {1: "1 fichier sur", 2: "2 fichiers sur"}),
        ("zh", {1: "1 个", 7: "7 个"}),
    ],
)
def test_a_number_takes_the_form_that_goes_with_it(language, counts):
    for count, words in counts.items():
        assert words in wording(language).counted("technical.unreadable", count, all="200")


@pytest.mark.parametrize("language", PRINTED)
@given(amount=st.decimals(min_value=0, max_value=10**11, places=3))
def test_a_figure_can_be_read_back(language: str, amount):
    w: Wording = wording(language)
    text = w.figure(f"{amount:.3f}")
    assert text.replace(w._form["group"], "").replace(w._form["decimal"], ".") == f"{amount:.3f}"


def test_what_is_not_known_prints_as_it_is():
    w = wording("de")
    assert w.code("event", "handed-to-dragon") == "handed to dragon"
    assert w.named("tlh") == "tlh"
    assert w.money("3.5", "XXX") == "XXX\u00a03,5"
    assert w.money("ten", "USD") == "USD\u00a0ten"
    with pytest.raises(ValueError, match="no decision is printed"):
        wording("../../etc")


def test_a_text_within_arabic_keeps_its_own_order_and_ends():
    w = wording("ar")
    assert w.inset("Watch (blue).") == "\u200f\u200eWatch (blue).\u200e\u200f"
    assert w.inset("ساعة") == "ساعة"
    assert w.inset(w.inset("Watch")) == w.inset("Watch"), "once is enough"
    assert wording("es").inset("Watch") == "Watch"


@pytest.mark.parametrize("language", PRINTED)
def test_no_letter_of_a_form_is_a_mark_on_another(language):
    """The fonts of the form are looked up letter by letter, and readers of a page split a word at a mark."""
    assert [sign for text in wording(language).texts() for sign in text if unicodedata.combining(sign)] == []

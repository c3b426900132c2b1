"""The case file: both sides at the same size, the words of the parties as plain text, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.bits import Chip, Label
from ui.views.case_file import NAMES, CaseFile
from ui.views.claim_tab import ClaimTab
from ui.views.link import Link
from ui.views.parcel_tab import TrackingNumber
from ui.views.party_text import PartyText
from ui.views.price_plot import PricePlot

Settle = Callable[[], None]
CASE = "AE-2026-000123"
HOSTILE = '<b>bold</b> <img src="file:///etc/passwd"> <a href="http://x">x</a> \u202egpj.exe'


@pytest.fixture
def file(qtbot: QtBot, session: Session, settle: Settle) -> Iterator[CaseFile]:
    session.refresh()
    settle()
    made = CaseFile(session)
    qtbot.addWidget(made)
    made.resize(370, 600)
    made.show()
    yield made
    made.close()


def show(session: Session, desk: FakeDesk, settle: Settle, **overrides: Any) -> None:
    desk.add(rich_doc(**overrides))
    session.open_case(str(overrides.get("id", CASE)))
    settle()


def texts(file: CaseFile) -> list[str]:
    """Everything that the page in front says."""
    page = file.tabs[NAMES[file.bar.currentIndex()]]
    found = [each.toPlainText() for each in page.findChildren(PartyText)]
    found += [each.text() for each in page.findChildren(Label)]
    return found + [each.caption() for each in page.findChildren(Chip)]


def claim(file: CaseFile) -> ClaimTab:
    tab = file.tabs["claim"]
    assert isinstance(tab, ClaimTab)
    return tab


def test_it_opens_with_both_sides_at_the_same_width(
    file: CaseFile, session: Session, desk: FakeDesk, settle: Settle, qtbot: QtBot
) -> None:
    show(session, desk, settle)
    halves = claim(file).halves
    qtbot.waitUntil(lambda: halves["buyer"].width() > 100)
    assert abs(halves["buyer"].width() - halves["seller"].width()) <= 1
    assert halves["buyer"].text.toPlainText().startswith("The watch arrived")
    assert halves["seller"].text.toPlainText().startswith("Checked before dispatch")
    assert "due in 5 h 12 min" in texts(file)
    assert "damaged" in texts(file)


def test_a_key_turns_to_the_original_words_and_back(
    file: CaseFile, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    show(session, desk, settle)
    assert "machine translation" in texts(file)
    session.toggle_translation()
    assert claim(file).halves["buyer"].text.toPlainText().startswith("El reloj")
    assert "original words" in texts(file)
    link = claim(file).findChildren(Link)[0]
    link.click()
    assert session.translated
    assert claim(file).halves["buyer"].text.toPlainText().startswith("The watch")


def test_a_silent_seller_is_said_to_be_silent(file: CaseFile, session: Session, desk: FakeDesk, settle: Settle) -> None:
    show(session, desk, settle, messages=None, seller_responded_at=None, offers=None, id="SILENT",
         escalated_at="2026-11-12T00:00:00Z")  # fmt: skip
    assert claim(file).halves["seller"].text.toPlainText() == "no answer; was due 11 Nov"
    assert file.bar.tabText(NAMES.index("messages")) == "Messages"


def test_text_that_runs_right_to_left_stands_at_the_right(
    file: CaseFile, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    arabic = {"text": "وصلت الساعة مكسورة الزجاج.", "language": "ar"}
    show(session, desk, settle, claim=arabic, id="RTL")
    text = claim(file).halves["buyer"].text
    option = text.document().defaultTextOption()
    assert option.textDirection() == Qt.LayoutDirection.RightToLeft
    assert option.alignment() & Qt.AlignmentFlag.AlignRight
    line = text.document().firstBlock().layout().lineAt(0)
    assert line.naturalTextRect().right() > text.viewport().width() - 4


@pytest.mark.parametrize("name", NAMES)
def test_what_a_party_wrote_is_never_markup_and_hides_nothing(
    file: CaseFile, session: Session, desk: FakeDesk, settle: Settle, name: str
) -> None:
    doc = rich_doc(id="HOSTILE")
    doc["claim"] = {"text": HOSTILE, "language": "en"}
    doc["order"]["lines"][0] |= {"title": HOSTILE, "variant": {HOSTILE: HOSTILE}, "sku": HOSTILE}
    doc["listing"] |= {"title": HOSTILE, "description": HOSTILE, "includes": [HOSTILE]}
    doc["messages"][0] |= {"text": HOSTILE, "translations": None}
    doc["shipments"][0] |= {"carrier": HOSTILE, "tracking_number": HOSTILE}
    doc["shipments"][0]["events"][0] |= {"status": HOSTILE, "place": HOSTILE, "text": HOSTILE}
    doc["buyer"]["name"] = doc["seller"]["name"] = HOSTILE
    if name == "findings":  # of a number without a parcel they say what it is
        doc["shipments"][0]["events"] = doc["shipments"][0]["events"][:1]
    desk.add(doc)
    session.open_case("HOSTILE")
    settle()
    file.show_tab(name)
    shown = [text for text in texts(file) if "bold" in text]
    assert shown, "the party's words are on the page"
    for text in shown:
        assert "<b>bold</b>" in text
        assert "\u202e" not in text
        assert "[U+202E RIGHT-TO-LEFT OVERRIDE]" in text
    for label in file.tabs[name].findChildren(Label):
        assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off_however_long_it_is(
    file: CaseFile, session: Session, desk: FakeDesk, settle: Settle, qtbot: QtBot, name: str
) -> None:
    doc = rich_doc(id="LONG")
    long = "w" * 400 + " " + "many words of a party " * 120
    doc["claim"]["text"] = long
    doc["claim"]["translations"] = None
    doc["messages"][0] |= {"text": long, "translations": None}
    doc["listing"]["description"] = long
    doc["order"]["lines"][0]["title"] = long
    desk.add(doc)
    session.open_case("LONG")
    settle()
    file.show_tab(name)
    QTest.qWait(30)
    page = file.tabs[name]
    sheet = page.widget()
    assert sheet is not None
    for text in page.findChildren(PartyText):
        if not text.isVisible():
            continue
        needed = text.document().size().height()
        qtbot.waitUntil(lambda text=text, needed=needed: text.height() >= needed - 1)
        assert text.mapTo(sheet, text.rect().topRight()).x() <= page.viewport().width()
    assert sheet.width() <= page.viewport().width()


def test_the_tracking_number_can_be_copied(file: CaseFile, session: Session, desk: FakeDesk, settle: Settle) -> None:
    show(session, desk, settle)
    file.show_tab("parcel")
    number = file.tabs["parcel"].findChildren(TrackingNumber)[0]
    assert number.isReadOnly()
    number.selectAll()
    assert number.selectedText() == "NP407188265"
    assert "Delivered" in texts(file)


def test_messages_carry_original_and_translation_and_show_what_was_attached(
    file: CaseFile, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    doc = rich_doc(id="MESSAGES")
    doc["messages"][1]["automatic"] = True
    doc["messages"].append(doc["messages"][0] | {"id": "M9", "attachments": ["GONE"]})
    desk.add(doc)
    session.open_case("MESSAGES")
    settle()
    assert file.bar.tabText(NAMES.index("messages")) == "Messages 3"
    file.show_tab("messages")
    said = texts(file)
    assert "Checked before dispatch; the packaging was sound." in said
    assert "发货前检查过,包装完好。" in said
    assert "automatic" in said
    assert "GONE: not in the file" in said
    chip = next(chip for chip in file.tabs["messages"].findChildren(Chip) if chip.caption() == "E5")
    chip.click()
    assert session.shown["evidence"] is not None
    assert session.shown["evidence"].item.id == "E5"


def test_histories_stand_side_by_side_and_the_plot_speaks(
    file: CaseFile, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    show(session, desk, settle)
    file.show_tab("seller")
    assert {"BUYER", "SELLER", "2 · 4.9 %", "812 · 0.9 %", "Chrono 38"} <= set(texts(file))
    plot = file.tabs["seller"].findChildren(PricePlot)[0]
    assert "lowest US$ 21.90" in plot.accessibleDescription()
    assert "ordered 14 Oct for US$ 21.90" in plot.accessibleDescription()
    assert plot.prices == (2190, 2490)
    assert not plot.grab().isNull()


def test_only_the_page_in_front_is_built(file: CaseFile, session: Session, desk: FakeDesk, settle: Settle) -> None:
    show(session, desk, settle)
    assert not file.tabs["order"].findChildren(PartyText)
    file.show_tab("order")
    assert file.tabs["order"].findChildren(PartyText)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_name(file: CaseFile, session: Session, desk: FakeDesk, settle: Settle, name: str) -> None:
    show(session, desk, settle)
    file.show_tab(name)
    reached = [
        each for each in file.findChildren(QWidget)
        if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.parent() is not None
    ]  # fmt: skip
    for each in reached:
        if each.metaObject().className().startswith("Q") and not isinstance(each, PartyText):
            assert each.accessibleName() or each.metaObject().className() in ("QScrollBar",), each
    assert file.accessibleName()

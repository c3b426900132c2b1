"""The band of past awards: never before a first figure, then noted in the draft, whatever is taken back."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt

from tests.fakes import FakeDesk
from tests.ui.views.verdict_bench import ALT, CASE, CONTROL, Bench
from ui.views.award_band import AwardBand

SHARES = tuple(Fraction(percent, 100) for percent in (10, 20, 30, 50, 70))
SAID = "5 past awards: half lie in 20–50 %, all in 10–70 % of the price paid; 2 more gave nothing"
NOTED = {
    "name": "past-awards",
    "version": "1",
    "result": "5 awards: 10 % to 70 % of the paid price, middle half 20 % to 50 %, median 30 %; 2 gave nothing",
}


@pytest.fixture
def band(bench: Bench, desk: FakeDesk) -> AwardBand:
    desk.awards = SHARES
    return bench.panel.decision.money.band


def begin(bench: Bench, figure: str) -> None:
    bench.key(Qt.Key.Key_2, ALT)
    bench.key(Qt.Key.Key_M, ALT)
    bench.write(figure)


def test_it_waits_for_a_whole_figure(bench: Bench, band: AwardBand, desk: FakeDesk) -> None:
    begin(bench, "45")
    bench.settle()
    assert not band.isVisible()
    assert "past_awards" not in desk.seen, "nothing is asked before"
    assert "aids" not in bench.draft
    bench.key(Qt.Key.Key_Return)
    bench.settle()
    assert band.isVisible()
    assert band.words.text() == SAID
    assert band.strip.isVisible()
    assert bench.draft["aids"] == [NOTED]


def test_leaving_the_field_is_having_typed_it(bench: Bench, band: AwardBand) -> None:
    begin(bench, "10")
    bench.panel.decision.statement.setFocus()
    bench.settle()
    assert band.isVisible()


def test_what_is_no_amount_is_no_figure(bench: Bench, band: AwardBand) -> None:
    begin(bench, "lots")
    bench.key(Qt.Key.Key_Return)
    bench.settle()
    assert not band.isVisible()


def test_a_full_refund_is_no_figure_of_anybodys(bench: Bench, band: AwardBand, desk: FakeDesk) -> None:
    bench.key(Qt.Key.Key_1, ALT)
    bench.settle()
    assert bench.draft["refund"]
    assert not band.isVisible()
    assert "past_awards" not in desk.seen


@pytest.mark.usefixtures("band")
def test_that_it_was_seen_cannot_be_undone(bench: Bench) -> None:
    begin(bench, "10")
    bench.key(Qt.Key.Key_Return)
    bench.settle()
    for _ in range(5):
        bench.key(Qt.Key.Key_Z, CONTROL)
    assert "outcome" not in bench.draft
    assert bench.draft["aids"] == [NOTED]
    bench.key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert bench.draft["aids"] == [NOTED]


def test_it_comes_back_with_the_draft(bench: Bench, band: AwardBand) -> None:
    begin(bench, "10")
    bench.session.save()
    bench.settle()
    assert not band.isVisible()
    bench.open("AE-2026-000127")
    assert not band.isVisible()
    bench.open(CASE)
    assert band.isVisible()
    assert bench.draft["aids"] == [NOTED]


def test_a_draft_that_is_opened_anew_asks_anew(bench: Bench, band: AwardBand, desk: FakeDesk) -> None:
    begin(bench, "10")
    bench.key(Qt.Key.Key_Return)
    bench.settle()
    desk.awards = (*SHARES, Fraction(1))
    bench.open(CASE)
    assert band.words.text().startswith("6 past awards")
    assert bench.draft["aids"][0]["result"].startswith("6 awards")


def test_four_are_too_few_to_show(bench: Bench, band: AwardBand, desk: FakeDesk) -> None:
    desk.awards = SHARES[:4]
    begin(bench, "10")
    bench.key(Qt.Key.Key_Return)
    bench.settle()
    assert band.words.text() == "Past awards for this reason: too few to show (4 of 5)"
    assert not band.strip.isVisible()
    assert "aids" not in bench.draft, "nothing was on the screen that could sway"

"""The queue model: filters, search, order, counts, and its manners as a Qt model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.fake_cases import NOW
from tests.fakes import FakeDesk
from ui.models.queue_model import ROW, Filter, QueueModel, details, matches, short_left

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def model(desk: FakeDesk) -> Iterator[QueueModel]:
    made = QueueModel(desk.now)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.set_rows(desk.queue())
    yield made
    del tester


def numbers(model: QueueModel) -> list[str]:
    return [case_id[-3:] for case_id in model.ids()]


def test_it_starts_with_what_is_due_first(model: QueueModel) -> None:
    assert numbers(model) == ["123", "131", "127", "140", "118", "152", "155", "160", "163"]


def test_a_case_without_a_deadline_comes_last_when_due_first(model: QueueModel) -> None:
    row = model.at(model.rowCount() - 1)
    assert row is not None
    assert row.due is None


def test_the_largest_amount_first_by_its_figure(model: QueueModel) -> None:
    model.set_sorting("amount")
    assert numbers(model)[:3] == ["118", "152", "131"]


def test_the_newest_escalation_first(model: QueueModel, desk: FakeDesk) -> None:
    rows = desk.queue()
    newest = replace(rows[4], escalated_at=NOW)
    model.set_rows([*rows[:4], newest, *rows[5:]])
    model.set_sorting("newest")
    assert model.ids()[0] == newest.case


def test_filters_join(model: QueueModel) -> None:
    model.set_filter(Filter(reasons=frozenset({"not-received", "damaged"})))
    assert numbers(model) == ["123", "131", "118", "160"]
    model.set_filter(Filter(reasons=frozenset({"not-received", "damaged"}), video=True))
    assert numbers(model) == ["123"]
    model.set_filter(Filter(status="decided"))
    assert numbers(model) == []
    model.set_filter(Filter(status="all"))
    assert len(numbers(model)) == 9


@pytest.mark.parametrize(
    ("text", "found"),
    [("GLASS", ["123"]), ("pt payment", ["152"]), ("000127", ["127"]), ("us$ 7.20", ["163"]), ("nothing such", [])],
)
def test_search_finds_every_word_somewhere(model: QueueModel, text: str, found: list[str]) -> None:
    model.set_filter(Filter(text=text))
    assert numbers(model) == found


def test_counts_say_what_a_choice_would_show(model: QueueModel, desk: FakeDesk) -> None:
    counts = model.counts()
    assert counts.status == {"open": 9, "all": 9}
    assert (counts.reason["not-received"], counts.video) == (3, 1)
    model.set_filter(Filter(reasons=frozenset({"damaged"})))
    counts = model.counts()
    assert counts.status["open"] == 1
    assert counts.reason["not-received"] == 3, "another reason can be added to the chosen one"
    rows = desk.queue()
    model.set_rows([replace(rows[0], status="decided"), *rows[1:]])
    assert model.counts().status == {"decided": 1, "all": 1}


def test_open_and_due_today(model: QueueModel, desk: FakeDesk) -> None:
    assert model.open_and_due() == (9, 2)
    rows = desk.queue()
    model.set_rows([replace(rows[0], status="closed"), *rows[1:]])
    assert model.open_and_due() == (8, 1)


def test_a_change_in_one_row_is_no_reset(model: QueueModel, desk: FakeDesk) -> None:
    resets, changed = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    rows = desk.queue()
    model.set_rows([rows[0], replace(rows[1], draft=True), *rows[2:]])
    assert (resets, changed) == ([], [1])


def test_roles_give_words_row_and_a_sentence_for_the_ear(model: QueueModel) -> None:
    index = model.index(1)
    assert index.data() == "They asked me to press received"
    assert index.data(ROW).case == "AE-2026-000131"
    spoken = index.data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert "not received" in spoken
    assert "due in 9 h" in spoken
    assert model.index(99).data() is None


def test_what_a_party_wrote_cannot_hide_in_the_queue(model: QueueModel, desk: FakeDesk) -> None:
    rows = desk.queue()
    model.set_rows([replace(rows[0], claim="abc\u202edef")])
    assert model.index(0).data() == "abc[U+202E RIGHT-TO-LEFT OVERRIDE]def"


def test_details_name_the_evidence(desk: FakeDesk) -> None:
    rows = {row.case[-3:]: row for row in desk.queue()}
    assert details(rows["123"]) == "AE-2026-000123 · 3 photos · video · document · ES"
    assert details(replace(rows["131"], photos=0, buyer_country="")) == "AE-2026-000131 · no evidence"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=5, minutes=12), "5 h"), (timedelta(minutes=41), "41 min"), (timedelta(days=2, hours=3), "2 d"),
        (timedelta(hours=-3), "3 h over"), (timedelta(hours=24), "1 d"), (timedelta(0), "0 min"),
    ],
)  # fmt: skip
def test_short_words_for_the_time_left(left: timedelta, words: str) -> None:
    assert short_left(NOW + left, NOW) == words


def test_no_deadline_is_a_dash() -> None:
    assert short_left(None, NOW) == "—"


def test_an_empty_search_matches(desk: FakeDesk) -> None:
    assert matches(desk.queue()[0], "   ")

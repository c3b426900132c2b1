"""The queue model: the stretch that is in memory, what it says of changes, and its manners as a Qt model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from moderator.domain.queue import EXACT, Counts, Filter
from tests.fake_cases import NOW
from tests.fakes import FakeDesk
from ui.models.queue_model import ROW, QueueModel, details, short_left, shown_count

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def model(desk: FakeDesk) -> Iterator[QueueModel]:
    made = QueueModel(desk.now)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show(desk.queue())
    made.set_counts(desk.queue_counts(Filter()))
    yield made
    del tester


def numbers(model: QueueModel) -> list[str]:
    return [case_id[-3:] for case_id in model.ids()]


def test_it_holds_what_it_was_given(model: QueueModel) -> None:
    assert numbers(model) == ["123", "131", "127", "140", "118", "152", "155", "160", "163"]
    assert model.open_and_due() == (9, 2)
    assert not model.is_empty()


def test_other_cases_or_another_order_are_wished_for_once(model: QueueModel) -> None:
    wished: list[int] = []
    model.wished.connect(lambda: wished.append(1))
    model.set_filter(Filter(video=True))
    model.set_filter(Filter(video=True))
    model.set_sorting("amount")
    model.set_sorting("amount")
    assert len(wished) == 2


def test_a_change_in_one_row_is_no_reset(model: QueueModel, desk: FakeDesk) -> None:
    resets, changed = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    rows = desk.queue()
    model.show([rows[0], replace(rows[1], draft=True), *rows[2:]])
    assert (resets, changed) == ([], [1])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_stretch_that_moves_keeps_its_rows(model: QueueModel, desk: FakeDesk, data: st.DataObject) -> None:
    """Whatever stretch follows another that it overlaps: rows come and go at the ends, and no row is told anew."""
    rows = desk.queue()
    start, end = sorted(data.draw(st.tuples(st.integers(0, 9), st.integers(0, 9)), "first"))
    model.show(rows[start:end])
    kept = {model.at(n).case: model.createIndex(n, 0) for n in range(model.rowCount())}  # type: ignore[union-attr]
    resets: list[int] = []
    with_reset = model.modelReset.connect(lambda: resets.append(1))
    then, last = sorted(data.draw(st.tuples(st.integers(0, 9), st.integers(0, 9)), "second"))
    model.show(rows[then:last])
    model.modelReset.disconnect(with_reset)
    assert model.ids() == tuple(row.case for row in rows[then:last])
    moved_on = start <= then < end <= last or then <= start < last <= end
    assert not (moved_on and resets)
    assert len(kept) == end - start


def test_it_asks_for_more_only_where_there_is_more(model: QueueModel, desk: FakeDesk) -> None:
    asked: list[int] = []
    model.more.connect(lambda: asked.append(1))
    assert not model.canFetchMore(QModelIndex())
    model.show(desk.queue(), below=True)
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked == [1]


def test_an_empty_library_is_not_a_filter_that_hides_everything(desk: FakeDesk) -> None:
    made = QueueModel(desk.now)
    assert made.is_empty()
    made.set_counts(Counts({"status": {"all": 3, "decided": 3}}))
    assert not made.is_empty()
    made.set_counts(Counts())
    made.set_filter(Filter(text="x"))
    assert not made.is_empty()


def test_counts_beyond_what_is_counted_say_so() -> None:
    assert [shown_count(each) for each in (0, 9870, EXACT, EXACT + 1)] == ["0", "9,870", "10,000", "10,000+"]


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
    model.show([replace(rows[0], claim="abc\u202edef")])
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

"""The tray: groups with their counts, numbers as the keys count them, and states in a word."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from ui.models.tray_model import Entry, Group, Look, Role, TrayModel, label


@pytest.fixture
def model(qapp: object) -> TrayModel:
    del qapp
    made = TrayModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.set_case(FakeDesk([rich_doc()]).open_case("AE-2026-000123"))
    return made


def test_every_side_has_its_label_also_with_nothing_under_it(model: TrayModel) -> None:
    assert [group.text for group in model.groups] == ["LISTING 3", "BUYER 4", "SELLER 1", "CARRIER 0"]
    assert model.rowCount() == 3 + 4 + 1 + 4


def test_the_platform_has_a_label_only_with_items(model: TrayModel) -> None:
    opened = FakeDesk([rich_doc()]).open_case("AE-2026-000123")
    items = (*opened.items[:-1], replace(opened.items[-1], side="platform"))
    model.set_case(replace(opened, items=items))
    assert [group.text for group in model.groups][-1] == "PLATFORM 1"


def test_numbers_count_listing_and_evidence_apart_in_the_order_shown(model: TrayModel) -> None:
    assert [(entry.pane, entry.number, entry.item.id) for entry in model.entries] == [
        ("listing", 1, "L1"), ("listing", 2, "L2"), ("listing", 3, "L3"),
        ("evidence", 1, "E1"), ("evidence", 2, "E2"), ("evidence", 3, "E3"), ("evidence", 4, "E4"),
        ("evidence", 5, "E5"),
    ]  # fmt: skip
    assert model.entry("evidence", 6) is None


def test_labels_are_not_for_choosing(model: TrayModel) -> None:
    for row in range(model.rowCount()):
        index = model.index(row)
        assert bool(model.flags(index) & Qt.ItemFlag.ItemIsEnabled) == isinstance(index.data(Role.ROW), Entry)


def test_the_thumbnail_says_what_is_the_matter(model: TrayModel) -> None:
    item = model.entries[3].item
    words = {"partial": "cut off", "missing": "missing", "refused": "unreadable", "crashed": "crashed",
             "timed-out": "took too long", "hash-mismatch": "changed", "unknown": "unknown kind"}  # fmt: skip
    for state, word in words.items():
        assert label(item, Look(state=state)) == f"E1 {word}"
    assert label(item, Look()) == label(item, None) == "E1"
    video = next(entry.item for entry in model.entries if entry.item.kind == "video")
    assert label(video, Look(duration=Fraction(25))) == "E4 ▶ 0:25"
    assert label(video, Look(state="refused")) == "E4 unreadable"
    assert label(item, Look(pages=2)) == "E1 2 p."


def test_missing_and_unknown_items_stay_in_sight() -> None:
    opened = FakeDesk([rich_doc()]).open_case("AE-2026-000123")
    items = (*opened.items[:3], replace(opened.items[3], missing=True), replace(opened.items[4], kind="hologram"))
    model = TrayModel()
    model.set_case(replace(opened, items=items), {opened.items[3].sha256: Look()})
    shown = [model.index(row).data() for row in range(model.rowCount())]
    assert "E1 missing" in shown
    assert "E2 unknown kind" in shown
    model.set_look("E1", Look())
    assert model.index(model.row_of("E1") or 0).data() == "E1 missing"


def test_what_is_shown_is_marked(model: TrayModel) -> None:
    model.set_chosen(["L1", "E4"])
    rows = [model.index(row) for row in range(model.rowCount())]
    assert [index.data(Role.ROW).item.id for index in rows if index.data(Role.CHOSEN)] == ["L1", "E4"]
    assert isinstance(rows[0].data(Role.ROW), Group)


def test_the_tooltip_names_file_submitter_and_key(model: TrayModel) -> None:
    model.set_keys({"evidence.4": "Shift 4"})
    model.set_look("E4", Look(state="refused", reason="The file is damaged."))
    text = model.index(model.row_of("E4") or 0).data(Qt.ItemDataRole.ToolTipRole)
    assert all(
        part in text for part in ("BUYER", "unboxing.mp4", "sent 6 Nov 18:58", "Shift 4", "The file is damaged.")
    )

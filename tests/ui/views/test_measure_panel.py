"""The panel of measurements: against the listing, the question of depth, names, exhibits, kept with the draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.fakes import FakeDesk
from tests.ui.views.measure_bench import (
    LEFT,
    canvas,
    key,
    keys_drawn,
    measured,
)
from ui.session import Session
from ui.views.compare import CompareView
from ui.views.measuring import Measuring

Settle = Callable[[], None]


# --- in its rows -----------------------------------------------------------------------------------------------------


def test_held_against_the_listing(view: CompareView, measuring: Measuring) -> None:
    row = measured(view, measuring)
    assert row.against.text() == "compare… ▾"
    row.listed.emit("M1", 0)
    assert row.name.text() == "Diameter", "nobody had named it yet"
    assert row.against.text() == "40 ± 0.5 mm ▾"
    assert row.measured.text().endswith(" mm")
    assert row.says.whole().endswith("mm too long (151 %)")
    row.listed.emit("M1", None)
    assert row.against.text() == "compare… ▾"


def test_the_question_of_depth_widens_until_it_is_answered(view: CompareView, measuring: Measuring) -> None:
    measured(view, measuring)
    question = measuring.panel.question
    assert question.question.property("tone") == "warn"

    def length() -> tuple[float, float]:
        book = measuring.book
        found = book.measured(book.lengths[0])
        assert found is not None
        return found.length_mm, found.uncertainty_mm

    wide = length()
    question.buttons["same"].click()
    assert length()[0] == wide[0]
    assert length()[1] < wide[1]
    question.buttons["nearer"].click()
    field = question.field
    assert field.isVisible()
    QTest.keyClicks(field, "32 mm")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert measuring.book.lengths[0].nearer == 32
    assert length()[0] == pytest.approx(wide[0] * (1 - 32 / 400), rel=0.01)
    question.buttons["farther"].click()
    assert measuring.book.lengths[0].nearer == -32
    question.buttons["unknown"].click()
    assert length() == wide


def test_a_name_is_written_in_its_row(view: CompareView, measuring: Measuring, session: Session) -> None:
    row = measured(view, measuring)
    row.name.setFocus()
    row.name.selectAll()
    QTest.keyClicks(row.name, "Height with lid")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    assert measuring.book.lengths[0].name == "Height with lid"
    assert QApplication.focusWidget() is not row.name
    session.undo()
    assert measuring.book.lengths[0].name == "Length 1", "typing is one step"


def test_enter_in_a_row_goes_to_its_picture(
    view: CompareView, measuring: Measuring, session: Session, settle: Settle
) -> None:
    row = measured(view, measuring)
    session.show("evidence", "E2")
    settle()
    row.name.setFocus()
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    settle()
    assert session.shown["evidence"] is not None
    assert session.shown["evidence"].item.id == "E1"
    assert measuring.chosen == "M1"


def test_escape_in_the_panel_goes_back_to_the_picture(view: CompareView, measuring: Measuring) -> None:
    measured(view, measuring)
    measuring.panel.unit.setFocus()
    key(view, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is canvas(view)
    assert measuring.active


def test_a_narrow_window_is_not_forced_wider(view: CompareView, measuring: Measuring) -> None:
    measured(view, measuring)
    assert measuring.panel.minimumSizeHint().width() <= 700 or measuring.panel.minimumWidth() <= 700


def test_centimetres_or_inches(view: CompareView, measuring: Measuring) -> None:
    row = measured(view, measuring)
    measuring.panel.unit.click()
    assert row.measured.text().startswith("3.9")
    assert row.measured.text().endswith(" in")
    measuring.panel.unit.click()
    assert row.measured.text().endswith(" cm")


def test_x_takes_the_measurement_as_exhibit(view: CompareView, measuring: Measuring, session: Session) -> None:
    row = measured(view, measuring)
    row.renamed.emit("M1", "Height")
    session.actions.trigger("exhibit.take")
    (exhibit,) = session.draft["exhibits"]
    assert exhibit["source"] == "E1"
    assert exhibit["note"] == "Height"
    assert exhibit["measurement"] | {"uncertainty": ""} == {
        "name": "Height", "value": "10.0", "uncertainty": "", "unit": "cm", "known": "ruler 20 cm",
    }  # fmt: skip
    left, top, width, height = exhibit["region"]
    assert left < 0.3
    assert left + width > 0.55
    assert top < 0.4 < top + height
    assert row.exhibit.caption() == "X1"
    session.remove_exhibit("X1")
    assert row.exhibit.caption() == "exhibit"
    row.exhibit.click()
    assert [each["id"] for each in session.draft["exhibits"]] == ["X1"]


def test_without_a_measurement_x_takes_the_picture(measuring: Measuring, session: Session) -> None:
    measuring.start()
    session.actions.trigger("exhibit.take")
    assert "measurement" not in session.draft["exhibits"][0]


def test_measurements_survive_closing_and_opening(
    view: CompareView, measuring: Measuring, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    measured(view, measuring)
    before = measuring.book
    session.close_case()
    settle()
    assert view.tool is None
    desk.drafts["AE-2026-000123"]["internal_note"] = "x"
    session.open_case("AE-2026-000123")
    settle()
    assert measuring.book == before
    measuring.start()
    assert measuring.panel.rows["M1"].measured.text().startswith("10.0 ±")
    assert measuring.tool.mode == "line"


def test_another_file_under_the_same_id_is_another_picture(
    view: CompareView, measuring: Measuring, session: Session
) -> None:
    measured(view, measuring)

    def replaced(doc: dict[str, Any]) -> None:
        for each in (*doc["measurements"]["known"], *doc["measurements"]["lengths"]):
            each["sha256"] = "f" * 64

    session.edit("Another revision", replaced)
    assert keys_drawn(measuring) == []
    measuring.take("M1")
    assert "exhibits" not in session.draft


def test_each_frame_of_a_video_has_its_own(
    view: CompareView, measuring: Measuring, session: Session, settle: Settle
) -> None:
    session.show("evidence", "E4", index=30)
    settle()
    measured(view, measuring)
    assert measuring.panel.rows["M1"].on.whole().startswith("E4 0:01")
    session.show("evidence", "E4", index=31)
    settle()
    assert keys_drawn(measuring) == []
    assert measuring.calibration == "not calibrated"
    QTest.mouseClick(measuring.panel.rows["M1"], LEFT)
    settle()
    assert session.shown["evidence"] is not None
    assert session.shown["evidence"].index == 30
    assert keys_drawn(measuring) == ["known", "M1"]

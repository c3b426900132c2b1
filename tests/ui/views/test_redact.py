"""Redacting in the panes, and how annotations and redactions are seen there."""

from __future__ import annotations

import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from tests.ui.views.hand import Hand, Key, exhibits, near
from ui.session import Session
from ui.theme import tokens
from ui.views.file_deeds import covered_exhibits
from ui.views.save_original import SaveOriginal

# --- redacting ----------------------------------------------------------------------------------------------------


def test_a_redaction_covers_every_exhibit_of_the_picture_also_a_later_one(hand: Hand, session: Session) -> None:
    session.take_exhibit()
    session.take_exhibit(region=(0.1, 0.1, 0.2, 0.2))
    session.show("listing", "L2")
    session.actions.trigger("redact")
    hand.drag((0.3, 0.3), (0.6, 0.5))
    session.take_exhibit(region=(0.5, 0.5, 0.2, 0.2))
    session.take_exhibit("listing")
    covered = [each.get("redact") for each in exhibits(session)]
    assert covered[0] == covered[1] == covered[2]
    assert [each["why"] for each in list(covered[0] or ())] == ["address"]
    assert covered[3] is None
    assert "uncovered" not in {each.code for each in session.problems}
    QTest.keyClick(hand.canvas, Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert {one["why"] for each in exhibits(session)[:3] for one in each["redact"]} == {"face"}
    hand.keys(Key.Key_Right)
    assert len({json.dumps(each["redact"]) for each in exhibits(session)[:3]}) == 1
    hand.keys(Key.Key_Delete)
    assert not any("redact" in each for each in exhibits(session))
    session.undo()
    assert [len(each.get("redact", [])) for each in exhibits(session)] == [1, 1, 1, 0]


def test_only_the_region_may_leave(hand: Hand, session: Session) -> None:
    session.take_exhibit()
    session.actions.trigger("redact")
    crop = hand.annotate.bar.crop
    assert not crop.isEnabled()
    bright = hand.pixel((0.8, 0.8)).lightness()
    session.take_exhibit(region=(0.1, 0.1, 0.2, 0.2))
    crop.click()
    assert exhibits(session)[1]["crop"] is True
    assert crop.isChecked()
    assert hand.pixel((0.8, 0.8)).lightness() < bright / 2, "what stays in the library goes dark"
    session.undo()
    assert hand.pixel((0.8, 0.8)).lightness() == bright
    assert "crop" not in exhibits(session)[1]


def test_the_original_is_handed_out_with_a_warning_only(hand: Hand, session: Session) -> None:
    opened = session.opened
    assert opened is not None
    item, other = opened.item("E1"), opened.item("E2")
    assert item is not None
    assert other is not None
    assert covered_exhibits(session, item) == ()
    session.actions.trigger("redact")
    hand.drag((0.3, 0.3), (0.6, 0.5))
    assert covered_exhibits(session, item) == ("X1",)
    assert covered_exhibits(session, other) == ()
    dialog = SaveOriginal(item, hand.view.window(), ("X1",))
    assert "covered in X1" in dialog.uncovers.text()
    dialog.close()


# --- what is seen -------------------------------------------------------------------------------------------------


def like(one: QColor, other: str, within: int = 60) -> bool:
    wanted = QColor(other)
    away = (one.red() - wanted.red(), one.green() - wanted.green(), one.blue() - wanted.blue())
    return all(abs(each) <= within for each in away)


def test_lines_are_painted_where_they_lie_in_the_colour_of_the_side(hand: Hand, session: Session) -> None:
    session.actions.trigger("annotate")
    hand.drag((0.2, 0.5), (0.8, 0.5))
    hand.annotate.leave()
    evidence = tokens().evidence
    assert like(hand.pixel((0.5, 0.5)), evidence)
    assert not like(hand.pixel((0.5, 0.5), down=14), evidence)
    session.undo()
    assert not like(hand.pixel((0.5, 0.5)), evidence)


def test_what_is_covered_is_black_but_while_somebody_redacts(hand: Hand, session: Session) -> None:
    before = hand.pixel((0.32, 0.32))
    session.actions.trigger("redact")
    hand.drag((0.3, 0.3), (0.6, 0.6))
    hand.keys(Key.Key_Escape)
    assert hand.pixel((0.32, 0.32)) not in (QColor(0, 0, 0), before)
    session.actions.trigger("annotate")
    assert hand.pixel((0.32, 0.32)) == QColor(0, 0, 0)
    hand.annotate.leave()
    assert hand.pixel((0.32, 0.32)) == QColor(0, 0, 0)
    session.undo()
    assert hand.pixel((0.32, 0.32)) == before


def test_on_a_turned_picture_things_lie_where_they_were_drawn(hand: Hand, session: Session) -> None:
    session.actions.trigger("adjust.right")
    session.actions.trigger("annotate")
    hand.annotate.tool.set_kind("box")
    hand.drag((0.2, 0.3), (0.6, 0.5))
    (exhibit,) = exhibits(session)
    assert exhibit["adjustments"] == [{"kind": "rotate", "value": 90}], "the first stroke takes it as it is seen"
    corners = exhibit["annotations"][0]["points"]
    assert near(corners, (0.2, 0.3), (0.6, 0.5))
    hand.keys(Key.Key_Right)
    moved = exhibits(session)[0]["annotations"][0]["points"]
    assert moved[0][0] == corners[0][0]
    assert moved[0][1] < corners[0][1], "right on the screen is up in the picture that was turned right"
    session.undo()
    hand.keys(Key.Key_Escape)
    hand.annotate.leave()
    assert like(hand.pixel((0.4, 0.3)), tokens().evidence)
    assert like(hand.pixel((0.2, 0.4)), tokens().evidence)

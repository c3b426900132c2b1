"""A team's batch export from the window: given to the fleet, followed with the workers that are alive, stopped."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from moderator.desk.library import Team
from moderator.desk.values import Exported, FleetNow, FleetSeen, Form
from moderator.errors import LibraryAway
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.dialogs import Dialogs
from ui.views.export_form import ExportForm
from ui.views.status_bar import Progress

PLACE = "s3://team/decisions"


class Fleet:
    """What the desk says of a fleet, and does with it."""

    def __init__(self, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, now: FleetNow | Exception) -> None:
        self.go, self.forms, self.told = threading.Event(), list[Form](), now
        team = Team("postgresql://mod-7@host/cases", "/srv/cases", "mod-7")
        desk.library = dataclasses.replace(desk.library, team=team)
        monkeypatch.setattr(desk, "fleet", self, raising=False)
        monkeypatch.setattr(FakeDesk, "away", False, raising=False)

    def now(self) -> FleetNow:
        if isinstance(self.told, Exception):
            raise self.told
        return self.told

    def export(self, _wanted: object, form: Form, *, stop: Any, watch: Any) -> list[Exported]:
        self.forms.append(form)
        watch(FleetSeen("b", PLACE, 200, 30, 0, 4, 166, 4))
        self.go.wait(5)
        if stop():
            return []
        return [Exported("AE-1", f"{PLACE}/AE-1.pdf", "0" * 64, 1, "written")]


@pytest.fixture
def window(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


Asks = Callable[[FleetNow | Exception], tuple[ExportForm, Fleet, Dialogs]]


@pytest.fixture
def asks(
    session: Session, desk: FakeDesk, window: QWidget, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None]
) -> Asks:
    def ask(now: FleetNow | Exception) -> tuple[ExportForm, Fleet, Dialogs]:
        fleet, dialogs = Fleet(desk, monkeypatch, now), Dialogs(session, window)
        dialogs.export_all()
        settle()
        (form,) = window.findChildren(ExportForm)
        return form, fleet, dialogs

    return ask


def test_the_fleet_is_offered_where_somebody_works_for_it(asks: Asks, qtbot: Any) -> None:
    form, _, _ = asks(FleetNow(4, PLACE))
    assert (form.by.currentData(), form.go.text()) == ("fleet", "Have them written")
    assert form._crew.text() == f"4 workers are alive. The fleet writes to {PLACE}"
    form.by.setFocus()
    qtbot.keyClick(form.by, Qt.Key.Key_Up)
    assert (form.by.currentData(), form.go.text()) == ("here", "Choose folder…")


@pytest.mark.parametrize(
    ("now", "choices", "said"),
    [
        (FleetNow(0, PLACE), ["here", "fleet"], "No worker is alive just now"),
        (FleetNow(2, None), ["here"], "has not said yet where the fleet writes"),
        (LibraryAway("The team's library is away."), ["here"], "The team's library is away."),
    ],
)
def test_what_stands_in_its_way_is_said(asks: Asks, now: Any, choices: list[str], said: str) -> None:
    form, _, _ = asks(now)
    assert [form.by.itemData(at) for at in range(form.by.count())] == choices
    assert form.by.currentData() == "here"
    assert said in form._crew.text()


def test_one_case_or_a_library_of_ones_own_asks_nothing_of_a_fleet(session: Session, window: QWidget) -> None:
    for many in (False, True):
        form = ExportForm(session, window, many=many)
        form.open()
        assert (form.by.isVisible(), form.by.count()) == (False, 0)
        form.reject()


def test_it_is_followed_with_the_workers_that_are_alive(asks: Asks, session: Session, qtbot: Any) -> None:
    form, fleet, dialogs = asks(FleetNow(4, PLACE))
    progress = Progress(session)
    qtbot.addWidget(progress)
    qtbot.keyClick(form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "workers" in progress._text.text())
    assert progress._text.text().startswith("The fleet writes decisions · 4 workers")
    assert progress._text.text().endswith(" · 30/200")
    bar = progress.findChild(QProgressBar)
    assert bar is not None
    assert (bar.value(), bar.maximum()) == (30, 200)
    with qtbot.waitSignal(session.exported, timeout=3000):
        fleet.go.set()
    assert fleet.forms == [Form()]
    assert f"1 decision written to {PLACE}." in dialogs.line._text.text()
    assert session.deeds.idle


def test_cancel_ends_it(asks: Asks, session: Session, qtbot: Any) -> None:
    form, fleet, _ = asks(FleetNow(1, PLACE))
    form.accept()
    qtbot.waitUntil(lambda: bool(fleet.forms))
    session.deeds.stop()
    with qtbot.waitSignal(session.exported, timeout=3000) as heard:
        fleet.go.set()
    assert heard.args == [[]]

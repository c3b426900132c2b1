"""The films of the queue looked through ahead, from the window: by this computer or by the fleet, followed, stopped."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from moderator.desk.library import Team
from moderator.desk.values import FleetSeen, LookedThrough
from moderator.domain.queue import Ask, Filter
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.dialogs import Dialogs

DONE = LookedThrough("AE-1", "a" * 64, "analysed")
BAD = LookedThrough("AE-2", "b" * 64, "refused", "It is no film.")


class Films:
    """What the desk, or its fleet, does with films."""

    def __init__(self, found: list[LookedThrough]) -> None:
        self.found, self.asked, self.go, self.at_work = found, list[tuple[Ask, int]](), threading.Event(), True

    def is_at_work(self) -> bool:
        return self.at_work

    def analyse(self, ask: Ask, _most: int, *, stop: Any, jobs: int = -1, progress: Any = None, watch: Any = None):
        self.asked.append((ask, jobs))
        if watch:
            watch(FleetSeen("b", "", 20, 5, 0, 2, 13, 2))
        else:
            progress(5, 20)
        self.go.wait(5)
        return self.found[:1] if stop() else self.found


@pytest.fixture
def films(session: Session, desk: FakeDesk, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> Films:
    made = Films([DONE, BAD])
    monkeypatch.setattr(desk, "analyse", made.analyse, raising=False)
    window = QWidget()
    qtbot.addWidget(window)
    Dialogs(session, window)
    return made


@pytest.fixture
def said(session: Session) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    session.message.connect(lambda text, tone: heard.append((text, tone)))
    return heard


def test_this_computer_looks_through_the_queue_as_it_is_shown(
    session: Session, films: Films, said: list[tuple[str, str]], qtbot: Any
) -> None:
    busy: list[tuple[str, int, int]] = []
    session.busy.connect(lambda *told: busy.append(told))
    session.deeds.reader.show(Filter(text="watch"), "amount")
    session.actions.trigger("analyse")
    qtbot.waitUntil(lambda: ("Looking through films", 5, 20) in busy)
    assert films.asked == [(Ask(Filter(text="watch"), "amount"), 1)]
    session.actions.trigger("analyse")
    assert said[-1] == ("Wait until this has ended: Looking through films.", "warn")
    films.go.set()
    qtbot.waitUntil(lambda: session.deeds.idle)
    assert said[-1] == ("1 film was looked through. 1 could not be: AE-2: It is no film.", "warn")
    assert busy[-1] == ("", 0, 0)


@pytest.mark.parametrize(
    ("found", "text"),
    [([], "None of these cases has a film."), ([DONE, DONE], "2 films were looked through.")],
)
def test_how_it_went_is_said(
    session: Session, films: Films, said: list[tuple[str, str]], found: list[LookedThrough], text: str, qtbot: Any
) -> None:
    films.found = found
    films.go.set()
    session.actions.trigger("analyse")
    qtbot.waitUntil(lambda: bool(said) and session.deeds.idle)
    assert said[-1] == (text, "ok" if found else "warn")


@pytest.mark.parametrize("at_work", [True, False])
def test_the_fleet_does_it_where_it_is_at_work(
    session: Session, desk: FakeDesk, films: Films, said: list[tuple[str, str]], at_work: bool,
    monkeypatch: pytest.MonkeyPatch, qtbot: Any,
) -> None:  # fmt: skip
    team = Team("postgresql://mod-7@host/cases", "/srv/cases", "mod-7")
    desk.library = dataclasses.replace(desk.library, team=team)
    monkeypatch.setattr(desk, "fleet", films, raising=False)
    monkeypatch.setattr(FakeDesk, "away", False, raising=False)
    films.at_work = at_work
    busy: list[str] = []
    session.busy.connect(lambda doing, _done, _total: busy.append(doing))
    session.actions.trigger("analyse")
    wanted = "Looking through films · 2 workers" if at_work else "Looking through films"
    qtbot.waitUntil(lambda: bool(films.asked) and wanted in busy)
    assert films.asked[0][1] == (-1 if at_work else 1)
    session.deeds.stop()
    films.go.set()
    qtbot.waitUntil(lambda: session.deeds.idle)
    assert said[-1] == ("Stopped. 1 film was looked through.", "warn")

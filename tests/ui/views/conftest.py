"""What tests of panels share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.views.hand import Hand
from tests.ui.views.verdict_bench import Bench
from ui.session import Session
from ui.views.compare import CompareView
from ui.views.measuring import Measuring

Settle = Callable[[], None]


@pytest.fixture
def bench(qtbot: QtBot, session: Session, settle: Settle) -> Iterator[Bench]:
    session.refresh()
    settle()
    made = Bench(qtbot, session, settle)
    made.open()
    yield made
    made.window.close()


@pytest.fixture
def view(qtbot: QtBot, session: Session, settle: Settle) -> CompareView:
    """Both panes on the first case, its pictures there."""
    made = CompareView(session)
    qtbot.addWidget(made)
    session.actions.attach(made)
    session.actions.set_scope("picture", True)
    session.actions.set_scope("case", True)
    made.resize(1000, 700)
    made.show()
    session.open_case("AE-2026-000123")
    settle()
    return made


@pytest.fixture
def hand(view: CompareView) -> Hand:
    return Hand(view)


@pytest.fixture
def measuring(view: CompareView, session: Session, settle: Settle) -> Measuring:
    """Measuring beside the panes, not yet begun."""
    made = Measuring(session, view)
    settle()
    return made

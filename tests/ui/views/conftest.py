"""What tests of panels share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.views.verdict_bench import Bench
from ui.session import Session

Settle = Callable[[], None]


@pytest.fixture
def bench(qtbot: QtBot, session: Session, settle: Settle) -> Iterator[Bench]:
    session.refresh()
    settle()
    made = Bench(qtbot, session, settle)
    made.open()
    yield made
    made.window.close()

"""A session at a fake desk, in the dress of the application, closed after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from moderator.settings import Settings
from tests.fakes import FakeDesk
from ui import theme
from ui.actions import Actions
from ui.session import Session
from ui.tasks import Tasks


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json", moderator="M. Okafor")


@pytest.fixture
def session(qapp: QApplication, desk: FakeDesk, settings: Settings) -> Iterator[Session]:
    """A session whose queue was not read yet; `settle` waits for what it does in the background."""
    theme.apply(qapp, "light")
    made = Session(cast(Any, desk), settings, Tasks(), Actions())
    made.tasks.broken.connect(_raise)
    yield made
    made.close()


@pytest.fixture
def settle(qtbot: QtBot, session: Session) -> Callable[[], None]:
    """Waits until nothing runs in the background any more."""

    def wait() -> None:
        qtbot.waitUntil(lambda: session.tasks.pending == 0 and session.settled, timeout=30_000)

    return wait


def _raise(error: Exception) -> None:
    raise error

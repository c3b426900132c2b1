"""Starts the window: what must be there for the first paint, in that order, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from moderator import settings as settings_file
from moderator.desk import Desk, open_desk
from moderator.errors import ModeratorError
from moderator.settings import Settings

# The desk comes first: Python modules load more slowly once Qt's are there.
from PySide6.QtCore import QCoreApplication  # isort: skip
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.actions import Actions
from ui.care import Care
from ui.messages import Messages
from ui.session import Session
from ui.tasks import Tasks
from ui.views.main_window import MainWindow


def main(arguments: Sequence[str] = ()) -> int:
    """Opens the window on the library that `--library` names. Returns the exit code."""
    settings = settings_file.load()
    app = application()
    try:
        desk = open_desk(library_of(arguments), moderator=settings.name)
    except ModeratorError as error:
        return refuse(str(error))
    window = make_window(desk, settings)
    Care(window.session, window)
    theme.apply(app, chosen_theme(settings))  # after the widgets were made: a style sheet costs at every new parent
    window.show()
    return int(app.exec())


def application() -> QApplication:
    """The one QApplication, made now if there is none."""
    QCoreApplication.setApplicationName("Moderator")
    QCoreApplication.setOrganizationName("Moderator")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    theme.prepare(app)
    return app


def make_window(desk: Desk, settings: Settings) -> MainWindow:
    """The window with its session, not shown yet. It closes session and desk when it is closed."""
    session = Session(desk, settings, Tasks(), Actions(settings.keys))
    window = MainWindow(session)
    session.setParent(window)
    Messages(session, window).watch()
    return window


def chosen_theme(settings: Settings) -> theme.Choice:
    return "dark" if settings.theme == "dark" else "light" if settings.theme == "light" else "system"


def library_of(arguments: Sequence[str]) -> str | None:
    """The value of `--library DIR` or `--library=DIR`; None if it is not given."""
    for n, argument in enumerate(arguments):
        if argument == "--library":
            return arguments[n + 1] if n + 1 < len(arguments) else None
        if argument.startswith("--library="):
            return argument.partition("=")[2]
    return None


def refuse(sentence: str) -> int:
    """There is no library to open: says why, on the screen and to who started it. Returns exit code 1."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    print(sentence, file=sys.stderr)
    box = QMessageBox(QMessageBox.Icon.Critical, "Moderator", "")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(sentence)
    box.exec()
    return 1

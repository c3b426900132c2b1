"""Bugs of ours: logged, shown once with a report that can be copied. The window goes on, the draft is kept."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QWidget

from moderator import __version__
from moderator.errors import ModeratorError
from ui.session import Session


class Messages(QObject):
    """Takes over what nobody caught, in any thread, from `watch` until `end`."""

    _caught = Signal(object)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._seen: set[str] = set()
        self._before = (sys.excepthook, threading.excepthook)
        self._caught.connect(self.tell, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """From now on unhandled errors come here."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        self._session.tasks.broken.connect(self.tell)

    def end(self) -> None:
        sys.excepthook, threading.excepthook = self._before

    def tell(self, error: BaseException) -> None:
        """A fault of the world becomes a message; a bug is logged, and shown the first time that it comes up."""
        if isinstance(error, ModeratorError):
            self._session.message.emit(str(error), "bad")
            return
        import logging  # nothing of this is needed for the first paint

        log = logging.getLogger("moderator")
        text = report(error)
        log.error("%s", text)
        place = where(error)
        if place in self._seen:
            return
        self._seen.add(place)
        try:
            self._session.save()
            self._show(text)
        except Exception:  # the report itself failed: there is nobody left to tell but the log
            log.exception("The report of an error could not be shown.")

    def _show(self, text: str) -> None:
        from ui.views.results import Results

        title = self.tr("Something went wrong in Moderator")
        summary = self.tr(
            "This is a fault of the program, not yours. Your draft is kept and you can go on. "
            "Please send this report to whoever looks after Moderator; read it first, it may name files."
        )
        Results(title, summary, text, self._window).open()

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        self._caught.emit(error)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught.emit(args.exc_value)


def report(error: BaseException) -> str:
    """The error with its trace and the versions that matter."""
    import platform
    import traceback

    head = f"Moderator {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return head + "\n\n" + "".join(traceback.format_exception(error))


def where(error: BaseException) -> str:
    """Tells one bug from another: its kind and the line that raised it."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    last = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {last}"

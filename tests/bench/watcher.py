"""Tells, from inside a running application, when it has painted and how long its event loop pauses afterwards."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMainWindow


class Watcher(QObject):
    """Prints "painted CLOCK" at the first paint of what is `wanted`, "window" or "queue", then ends the program.

    With `seconds` it goes on for so long first and prints "pause MILLISECONDS", the longest wait of a timer that is due
    every millisecond.
    """

    def __init__(self, application: QCoreApplication, wanted: str, seconds: float) -> None:
        super().__init__(application)
        self._application = application
        self._wanted = wanted
        self._seconds = seconds
        self._pause = self._last = self._until = 0.0
        self._beat = QTimer(self)
        self._beat.setTimerType(Qt.TimerType.PreciseTimer)
        self._beat.setInterval(1)
        self._beat.timeout.connect(self._count)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._is_wanted(watched):
            self._application.removeEventFilter(self)
            # The filter sees the event before it is handled. One repaint runs over all widgets of a window in one go,
            # so when the next timer fires the whole of it stands.
            QTimer.singleShot(0, self._tell)
        return False

    def _is_wanted(self, watched: QObject) -> bool:
        if self._wanted == "window":
            return isinstance(watched, QMainWindow)
        view = watched.parent()
        return isinstance(view, QAbstractItemView) and view.model().rowCount() > 0

    def _tell(self) -> None:
        now = time.monotonic()
        print("painted", now, flush=True)
        if not self._seconds:
            self._end()
            return
        self._last, self._until = now, now + self._seconds
        self._beat.start()

    def _count(self) -> None:
        now = time.monotonic()
        self._pause, self._last = max(self._pause, now - self._last), now
        if now >= self._until:
            self._beat.stop()
            print("pause", self._pause * 1000, flush=True)
            self._end()

    def _end(self) -> None:
        QApplication.closeAllWindows()
        QCoreApplication.quit()

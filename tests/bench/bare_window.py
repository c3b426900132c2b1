"""The floor of every start-up time: a process that paints one empty window, says when, and ends.

python tests/bench/bare_window.py [MODULE…]     imports MODULE… first
"""

import importlib
import sys
import time

for name in sys.argv[1:]:
    importlib.import_module(name)

from PySide6.QtCore import QTimer  # noqa: E402 - what is imported before Qt is the point of the arguments
from PySide6.QtGui import QPaintEvent  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402


class BareWindow(QWidget):
    """Tells the time once it has been painted."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        print("painted", time.monotonic(), flush=True)
        QApplication.quit()


application = QApplication(sys.argv[:1])
window = BareWindow()
window.resize(1440, 900)
window.show()
sys.exit(application.exec())

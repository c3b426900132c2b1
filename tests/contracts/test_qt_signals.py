"""The pinned Qt survives what PySide6 6.12.0 on Python 3.11 does not: each emission loses a reference."""

from __future__ import annotations

import subprocess
import sys

EMISSIONS = 5_000

# In a process of its own: the failure is an abort, which would take the test run with it.
SCRIPT = f"""
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Sender(QObject):
    flagged = Signal(bool)
    told = Signal(object)

class Receiver(QObject):
    def __init__(self):
        super().__init__()
        self.count = 0

    def note(self, value):
        self.count += value is True

application = QCoreApplication([])
sender, receiver = Sender(), Receiver()
sender.flagged.connect(receiver.note)
sender.told.connect(receiver.note)
for _ in range({EMISSIONS}):
    sender.flagged.emit(True)
    sender.told.emit(True)
print(receiver.count)
"""


def test_thousands_of_emissions_arrive():
    result = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
    assert (result.returncode, result.stdout.strip()) == (0, str(2 * EMISSIONS)), result.stderr

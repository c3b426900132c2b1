"""What the decoder tried against its own lock when it started, and whether it was denied: the proof behind a word."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui.session import Session
from ui.theme import GAP
from ui.views.bits import Dot, Label, row
from ui.views.popover import SHADOW, Popover

translate = QCoreApplication.translate


def probe_words(name: str) -> str:
    """What was tried, in words; a probe that is not known here by its name."""
    words = {
        "read-home": translate("SandboxSheet", "read your home folder"),
        "read-library": translate("SandboxSheet", "read other files of the library"),
        "list-root": translate("SandboxSheet", "list the folders of this computer"),
        "write": translate("SandboxSheet", "write a file"),
        "tcp": translate("SandboxSheet", "connect to a server (TCP)"),
        "udp": translate("SandboxSheet", "send to the network (UDP)"),
        "unix-socket": translate("SandboxSheet", "talk to other programs (Unix socket)"),
        "exec": translate("SandboxSheet", "start another program"),
        "fork": translate("SandboxSheet", "start a copy of itself"),
        "ptrace": translate("SandboxSheet", "look into another process (ptrace)"),
        "signal-parent": translate("SandboxSheet", "send the application a signal"),
        "io-uring": translate("SandboxSheet", "go round the lock (io_uring)"),
        "shared-memory": translate("SandboxSheet", "make shared memory of its own"),
        "environment": translate("SandboxSheet", "see secrets of the environment"),
        "allocate": translate("SandboxSheet", "take more memory than one file is given"),
        "thread": translate("SandboxSheet", "keep a thread from before the lock"),
    }
    return words.get(name, name)


def outcome_words(denied: bool) -> tuple[str, str]:
    """How an attempt ended, and the tone of that."""
    return (translate("SandboxSheet", "denied"), "ok") if denied else (translate("SandboxSheet", "not denied"), "bad")


class SandboxSheet(Popover):
    """Above the status bar, at its left. `open_with` shows the level at once and the probes when they are known."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._over = session, window
        self.setAccessibleName(self.tr("What the decoder is kept from"))
        self._level = Label(weight="bold")
        self._long = Label(tone="second", size="normal", wrap=True)
        self._long.setFixedWidth(400)
        self._probes = QWidget(self)
        self._grid = QGridLayout(self._probes)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6 * GAP)
        self._grid.setVerticalSpacing(GAP)
        self._grid.setColumnStretch(0, 1)
        self.closes = QPushButton(self.tr("Close"))
        self.closes.clicked.connect(self.dismiss)
        layout = QVBoxLayout(self)
        edge = SHADOW + 4 * GAP
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(2 * GAP)
        for part in (self._level, self._long, self._probes):
            layout.addWidget(part)
        layout.addLayout(row(None, self.closes))

    def open_with(self, words: str, long: str) -> None:
        """Shows itself; the worker is asked what it tried."""
        self._level.setText(words)
        self._long.setText(long)
        self._fill([(self.tr("Asking the decoder…"), "", "third")])
        self.appear()
        self.closes.setFocus(Qt.FocusReason.PopupFocusReason)
        media = self._session.desk.media
        self._session.tasks.run(
            "media", lambda _s, _t: media.probes(), self.show_probes, self._failed, key="probes", urgent=True
        )

    def show_probes(self, probes: Mapping[str, bool]) -> None:
        """Every attempt and how it ended; what was not denied comes first."""
        rows = [(probe_words(name), *outcome_words(denied)) for name, denied in sorted(probes.items(), key=_by_outcome)]
        self._fill(rows or [(self.tr("Nothing is proven on this system: no attempt was made."), "", "warn")])
        self.place()

    def lines(self) -> list[str]:
        """What stands in the list: "read your home folder: denied"."""
        return [label.accessibleName() for label in self._probes.findChildren(Label) if label.accessibleName()]

    def _failed(self, error: Exception) -> None:
        self._fill([(str(error), "", "bad")])
        self.place()

    def _fill(self, rows: list[tuple[str, str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        for n, (text, outcome, tone) in enumerate(rows):
            said = Label(text, size="normal", tone="" if outcome else tone)
            said.setAccessibleName(f"{text}: {outcome}" if outcome else text)
            self._grid.addWidget(said, n, 0)
            if outcome:
                end = QWidget()
                end.setLayout(row(Dot(tone), Label(outcome, size="normal", tone=tone), gap=GAP + 2))
                self._grid.addWidget(end, n, 1)
        for part in self._probes.findChildren(QWidget):
            part.show()  # else they have no size until the next round of events, and the sheet is too small

    def place(self) -> None:
        wanted = self.sizeHint()
        layout = self.layout()
        if layout is not None:
            layout.activate()
            wanted.setHeight(layout.totalHeightForWidth(wanted.width()))
        size = wanted.boundedTo(self._over.size() - QSize(0, 40))
        self.setGeometry(0, self._over.height() - 26 - size.height() + SHADOW - GAP, size.width(), size.height())


def _by_outcome(probe: tuple[str, bool]) -> bool:
    """False sorts first."""
    return probe[1]

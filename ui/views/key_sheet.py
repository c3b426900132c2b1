"""`?`: every key on one sheet, in the caps that stand beside the controls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.actions import SCOPES, VERBS, Actions, Verb, caption
from ui.session import Session
from ui.theme import GAP
from ui.views.bits import FixedCap, Heading, Label, Panel, row
from ui.views.popover import SHADOW, Popover

COLUMNS = (("window", "queue"), ("case", "picture"), ("film", "video"), ("verdict", "question"))


class KeySheet(Popover):
    """Built anew each time it is opened, so that it shows the keys in force."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(self.tr("Key sheet"))
        self.setAccessibleName(self.tr("Key sheet"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SHADOW + GAP, SHADOW + GAP, SHADOW + GAP, SHADOW + GAP)
        outer.addWidget(self._area)

    def toggle(self) -> None:
        if self.isVisible():
            self.dismiss()
            return
        self._area.setWidget(self._sheet())
        self.appear()
        self._area.setFocus()

    def sizeHint(self) -> QSize:
        inner = self._area.widget()
        wanted = inner.sizeHint() if inner is not None else QSize(900, 500)
        height = min(wanted.height() + 2 * SHADOW + 10, self._window.height() - 80)
        return QSize(wanted.width() + 2 * SHADOW + 20, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Question, Qt.Key.Key_Escape):
            self.dismiss()
            return
        super().keyPressEvent(event)

    def _sheet(self) -> QWidget:
        sheet = Panel("panel")
        across = QHBoxLayout(sheet)
        across.setContentsMargins(6 * GAP, 4 * GAP, 6 * GAP, 4 * GAP)
        across.setSpacing(8 * GAP)
        names = {
            "window": self.tr("Everywhere"), "queue": self.tr("Queue"), "case": self.tr("Case"),
            "picture": self.tr("Pictures"), "film": self.tr("Video"), "video": self.tr("On the strip"),
            "verdict": self.tr("Verdict"), "question": self.tr("On a question"),
        }  # fmt: skip
        for scopes in COLUMNS:
            down = QVBoxLayout()
            down.setSpacing(2 * GAP)
            for scope in scopes:
                verbs = [verb for verb in shortened(self._session.actions) if verb.scope == scope]
                if verbs:
                    down.addWidget(Heading(names[scope]))
                    down.addLayout(self._group(verbs))
                    down.addSpacing(2 * GAP)
            down.addStretch(1)
            across.addLayout(down)
        return sheet

    def _group(self, verbs: list[Verb]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GAP)
        grid.setVerticalSpacing(GAP)
        for n, verb in enumerate(verbs):
            caps = [FixedCap(text) for text in verb.keys]
            grid.addLayout(row(*caps, None, gap=GAP), n, 0)
            grid.addWidget(Label(verb.text, size="normal", tone="second"), n, 1)
        grid.setColumnStretch(1, 1)
        return grid


def shortened(actions: Actions) -> list[Verb]:
    """The verbs that have keys, with the captions of these; numbered pictures as one line, "1 – 9"."""
    assert {scope for scopes in COLUMNS for scope in scopes} == set(SCOPES)
    found: list[Verb] = []
    for verb in VERBS:
        caps = tuple(dict.fromkeys(caption(key) for key in actions.action(verb.name).shortcuts()))
        head, _, number = verb.name.rpartition(".")
        if not caps or (head.startswith("picture.") and number not in ("1", "9")):
            continue
        if head.startswith("picture.") and number == "9":
            first = found.pop()
            text = first.text.replace("1", "1–9")
            found.append(Verb(first.name, text, (f"{first.keys[0]} – {caps[0][-1]}",), verb.scope))
            continue
        found.append(Verb(verb.name, actions.text(verb.name), caps[:2], verb.scope))
    return found

"""An erased case: when it was, under which rule, and the decision that is left. What is written in it is plain text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QScrollArea, QVBoxLayout, QWidget

from moderator.domain.money import DECIMALS, minor, shown
from ui.models.case_words import sentence, words
from ui.models.party_text import readable
from ui.theme import GAP
from ui.views.bits import Heading, Label, Panel


class ErasedPage(QDialog):
    """`export` asks for the documents of the case's decision. `left` is what `Desk.erased` gives."""

    export = Signal(str)

    def __init__(self, left: Mapping[str, Any], parent: QWidget) -> None:
        super().__init__(parent)
        self._case = str(left["case"])
        self.setWindowTitle(self.tr("{0} was erased").format(self._case))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 5 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(2 * GAP)
        layout.addWidget(Label(self.windowTitle(), size="title", weight="bold"))
        told = self.tr("At {0}. The library’s rule: {1}").format(_when(left["erased_at"]), readable(str(left["rule"])))
        layout.addWidget(Label(told, wrap=True))
        gone = self.tr(
            "What the parties wrote and sent, drafts and pictures are gone and cannot be brought back. The decision, "
            "its signed documents and the ledger are kept."
        )
        layout.addWidget(Label(gone, tone="second", wrap=True))
        layout.addWidget(self._decisions(left["verdicts"], str(left["currency"])), 1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.write = self.buttons.addButton(self.tr("Export the decision…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.write.clicked.connect(self._export)
        self.buttons.rejected.connect(self.reject)
        layout.addWidget(self.buttons)
        self.resize(620, 560)

    def _decisions(self, verdicts: Any, currency: str) -> QScrollArea:
        """The newest first."""
        inner = Panel("panel")
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(3 * GAP, 3 * GAP, 3 * GAP, 3 * GAP)
        layout.setSpacing(GAP)
        for each in reversed(verdicts):
            for part in _verdict(each["status"], each["verdict"], currency):
                layout.addWidget(part)
            layout.addSpacing(3 * GAP)
        layout.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(self.tr("Decision"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def _export(self) -> None:
        self.export.emit(self._case)
        self.accept()


def _verdict(status: str, verdict: Mapping[str, Any], currency: str) -> list[QWidget]:
    """What a verdict says: its outcome or kind, who gave it and when, the money, the findings, the statement."""
    title = sentence(words(str(verdict.get("outcome") or verdict.get("kind") or "")))
    said = title if status == "active" else f"{title} · {words(status)}"
    parts: list[QWidget] = [Heading(said)]
    by = f"{readable(str(verdict.get('decided_by', '')))} · {_when(verdict.get('decided_at'))}"
    parts.append(Label(by, tone="second", wrap=True))
    total = (verdict.get("refund") or {}).get("total")
    if total:
        parts.append(Label(shown(minor(str(total), DECIMALS[currency]), currency), weight="half"))
    for each in verdict.get("findings") or ():
        words_ = ": ".join(filter(None, (words(str(each.get("answer") or "")), str(each.get("text") or ""))))
        parts.append(Label(readable(f"{each.get('requirement')} – {words_}"), wrap=True))
    parts += [Label(readable(str(each.get("text") or "")), wrap=True) for each in verdict.get("statements") or ()]
    return parts


def _when(at: object) -> str:
    try:
        return f"{datetime.fromisoformat(str(at)):%d %b %Y, %H:%M} UTC"
    except ValueError:
        return readable(str(at or ""))

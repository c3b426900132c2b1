"""What became of each pack or decision, where not all went well: a list that names every one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ui.theme import GAP
from ui.views.bits import Label

if TYPE_CHECKING:
    from moderator.desk.values import Exported, Imported

translate = QCoreApplication.translate


class Results(QDialog):
    """A heading, a sentence, and a text that can be read whole and copied."""

    def __init__(self, title: str, summary: str, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = QPushButton(self.tr("Copy"))
        copy.clicked.connect(self._copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addWidget(Label(title, size="title", weight="bold"))
        layout.addWidget(Label(summary, tone="second", wrap=True))
        layout.addWidget(self.details, 1)
        layout.addWidget(buttons)
        self.resize(680, 420)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


def import_words(found: Sequence[Imported]) -> tuple[str, str]:
    """A sentence on an import, and the text that names each refused pack with its problems (empty if none was)."""
    named = {
        "imported": translate("results", "{0} imported"),
        "updated": translate("results", "{0} updated"),
        "unchanged": translate("results", "{0} already there"),
        "refused": translate("results", "{0} refused"),
    }
    counts = {status: sum(each.status == status for each in found) for status in named}
    said = [words.format(counts[status]) for status, words in named.items() if counts[status]]
    summary = ", ".join(said) if said else translate("results", "nothing was imported")
    refused = [each for each in found if each.status == "refused"]
    text = "\n\n".join(f"{Path(each.pack).name}\n{_lines(each.problem)}" for each in refused)
    return summary[:1].upper() + summary[1:] + ".", text


def export_words(found: Sequence[Exported], out: Path | str) -> tuple[str, str]:
    """A sentence on an export, and the text that names each failure and each character without a font."""
    written = sum(each.status != "failed" for each in found)
    failed = [each for each in found if each.status == "failed"]
    summary = translate("results", "{0} decisions written to {1}").format(written, out)
    if written == 1:
        summary = translate("results", "1 decision written to {0}").format(out)
    if failed:
        summary += ", " + translate("results", "{0} failed").format(len(failed))
    lines = [f"{each.case}\n{_lines(each.problem)}" for each in failed]
    for each in found:
        if each.missing:
            text = translate("results", "printed as [U+… NAME], since no font has them: {0}")
            lines.append(f"{each.case}\n  " + text.format(", ".join(each.missing)))
    return summary + ".", "\n\n".join(lines)


def _lines(problem: str | None) -> str:
    return "\n".join(f"  {part}" for part in (problem or "").split("; "))

"""A library that cannot be used as it is: why, which backups there are, what each would cost, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from moderator.desk import keeping
from moderator.desk.library import Library
from moderator.errors import ModeratorError
from ui.tasks import Lane, Tasks
from ui.theme import GAP, tokens
from ui.views.bits import Label

translate = QCoreApplication.translate
SIZE = QSize(760, 560)


class Rescue(QDialog):
    """Accepted once a backup was put in the place of the database. `leave` is called before that, in the same lane.

    `tasks` with their `lane`: where everything that reads the disk is done.
    """

    def __init__(
        self, library: Library, why: str, moderator: str, tasks: Tasks, lane: Lane, leave: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._library, self._moderator, self._tasks, self._lane, self._leave = library, moderator, tasks, lane, leave
        self._loss_of = ""
        self.setWindowTitle(self.tr("The library needs help"))
        self.resize(SIZE)
        self._build(why)
        self._run(lambda: keeping.listed(library), self._listed)

    def _build(self, why: str) -> None:
        self.why = Label(why, wrap=True)
        self.hint = Label(self.tr("Looking for backups…"), tone="second", wrap=True)
        self.backups = QListWidget()
        self.backups.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # what is too long ends in …
        self.backups.setAccessibleName(self.tr("Backups of the library"))
        self.backups.currentItemChanged.connect(self._chosen)
        self.cost = QPlainTextEdit()
        self.cost.setReadOnly(True)
        self.cost.setAccessibleName(self.tr("What would be lost"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.other = QPushButton(self.tr("Another &file…"))
        self.other.clicked.connect(self._ask_file)
        self.restore = QPushButton(self.tr("&Restore this backup"))
        self.restore.setEnabled(False)
        self.restore.clicked.connect(self._restore)
        buttons.addButton(self.other, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.restore, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6 * GAP, 6 * GAP, 6 * GAP, 4 * GAP)
        layout.setSpacing(3 * GAP)
        layout.addWidget(Label(self.tr("The library cannot be used as it is"), size="title", weight="bold"))
        for widget, stretch in ((self.why, 0), (self.hint, 0), (self.backups, 2), (self.cost, 3)):
            layout.addWidget(widget, stretch)
        layout.addStretch(0)  # takes the room where there is no list
        layout.addWidget(buttons)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._tasks.run(self._lane, lambda _stop, _tell: work(), done, self._failed, key="rescue")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ModeratorError):
            self._tasks.broken.emit(error)
        self.hint.set_tone("bad")
        self.hint.setText(str(error))
        self.backups.setEnabled(True)
        self.other.setEnabled(True)

    def _listed(self, found: list[dict[str, Any]]) -> None:
        if not found:
            self.hint.setText(
                self.tr(
                    "There is no backup in {0}. Where one was kept elsewhere, choose its file; until then nothing here "
                    "is changed."
                ).format(self._library.path / "backups")
            )
            self.backups.hide()
            self.cost.hide()
            self.other.setFocus()
            return
        self.hint.setText(self.tr("Choose a backup to see what it would cost. Nothing is changed before you restore."))
        for each in found:
            self._add(each)
        self.backups.setFocus()
        if any(each["holds"] for each in found):
            self.backups.setCurrentRow(next(n for n, each in enumerate(found) if each["holds"]))

    def _add(self, told: dict[str, Any]) -> None:
        item = QListWidgetItem(line_of(told))
        item.setData(Qt.ItemDataRole.UserRole, told["path"])
        if not told["holds"]:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            item.setForeground(QColor(tokens().third))
        self.backups.addItem(item)

    def _ask_file(self) -> None:
        dialog = QFileDialog(
            self, self.tr("A backup of the library"), "", self.tr("Backups (*.sqlite3);;All files (*)")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._weigh)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._weigh(str(item.data(Qt.ItemDataRole.UserRole)))

    def _weigh(self, path: str) -> None:
        """Finds out what a backup would cost; only then it can be restored."""
        self.restore.setEnabled(False)
        self.cost.show()
        self.cost.setPlainText(self.tr("Looking what is not in it…"))
        library = self._library
        self._run(lambda: (path, keeping.loss(library, Path(path))), self._weighed)

    def _weighed(self, found: tuple[str, dict[str, Any]]) -> None:
        self._loss_of, loss = found
        self.cost.setPlainText(cost_of(Path(self._loss_of).name, loss))
        self.restore.setEnabled(True)

    def _restore(self) -> None:
        library, moderator, backup, leave = self._library, self._moderator, Path(self._loss_of), self._leave

        def work() -> dict[str, Any]:
            leave()
            return keeping.restore(library, backup, moderator)

        for button in (self.restore, self.other, self.backups):
            button.setEnabled(False)
        self.hint.set_tone("second")
        self.hint.setText(self.tr("Restoring…"))
        self._run(work, self._restored)

    def _restored(self, _done: dict[str, Any]) -> None:
        self.accept()


def line_of(told: dict[str, Any]) -> str:
    """A backup in the list."""
    at = str(told["at"]).replace("T", " ").replace("Z", " UTC")
    if not told["holds"]:
        return translate("rescue", "{0} · does not hold: {1}").format(at, told["why_not"])
    text = translate("rescue", "{0} · {1} cases, {2} verdicts · last: {3}")
    return text.format(at, told["cases"], told["verdicts"], told["last"] or "-")


def cost_of(name: str, loss: dict[str, Any]) -> str:
    """What restoring would take away, as text."""
    lines = [name, ""]
    if loss["unread"]:
        lines += [
            translate("rescue", "The database cannot be read to its end, so more may be lost than stands here."),
            "",
        ]
    if not (loss["verdicts"] or loss["cases"] or loss["unread"]):
        lines.append(translate("rescue", "Nothing is lost: every case and verdict is in this backup."))
    if loss["verdicts"]:
        lines.append(translate("rescue", "{0} verdicts are not in it:").format(len(loss["verdicts"])))
        lines += [f"  {each['id']} · {each['by']} · {each['at']}" for each in loss["verdicts"]]
    if loss["papers"]:
        lines.append(translate("rescue", "Of these, documents lie on the disk and stay there:"))
        lines += [f"  {each}" for each in loss["papers"]]
    if loss["cases"]:
        lines.append(
            translate("rescue", "{0} cases are not in it; import their packs again:").format(len(loss["cases"]))
        )
        lines += [f"  {each}" for each in loss["cases"]]
    lines += ["", translate("rescue", "The database as it is now is kept in the library, in the folder “aside”.")]
    return "\n".join(lines)

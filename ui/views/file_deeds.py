"""The verbs of one evidence file, on the pane that needs them: try again, stop, details, save the original."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.files import Facts
from ui.views.tool_line import wire

if TYPE_CHECKING:
    from moderator.desk.values import Item
    from ui.session import Session
    from ui.views.pane import Pane
    from ui.views.pane_notice import Deed


def covered_exhibits(session: Session, item: Item) -> tuple[str, ...]:
    """The exhibits of the draft and of decisions that cover a part of this file, each id once."""
    verdicts = [row.doc for row in session.opened.verdicts] if session.opened is not None else []
    exhibits = [each for doc in (session.draft, *verdicts) for each in doc.get("exhibits") or ()]
    of_it = (each for each in exhibits if item.id == each.get("source") or item.sha256 == each.get("sha256"))
    return tuple(dict.fromkeys(str(each.get("id")) for each in of_it if each.get("redact")))


class FileDeeds(QObject):
    """Hears the buttons of both panes' notices, and the keys, which mean the active pane or else the one that can."""

    def __init__(self, session: Session, panes: Mapping[str, Pane], active: QWidget) -> None:
        super().__init__(active)
        self._session, self._panes, self._view = session, panes, active
        self.active = "evidence"
        self._asked: Item | None = None
        for pane in panes.values():
            pane.notice.used.connect(self._pressed)
            pane.state_changed.connect(self.follow)
        session.files.known.connect(self._known)
        wire(
            session.actions,
            {"file.again": self.again, "file.stop": self.stop, "file.details": self.details, "file.save": self.save},
        )
        self.follow()

    def follow(self) -> None:
        """Says which of the verbs are possible now."""
        actions = self._session.actions
        for deed in ("again", "stop", "details", "save"):
            actions.enable(f"file.{deed}", self._pane(deed) is not None)

    def _pane(self, deed: Deed) -> Pane | None:
        """The pane that a key means."""
        order = [self._panes[self.active], *self._panes.values()]
        return next((pane for pane in order if deed in pane.deeds), None)

    def _pressed(self, deed: Deed) -> None:
        pane = next((pane for pane in self._panes.values() if pane.notice is self.sender()), None)
        if pane is not None:
            self._do(deed, pane)

    def again(self) -> None:
        self._do("again", self._pane("again"))

    def stop(self) -> None:
        self._do("stop", self._pane("stop"))

    def details(self) -> None:
        self._do("details", self._pane("details"))

    def save(self) -> None:
        self._do("save", self._pane("save"))

    def _do(self, deed: Deed, pane: Pane | None) -> None:
        item = pane.item if pane is not None else None
        if pane is None or item is None:
            return
        if deed == "again":
            pane.wait()
            self._session.files.try_again(item)
        elif deed == "stop":
            pane.stop()
        elif deed == "details":
            self._asked = item
            self._session.files.ask(item)
        else:
            self._ask_folder(item)

    def _known(self, facts: Facts) -> None:
        if facts.item == self._asked:
            self._asked = None
            from ui.views.file_details import FileDetails

            FileDetails(facts, self._view.window()).open()

    def _ask_folder(self, item: Item) -> None:
        """First what kind of file it is, in one sentence; then where to."""
        from ui.views.save_original import SaveOriginal

        dialog = SaveOriginal(item, self._view.window(), covered_exhibits(self._session, item))
        dialog.accepted.connect(lambda: self._choose(item))
        dialog.open()

    def _choose(self, item: Item) -> None:
        from PySide6.QtWidgets import QFileDialog

        settings = self._session.settings
        dialog = QFileDialog(self._view.window(), self.tr("Folder for the original file"), settings.folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self._session.files.save_original(item, Path(folder)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

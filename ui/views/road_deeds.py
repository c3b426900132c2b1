"""Cases leave for the road and come home, from the window: what is asked before, and what is said after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from moderator.domain.queue import Ask
from ui.models import road_words
from ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QFileDialog

SUFFIX = ".roadbag"


class RoadDeeds(QObject):
    """Wires the verbs `road.*`."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        session.actions.on("road.out", self.leave)
        session.actions.on("road.back", self.pack_back)
        session.actions.on("road.in", self.come_home)

    def leave(self) -> None:
        """Asks how many cases of what the queue shows, and for how long."""
        from ui.views.road_form import RoadForm

        reader = self._session.deeds.reader
        count = reader.counts.total
        shown = self.tr("one case") if count == 1 else self.tr("{0} cases").format(count)
        form = RoadForm(shown, self._window)
        form.chosen.connect(self._choose_bag)
        form.open()

    def _choose_bag(self, cases: int, days: int) -> None:
        self._save(self.tr("Bag for the road"), "road", lambda out: self.leave_with(cases, days, out))

    def leave_with(self, cases: int, days: int, out: Path) -> None:
        desk, reader = self._session.desk, self._session.deeds.reader
        ask = Ask(replace(reader.filter, free=True), reader.sorting)

        def work(stop: Any, tell: Any) -> dict[str, Any]:
            return desk.checkout(ask, out, days=days, most=cases, stop=stop, progress=tell)

        title = self.tr("Not every case could leave")
        self._do(self.tr("Packing cases for the road"), work, road_words.left, title)

    def pack_back(self) -> None:
        """The file in which what was decided here goes home."""
        self._save(self.tr("Bag to be checked in at home"), "home", self.pack_back_to)

    def pack_back_to(self, out: Path) -> None:
        desk = self._session.desk

        def work(stop: Any, tell: Any) -> dict[str, Any]:
            return desk.pack_back(out, stop=stop, progress=tell)

        title = self.tr("Something stays until it cannot be taken back any more")
        self._do(self.tr("Packing what was decided"), work, road_words.packed, title)

    def come_home(self) -> None:
        """A bag that comes home; of one that is a folder, its bagit.txt."""
        from PySide6.QtWidgets import QFileDialog

        dialog = self._dialog(self.tr("Check in from the road"))
        dialog.setNameFilters([self.tr("Bags (*.roadbag bagit.txt)"), self.tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.come_home_with(_bag(Path(name))))
        dialog.open()

    def come_home_with(self, bag: Path) -> None:
        desk = self._session.desk
        self._session.settings.folder = str(bag.parent)

        def work(stop: Any, tell: Any) -> dict[str, Any]:
            return desk.checkin(bag, stop=stop, progress=tell)

        self._do(self.tr("Checking in"), work, road_words.came, self.tr("Not every verdict holds"))

    # --- how it is asked and said -----------------------------------------------------------------------------------

    def _save(self, title: str, name: str, then: Callable[[Path], None]) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = self._dialog(title)
        dialog.setNameFilters([self.tr("Bags (*.roadbag)")])
        dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{name}{SUFFIX}")
        dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, title, self._session.settings.folder)
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _do(
        self,
        doing: str,
        work: Callable[[Any, Any], dict[str, Any]],
        words: Callable[[Mapping[str, Any]], road_words.Told],
        title: str,
    ) -> None:
        """With progress and Cancel in the status line; what did not go as it should is named in a list."""

        def done(found: dict[str, Any]) -> None:
            summary, lines = words(found)
            if lines:
                from ui.views.results import Results

                Results(title, summary, lines, self._window).open()
            else:
                self._session.message.emit(summary, "ok")
            opened = self._session.opened
            if opened is not None:
                self._session.open_case(opened.case.id)

        self._session.save()
        self._session.deeds.at_length(doing, work, done)


def _bag(chosen: Path) -> Path:
    return chosen.parent if chosen.name == "bagit.txt" else chosen

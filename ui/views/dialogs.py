"""What opens over the window, and what is said after a deed. Each is made when it is first needed."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from moderator.settings import LEAST_MINUTES, MOST_MINUTES
from ui import theme
from ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moderator.desk.values import Decided, Exported, Form, Imported
    from ui.views.key_sheet import KeySheet
    from ui.views.message_line import MessageLine
    from ui.views.palette import Palette


def packs_in(path: Path) -> list[Path]:
    """What to import of a path that was chosen or dropped: itself, or, of a folder that is no pack, the packs in it."""
    if path.is_dir() and not (path / "bagit.txt").exists():
        return sorted(path.glob("*.casepack")) or [path]
    return [path]


class Dialogs(QObject):
    """Wires the verbs that ask something first, and answers `decided`, `imported` and `exported`."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._out: Path | str = Path()
        on = session.actions.on
        on("palette", self.palette)
        on("keys", self.keys)
        on("import", self.choose_packs)
        on("import.folder", self.choose_folder)
        on("export", self.export_one)
        on("export.all", self.export_all)
        on("analyse", session.deeds.analyse)
        on("preview", self.preview)
        on("about", self.about)
        on("name", self.ask_name)
        on("undo.time", self.ask_undo_time)
        on("settings", self.settings)
        on("agreement", self.agreement)
        on("boxes", self.ask_boxes)
        on("theme.dark", self.dark)
        on("theme.light", self.light)
        on("theme.system", self.system)
        session.message.connect(self._say)
        session.decided.connect(self._decided)
        session.imported.connect(self._imported)
        session.exported.connect(self._exported)
        session.deeds.erased.connect(self.erased)
        session.queue_changed.connect(self._possible)
        session.case_opened.connect(self._possible)
        self._possible()

    # --- what opens -----------------------------------------------------------------------------------------------

    @cached_property
    def palette_panel(self) -> Palette:
        from ui.views.palette import Palette

        return Palette(self._session, self._window)

    @cached_property
    def key_sheet(self) -> KeySheet:
        from ui.views.key_sheet import KeySheet

        return KeySheet(self._session, self._window)

    def palette(self) -> None:
        self.palette_panel.toggle()

    def keys(self) -> None:
        self.key_sheet.toggle()

    def about(self) -> None:
        from ui.views.about import About

        About(self._window).open()

    def preview(self) -> None:
        """The pages of the standing decision of the open case."""
        from ui.views.preview import PreviewDialog

        PreviewDialog(self._session, self._window).open()

    def erased(self, left: object) -> None:
        """What is left of an erased case."""
        from ui.views.erased_page import ErasedPage

        page = ErasedPage(cast("Mapping[str, Any]", left), self._window)
        page.export.connect(self._export_erased)
        page.open()

    def _export_erased(self, case_id: str) -> None:
        self._export((case_id,))

    def settings(self) -> None:
        from ui.views.settings_dialog import SettingsDialog

        SettingsDialog(self._session, self._window).open()

    def agreement(self) -> None:
        """Of first and second opinions."""
        from ui.views.agreement import Agreement

        Agreement(self._session, self._window).open()

    def ask_name(self) -> None:
        """The name under which decisions are made."""
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Moderator’s name"))
        dialog.setLabelText(self.tr("Name that stands under your decisions:"))
        dialog.setTextValue(self._session.settings.name)
        dialog.textValueSelected.connect(self._session.set_moderator)
        dialog.open()

    def ask_undo_time(self) -> None:
        """For verdicts that are given from now on."""
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Time to take a verdict back"))
        dialog.setLabelText(self.tr("Minutes in which a verdict can be taken back; nothing of it leaves before:"))
        dialog.setIntRange(LEAST_MINUTES, MOST_MINUTES)
        dialog.setIntValue(self._session.settings.undo_minutes)
        dialog.intValueSelected.connect(self._undo_time)
        dialog.open()

    def _undo_time(self, minutes: int) -> None:
        self._session.settings.undo_minutes = minutes
        self._session.keep_settings()

    def ask_boxes(self) -> None:
        """Where packs come in and decisions go out by themselves."""
        from ui.views.boxes_form import BoxesForm

        BoxesForm(self._session, self._window).open()

    def choose_packs(self) -> None:
        """Case packs to import, as files; folders can be dropped onto the window."""
        from PySide6.QtWidgets import QFileDialog

        kind = self.tr("Case packs, bags from the road (*.casepack *.roadbag);;All files (*)")
        dialog = QFileDialog(self._window, self.tr("Import case packs"), self._session.settings.folder, kind)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._packs_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _packs_chosen(self, names: list[str]) -> None:
        self._session.settings.folder = str(Path(names[0]).parent)
        self._session.import_packs([Path(name) for name in names])

    def choose_folder(self) -> None:
        """A pack that is a folder, or a folder in which packs lie."""
        from PySide6.QtWidgets import QFileDialog

        title = self.tr("Import a folder of packs")
        chosen = QFileDialog.getExistingDirectory(self._window, title, self._session.settings.folder)
        if chosen:
            self._session.settings.folder = chosen
            self._session.import_packs(packs_in(Path(chosen)))

    def export_one(self) -> None:
        if self._session.opened is not None:
            self._export((self._session.opened.case.id,))

    def export_all(self) -> None:
        self._export(None)

    def _export(self, cases: tuple[str, ...] | None) -> None:
        from ui.views.export_form import ExportForm

        asked = ExportForm(self._session, self._window, many=cases is None)
        asked.fleet_chosen.connect(self._by_fleet)
        asked.chosen.connect(lambda form: self._choose_out(cases, form))
        asked.open()

    def _by_fleet(self, form: Form, place: str) -> None:
        self._out = place
        self._session.deeds.export_by_fleet(form)

    def _choose_out(self, cases: tuple[str, ...] | None, form: Form) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, self.tr("Folder for the decisions"), self._session.settings.folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self._export_to(folder, cases, form))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export_to(self, folder: str, cases: tuple[str, ...] | None, form: Form) -> None:
        self._out = out = Path(folder)
        self._session.settings.folder = folder
        self._session.export(cases, out, form)

    @cached_property
    def line(self) -> MessageLine:
        """Where sentences appear that must not be missed."""
        from ui.views.message_line import MessageLine

        return MessageLine(self._session, self._window)

    # --- what is said ---------------------------------------------------------------------------------------------

    def _say(self, text: str, tone: str) -> None:
        """What is merely good to know stands in the status line."""
        if tone != "plain":
            self.line.say(text, tone)

    def _possible(self, *_opened: object) -> None:
        """A PDF is only of what was decided."""
        session = self._session
        stands = session.opened is not None and session.opened.status in ("decided", "closed")
        session.actions.enable("export", stands)
        session.actions.enable("preview", stands)
        session.actions.enable("export.all", session.deeds.reader.counts.finished > 0)

    def _decided(self, decided: Decided) -> None:
        from moderator.domain.money import DECIMALS, minor, shown
        from ui.models.case_words import words

        session, verdict = self._session, decided.verdict
        parts = [words(str(verdict.get("outcome") or verdict.get("kind")))]
        total = (verdict.get("refund") or {}).get("total")
        if total and session.opened is not None:
            currency = session.opened.case.order.currency
            parts.append(shown(minor(total, DECIMALS[currency]), currency))
        verbs = [("preview", self.tr("Preview"))] if verdict.get("kind") != "request" else []
        if session.next_id(str(verdict["case"])) is not None:
            verbs.append(("case.next", self.tr("Next case")))
        text = self.tr("{0} is decided: {1}.").format(verdict["case"], ", ".join(parts))
        self.line.say(text, "ok", (*verbs, ("verdict.withdraw", self.tr("Take back"))))

    def _imported(self, found: list[Imported]) -> None:
        from ui.views.results import Results, import_words

        summary, refused = import_words(found)
        if refused:
            Results(self.tr("Not every pack was imported"), summary, refused, self._window).open()
        else:
            self.line.say(summary, "ok")

    def _exported(self, found: list[Exported]) -> None:
        from ui.views.results import Results, export_words

        summary, details = export_words(found, self._out)
        if any(each.status == "failed" for each in found):
            Results(self.tr("Not every decision was written"), summary, details, self._window).open()
        elif details:
            Results(self.tr("Decisions written"), summary, details, self._window).open()
        else:
            self.line.say(summary if found else self.tr("There was no decision to write."), "ok")

    # --- look -----------------------------------------------------------------------------------------------------

    def dark(self) -> None:
        self._dress("dark")

    def light(self) -> None:
        self._dress("light")

    def system(self) -> None:
        self._dress("system")

    def _dress(self, choice: theme.Choice) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, choice)
        self._session.settings.theme = choice
        self._session.keep_settings()

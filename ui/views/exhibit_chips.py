"""An exhibit as a chip: a click shows it, or takes it into a finding; the menu has the rest."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QInputDialog, QMenu

from ui.models.party_text import readable
from ui.plain import set_tip
from ui.session import Session
from ui.views.bits import Chip


class ExhibitChips(Chip):
    """What a finding rests on, `X1 X2 +1`: exhibits, and how many facts. Each click shows the next of the exhibits."""

    def __init__(self, session: Session, exhibits: tuple[str, ...], facts: int) -> None:
        super().__init__(" ".join([*exhibits, *([f"+{facts}"] if facts else [])]), "evidence", clickable=True)
        self._session, self._exhibits, self._at = session, exhibits, 0
        name = self.tr("Show {0}").format(", ".join(exhibits))
        if facts:
            name += " " + (self.tr("(and 1 fact)") if facts == 1 else self.tr("(and {0} facts)").format(facts))
        self.setAccessibleName(name)
        set_tip(self, name)
        self.clicked.connect(self._show_next)

    def _show_next(self) -> None:
        self._session.show_exhibit(self._exhibits[self._at % len(self._exhibits)])
        self._at += 1


def exhibit_doc(session: Session, exhibit: str) -> dict[str, Any]:
    """The exhibit as the draft has it; empty if it is gone."""
    exhibits = session.draft.get("exhibits", [])
    return next((dict(each) for each in exhibits if each.get("id") == exhibit), {})


class ExhibitChip(Chip):
    """An exhibit that a finding may rest on; a click toggles whether it does. The menu shows, names or removes it."""

    toggled_by_hand = Signal(str)

    def __init__(self, session: Session, exhibit: str, *, cited: bool) -> None:
        super().__init__(exhibit, "evidence" if cited else "hollow", clickable=True)
        self._session, self._exhibit = session, exhibit
        found = exhibit_doc(session, exhibit)
        source = f"{found.get('source', '?')} {readable(str(found.get('note') or ''))}".strip()
        if cited:
            self.setAccessibleName(self.tr("Exhibit {0}, {1}: cited").format(exhibit, source))
        else:
            self.setAccessibleName(self.tr("Exhibit {0}, {1}: not cited here").format(exhibit, source))
        set_tip(self, source)
        self.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self.toggled_by_hand.emit(self._exhibit)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Show {0}").format(self._exhibit), self._show)
        menu.addAction(self.tr("Note…"), self._ask_note)
        menu.addAction(self.tr("Why it has to be seen…"), self._ask_need)
        menu.addAction(self.tr("Remove exhibit {0}").format(self._exhibit), self._remove)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _show(self) -> None:
        self._session.show_exhibit(self._exhibit)

    def _remove(self) -> None:
        self._session.remove_exhibit(self._exhibit)

    def _ask_note(self) -> None:
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(self.tr("Note on {0}").format(self._exhibit))
        dialog.setLabelText(self.tr("What the exhibit shows, printed under its picture:"))
        dialog.textValueSelected.connect(self._noted)
        self._open(dialog, "note")

    def _ask_need(self) -> None:
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(self.tr("Need of {0}").format(self._exhibit))
        dialog.setLabelText(self.tr("Why what is sensitive in it has to be seen, not covered:"))
        dialog.textValueSelected.connect(self._needed)
        self._open(dialog, "need")

    def _open(self, dialog: QInputDialog, key: str) -> None:
        dialog.setTextValue(str(exhibit_doc(self._session, self._exhibit).get(key) or ""))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _noted(self, text: str) -> None:
        self._write("note", self.tr("Note on an exhibit"), text)

    def _needed(self, text: str) -> None:
        self._write("need", self.tr("Need of an exhibit"), text)

    def _write(self, key: str, step: str, text: str) -> None:
        exhibit = self._exhibit

        def change(doc: dict[str, Any]) -> None:
            for each in doc.get("exhibits", []):
                if each.get("id") == exhibit:
                    each.pop(key, None)
                    if text.strip():
                        each[key] = text.strip()

        self._session.edit(step, change)

"""An exhibit as a chip: a click shows it, or takes it into a finding; the menu has the rest."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QInputDialog, QMenu

from ui.models.party_text import readable
from ui.session import Session
from ui.views.bits import Chip


class ExhibitChip(Chip):
    """`cited` None: a click shows the exhibit. Else a click toggles whether the finding rests on it."""

    toggled_by_hand = Signal(str)

    def __init__(self, session: Session, exhibit: str, *, cited: bool | None = None) -> None:
        super().__init__(exhibit, "evidence" if cited is not False else "hollow", clickable=True)
        self._session, self._exhibit, self._cited = session, exhibit, cited
        found = self._document()
        source = f"{found.get('source', '?')} {readable(str(found.get('note') or ''))}".strip()
        if cited is None:
            self.setAccessibleName(self.tr("Show exhibit {0}, {1}").format(exhibit, source))
        elif cited:
            self.setAccessibleName(self.tr("Exhibit {0}, {1}: cited").format(exhibit, source))
        else:
            self.setAccessibleName(self.tr("Exhibit {0}, {1}: not cited here").format(exhibit, source))
        self.setToolTip(source if "<" not in source else "")
        self.clicked.connect(self._clicked)

    def _document(self) -> dict[str, Any]:
        exhibits = self._session.draft.get("exhibits", [])
        return next((dict(each) for each in exhibits if each.get("id") == self._exhibit), {})

    def _clicked(self) -> None:
        if self._cited is None:
            self.show_exhibit()
        else:
            self.toggled_by_hand.emit(self._exhibit)

    def show_exhibit(self) -> None:
        """Goes to the very photo, page or frame."""
        found = self._document()
        item = self._session.opened.item(str(found.get("source"))) if self._session.opened else None
        if item is not None:
            side = "listing" if item.side == "listing" else "evidence"
            page = max(0, int(found.get("page") or 1) - 1)
            self._session.show(side, item.id, page=page, pts=found.get("pts"))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Show {0}").format(self._exhibit), self.show_exhibit)
        menu.addAction(self.tr("Note…"), self._ask_note)
        menu.addAction(self.tr("Remove exhibit {0}").format(self._exhibit), self._remove)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())

    def _remove(self) -> None:
        self._session.remove_exhibit(self._exhibit)

    def _ask_note(self) -> None:
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(self.tr("Note on {0}").format(self._exhibit))
        dialog.setLabelText(self.tr("What the exhibit shows, printed under its picture:"))
        dialog.setTextValue(str(self._document().get("note") or ""))
        dialog.textValueSelected.connect(self._noted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _noted(self, text: str) -> None:
        exhibit = self._exhibit

        def change(doc: dict[str, Any]) -> None:
            for each in doc.get("exhibits", []):
                if each.get("id") == exhibit:
                    each.pop("note", None)
                    if text.strip():
                        each["note"] = text.strip()

        self._session.edit(self.tr("Note on an exhibit"), change)

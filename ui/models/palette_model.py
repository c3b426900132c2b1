"""What the palette finds: verbs with their keys, cases, and the exhibits and items of the open case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from ui.models import dates
from ui.models.case_words import words
from ui.models.party_text import readable
from ui.models.queue_model import status_words

if TYPE_CHECKING:
    from datetime import datetime

    from moderator.desk.values import OpenCase, QueueRow
    from ui.actions import Actions

translate = QCoreApplication.translate
ENTRY = int(Qt.ItemDataRole.UserRole) + 1
NO_PARENT = QModelIndex()
MOST = 60


@dataclass(frozen=True)
class Entry:
    """One line. `kind` is verb, case, item or exhibit; `cap` the key; `name` what is chosen by it."""

    kind: str
    name: str
    text: str
    detail: str = ""
    cap: str = ""
    enabled: bool = True


def verb_entries(actions: Actions) -> list[Entry]:
    """Every verb with its key; one that cannot be used now is there and says so."""
    return [
        Entry(
            "verb",
            verb.name,
            actions.text(verb.name),
            "",
            actions.caption(verb.name),
            actions.action(verb.name).isEnabled(),
        )
        for verb in actions.verbs.values()
        if verb.name != "palette"
    ]


def case_entries(rows: Iterable[QueueRow], now: datetime) -> list[Entry]:
    entries = []
    for row in rows:
        left = dates.time_left(row.due, now)[0] if row.status == "open" else status_words(row)
        entries.append(Entry("case", row.case, f"{row.case} · {readable(row.claim)}", f"{words(row.reason)} · {left}"))
    return entries


def item_entries(opened: OpenCase | None, draft: dict[str, Any]) -> list[Entry]:
    """The files of the open case, and the exhibits of its draft."""
    if opened is None:
        return []
    found = []
    for exhibit in draft.get("exhibits", []):
        note = readable(str(exhibit.get("note") or ""))
        text = translate("palette", "Exhibit {0}").format(exhibit.get("id", "")) + (f" · {note}" if note else "")
        found.append(Entry("exhibit", str(exhibit.get("id", "")), text, str(exhibit.get("source", ""))))
    for item in opened.items:
        found.append(Entry("item", item.id, f"{item.id} · {readable(item.name)}", words(item.side)))
    return found


def rank(entry: Entry, query: str) -> int | None:
    """How well an entry fits, 0 best; None if a word of the query is nowhere in it."""
    asked = query.casefold().split()
    hay = f"{entry.text} {entry.detail} {entry.cap}".casefold()
    if not all(word in hay for word in asked):
        return None
    text = entry.text.casefold()
    if not asked or text.startswith(asked[0]):
        return 0
    starts = text.replace("·", " ").replace("-", " ").split()
    return 1 if any(word.startswith(asked[0]) for word in starts) else 2


class PaletteModel(QAbstractListModel):
    """The entries that fit the query, the best first, in groups of one order: usable verbs, cases, items, the rest."""

    def __init__(self, source: Callable[[], list[Entry]]) -> None:
        super().__init__()
        self._source = source
        self._all: list[Entry] = []
        self._found: list[Entry] = []

    def read(self) -> None:
        """Asks for the entries anew."""
        self._all = self._source()
        self.search("")

    def search(self, query: str) -> None:
        ranked = [(rank(entry, query), n, entry) for n, entry in enumerate(self._all)]
        kept = sorted((not entry.enabled, best, n) for best, n, entry in ranked if best is not None)
        self.beginResetModel()
        self._found = [self._all[n] for _, _, n in kept[:MOST]]
        self.endResetModel()

    def at(self, line: int) -> Entry | None:
        return self._found[line] if 0 <= line < len(self._found) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        entry = self.at(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role == int(Qt.ItemDataRole.DisplayRole):
            return entry.text
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (entry.text, entry.detail, entry.cap) if part)
        return entry if role == ENTRY else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        entry = self.at(index.row())
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usable if entry is not None and entry.enabled else Qt.ItemFlag.NoItemFlags

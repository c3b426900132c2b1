"""The evidence tray as a list: a label for each side with its count, then that side's items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from ui.models import item_words
from ui.models.timeline import length
from ui.plain import tip

if TYPE_CHECKING:
    from moderator.desk.values import Item, OpenCase

GROUPS = ("listing", "buyer", "seller", "carrier")
"""The sides that always have a label, also with nothing under it; the platform's comes only with its items."""
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Group:
    """The label of a side."""

    side: str
    count: int

    @property
    def text(self) -> str:
        return f"{item_words.party(self.side)} {self.count}"


@dataclass(frozen=True)
class Entry:
    """One item; `number` counts listing photos and evidence apart, from 1, as the keys do."""

    item: Item
    number: int

    @property
    def pane(self) -> str:
        return "listing" if self.item.side == "listing" else "evidence"


@dataclass(frozen=True, eq=False)
class Look:
    """What became known of a file: its thumbnail, its length if it is a video, and in a word why it cannot be shown."""

    image: QImage | None = None
    duration: Fraction | None = None
    pages: int | None = None
    state: str = "shown"
    reason: str = ""

    @property
    def word(self) -> str:
        """What stands on the thumbnail beside the id: "cut off", "unreadable", "missing"; nothing if all is well."""
        words = {
            "partial": translate("tray", "cut off"),
            "missing": translate("tray", "missing"),
            "hash-mismatch": translate("tray", "changed"),
            "timed-out": translate("tray", "took too long"),
            "crashed": translate("tray", "crashed"),
            "unknown": translate("tray", "unknown kind"),
        }
        if self.state in ("shown", "queued", "probing"):
            return ""
        return words.get(self.state, translate("tray", "unreadable"))


class Role(IntEnum):
    """What a row holds beside its texts."""

    ROW = int(Qt.ItemDataRole.UserRole)
    """Group or Entry"""
    LOOK = ROW + 1
    """Look, or None while the file was not looked at"""
    CHOSEN = ROW + 2
    """True for what one of the panes shows"""


Row = Group | Entry
_NOWHERE = QModelIndex()


class TrayModel(QAbstractListModel):
    """Rows of one case. Thumbnails are added as they come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._opened: OpenCase | None = None
        self._looks: dict[str, Look] = {}
        self._chosen: frozenset[str] = frozenset()
        self._keys: Mapping[str, str] = {}

    def set_case(self, opened: OpenCase | None, looks: Mapping[str, Look] | None = None) -> None:
        """The items of this case, or none. `looks`: what is already known, by SHA-256."""
        self.beginResetModel()
        self._opened = opened
        self._rows = tuple(rows(opened.items)) if opened is not None else ()
        self._looks = {}
        for item in opened.items if opened is not None else ():
            known = _known(item) or (looks or {}).get(item.sha256)
            if known is not None:
                self._looks[item.id] = known
        self._chosen = frozenset()
        self.endResetModel()

    def set_look(self, item_id: str, look: Look) -> None:
        """What became known of an item; one that is missing stays so."""
        row = self.row_of(item_id)
        if row is not None and self._looks.get(item_id, Look()).state not in ("missing", "unknown"):
            self._looks[item_id] = look
            self._changed(row)

    def set_chosen(self, item_ids: Iterable[str]) -> None:
        """The items that the panes show."""
        before, self._chosen = self._chosen, frozenset(item_ids)
        for item_id in before ^ self._chosen:
            row = self.row_of(item_id)
            if row is not None:
                self._changed(row)

    def set_keys(self, captions: Mapping[str, str]) -> None:
        """By pane and number, "evidence.3", the key that shows the item, for its tooltip."""
        self._keys = captions

    @property
    def entries(self) -> Sequence[Entry]:
        return [row for row in self._rows if isinstance(row, Entry)]

    @property
    def groups(self) -> Sequence[Group]:
        return [row for row in self._rows if isinstance(row, Group)]

    def entry(self, pane: str, number: int) -> Entry | None:
        """The nth item of a pane, counted from 1."""
        return next((each for each in self.entries if (each.pane, each.number) == (pane, number)), None)

    def group_rows(self) -> Sequence[tuple[int, Group]]:
        """The labels with their rows."""
        return [(n, row) for n, row in enumerate(self._rows) if isinstance(row, Group)]

    def row_of(self, item_id: str) -> int | None:
        """The row of an item; None if it is not in this case."""
        found = (n for n, row in enumerate(self._rows) if isinstance(row, Entry) and row.item.id == item_id)
        return next(found, None)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], Group):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._opened is None:
            return None
        row = self._rows[index.row()]
        if role == Role.ROW:
            return row
        if isinstance(row, Group):
            texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return row.text if role in texts else None
        return self._of_entry(row, role)

    def _of_entry(self, row: Entry, role: int) -> Any:
        look = self._looks.get(row.item.id)
        if role == Role.LOOK:
            return look
        if role == Role.CHOSEN:
            return row.item.id in self._chosen
        if role == Qt.ItemDataRole.DisplayRole:
            return label(row.item, look)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._tip(row))
        if role == Qt.ItemDataRole.AccessibleTextRole and self._opened is not None:
            about = item_words.about(row.item, self._opened, self._keys.get(f"{row.pane}.{row.number}", ""))
            return f"{about}\n{look.reason}" if look is not None and look.reason else about
        return None

    def _tip(self, row: Entry) -> str:
        about = str(self._of_entry(row, Qt.ItemDataRole.AccessibleTextRole))
        if row.pane == "listing":
            return about
        return "\n".join((about, translate("tray", "Shift and click: in the left pane")))

    def _changed(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)


def rows(items: Sequence[Item]) -> Iterable[Row]:
    """Labels and items: listing, buyer, seller, carrier, and the platform if it handed anything in."""
    sides = [*GROUPS, *sorted({item.side for item in items} - set(GROUPS))]
    evidence = 0
    for side in sides:
        of_side = [item for item in items if item.side == side]
        yield Group(side, len(of_side))
        for n, item in enumerate(of_side, 1):
            evidence += side != "listing"
            yield Entry(item, n if side == "listing" else evidence)


def label(item: Item, look: Look | None) -> str:
    """What stands on the thumbnail: "L1", "E4 ▶ 0:25", "E3 2 p.", "E5 cut off"."""
    parts = [item.id]
    if item.kind == "video" and (look is None or not look.word):
        parts.append("▶")
    if look is not None:
        if look.duration is not None:
            parts.append(length(look.duration))
        if look.pages is not None and look.pages > 1:
            parts.append(translate("tray", "{count} p.").format(count=look.pages))
        parts.append(look.word)
    return " ".join(part for part in parts if part)


def _known(item: Item) -> Look | None:
    """What needs no look at the file."""
    if item.missing:
        return Look(state="missing")
    return Look(state="unknown") if item.kind not in item_words.KINDS else None

"""The queue as an item model: the stretch of it that is in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt, Signal

from moderator.domain.queue import ERASED, EXACT, STATUSES, Counts, Filter, Sort
from ui.models import dates
from ui.models.case_words import words

if TYPE_CHECKING:
    from moderator.desk.values import QueueRow

translate = QCoreApplication.translate
STATUS_CHOICES = (*STATUSES, "all", ERASED)
ROW = int(Qt.ItemDataRole.UserRole) + 1
"""The role under which an index gives its QueueRow."""
NO_PARENT = QModelIndex()


class QueueModel(QAbstractListModel):
    """One line a case of the stretch of the queue that is in memory. `now` is the clock of the library.

    `wished` says that other cases or another order are wanted, `more` and `earlier` that somebody looks near an end.
    """

    wished = Signal()
    more = Signal()
    earlier = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._rows: tuple[QueueRow, ...] = ()
        self._counts = Counts()
        self.above = self.below = False
        self.filter = Filter()
        self.sorting: Sort = "due"

    def show(self, rows: Sequence[QueueRow], *, above: bool = False, below: bool = False) -> None:
        """Takes over the stretch. Only what changed is said to change: a row, rows at either end, or everything."""
        self.above, self.below = above, below
        new, old = tuple(rows), self._rows
        ids, before = [row.case for row in new], [row.case for row in old]
        if not new or not old:
            if new or old:
                self._replace(new)
        elif ids[0] in before and _continues(before[(at := before.index(ids[0])) :], ids):
            self._move(new, gone=at, come=len(new) - (len(old) - at))
        elif before[0] in ids and _continues(ids[(at := ids.index(before[0])) :], before):
            self._prepend(new, come=at, gone=len(old) - (len(new) - at))
        else:
            self._replace(new)

    def set_counts(self, counts: Counts) -> None:
        self._counts = counts

    def set_filter(self, wanted: Filter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self.wished.emit()

    def set_sorting(self, sorting: Sort) -> None:
        if sorting != self.sorting:
            self.sorting = sorting
            self.wished.emit()

    def tick(self) -> None:
        """Time has gone on: what is written about it changes."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def ids(self) -> tuple[str, ...]:
        """The case ids in the order shown."""
        return tuple(row.case for row in self._rows)

    def row_of(self, case_id: str) -> int:
        """The line of a case; -1 if it is not in the stretch."""
        return next((n for n, row in enumerate(self._rows) if row.case == case_id), -1)

    def at(self, line: int) -> QueueRow | None:
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def now(self) -> datetime:
        return self._now()

    def counts(self) -> Counts:
        """How many cases each choice of the filter would show."""
        return self._counts

    def open_and_due(self) -> tuple[int, int]:
        """How many cases are open, and how many are due within a day or overdue."""
        return self._counts.open, self._counts.due

    def is_empty(self) -> bool:
        """Whether the library holds no case at all, as far as the filter lets that be known."""
        return not self._rows and self.filter.is_plain and not self._counts.of.get("status", {}).get("all")

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and self.below

    def fetchMore(self, _parent: QModelIndex | QPersistentModelIndex) -> None:
        self.more.emit()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.at(index.row()) if index.isValid() else None
        if row is None:
            return None
        from ui.models.party_text import readable  # with rows only: an empty queue is painted without the case's types

        if role == int(Qt.ItemDataRole.DisplayRole):
            return _said(row)
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            left, _ = dates.time_left(row.due, self._now())
            whose = [readable(text) for text in [team(row, self._now())] if text]
            second = [status_words(row)] if row.second else []
            return ", ".join([_said(row), row.case, words(row.reason), row.paid_text, left, *whose, *second])
        return row if role == ROW else None

    def _move(self, new: tuple[QueueRow, ...], gone: int, come: int) -> None:
        """Some rows at the top go, some come at the bottom; the rest are the same cases."""
        if gone:
            self.beginRemoveRows(NO_PARENT, 0, gone - 1)
            self._rows = self._rows[gone:]
            self.endRemoveRows()
        if come:
            count = len(self._rows)
            self.beginInsertRows(NO_PARENT, count, count + come - 1)
            self._rows = (*self._rows, *new[count:])
            self.endInsertRows()
        self._update(new)

    def _prepend(self, new: tuple[QueueRow, ...], come: int, gone: int) -> None:
        if come:
            self.beginInsertRows(NO_PARENT, 0, come - 1)
            self._rows = (*new[:come], *self._rows)
            self.endInsertRows()
        if gone > 0:
            count = len(self._rows)
            self.beginRemoveRows(NO_PARENT, count - gone, count - 1)
            self._rows = self._rows[: count - gone]
            self.endRemoveRows()
        self._update(new)

    def _update(self, new: tuple[QueueRow, ...]) -> None:
        changed = [n for n, (one, other) in enumerate(zip(new, self._rows, strict=True)) if one != other]
        self._rows = new
        for n in changed:
            self.dataChanged.emit(self.index(n), self.index(n))

    def _replace(self, new: tuple[QueueRow, ...]) -> None:
        self.beginResetModel()
        self._rows = new
        self.endResetModel()


def _continues(first: Sequence[str], longer: Sequence[str]) -> bool:
    """Whether `longer` begins with all of `first`."""
    return len(first) <= len(longer) and list(longer[: len(first)]) == list(first)


def shown_count(count: int) -> str:
    """`9,870`, `10,000+`."""
    return f"{EXACT:,}+" if count > EXACT else f"{count:,}"


def team(row: QueueRow, now: datetime) -> str:
    """Who has the case or whose it is, as the queue's mark says it; empty if one may take it."""
    if row.recused:
        return translate("queue", "recused")
    if row.held(now):
        return translate("queue", "{0}, on the road").format(row.holder) if row.road else row.holder
    return translate("queue", "for {0}").format(row.assigned) if row.assigned else ""


def status_words(row: QueueRow) -> str:
    """The status as it is shown; of a decision that waits for one's own second opinion, that it does."""
    return translate("queue", "second opinion") if row.second else words(row.status)


def details(row: QueueRow, now: datetime | None = None) -> str:
    """`AE-2026-000123 · 3 photos · video · ES`; with `now` also until when it is on the road."""
    parts = [row.case]
    named = (
        (row.photos, translate("queue", "photo"), translate("queue", "{0} photos")),
        (row.videos, translate("queue", "video"), translate("queue", "{0} videos")),
        (row.documents, translate("queue", "document"), translate("queue", "{0} documents")),
    )
    parts += [one if count == 1 else many.format(count) for count, one, many in named if count]
    if len(parts) == 1:
        parts.append(translate("queue", "no evidence"))
    parts += [row.buyer_country] if row.buyer_country else []
    if now is not None and row.road and row.held_until is not None and row.held(now):
        parts.append(translate("queue", "on the road until {0}").format(dates.day(row.held_until, now)))
    return " · ".join(parts)


def short_left(due: datetime | None, now: datetime) -> str:
    """`5 h`, `2 d`, `40 min`, `3 h over`: what fits into the rail."""
    if due is None:
        return "—"
    seconds = int(abs((due - now).total_seconds()))
    if seconds >= 24 * 3600:
        text = translate("queue", "{0} d").format(seconds // 86400)
    elif seconds >= 3600:
        text = translate("queue", "{0} h").format(seconds // 3600)
    else:
        text = translate("queue", "{0} min").format(seconds // 60)
    return translate("queue", "{0} over").format(text) if due < now else text


def _said(row: QueueRow) -> str:
    """What stands over a row: the claim; of an erased case there is none."""
    from ui.models.party_text import readable  # with rows only: an empty queue is painted without the case's types

    if row.status == "erased":
        return translate("QueueModel", "Erased; its decision is kept")
    return readable(row.claim)

"""The queue as an item model: the rows of the desk, filtered, searched and sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from ui.models import dates
from ui.models.case_words import words

if TYPE_CHECKING:
    from moderator.desk.values import QueueRow

translate = QCoreApplication.translate
Sort = Literal["due", "amount", "newest"]
STATUSES = ("open", "waiting", "decided", "closed", "all")
REASONS = ("not-received", "damaged", "substandard", "not-as-described", "wrong-item", "payment-problem")
ROW = int(Qt.ItemDataRole.UserRole) + 1
"""The role under which an index gives its QueueRow."""
NO_PARENT = QModelIndex()
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Filter:
    """What the queue shows: one status, some `reasons` (none: all), those with a video, those that match `text`.

    `free`: those that nobody else has or was given, and that one did not step back from.
    """

    status: str = "open"
    reasons: frozenset[str] = frozenset()
    video: bool = False
    text: str = ""
    free: bool = False

    def keeps(self, row: QueueRow, now: datetime) -> bool:
        return (
            self.status in ("all", row.status)
            and (not self.reasons or row.reason in self.reasons)
            and (not self.video or row.videos > 0)
            and (not self.free or row.free(now))
            and matches(row, self.text)
        )


@dataclass(frozen=True)
class Counts:
    """How many cases each choice would show, the other choices left as they are; none is the same as absent."""

    status: dict[str, int] = field(default_factory=dict)
    reason: dict[str, int] = field(default_factory=dict)
    video: int = 0
    free: int = 0


class QueueModel(QAbstractListModel):
    """One line a case. `now` is the clock of the library; call `tick` when time has gone on."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._all: tuple[QueueRow, ...] = ()
        self._rows: list[QueueRow] = []
        self.filter = Filter()
        self.sorting: Sort = "due"

    def set_rows(self, rows: Iterable[QueueRow]) -> None:
        """Replaces the cases. Where the same cases stay in view, only what changed of them is said to change."""
        self._all = tuple(rows)
        self._arrange()

    def set_filter(self, wanted: Filter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self._arrange()

    def set_sorting(self, sorting: Sort) -> None:
        if sorting != self.sorting:
            self.sorting = sorting
            self._arrange()

    def tick(self) -> None:
        """Time has gone on: what is written about it changes, and leases run out."""
        if self.filter.free:
            self._arrange()
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def ids(self) -> tuple[str, ...]:
        """The case ids in the order shown."""
        return tuple(row.case for row in self._rows)

    def row_of(self, case_id: str) -> int:
        """The line of a case; -1 if the filter hides it or there is none."""
        return next((n for n, row in enumerate(self._rows) if row.case == case_id), -1)

    def at(self, line: int) -> QueueRow | None:
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def now(self) -> datetime:
        return self._now()

    def counts(self) -> Counts:
        """For the filters: each group counted with the choices of the other groups applied."""
        any_status, any_reason = replace(self.filter, status="all"), replace(self.filter, reasons=frozenset())
        with_video, now = replace(self.filter, video=True), self._now()
        free = replace(self.filter, free=True)
        status = Counter[str](row.status for row in self._all if any_status.keeps(row, now))
        reason = Counter[str](row.reason for row in self._all if any_reason.keeps(row, now))
        video = sum(with_video.keeps(row, now) for row in self._all)
        return Counts(
            {**status, "all": status.total()}, dict(reason), video, sum(free.keeps(row, now) for row in self._all)
        )

    def open_and_due(self) -> tuple[int, int]:
        """How many cases are open, and how many of them are due within a day or overdue."""
        still_open = [row for row in self._all if row.status == "open"]
        until = self._now() + timedelta(hours=24)
        return len(still_open), sum(row.due is not None and row.due < until for row in still_open)

    def is_empty(self) -> bool:
        """Whether the library holds no case at all."""
        return not self._all

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        row = self.at(index.row()) if index.isValid() else None
        if row is None:
            return None
        from ui.models.party_text import readable  # with rows only: an empty queue is painted without the case's types

        if role == int(Qt.ItemDataRole.DisplayRole):
            return readable(row.claim)
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            left, _ = dates.time_left(row.due, self._now())
            whose = [readable(text) for text in [team(row, self._now())] if text]
            return ", ".join([readable(row.claim), row.case, words(row.reason), row.paid_text, left, *whose])
        return row if role == ROW else None

    def _arrange(self) -> None:
        now = self._now()
        rows = ordered([row for row in self._all if self.filter.keeps(row, now)], self.sorting)
        if [row.case for row in rows] == [row.case for row in self._rows]:
            changed = [n for n, (new, old) in enumerate(zip(rows, self._rows, strict=True)) if new != old]
            self._rows = rows
            for n in changed:
                self.dataChanged.emit(self.index(n), self.index(n))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


def ordered(rows: Sequence[QueueRow], sorting: Sort) -> list[QueueRow]:
    """Due first (none last), the largest amount first (by its figure), or the newest escalation first; then by id."""
    if sorting == "amount":
        return sorted(rows, key=lambda row: (-_major(row), row.case))
    if sorting == "newest":
        return sorted(rows, key=lambda row: (_LAST - row.escalated_at, row.case))
    return sorted(rows, key=lambda row: (row.due or _LAST, row.case))


def _major(row: QueueRow) -> float:
    from moderator.domain.money import DECIMALS

    return row.paid / float(10 ** DECIMALS[row.currency])


def matches(row: QueueRow, text: str) -> bool:
    """Whether every word of `text` stands in id, claim, title, reason, country or amount, whatever its case."""
    if not text.strip():
        return True
    hay = " ".join([row.case, row.claim, row.title, words(row.reason), row.buyer_country, row.paid_text]).casefold()
    return all(word in hay for word in text.casefold().split())


def team(row: QueueRow, now: datetime) -> str:
    """Who has the case or whose it is, as the queue's mark says it; empty if one may take it."""
    if row.recused:
        return translate("queue", "recused")
    if row.held(now):
        return row.holder
    return translate("queue", "for {0}").format(row.assigned) if row.assigned else ""


def details(row: QueueRow) -> str:
    """`AE-2026-000123 · 3 photos · video · ES`."""
    parts = [row.case]
    named = (
        (row.photos, translate("queue", "photo"), translate("queue", "{0} photos")),
        (row.videos, translate("queue", "video"), translate("queue", "{0} videos")),
        (row.documents, translate("queue", "document"), translate("queue", "{0} documents")),
    )
    parts += [one if count == 1 else many.format(count) for count, one, many in named if count]
    if len(parts) == 1:
        parts.append(translate("queue", "no evidence"))
    return " · ".join([*parts, row.buyer_country] if row.buyer_country else parts)


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

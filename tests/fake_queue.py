"""The queue of a desk without a database, the naive way: every row looked at, sorted and searched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from moderator.desk.clock import stamp
from moderator.desk.values import QueueRow
from moderator.domain.case import Case
from moderator.domain.money import DECIMALS, shown
from moderator.domain.queue import BANDS, NEVER, UNDECIDED, Ask, Counts, Filter, band, due_range, figure
from ui.models.case_words import words

_LAST = datetime.max.replace(tzinfo=UTC)


def queue_row(case: Case, **known: Any) -> QueueRow:
    """The row of a case; `known` is what does not stand in its facts."""
    kinds = [item.kind for item in case.evidence]
    english = case.claim.translations.get("en")
    return QueueRow(
        case=case.id, revision=case.revision, claim=english.text if english else case.claim.text,
        title=case.order.lines[0].title, reason=case.reason, due=case.decision_due_at, currency=case.order.currency,
        paid=case.order.paid, paid_text=shown(case.order.paid, case.order.currency),
        buyer_country=case.buyer.country or "", photos=kinds.count("photo"), videos=kinds.count("video"),
        documents=kinds.count("document"), escalated_at=case.escalated_at, **known,
    )  # fmt: skip


@dataclass(frozen=True)
class FakeQueue:
    """Rows, the language of each by its id, and the time."""

    rows: tuple[QueueRow, ...]
    languages: dict[str, str]
    now: datetime

    def page(self, ask: Ask) -> tuple[QueueRow, ...]:
        rows = ordered((row for row in self.rows if self.keeps(ask.filter, row)), ask.sort)
        if ask.place is not None:
            ids = [row.case for row in ordered(self.rows, ask.sort)]
            at = ids.index(ask.place.case)
            inside = {*(ids[:at] if ask.backwards else ids[at + 1 :]), *([ids[at]] if ask.inclusive else [])}
            rows = [row for row in rows if row.case in inside]
        return tuple(rows[-ask.most :] if ask.backwards else rows[: ask.most])

    def keeps(self, wanted: Filter, row: QueueRow) -> bool:
        kind = self.kind(row)
        return (
            (row.second if wanted.second else wanted.status in ("all", row.status))
            and (not wanted.reasons or row.reason in wanted.reasons)
            and (not wanted.video or row.videos > 0)
            and (not wanted.free or row.free(self.now))
            and all(getattr(wanted, name) in ("", kind[name]) for name in ("due", "band", "country", "currency"))
            and wanted.language in ("", kind["language"])
            and matches(row, wanted.text)
        )

    def kind(self, row: QueueRow) -> dict[str, str]:
        key = stamp(row.due) if row.due else NEVER
        ranges = {name: due_range(name, self.now, stamp) for name in ("overdue", "day", "week", "later", "none")}
        due = next(name for name, (start, end) in ranges.items() if start <= key < end)
        return {
            "status": row.status, "reason": row.reason, "video": "1" if row.videos else "",
            "free": "1" if row.free(self.now) else "",
            "due": due if row.status in UNDECIDED else "", "band": BANDS[band(figure(row.paid, row.currency))],
            "country": row.buyer_country, "currency": row.currency, "language": self.languages[row.case],
        }  # fmt: skip

    def counts(self, wanted: Filter) -> Counts:
        of: dict[str, Counter[str]] = {}
        without = {
            "status": {"status": "all"},
            "reason": {"reasons": frozenset()},
            "video": {"video": False},
            "free": {"free": False},
        }
        for group in ("status", "reason", "video", "free", "due", "band", "country", "currency", "language"):
            loose = replace(wanted, **without.get(group, {group: ""}))  # type: ignore[arg-type]
            of[group] = Counter(self.kind(row)[group] for row in self.rows if self.keeps(loose, row))
        of["status"]["all"] = of["status"].total()
        of["second"] = Counter({"1": sum(row.second for row in self.rows)})
        still_open = [row for row in self.rows if row.status == "open"]
        soon = sum(row.due is not None and row.due < self.now + timedelta(hours=24) for row in still_open)
        total = sum(self.keeps(wanted, row) for row in self.rows)
        finished = sum(row.status in ("decided", "closed") for row in self.rows)
        return Counts(of, total, len(still_open), soon, finished=finished)


def ordered(rows: Iterable[QueueRow], sorting: str) -> list[QueueRow]:
    """Due first (none last), the largest amount first (by its figure), or the newest escalation first; then by id."""
    rows = sorted(rows, key=lambda row: row.case)
    if sorting == "amount":
        return sorted(rows, key=lambda row: -row.paid / 10 ** DECIMALS[row.currency])
    if sorting in ("newest", "oldest"):
        return sorted(rows, key=lambda row: row.escalated_at, reverse=sorting == "newest")
    if sorting in ("reason", "status"):
        return sorted(rows, key=lambda row: str(getattr(row, sorting)))
    return sorted(rows, key=lambda row: row.due or _LAST) if sorting == "due" else rows


def matches(row: QueueRow, text: str) -> bool:
    """Whether every word of `text` stands in id, claim, title, reason, country or amount, whatever its case."""
    hay = " ".join([row.case, row.claim, row.title, words(row.reason), row.buyer_country, row.paid_text]).casefold()
    return all(word in hay for word in text.casefold().split())

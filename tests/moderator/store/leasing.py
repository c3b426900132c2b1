"""A store with two cases of one order in it, a clock that is set by hand, and verdicts in one line."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moderator.domain.before import NOTHING, Before
from moderator.store.ledger import Act
from moderator.store.records import Facts, Lease, NewCase, NewVerdict, StoredVerdict
from moderator.store.store import Store

CASE, OTHER = "C-1", "C-2"
ORDER = "O-1"
SECONDS = 120.0


class Time:
    """A clock that goes on when it is told."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def act(action: str, case: str, entry: str) -> Act:
    return Act("2026-11-12T09:00:00Z", "tests", action, case, entry)


def nobodys(_had: Lease) -> bool:
    """No lease may be taken over."""
    return False


def unlimited(_until_now: Before, _then: Before) -> None:
    """An undo that no cap stands against."""


def fill(store: Store) -> None:
    facts = Facts(ORDER, "damaged", "Broken.", "Jug", None, "2026-11-01T09:00:00Z", "USD", 1000, "ES", 1, 0, 0)
    for case in (CASE, OTHER):
        new = NewCase(case, 1, {"id": case}, "c" * 64, facts, (), None)
        assert store.add_cases([(new, act("import", case, "c" * 64))]) == [None]


def copy_of(template: Path, folder: Path, clock: Time) -> Store:
    """The filled library once more: migrating one for each example would take most of the time."""
    shutil.copytree(template, folder)
    return Store(folder, clock=clock)


def claim(store: Store, who: str, token: str = "", case: str = CASE, seconds: float = SECONDS) -> Lease:
    return store.claim(case, who, token or who, seconds, nobodys, act)


def verdict(
    case: str, who: str, lease: Lease | None, number: int = 1, amount: int = 0, kind: str = "decision"
) -> NewVerdict:
    return NewVerdict(
        id=f"{case}-v{number}", case=case, kind=kind, revision=1, supersedes=None, order_number=ORDER,
        refund_of_order=amount, refunds={}, outcome="no-refund", body={"by": who, "n": number}, decided_by=who,
        decided_at="2026-11-12T09:00:00Z", undo_until="2026-11-12T09:10:00Z", lease=lease,
    )  # fmt: skip


def record(
    store: Store, who: str, lease: Lease | None, *, case: str = CASE, number: int = 1, amount: int = 0,
    given: Before = NOTHING, kind: str = "decision",
) -> StoredVerdict:  # fmt: skip
    """Decides on what the case is now; the version is never what stops it."""
    head = store.head(case)
    assert head is not None
    new = verdict(case, who, lease, number, amount, kind)
    made = Act(new.decided_at, who, kind, case, "e" * 64)
    return store.record(new, head.version, given, made)

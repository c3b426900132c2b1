"""A locked case in what goes on by itself or is for others: second opinions, agreement, inbox and outbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moderator.desk import Desk, agreeing, auditing, open_desk
from moderator.desk.inbox import Inbox
from moderator.desk.library import make_library
from moderator.domain.queue import Ask, Filter, Skills
from moderator.errors import CaseLocked
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

WAITS, DIFFERS, STAYS = "C-1", "C-2", "C-3"


def doc_of(case: str, **overrides: Any) -> dict[str, Any]:
    doc = case_doc(id=case, **overrides)
    doc["order"]["number"] = "81900" + case[-1]
    return doc


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Desk]:
    """Of one who gives second opinions, on three decisions: one waits, one differs, one stays as it is and waits."""
    make_library(tmp_path / "library", "L", second_review={"*": 1.0}, restricted=["mod-9"])
    first = open_desk(tmp_path / "library", moderator="mod-7")
    for case in (WAITS, DIFFERS, STAYS):
        first.import_packs([write_case_pack(tmp_path / "packs", doc_of(case))])
        first.decide(case, verdict_doc(doc_of(case)), final=True)
    first.close()
    desk = open_desk(tmp_path / "library", moderator="mod-8")
    closed = {"kind": "closure", "outcome": None, "awards": None, "fault": None}
    desk._state.store.give_second(DIFFERS, "no-refund", closed, _act(desk, DIFFERS))
    yield desk
    desk.close()


def _act(desk: Desk, case: str) -> Any:
    from moderator.store.ledger import Act

    return Act(desk._state.stamp(), "mod-8", "second-given", case, "a" * 64)


def offered(desk: Desk) -> dict[str, list[str | None]]:
    """Wherever a case that waits for a second opinion is shown."""
    wanted = Filter(second=True)
    return {
        "list": [*desk.waiting_for_second()],
        "next": [desk.next_second(Skills(), without=(STAYS,))],
        "queue": [row.case for row in desk.queue(Ask(wanted))],
        "search": [row.case for row in desk.queue(Ask(Filter(second=True, text="jug")))],
    }


def compared(desk: Desk, tmp_path: Path) -> tuple[list[str], int, str]:
    found = desk.agreement()
    agreeing.write(found, tmp_path / "agreement.csv")
    pairs = found.rows[-1]["pairs"]
    assert isinstance(pairs, int)
    return [each.case for each in found.differing], pairs, (tmp_path / "agreement.csv").read_text()


def test_a_locked_case_is_no_second_opinion_and_in_no_agreement(other: Desk, tmp_path: Path) -> None:
    before = offered(other)
    assert before == {"list": [WAITS, STAYS], "next": [WAITS], "queue": [WAITS, STAYS], "search": [WAITS, STAYS]}
    cases, pairs, text = compared(other, tmp_path)
    assert (cases, pairs, DIFFERS in text) == ([DIFFERS], 1, True)
    for case in (WAITS, DIFFERS):
        other.lock(case, "criminal", "seen")
    assert offered(other) == {"list": [STAYS], "next": [None], "queue": [STAYS], "search": [STAYS]}
    assert other.queue_counts(Filter()).of["second"] == {"1": 1}
    assert other._state.store.concealed([WAITS, STAYS], "mod-8") == {STAYS}
    for work in (
        lambda: other.open_second(WAITS),
        lambda: other.decline_second(WAITS, "why"),
        lambda: other._state.store.give_second(WAITS, "x", {}, _act(other, WAITS)),
        lambda: other._state.store.opinions(DIFFERS),
    ):
        with pytest.raises(CaseLocked):
            work()
    cases, pairs, text = compared(other, tmp_path)
    assert (cases, pairs, DIFFERS in text) == ([], 0, False)
    assert auditing.verify(str(other.library.path), quick=False)["failures"] == []
    other.set_moderator("mod-9")
    for case in (WAITS, DIFFERS):
        other.unlock(case, "a false alarm")
    other.set_moderator("mod-8")
    assert offered(other) == before
    assert compared(other, tmp_path)[0] == [DIFFERS]


def test_the_outbox_sends_everything_but_a_locked_case(other: Desk, tmp_path: Path) -> None:
    other.lock(WAITS, "criminal", "seen")
    (tmp_path / "out").mkdir()
    assert [(each.case, each.status) for each in other.send_out(str(tmp_path / "out"))] == [
        (DIFFERS, "sent"),
        (STAYS, "sent"),
    ]
    assert not [path.name for path in (tmp_path / "out").iterdir() if WAITS in path.name]
    other.set_moderator("mod-9")
    other.unlock(WAITS, "a false alarm")
    assert [each.case for each in other.send_out(str(tmp_path / "out"))] == [WAITS]


def test_a_newer_pack_in_the_inbox_unlocks_nothing_and_shows_nothing(other: Desk, tmp_path: Path) -> None:
    other.lock(WAITS, "criminal", "seen")
    (tmp_path / "in").mkdir()
    pack = write_case_pack(tmp_path / "newer", doc_of(WAITS, revision=2))
    pack.rename(tmp_path / "in" / "newer.casepack")
    (found,) = other.take_in(Inbox(str(tmp_path / "in"), settled=0.0)) or other.take_in(
        Inbox(str(tmp_path / "in"), settled=0.0)
    )
    assert (found.status, "was reported and locked" in str(found.problem)) == ("refused", True)
    assert other._state.store.locked(WAITS) is not None
    with pytest.raises(CaseLocked):
        other.open_case(WAITS)
    assert WAITS not in [row.case for row in other.queue(Ask(Filter(status="all")))]
    with pytest.raises(CaseLocked):
        other._state.store.document(WAITS)

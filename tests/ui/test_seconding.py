"""Second opinions at the session: whose turn it is, no lease, what others do meanwhile, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from moderator.desk.values import VerdictRow
from moderator.errors import NotFound
from tests.fakes import FakeDesk, good_verdict
from ui.seconding import EVERY
from ui.session import Session

CASE = "AE-2026-000123"
Settle = Callable[[], None]


@pytest.fixture
def asked(desk: FakeDesk) -> FakeDesk:
    doc = {**good_verdict(desk, CASE), "id": f"{CASE}-v1", "decided_by": "mod-3", "decided_at": "2026-11-12T09:40:00Z"}
    desk.verdicts[CASE] = [VerdictRow("active", doc)]
    desk.seconds.append(CASE)
    return desk


@pytest.fixture
def opened(session: Session, asked: FakeDesk, settle: Settle) -> Session:
    assert asked.seconds
    session.refresh()
    settle()
    session.open_case(CASE)
    settle()
    return session


def test_it_needs_no_lease_and_is_written_like_any_draft(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    assert (opened.claims.state, opened.claims.read_only, desk.held) == ("second", False, {})
    opened.edit("Note", lambda doc: doc.update(internal_note="mine"))
    opened.save()
    settle()
    assert desk.drafts[CASE]["internal_note"] == "mine"


def test_deciding_gives_the_opinion_and_no_verdict(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    given: list[Any] = []
    opened.deeds.seconding.given.connect(given.append)
    opened.edit("all", lambda doc: doc.update(good_verdict(desk, CASE)))
    settle()
    opened.decide()
    settle()
    assert "decide" not in desk.seen
    assert [each.opinions[0].by for each in given] == ["M. Okafor"]
    assert opened.opened is not None
    assert (opened.opened.second, opened.opened.status, len(opened.opened.verdicts)) == (False, "decided", 1)


def test_one_that_nobody_waits_for_any_more_is_said_and_the_draft_kept(
    opened: Session, desk: FakeDesk, settle: Settle
) -> None:
    said: list[str] = []
    opened.message.connect(lambda text, _tone: said.append(text))
    opened.actions.on("decide", opened.refresh)
    opened.edit("all", lambda doc: doc.update(good_verdict(desk, CASE)))
    settle()
    desk.fails["give_second"] = NotFound(f"{CASE} waits for no second opinion that M. Okafor could give.")
    opened.decide()
    settle()
    assert "waits for no second opinion" in said[-1]
    assert opened.draft["outcome"] == desk.drafts[CASE]["outcome"] == "no-refund"
    assert opened.actions.action("decide").isEnabled()


def test_a_first_verdict_that_is_taken_back_meanwhile_is_told(opened: Session, desk: FakeDesk, qtbot: Any) -> None:
    desk.verdicts[CASE] = [replace(desk.verdicts[CASE][0], status="withdrawn")]
    desk.seconds.clear()
    desk.versions[CASE] += 1
    qtbot.waitUntil(lambda: opened.claims.state == "changed", timeout=5000)
    opened.claims.show()
    qtbot.waitUntil(lambda: opened.opened is not None and not opened.opened.second, timeout=5000)


def test_every_fifth_case_that_is_offered_waits_for_a_second_opinion(
    session: Session, asked: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.refresh()
    settle()

    def offered() -> str:
        session.close_case()
        session.deeds.offer()
        settle()
        return session.opened.case.id if session.opened is not None else ""

    assert [offered() == CASE for _ in range(2 * EVERY)] == [False] * 4 + [True] + [False] * 4 + [True]
    monkeypatch.setattr(asked, "next_case", lambda _skills, _without=(): None)
    assert offered() == CASE, "at once where the queue has nothing left"

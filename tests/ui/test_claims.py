"""The open case and others: claimed, lost, decided by somebody else, changed; and what the queue offers."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from moderator.desk.values import Held, VerdictRow
from moderator.errors import AlreadyDecided
from tests.fakes import FakeDesk, good_verdict
from ui.claims import EVERY
from ui.session import Session

CASE = "AE-2026-000123"
Settle = Callable[[], None]


@pytest.fixture
def opened(session: Session, settle: Settle) -> Session:
    session.refresh()
    settle()
    session.open_case(CASE)
    settle()
    return session


def held_by(desk: FakeDesk, who: str = "mod-3", *, same: bool = False) -> None:
    desk.held[CASE] = Held(who, desk.time + timedelta(minutes=2), False, same)


def decided_by(desk: FakeDesk, who: str = "mod-3") -> None:
    doc = {**good_verdict(desk, CASE), "id": f"{CASE}-v1", "decided_by": who, "decided_at": "2026-11-12T09:40:00Z"}
    desk.verdicts[CASE] = [VerdictRow("active", doc)]
    desk.versions[CASE] += 1
    desk.held.pop(CASE, None)


def becomes(qtbot: Any, session: Session, state: str) -> None:
    qtbot.waitUntil(lambda: session.claims.state == state, timeout=5000)


def test_an_opened_case_is_claimed_and_a_closed_one_let_go(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    assert (opened.claims.state, desk.held[CASE].mine) == ("mine", True)
    opened.close_case()
    settle()
    assert CASE not in desk.held


def test_the_next_case_is_claimed_and_the_last_let_go(opened: Session, desk: FakeDesk, settle: Settle) -> None:
    opened.open_case("AE-2026-000131")
    settle()
    assert set(desk.held) == {"AE-2026-000131"}


def test_the_window_lets_go_when_it_closes(opened: Session, desk: FakeDesk) -> None:
    opened.close()
    assert desk.held == {}


def test_a_case_that_somebody_has_is_read_only_and_taken_once_it_is_free(
    session: Session, desk: FakeDesk, settle: Settle, qtbot: Any
) -> None:
    held_by(desk)
    session.open_case(CASE)
    settle()
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    session.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    assert "outcome" not in session.draft
    assert "can only be read" in said[-1]
    session.problems = ()
    session.decide()
    settle()
    assert "decide" not in desk.seen
    desk.held.pop(CASE)
    becomes(qtbot, session, "mine")
    session.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    assert session.draft["outcome"] == "no-refund"


def test_a_case_that_was_freed_is_not_taken_again_by_itself(opened: Session, desk: FakeDesk, qtbot: Any) -> None:
    desk.held.pop(CASE)
    becomes(qtbot, opened, "lost")
    qtbot.wait(3 * EVERY)
    assert CASE not in desk.held
    opened.claims.take()
    becomes(qtbot, opened, "mine")


def test_an_own_window_elsewhere_is_taken_over_when_asked(
    session: Session, desk: FakeDesk, settle: Settle, qtbot: Any
) -> None:
    held_by(desk, "M. Okafor", same=True)
    session.open_case(CASE)
    settle()
    assert (session.claims.state, session.claims.read_only) == ("own", True)
    session.claims.take()
    becomes(qtbot, session, "mine")


def test_the_loser_is_told_within_a_second_and_keeps_the_draft(opened: Session, desk: FakeDesk, qtbot: Any) -> None:
    opened.edit("Note", lambda doc: doc.update(internal_note="mine"))
    decided_by(desk)
    began = time.monotonic()
    becomes(qtbot, opened, "decided")
    assert time.monotonic() - began < 1.0
    assert opened.draft["internal_note"] == "mine"
    assert opened.claims.read_only
    assert desk.drafts[CASE]["internal_note"] == "mine", "also on disk"


def test_what_this_window_does_itself_is_no_news(opened: Session, desk: FakeDesk, settle: Settle, qtbot: Any) -> None:
    opened.edit("all", lambda doc: doc.update(good_verdict(desk, CASE)))
    settle()
    opened.decide()
    qtbot.wait(3 * EVERY)
    settle()
    assert (opened.claims.state, opened.claims.fresh) == ("free", None)
    assert opened.opened is not None
    assert opened.opened.status == "decided"


def test_a_new_revision_is_told(opened: Session, desk: FakeDesk, qtbot: Any) -> None:
    desk.docs[CASE] = {**desk.docs[CASE], "revision": desk.docs[CASE]["revision"] + 1}
    desk.versions[CASE] += 1
    becomes(qtbot, opened, "revised")
    assert not opened.claims.read_only
    opened.claims.show()
    becomes(qtbot, opened, "mine")
    assert opened.opened is not None
    assert opened.opened.case.revision == desk.docs[CASE]["revision"]


def test_being_too_late_at_decide_is_looked_into_at_once(opened: Session, desk: FakeDesk, qtbot: Any) -> None:
    opened.edit("all", lambda doc: doc.update(good_verdict(desk, CASE)))
    desk.fails["decide"] = AlreadyDecided(CASE, f"{CASE}-v1", "mod-3", "2026-11-12T09:40:00Z")
    opened.decide()
    decided_by(desk)
    becomes(qtbot, opened, "decided")
    assert opened.draft["outcome"] == "no-refund"


def test_a_case_given_to_somebody_is_not_claimed_back(opened: Session, desk: FakeDesk, qtbot: Any) -> None:
    desk.reassign(CASE, "ben", "knows it")
    becomes(qtbot, opened, "given")
    assert opened.claims.read_only


def test_one_who_stepped_back_reads_and_claims_nothing(session: Session, desk: FakeDesk, settle: Settle) -> None:
    desk.recused[CASE] = (("m.  okafor", "my neighbour"),)
    session.open_case(CASE)
    settle()
    assert session.claims.state == "recused"
    assert session.claims.read_only
    assert CASE not in desk.held


def test_next_skips_what_others_have(session: Session, desk: FakeDesk, settle: Settle) -> None:
    ids = [row.case for row in desk.queue()]
    desk.held[ids[1]] = Held("mod-3", desk.time + timedelta(minutes=2), False, False)
    desk.given[ids[2]] = "ben"
    desk.recused[ids[3]] = (("M. Okafor", "why"),)
    session.refresh()
    settle()
    assert session.next_id(ids[0]) == ids[4]
    desk.time += timedelta(minutes=3)
    assert session.next_id(ids[0]) == ids[1], "a lease that ran out holds nobody up"


def test_the_queue_follows_what_others_do(session: Session, desk: FakeDesk, settle: Settle, qtbot: Any) -> None:
    session.refresh()
    settle()
    qtbot.wait(2500)
    desk.held[CASE] = Held("mod-3", desk.time + timedelta(minutes=2), False, False)
    desk.acts += 1
    qtbot.waitUntil(lambda: any(row.holder == "mod-3" for row in session.rows), timeout=6000)


def test_a_draft_is_saved_while_somebody_types_without_a_pause(opened: Session, desk: FakeDesk, qtbot: Any) -> None:
    text = ""
    until = time.monotonic() + 1.2
    while time.monotonic() < until:
        text += "a"
        opened.edit("Note", lambda doc, text=text: doc.update(internal_note=text), merge=True)
        qtbot.wait(50)
    assert desk.drafts.get(CASE, {}).get("internal_note"), "nothing was saved while typing"

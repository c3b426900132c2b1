"""The aligner: one alignment for each pair, the newest request wins, what arrives late is not shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from fractions import Fraction

import pytest
from pytestqt.qtbot import QtBot

from moderator.domain.alignment import IDENTITY, Alignment, Quality, Why, moved
from moderator.errors import MediaError
from moderator.media.values import FrameIndex
from tests.fake_comparing import GOOD, NOTHING, TURN
from tests.fakes import FakeDesk
from ui.aligning import Aligner, fitted
from ui.session import Session

Settle = Callable[[], None]
LOOK = Alignment(Quality.DOUBTFUL, Why.FIRST_LOOK, IDENTITY)


@pytest.fixture
def aligner(session: Session, settle: Settle) -> Aligner:
    made = Aligner(session, session)
    session.open_case("AE-2026-000123")
    settle()
    return made


def test_an_alignment_is_asked_for_by_what_is_shown_and_remembered(
    aligner: Aligner, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    assert aligner.alignment is None
    assert aligner.matrix() is None
    assert aligner.request()
    assert aligner.running
    settle()
    assert aligner.alignment == GOOD
    assert aligner.matrix() == TURN
    assert aligner.words()[:2] == ("Aligned: good · 0.9 px", "ok")
    session.show("listing", "L2")
    settle()
    assert aligner.alignment is None
    session.show("listing", "L1")
    settle()
    assert aligner.alignment == GOOD
    assert len(desk.media.comparing.asked) == 1


def test_a_frame_of_a_video_is_asked_for_by_its_pts(
    aligner: Aligner, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    session.show("evidence", "E4", index=7)
    settle()
    aligner.request()
    settle()
    evidence = desk.media.comparing.asked[-1][1]
    assert evidence.pts == 7 * 512


def test_where_times_repeat_an_alignment_belongs_to_the_number_of_the_frame(
    aligner: Aligner, session: Session, desk: FakeDesk, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def index(sha256: str) -> FrameIndex:
        return FrameIndex(sha256, 0, Fraction(1, 10), (0, 5, 5, 9), (True,) * 4, 10)

    monkeypatch.setattr(desk.media, "index", index)
    session.show("evidence", "E4", index=1)
    settle()
    aligner.request()
    settle()
    assert aligner.alignment is not None
    session.show("evidence", "E4", index=2)
    assert aligner.alignment is None, "it has the same PTS, and is another frame"
    aligner.request()
    settle()
    asked = [each[1] for each in desk.media.comparing.asked]
    assert [(each.pts, each.index) for each in asked] == [(None, 1), (None, 2)]


def test_a_first_look_is_shown_before_the_verdict(
    aligner: Aligner, desk: FakeDesk, settle: Settle, qtbot: QtBot
) -> None:
    go = threading.Event()
    desk.media.comparing.looks, desk.media.comparing.gate = (LOOK,), lambda: go.wait(5)
    aligner.request()
    qtbot.waitUntil(lambda: aligner.alignment == LOOK)
    assert aligner.running
    go.set()
    settle()
    assert aligner.alignment == GOOD
    assert not aligner.running


def test_what_comes_for_another_pair_is_dropped(
    aligner: Aligner, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    go = threading.Event()
    desk.media.comparing.gate = lambda: go.wait(5)
    aligner.request()
    session.show("listing", "L2")
    assert not aligner.running
    go.set()
    settle()
    assert aligner.alignment is None


def test_what_cannot_be_aligned_says_why_and_what_to_do(aligner: Aligner, desk: FakeDesk, settle: Settle) -> None:
    desk.media.comparing.found = NOTHING
    aligner.request()
    settle()
    chip, tone, reason = aligner.words()
    assert (chip, tone) == ("cannot be aligned", "warn")
    assert NOTHING.reason[1:] in reason
    assert "pins" in reason
    assert aligner.matrix() is None


def test_a_failure_is_said_and_leaves_no_first_look(
    aligner: Aligner, session: Session, desk: FakeDesk, settle: Settle
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    desk.media.comparing.looks, desk.media.comparing.fails = (LOOK,), MediaError("It took too long.")
    aligner.request()
    settle()
    assert said == ["It took too long."]
    assert aligner.alignment is None
    assert aligner.words()[1] == "bad"


def test_moving_by_hand_comes_on_top_and_is_said(aligner: Aligner, settle: Settle) -> None:
    whole = aligner.placed((1600, 1200), (2000, 1500))
    assert whole == fitted((1600, 1200), (2000, 1500))
    assert moved(whole, -0.5, -0.5) == pytest.approx((-0.5, -0.5))
    assert moved(whole, 1599.5, 1199.5) == pytest.approx((1999.5, 1499.5))
    aligner.nudge((1.0, 0.0, 10.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    assert moved(aligner.placed((1600, 1200), (2000, 1500)), -0.5, -0.5) == pytest.approx((9.5, -0.5))
    aligner.request()
    settle()
    assert aligner.matrix() == TURN, "aligning anew starts from nothing"
    aligner.nudge((1.0, 0.0, 10.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0))
    matrix = aligner.matrix()
    assert matrix is not None
    assert moved(matrix, 0, 0) == pytest.approx((1310, 100))
    assert "moved by hand" in aligner.words()[0]
    assert aligner.words()[1] == "warn", "it is no longer what was found to be good"

"""The seller's film in the left pane, the buyer's in the right one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.fake_cases import rich_doc
from tests.fakes import FakeDesk
from tests.ui.tied.bench import CASE, LEFT_TICKS, RIGHT_TICKS, SELLERS, Clock, Films, Settle
from ui.player import Player
from ui.session import Session
from ui.tied import LEFT, RIGHT, Tied


@pytest.fixture
def desk() -> FakeDesk:
    doc = rich_doc()
    doc["evidence"].append(SELLERS)
    return FakeDesk([doc])


@pytest.fixture
def films(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> Films:
    made = Films(desk, monkeypatch)
    made.put("unboxing.mp4", tuple(n * RIGHT_TICKS for n in range(750)), Fraction(1, 15360), RIGHT_TICKS)
    made.put("packing.mp4", tuple(n * LEFT_TICKS for n in range(240)), Fraction(1, 24000), LEFT_TICKS)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tied(session: Session, films: Films, clock: Clock, settle: Settle) -> Tied:
    """The seller's film in the left pane, the buyer's in the right one, each at its first frame."""
    assert films
    players = {side: Player(session, session, now=clock, side=side) for side in (LEFT, RIGHT)}
    made = Tied(session, players, session, clock)
    session.open_case(CASE)
    settle()
    session.show(LEFT, "E6")
    session.show(RIGHT, "E4")
    settle()
    return made

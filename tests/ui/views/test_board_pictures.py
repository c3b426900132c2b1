"""Pictures of a storyboard: key frames first, then what lies in the middle of each stretch."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from moderator.media.values import Frame
from tests.fakes import FakeDesk
from ui.session import Session
from ui.views.board_pictures import MOST, BoardPictures

SHA = "ab" * 32
CELLS = [(25, 0, 49), (75, 50, 99), (125, 100, 149), (175, 150, 199)]


@pytest.fixture
def pictures(session: Session) -> BoardPictures:
    made = BoardPictures(session, session)
    made._idle.setInterval(0)
    made.turn_to(SHA)
    return made


def keys_at(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, *numbers: int) -> list[int]:
    """The storyboard gives these; of frames asked for afterwards the numbers are noted."""
    asked: list[int] = []
    real = desk.media.frame

    def storyboard(sha256: str, _count: int, max_size: tuple[int, int] | None = None) -> tuple[Frame, ...]:
        return tuple(real(sha256, index=number, max_size=max_size) for number in numbers)

    def frame(sha256: str, *, index: int, max_size: tuple[int, int] | None = None) -> Frame:
        asked.append(index)
        return real(sha256, index=index, max_size=max_size)

    monkeypatch.setattr(desk.media, "storyboard", storyboard)
    monkeypatch.setattr(desk.media, "frame", frame)
    return asked


def test_a_film_with_one_key_frame_gets_a_picture_of_every_stretch(
    pictures: BoardPictures, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None],
    qtbot: QtBot,
) -> None:  # fmt: skip
    asked = keys_at(desk, monkeypatch, 0)
    pictures.want(CELLS)
    qtbot.waitUntil(lambda: len(pictures.images) == 5, timeout=5000)
    settle()
    assert asked == [75, 125, 175, 25], "stretches without a picture first, then the one that shows its beginning"
    seen = [pictures.images[middle] for middle, _, _ in CELLS]
    assert all(a != b for a, b in pairwise(seen))


def test_key_frames_off_the_middle_are_made_exact_later(
    pictures: BoardPictures, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None],
    qtbot: QtBot,
) -> None:  # fmt: skip
    asked = keys_at(desk, monkeypatch, 0, 75, 101, 199)
    pictures.want(CELLS)
    qtbot.waitUntil(lambda: {25, 75, 125, 175} <= set(pictures.images), timeout=5000)
    settle()
    assert asked == [25, 125, 175]


def test_while_it_plays_nothing_is_fetched(
    pictures: BoardPictures, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None],
    qtbot: QtBot,
) -> None:  # fmt: skip
    asked = keys_at(desk, monkeypatch, 0)
    pictures.hold(True)
    pictures.want(CELLS)
    qtbot.waitUntil(lambda: len(pictures.images) == 1, timeout=5000)
    qtbot.wait(60)
    assert asked == []
    pictures.hold(False)
    qtbot.waitUntil(lambda: len(pictures.images) == 5, timeout=5000)
    settle()


def test_pictures_of_other_widths_are_let_go_when_there_are_too_many(
    pictures: BoardPictures, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None],
    qtbot: QtBot,
) -> None:  # fmt: skip
    keys_at(desk, monkeypatch, 0)
    pictures.want(CELLS)
    qtbot.waitUntil(lambda: len(pictures.images) == 5, timeout=5000)
    one = pictures.images[25]
    pictures.images.update(dict.fromkeys(range(1000, 1000 + MOST), one))
    pictures.want(CELLS)
    settle()
    assert len(pictures.images) == MOST
    assert {25, 75, 125, 175} <= set(pictures.images)

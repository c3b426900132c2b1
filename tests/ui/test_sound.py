"""Sound in the window: muted until asked for, at its time, gone at once, and honest where there is none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from pytestqt.qtbot import QtBot

from moderator.domain.sound import RATE
from moderator.errors import MediaError
from tests.fake_hearing import FakeSpeaker
from tests.fakes import FakeDesk
from ui.player import Player
from ui.session import Session
from ui.sound import Sound
from ui.speaker import Device, NoSpeaker
from ui.veil import veil_of

FIRST, SECOND = "AE-2026-000123", "AE-2026-000131"
Settle = Callable[[], None]
ASKED = RATE // 50
HELD = 2 * ASKED
"""Samples that the device still holds when it asks for more."""


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def speaker() -> FakeSpeaker:
    return FakeSpeaker()


@pytest.fixture
def sound(session: Session, speaker: FakeSpeaker, clock: Clock) -> Sound:
    return Sound(session, speaker=speaker, now=clock, parent=session)


@pytest.fixture
def player(session: Session, sound: Sound, settle: Settle, clock: Clock) -> Player:
    made = Player(session, session, now=clock, sound=sound)
    session.open_case(FIRST)
    settle()
    session.show("evidence", "E4")
    settle()
    return made


def heard(sound: Sound, settle: Settle) -> None:
    sound.toggle()
    settle()
    assert sound.state == "heard"


def test_it_is_muted_until_somebody_wants_it(
    player: Player, sound: Sound, speaker: FakeSpeaker, desk: FakeDesk
) -> None:
    player.forward()
    assert sound.state == "muted"
    assert speaker.opened == 0
    assert desk.media.hearing.asked == []
    player.pause()


def test_it_is_heard_from_the_frame_that_is_shown(
    player: Player, sound: Sound, speaker: FakeSpeaker, settle: Settle, qtbot: QtBot, desk: FakeDesk
) -> None:
    heard(sound, settle)
    player.seek(300)
    player.forward()
    qtbot.waitUntil(lambda: len(desk.media.hearing.asked) >= 2)
    first = 10 * RATE + HELD
    assert speaker.ask() == [n % 30_000 for n in range(first, first + ASKED)]
    assert desk.media.hearing.asked[0][1] == 10 * RATE
    player.pause()


def test_the_picture_follows_the_device(
    player: Player, sound: Sound, speaker: FakeSpeaker, settle: Settle, qtbot: QtBot, clock: Clock
) -> None:
    """The device is a quarter slower than the clock, as a bad one may be for a moment: so is the film."""
    heard(sound, settle)
    player.forward()
    for _ in range(60):
        speaker.ask(RATE // 50)
        clock.time += 0.025
    film = sound.heard()
    assert film is not None
    assert 1.15 < film < 1.3
    axis = player.axis
    assert axis is not None
    qtbot.waitUntil(lambda: abs(axis.time(player.number) - film) < Fraction(1, 20), timeout=3000)
    player.pause()


@pytest.mark.parametrize("deed", ["pause", "next_frame", "backward", "slower", "case", "photo", "mute"])
def test_it_stops_at_once(
    player: Player, sound: Sound, speaker: FakeSpeaker, session: Session, settle: Settle, qtbot: QtBot, desk: FakeDesk,
    deed: str,
) -> None:  # fmt: skip
    heard(sound, settle)
    player.seek(30)
    player.forward()
    qtbot.waitUntil(lambda: bool(desk.media.hearing.asked))
    settle_soon(qtbot)
    pull = speaker.pull
    assert pull is not None
    assert any(pull(100))
    {
        "case": lambda: session.open_case(SECOND),
        "photo": lambda: session.show("evidence", "E1"),
        "mute": sound.toggle,
    }.get(deed, getattr(player, deed, None))()
    if deed == "case":
        settle()
    assert not any(pull(1000))
    player.pause()


def settle_soon(qtbot: QtBot) -> None:
    qtbot.wait(30)


def test_a_seek_while_it_plays_is_heard_from_there(
    player: Player, sound: Sound, speaker: FakeSpeaker, settle: Settle, qtbot: QtBot, desk: FakeDesk
) -> None:
    heard(sound, settle)
    player.forward()
    player.jump(5)
    qtbot.waitUntil(lambda: any(first == 5 * RATE for _, first, _ in desk.media.hearing.asked))
    settle_soon(qtbot)
    assert speaker.ask()[0] == (5 * RATE + HELD) % 30_000
    player.pause()


@pytest.mark.usefixtures("player")
def test_every_case_begins_muted(sound: Sound, speaker: FakeSpeaker, session: Session, settle: Settle) -> None:
    heard(sound, settle)
    session.open_case(SECOND)
    settle()
    assert sound.state == "muted"
    assert (speaker.opened, speaker.closed) == (1, 1)


def test_a_film_without_sound_says_so_and_plays(
    player: Player, sound: Sound, settle: Settle, qtbot: QtBot, desk: FakeDesk, clock: Clock
) -> None:
    desk.media.hearing.none = True
    sound.toggle()
    settle()
    player.forward()
    qtbot.waitUntil(lambda: sound.state == "no track")
    clock.time += 0.5
    qtbot.waitUntil(lambda: player.number >= 14)
    asked = len(desk.media.hearing.asked)
    player.pause()
    player.forward()
    player.pause()
    assert len(desk.media.hearing.asked) == asked, "it is not asked again"


def test_sound_that_fails_says_why_and_the_film_plays_on(
    player: Player, sound: Sound, settle: Settle, qtbot: QtBot, desk: FakeDesk, clock: Clock
) -> None:
    desk.media.hearing.fails = MediaError("The sound is damaged.")
    sound.toggle()
    settle()
    player.forward()
    qtbot.waitUntil(lambda: sound.state == "broken")
    assert sound.why == "The sound is damaged."
    clock.time += 0.5
    qtbot.waitUntil(lambda: player.number >= 14)
    player.pause()
    desk.media.hearing.fails = None
    sound.toggle()
    sound.toggle()
    settle()
    assert sound.state == "heard"


def test_without_a_device_it_says_so_and_the_film_plays(
    player: Player, sound: Sound, speaker: FakeSpeaker, session: Session, settle: Settle, qtbot: QtBot, clock: Clock
) -> None:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    speaker.there = False
    sound.toggle()
    settle()
    assert sound.state == "no device"
    assert said == ["No sound device was found. The video plays without sound."]
    player.forward()
    clock.time += 0.5
    qtbot.waitUntil(lambda: player.number >= 14)
    player.pause()
    speaker.there = True
    heard(sound, settle)


def test_a_device_that_vanishes_is_told_and_the_film_plays_on(
    player: Player, sound: Sound, speaker: FakeSpeaker, settle: Settle, qtbot: QtBot, clock: Clock
) -> None:
    heard(sound, settle)
    player.forward()
    speaker.ask()
    clock.time += 2.0
    qtbot.waitUntil(lambda: sound.state == "no device", timeout=3000)
    qtbot.waitUntil(lambda: speaker.closed == 1)
    qtbot.waitUntil(lambda: player.number >= 58, timeout=3000)
    player.pause()


def test_what_is_blurred_is_not_heard_before_somebody_looks(
    player: Player, sound: Sound, speaker: FakeSpeaker, session: Session, settle: Settle, qtbot: QtBot, desk: FakeDesk
) -> None:
    veil_of(session).toggle()
    sound.toggle()
    settle()
    assert [sound.state] == ["covered"]
    player.seek(30)
    player.forward()
    qtbot.waitUntil(lambda: bool(desk.media.hearing.asked))
    settle_soon(qtbot)
    assert not any(speaker.ask(100))
    veil_of(session).hold()
    assert sound.state == "heard"
    assert any(speaker.ask(100))
    veil_of(session).release()
    assert not any(speaker.ask(100))
    player.pause()


def test_a_short_loop_is_decoded_once(
    player: Player, sound: Sound, speaker: FakeSpeaker, settle: Settle, qtbot: QtBot, desk: FakeDesk, clock: Clock
) -> None:
    heard(sound, settle)
    player.start_loop(30, 35)
    qtbot.waitUntil(lambda: len(desk.media.hearing.asked) >= 3)
    settle_soon(qtbot)
    asked = len(desk.media.hearing.asked)
    for _ in range(40):
        speaker.ask(RATE // 50)
        clock.time += 0.02
        qtbot.wait(2)
    assert player.loop == (30, 35)
    assert len(desk.media.hearing.asked) == asked
    player.pause()


def test_a_player_that_was_given_no_sound_is_silent(session: Session, settle: Settle, desk: FakeDesk) -> None:
    session.open_case(FIRST)
    settle()
    session.show("evidence", "E4")
    settle()
    silent = Player(session, session)
    silent.forward()
    silent.pause()
    assert desk.media.hearing.asked == []


def test_the_real_device_is_there_or_says_that_it_is_not() -> None:
    """On a server there is none; what matters is that nothing else comes of it."""
    try:
        device = Device(lambda count: bytes(count * 4))
    except NoSpeaker:
        return
    device.close()

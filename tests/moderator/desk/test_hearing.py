"""The sound of a film, asked for at the desk, and who of the workers gives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moderator.desk.media import MediaDesk
from moderator.domain.sound import RATE
from moderator.errors import MediaError
from moderator.media.values import Source
from moderator.media.workers import HEARD
from tests.moderator.media.sounds import Voice, film, tones


@pytest.fixture
def one_pool() -> None:
    """Here it is workers that are looked at: each desk has its own."""


@pytest.fixture
def media(tmp_path: Path) -> Iterator[MediaDesk]:
    desk = MediaDesk(tmp_path / "library", workers=3)
    yield desk
    desk.close()


def kept(media: MediaDesk, path: Path) -> str:
    """Takes the film into the library; its hash."""
    made = Source.of(path)
    stored = media.library / "media" / made.sha256[:2] / made.sha256
    stored.parent.mkdir(parents=True, exist_ok=True)
    path.rename(stored)
    media.belong("CASE", [made.sha256])
    return made.sha256


def spoken(media: MediaDesk, tmp_path: Path) -> str:
    return kept(media, film(tmp_path / "spoken.mp4", Voice("spoken.mp4"), tones(2, RATE, ((0.0, 440.0),)), seconds=2))


def test_a_stretch_is_what_was_asked_for(media: MediaDesk, tmp_path: Path) -> None:
    found = media.hearing.stretch(spoken(media, tmp_path), RATE // 2, RATE)
    assert found is not None
    assert (found.first, found.count, found.end) == (RATE // 2, RATE, 3 * RATE // 2)
    assert any(found.pcm)


def test_a_film_without_sound_says_so(media: MediaDesk, tmp_path: Path) -> None:
    assert media.hearing.stretch(kept(media, film(tmp_path / "mute.mp4", None, seconds=1)), 0, RATE) is None


def test_that_the_sound_fails_says_nothing_of_the_film(
    media: MediaDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = spoken(media, tmp_path)
    assert media.info(sha256).state == "shown"
    monkeypatch.setattr("moderator.media.limits.SOUND_SECONDS", 1e-6)
    with pytest.raises(MediaError):
        media.hearing.stretch(sha256, 0, RATE)
    assert media.state(sha256) == ("shown", "")


def test_the_worker_that_gives_the_pictures_is_left_alone(media: MediaDesk, tmp_path: Path) -> None:
    """Else the next frame would be decoded by another, that has to find its way there first."""
    sha256 = spoken(media, tmp_path)
    index = media.index(sha256)
    for number in range(6):
        media.frame(sha256, pts=index.pts[number], max_size=(2048, 2048))
        media.hearing.stretch(sha256, number * RATE // 4, RATE // 4)
    knows = [tuple(worker.known) for worker in media.pool._workers._all]
    assert sorted(known for known in knows if known) == [(sha256,), (f"{sha256}{HEARD}",)]

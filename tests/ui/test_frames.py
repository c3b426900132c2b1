"""Pictures are kept by request, a larger one serves a smaller wish, and the cache stays within its bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from moderator.errors import MediaError
from tests.fake_media import draw
from tests.fakes import FakeDesk, sha_of
from ui.frames import FrameCache, FrameRequest, bucket
from ui.session import Session

A, B = "aa" * 32, "bb" * 32


def picture(size: int, sha: str = A) -> Any:
    return draw(sha, (1600, 1200), (size, size), 0.0)


@pytest.mark.parametrize(
    ("pixels", "expected"), [(1, 256), (256, 256), (257, 512), (950.5, 1024), (4096, 4096), (4097, None)]
)
def test_buckets(pixels: float, expected: int | None) -> None:
    assert bucket(pixels) == expected


def test_a_larger_picture_serves_a_smaller_wish_and_never_the_reverse() -> None:
    cache = FrameCache()
    cache.put(FrameRequest(A, size=512), picture(512))
    assert cache.get(FrameRequest(A, size=256)) is not None
    assert cache.get(FrameRequest(A, size=1024)) is None
    assert cache.get(FrameRequest(A)) is None
    cache.put(FrameRequest(A), picture(1600))
    found = cache.get(FrameRequest(A, size=1024))
    assert found is not None
    assert found.width == 1600


def test_frames_pages_and_files_are_told_apart() -> None:
    cache = FrameCache()
    cache.put(FrameRequest(A, pts=512, size=256), picture(256))
    for other in (FrameRequest(A, pts=1024, size=256), FrameRequest(A, page=1, size=256), FrameRequest(B, size=256)):
        assert cache.get(other) is None


def test_it_stays_within_its_bytes_and_forgets_the_oldest() -> None:
    one = picture(256)
    cache = FrameCache(limit=int(one.pixels.nbytes) * 3)
    for n in range(5):
        cache.put(FrameRequest(A, pts=n, size=256), picture(256))
        cache.get(FrameRequest(A, pts=0, size=256))
    assert cache.bytes <= int(one.pixels.nbytes) * 3
    assert cache.get(FrameRequest(A, pts=0, size=256)) is not None, "seen again and again"
    assert cache.get(FrameRequest(A, pts=1, size=256)) is None
    cache.put(FrameRequest(A, pts=0, size=256), one)
    assert cache.bytes <= int(one.pixels.nbytes) * 3
    cache.clear()
    assert cache.bytes == 0


def test_fetching_decodes_once_and_then_answers_at_once(
    session: Session, desk: FakeDesk, settle: Callable[[], None]
) -> None:
    sha = sha_of("AE-2026-000123", "media/e1.jpg")
    heard: list[Any] = []
    session.frames.fetch(FrameRequest(sha, size=256), heard.append)
    assert heard == []
    settle()
    assert heard[0].width == 256
    session.frames.fetch(FrameRequest(sha, size=256), heard.append)
    assert heard[1] is heard[0]
    assert desk.media.calls.count(("still", "media/e1.jpg")) == 1


def test_a_file_that_cannot_be_shown_fails_by_name(
    session: Session, desk: FakeDesk, settle: Callable[[], None]
) -> None:
    desk.media.paths[A] = "media/broken.jpg"
    heard: list[Exception] = []
    session.frames.fetch(FrameRequest(A, size=256), print, heard.append)
    settle()
    assert isinstance(heard[0], MediaError)


def test_what_is_kept_beats_what_is_under_way(session: Session, settle: Callable[[], None]) -> None:
    one, other = (sha_of("AE-2026-000123", f"media/e{n}.jpg") for n in (1, 2))
    heard: list[Any] = []
    session.frames.fetch(FrameRequest(one, size=256), heard.append, key="pane")
    settle()
    session.frames.fetch(FrameRequest(other, size=256), heard.append, key="pane")
    session.frames.fetch(FrameRequest(one, size=256), heard.append, key="pane")
    settle()
    assert [each.sha256 for each in heard] == [one, one], "the slow picture of before is dropped"


def test_what_was_asked_for_before_the_cache_was_cleared_is_not_kept(
    session: Session, settle: Callable[[], None]
) -> None:
    """A case is locked while its picture is being decoded."""
    came: list[Any] = []
    request = FrameRequest(sha_of("AE-2026-000123", "media/e1.jpg"), size=256)
    session.frames.fetch(request, came.append)
    session.frame_cache.clear()
    settle()
    assert (len(came), request in session.frame_cache) == (1, False)
    session.frames.fetch(request, came.append)
    settle()
    assert request in session.frame_cache

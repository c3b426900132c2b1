"""Hostile links: nobody is called, and nothing of any other file is shown. With the lock and, on purpose, without it:
the refusals of our own code must hold by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest

from moderator.errors import MediaError
from moderator.media.pool import MediaPool
from moderator.media.sandbox import Sandbox
from moderator.media.values import Frame, Source
from tests.robustness.honeypot import COLOUR, SECRET, Canary, Honeypot, shows_canary
from tests.robustness.hostile_containers import avis, matroskas, movies, with_xmp
from tests.robustness.hostile_texts import Link, markup, names, pdfs, playlists


@pytest.fixture
def canary(tmp_path: Path) -> Canary:
    return Canary(tmp_path / "outside")


def links(canary: Canary, port: int) -> list[Link]:
    families = (playlists, markup, names, pdfs, movies, matroskas, avis, with_xmp)
    return [link for family in families for link in family(canary, port)]


def everything(pool: MediaPool, source: Source) -> Iterator[object]:
    """All that the pool gives of a file: refusals too, they are shown as well."""
    asked = (
        lambda: [pool.probe(source)],
        lambda: [pool.still(source)],
        lambda: [pool.index(source)],
        lambda: [pool.index(source, verify=True)],
        lambda: [pool.frame(source, index=0)],
        lambda: pool.storyboard(source, 4),
        lambda: [pool.read_text(source)],
    )
    for question in asked:
        try:
            yield from question()
        except MediaError as error:
            yield str(error)


def foreign(given: object, own: bytes) -> bool:
    """Whether it holds anything of the canary that the file itself does not."""
    if isinstance(given, Frame):
        return shows_canary(given.pixels)
    return SECRET in str(given) and SECRET.encode() not in own


@pytest.mark.parametrize("lock", [True, False], ids=["locked", "unlocked"])
def test_sixty_hostile_links(lock: bool, canary: Canary, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    with Honeypot() as honeypot, MediaPool(2, Sandbox(lock=lock)) as pool:
        hostile = links(canary, honeypot.port)
        assert len(hostile) >= 60
        assert len({name for name, _ in hostile}) == len(hostile)
        leaks, shown = [], 0
        for name, data in hostile:
            path = folder / name
            path.write_bytes(data)
            found = list(everything(pool, Source.of(path)))
            leaks += [name for given in found if foreign(given, data)]
            shown += any(isinstance(given, Frame) for given in found)
            path.unlink()
        assert not leaks
        assert not honeypot.visits
        # Were all of them refused at the door, most links would never have been seen by a decoder.
        assert shown >= 30


def test_the_traps_work(canary: Canary, tmp_path: Path) -> None:
    """The negative control: opened as a player would, the same playlists call out and show the canary."""
    assert shows_canary(np.full((4, 4, 3), COLOUR, np.uint8))
    with Honeypot() as honeypot:
        found = dict(links(canary, honeypot.port))
        for name in ("hls-http.m3u8", "hls-path.m3u8", "list-path.ffconcat"):
            (tmp_path / name).write_bytes(found[name])
        with suppress(av.FFmpegError):
            _play(tmp_path / "hls-http.m3u8")
        assert honeypot.visits
        assert shows_canary(_play(tmp_path / "list-path.ffconcat"))
    assert foreign(f"it says {SECRET}", b"")


def _play(path: Path) -> np.ndarray:
    options = {"protocol_whitelist": "file,http,tcp,crypto", "allowed_extensions": "ALL", "safe": "0"}
    with av.open(str(path), options=options, timeout=5) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")

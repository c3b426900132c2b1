"""Two films of different rates, in both panes, and what tests ask of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from moderator.errors import MediaError
from moderator.media.values import FrameIndex
from tests.fake_media import draw
from tests.fakes import FakeDesk
from ui.session import Session
from ui.tied import LEFT, RIGHT, Tied

CASE = "AE-2026-000123"
Settle = Callable[[], None]
SELLERS = {"id": "E6", "from": "seller", "kind": "video", "path": "media/packing.mp4",
           "submitted_at": "2026-11-07T08:00:00Z"}  # fmt: skip
RIGHT_TICKS, LEFT_TICKS = 512, 1000
"""30 frames a second in 1/15360, 24 in 1/24000."""


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


class Films:
    """What the desk has: the buyer's E4 at 30 frames a second, the seller's E6 at 24 and ten seconds long."""

    def __init__(self, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.indexes: dict[str, FrameIndex] = {}
        self.gates: dict[str, threading.Event] = {}
        self.asked: list[tuple[str, int | None]] = []
        self.damaged: set[int] = set()
        self._desk = desk
        monkeypatch.setattr(desk.media, "index", self._index)
        monkeypatch.setattr(desk.media, "frame", self._frame)

    def put(self, name: str, pts: tuple[int, ...], base: Fraction, length: int) -> None:
        sha = self.sha(name)
        self.indexes[sha] = FrameIndex(sha, 0, base, pts, (True,) * len(pts), pts[-1] + length if pts else 0)

    def sha(self, name: str) -> str:
        return next(sha for sha, path in self._desk.media.paths.items() if path.endswith(name))

    def _index(self, sha256: str) -> FrameIndex:
        return self.indexes[sha256]

    def _frame(self, sha256: str, *, pts: int | None = None, index: int | None = None, max_size: Any = None) -> Any:
        if sha256 in self.gates:
            self.gates[sha256].wait(10)
        assert max_size is not None, "only full pictures are asked for without a size"
        known = self.indexes[sha256]
        at = index if index is not None else known.pts.index(pts or 0)
        self.asked.append((self._desk.media.paths[sha256], at))
        if sha256 == self.sha("packing.mp4") and at in self.damaged:
            raise MediaError("This frame is damaged.")
        return replace(draw(sha256, (16, 9), None, 0.0), pts=known.pts[at], index=at, time_base=known.time_base)


def numbers(session: Session) -> tuple[int | None, int | None]:
    left, right = (session.shown[side] for side in (LEFT, RIGHT))
    assert left is not None
    assert right is not None
    return left.index, right.index


def tie_at(tied: Tied, settle: Settle, left: int, right: int) -> None:
    tied.lead.seek(0)
    for player in (tied.lead, tied.follower):
        player.seek({LEFT: left, RIGHT: right}[player.side])
    tied.tie_or_untie()
    settle()
    assert tied.tie is not None


def heard(session: Session) -> list[str]:
    said: list[str] = []
    session.message.connect(lambda text, _tone: said.append(text))
    return said


def due(left: int, right: int, now: int) -> int:
    """The left frame, of 24 a second, while the right film, of 30, shows `now`; tied at those two."""
    return (Fraction(left, 24) + Fraction(now - right, 30)) * 24 // 1

"""Evidence that is drawn instead of decoded, behind the face of the desk's media."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from moderator.desk.values import Item, OpenCase, Unreadable
from moderator.domain.exhibit import Frames, Material
from moderator.errors import MediaError
from moderator.media.state import State
from moderator.media.values import Frame, FrameIndex, MediaInfo, Pixels
from tests.fake_comparing import FakeComparing
from tests.fake_finding import FakeFinding
from tests.fake_hearing import FakeHearing
from tests.fake_scanning import FakeScanning

FPS, TICKS, SECONDS = 30, 512, 25
"""Every fake video: frames a second, ticks of its time base a frame, length."""


class FakeMedia:
    """Draws what is asked for. Files whose path holds "broken" cannot be shown. `calls` notes every request."""

    def __init__(self) -> None:
        self.paths: dict[str, str] = {}
        self.comparing = FakeComparing()
        self.scanning = FakeScanning()
        self.finding = FakeFinding()
        self.hearing = FakeHearing()
        self.calls: list[tuple[str, str]] = []
        self.gate: Callable[[], object] = lambda: None
        """Called before each picture: a test can block here."""

        self.states: dict[str, tuple[str, str]] = {}
        """By hash: what `state` answers; else what `info` finds."""
        self.looks = SimpleNamespace(get=lambda _sha256: SimpleNamespace(at="2026-11-12T09:00:00Z"))

    kept_bytes = 0

    def level(self) -> str:
        return "reduced"

    def probes(self) -> dict[str, bool]:
        return {"read-home": True, "tcp": True, "shared-memory": False, "tomorrow": True}

    def state(self, sha256: str) -> tuple[str, str]:
        if sha256 in self.states:
            return self.states[sha256]
        try:
            info = self.info(sha256)
        except MediaError as error:
            return error.state, str(error)
        return str(info.state), info.reason

    def retry(self, sha256: str) -> tuple[str, str]:
        self.states.pop(sha256, None)
        self.calls.append(("retry", self.paths.get(sha256, "unknown.jpg")))
        return self.state(sha256)

    def unreadable(self, opened: OpenCase) -> tuple[Unreadable, ...]:
        states = {item: self.state(item.sha256) for item in opened.items}
        return tuple(
            Unreadable(item.id, item.name, state, reason, item.sha256)
            for item, (state, reason) in states.items()
            if state not in ("shown", "partial")
        )

    def info(self, sha256: str) -> MediaInfo:
        path = self._path("info", sha256)
        if path.endswith((".mp4", ".mov")):
            frames = FPS * SECONDS
            return MediaInfo(
                "video", "mp4", State.SHOWN, width=1920, height=1080, duration_pts=frames * TICKS,
                time_base=Fraction(1, FPS * TICKS), stream=0, codec="h264", frames=frames,
            )  # fmt: skip
        if path.endswith(".pdf"):
            return MediaInfo("pdf", "pdf", State.SHOWN, width=1240, height=1754, pages=2)
        return MediaInfo("photo", "jpeg", State.SHOWN, width=1600, height=1200, captured_at="2026:11:06 18:39:00")

    def index(self, sha256: str) -> FrameIndex:
        self._path("index", sha256)
        count = FPS * SECONDS
        pts = tuple(n * TICKS for n in range(count))
        return FrameIndex(
            sha256, 0, Fraction(1, FPS * TICKS), pts, tuple(n % FPS == 0 for n in range(count)), count * TICKS
        )

    def still(self, sha256: str, page: int = 0, max_size: tuple[int, int] | None = None) -> Frame:
        path = self._path("still", sha256)
        full = (1240, 1754) if path.endswith(".pdf") else (1600, 1200)
        return draw(sha256, full, max_size, page / 4)

    def frame(
        self, sha256: str, *, pts: int | None = None, index: int | None = None, max_size: tuple[int, int] | None = None
    ) -> Frame:
        self._path("frame", sha256)
        at = index if index is not None else (pts or 0) // TICKS
        if not 0 <= at < FPS * SECONDS:
            raise MediaError("There is no such frame.")
        drawn = draw(sha256, (1920, 1080), max_size, at / (FPS * SECONDS))
        return replace(drawn, pts=at * TICKS, index=at, time_base=Fraction(1, FPS * TICKS))

    def frames(
        self,
        sha256: str,
        told: Callable[[Frame], bool],
        *,
        count: int,
        pts: int | None = None,
        index: int | None = None,
        max_size: tuple[int, int] | None = None,
        back: bool = False,
    ) -> None:
        first = index if index is not None else (pts or 0) // TICKS
        self._path("frames", sha256)
        for at in run_of(first, count, FPS * SECONDS, back=back):
            drawn = draw(sha256, (1920, 1080), max_size, at / (FPS * SECONDS))
            if not told(replace(drawn, pts=at * TICKS, index=at, time_base=Fraction(1, FPS * TICKS))):
                return

    def storyboard(self, sha256: str, count: int, max_size: tuple[int, int] | None = None) -> tuple[Frame, ...]:
        every = max(1, FPS * SECONDS // count)
        return tuple(self.frame(sha256, index=n * every, max_size=max_size) for n in range(count))

    def read_text(self, sha256: str, limit: int = 200_000) -> str:
        return f"Text of {self._path('text', sha256)}"[:limit]

    def pdf_pages(self, data: bytes) -> int:
        return max(1, len(data) % 5)

    def render_pdf(self, data: bytes, page: int, scale: float) -> Frame:
        size = (round(595 * scale), round(842 * scale))
        return draw(hashlib.sha256(data).hexdigest(), size, None, page / 4)

    def close(self) -> None:
        """Nothing runs."""

    def _path(self, what: str, sha256: str) -> str:
        path = self.paths.get(sha256, "unknown.jpg")
        self.calls.append((what, path))
        self.gate()
        if "broken" in path:
            raise MediaError(f"{path} cannot be shown: it is cut off.", "refused")
        return path


def draw(sha256: str, full: tuple[int, int], box: tuple[int, int] | None, phase: float) -> Frame:
    """A picture told apart by hash and phase: a disc on a gradient, the disc further right as `phase` goes to 1."""
    scale = 1.0 if box is None else min(1.0, box[0] / full[0], box[1] / full[1])
    width, height = max(1, round(full[0] * scale)), max(1, round(full[1] * scale))
    seed = (int(sha256[0:2], 16), int(sha256[2:4], 16), int(sha256[4:6], 16))
    data = ground(seed, width, height).copy()
    y, x = np.ogrid[0:height, 0:width]
    inside = (x - width * (0.25 + 0.5 * phase)) ** 2 + (y - height / 2) ** 2 < (min(width, height) * 0.28) ** 2
    data[inside] = [int((255 - each) * 0.8) for each in seed]
    return Frame(data, width, height, full[0], full[1], None, 0, None, sha256)


def run_of(first: int, count: int, frames: int, *, back: bool) -> range:
    """The numbers of the frames that a run gives."""
    return range(first, max(first - count, -1), -1) if back else range(first, min(first + count, frames))


@lru_cache(maxsize=16)
def ground(seed: tuple[int, int, int], width: int, height: int) -> Pixels:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    shade = 0.55 + 0.45 * (x / width + y / height) / 2
    pixels = np.stack([shade * (90 + each * 0.6) for each in seed], axis=-1)
    return np.ascontiguousarray(np.clip(pixels, 0, 255).astype(np.uint8))


def material(item: Item) -> Material:
    if item.kind != "video":
        return Material(item.sha256, item.kind, pages=2 if item.kind == "document" else None)
    pts = tuple(n * TICKS for n in range(FPS * SECONDS))
    return Material(item.sha256, "video", Frames(0, Fraction(1, FPS * TICKS), pts))

"""A pass over a drawn film: what a test says is found, told in as many parts as it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moderator.domain.scan import Cut, CutKind, Freeze, Loudness, Scan

FRAMES, TICKS, SECONDS = 750, 512, 25


def found(share: float = 1.0) -> Scan:
    """What a pass that has come so far knows of every fake film."""
    count, done = round(FRAMES * share), share >= 1
    cuts = (Cut(270), Cut(474, CutKind.GRADUAL, 460))
    freezes = (Freeze(600, 629),)
    return Scan(
        FRAMES, tuple(n * TICKS for n in range(count)), bytes(100 + n % 100 for n in range(count)), bytes([90]) * count,
        tuple(cut for cut in cuts if cut.frame < count), tuple(each for each in freezes if each.last < count),
        (12, 300, 520) if done else (), Loudness(bytes(40 + n * 7 % 120 for n in range(SECONDS * 50))), done,
    )  # fmt: skip


class FakeScanning:
    """`found`: the answer. `parts`: what is told on the way. `asked` notes the files."""

    def __init__(self) -> None:
        self.found = found()
        self.parts: tuple[Scan, ...] = ()
        self.fails: Exception | None = None
        self.gate: Callable[[], object] = lambda: None
        self.asked: list[str] = []

    def scan(self, sha256: str, told: Callable[[Scan], Any] | None = None) -> Scan:
        self.asked.append(sha256)
        for part in self.parts:
            if told is not None:
                told(part)
        self.gate()
        if self.fails is not None:
            raise self.fails
        return self.found

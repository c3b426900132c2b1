"""Codes and likenesses of a drawn film: nothing, or what a test says is found, told in as many parts as it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from moderator.domain.finds import Code, CodeFormat, Codes, CodesSeen, Likeness, Likenesses, Looks
from tests.fake_scanning import FRAMES, TICKS

TRACKING = "NP40718826519354"
"""Of the parcel of AE-2026-000123."""
HOSTILE = "\u202e<img src=x>"
_CORNERS = ((0.1, 0.1), (0.3, 0.1), (0.3, 0.2), (0.1, 0.2))


def code(text: str, kind: CodeFormat = CodeFormat.CODE_128) -> Code:
    return Code(kind, text, _CORNERS)


def codes(share: float = 1.0) -> Codes:
    """The parcel's number from frame 60 to 120, a code full of mischief on frame 400."""
    seen = [
        CodesSeen(
            n, n * TICKS, (code(TRACKING),) if 60 <= n <= 120 else (code(HOSTILE, CodeFormat.QR),) if n == 400 else ()
        )
        for n in range(0, FRAMES, 10)
    ]
    return Looks(len(seen), tuple(seen[: round(len(seen) * share)]), share >= 1)


def likenesses(share: float = 1.0) -> Likenesses:
    """The second photo from frame 450 on, most of it at 525."""
    seen = [Likeness(n, n * TICKS, 1 if n >= 450 else 0, max(0, 18 - abs(n - 525) // 15) if n >= 450 else 1)
            for n in range(0, FRAMES, 15)]  # fmt: skip
    return Looks(len(seen), tuple(seen[: round(len(seen) * share)]), share >= 1)


class FakeFinding:
    """`codes_found`, `likenesses_found`: the answers; `parts`: shares that are told on the way. `asked` notes all."""

    def __init__(self) -> None:
        self.codes_found: Codes = Looks(0, done=True)
        self.likenesses_found: Likenesses = Looks(0, done=True)
        self.parts: tuple[float, ...] = ()
        self.fails: Exception | None = None
        self.gate: Callable[[], object] = lambda: None
        self.asked: list[tuple[str, str]] = []
        self.photos: Sequence[str] = ()

    def codes(self, sha256: str, _scan: object, told: Callable[[Codes], Any]) -> Codes:
        self.asked.append(("codes", sha256))
        for share in self.parts:
            told(codes(share))
        self.gate()
        if self.fails is not None:
            raise self.fails
        return self.codes_found

    def likenesses(
        self, sha256: str, _scan: object, photos: Sequence[str], told: Callable[[Likenesses], Any]
    ) -> Likenesses:
        self.asked.append(("likenesses", sha256))
        self.photos = photos
        for share in self.parts:
            told(likenesses(share))
        self.gate()
        return self.likenesses_found

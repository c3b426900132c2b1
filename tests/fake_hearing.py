"""The sound of a drawn film, and a device that nobody hears: the tests ask in its place."""

from __future__ import annotations

from collections.abc import Callable

from moderator.domain.sound import RATE, SAMPLE_BYTES, Stretch
from ui.speaker import NoSpeaker, Pull


class FakeHearing:
    """Sample n of every film holds n modulo 30,000 in both channels. `none`: there is no track. `asked` notes all."""

    def __init__(self) -> None:
        self.none = False
        self.fails: Exception | None = None
        self.gate: Callable[[], object] = lambda: None
        self.asked: list[tuple[str, int, int]] = []

    def stretch(self, sha256: str, first: int, count: int) -> Stretch | None:
        self.asked.append((sha256, first, count))
        self.gate()
        if self.fails is not None:
            raise self.fails
        if self.none:
            return None
        return Stretch(first, b"".join((n % 30_000).to_bytes(2, "little") * 2 for n in range(first, first + count)))


class FakeSpeaker:
    """Asks when it is told to. `there`: whether this computer has one."""

    def __init__(self) -> None:
        self.there = True
        self.pull: Pull | None = None
        self.opened = self.closed = 0

    def __call__(self, pull: Pull) -> FakeSpeaker:
        if not self.there:
            raise NoSpeaker
        self.pull = pull
        self.opened += 1
        return self

    def close(self) -> None:
        self.pull = None
        self.closed += 1

    def ask(self, count: int = RATE // 50) -> list[int]:
        """The samples that the device gets, of the left channel."""
        assert self.pull is not None
        data = self.pull(count)
        assert len(data) == count * SAMPLE_BYTES
        return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), SAMPLE_BYTES)]

"""The sound device of this computer, by miniaudio: finished samples go in, and nothing of evidence is decoded here.

Nothing is started before somebody wants to hear; where there is no device, or no library for this kind of computer,
`open_speaker` says so and everything else works.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol

from moderator.domain.sound import CHANNELS, RATE

PERIOD_MS, PERIODS = 20, 3
"""The device asks for so much at a time, and holds so many of them: what is heard was handed over a moment before."""
Pull = Callable[[int], bytes]
"""Called in the device's own thread with the number of samples that it wants; it gets exactly as many."""


class NoSpeaker(Exception):
    """Nothing can be heard on this computer."""


class Speaker(Protocol):
    """What hands samples to a device. `close` is called once, may take a moment, and ends all calls of `pull`."""

    def close(self) -> None: ...


class Device:
    """The default device, running until it is closed."""

    def __init__(self, pull: Pull, *, unheard: bool = False) -> None:
        """Raises NoSpeaker. May take a moment: not in the thread of the window.

        `unheard`: what the library has for measuring, which asks at the pace of a real one.
        """
        try:
            import miniaudio
        except ImportError as error:
            raise NoSpeaker from error
        try:
            self._device: Any = miniaudio.PlaybackDevice(
                miniaudio.SampleFormat.SIGNED16, CHANNELS, RATE, PERIOD_MS, callback_periods=PERIODS,
                backends=[miniaudio.Backend.NULL] if unheard else None, app_name="Moderator",
            )  # fmt: skip
            if self._device.backend == "Null" and not unheard:  # the library's last resort, that nobody hears
                self._device.close()
                raise NoSpeaker
            self._device.start(_pulling(pull))
        except miniaudio.MiniaudioError as error:
            raise NoSpeaker from error

    def close(self) -> None:
        self._device.close()


def _pulling(pull: Pull) -> Generator[bytes, int, None]:
    """`pull` in the form that the library wants, already begun."""

    def asked() -> Generator[bytes, int, None]:
        count = yield b""
        while True:
            count = yield pull(count)

    begun = asked()
    next(begun)
    return begun

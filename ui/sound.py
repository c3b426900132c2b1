"""The sound of the video that plays: off until somebody wants it, fetched from the worker a second at a time.

While it is heard its device keeps the time, and the picture follows it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from moderator.domain.sound import RATE, Stretch, sample_at
from ui import speaker as devices
from ui.models.feed import Feed
from ui.speaker import PERIODS, NoSpeaker, Pull, Speaker
from ui.veil import veil_of

if TYPE_CHECKING:
    from ui.session import Session
    from ui.shown import Shown

State = Literal["muted", "opening", "heard", "covered", "no track", "no device", "broken"]
AHEAD, FIRST, PIECE = 2 * RATE, RATE // 2, RATE
"""Samples: how far ahead of what is heard is fetched, and how much in one go; the first less, to be there sooner."""
EVERY = 200
"""Milliseconds between two looks at how much is there."""


@dataclass(frozen=True)
class Run:
    """What plays: at `moment` of the clock the film is at `film` seconds; it ends at `end`."""

    sha256: str
    film: Fraction
    end: Fraction
    moment: float


class Sound(QObject):
    """One for the window: two films at once cannot be told apart. Muted at the start, and again with every case."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        side: str = "evidence",
        *,
        speaker: Callable[[Pull], Speaker] | None = None,
        now: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """`speaker` opens the device, None: the default one of this computer."""
        super().__init__(parent)
        self._session, self._side, self._now = session, side, now
        self._make = speaker
        self._veil = veil_of(session)
        self._feed = Feed(PERIODS, now)
        self._wanted = False
        self._speaker: Speaker | None = None
        self._no_device = False
        self._run: Run | None = None
        self._sha256 = self._case = ""
        self._mute: set[str] = set()
        self._broken: dict[str, str] = {}
        self._asked = False
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._look)
        session.case_opened.connect(self._case_opened)
        session.case_closed.connect(self.mute)
        session.shown_changed.connect(self._shown_changed)
        self._veil.changed.connect(self._cover)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._close_now)
        self._cover()

    # --- what is to be heard --------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        if self._sha256 in self._mute:
            return "no track"
        if self._no_device:
            return "no device"
        if not self._wanted:
            return "muted"
        if self._sha256 in self._broken:
            return "broken"
        if self._speaker is None:
            return "opening"
        return "covered" if self._feed.silent else "heard"

    @property
    def why(self) -> str:
        """Why the sound of this film cannot be had, where that is so."""
        return self._broken.get(self._sha256, "")

    def toggle(self) -> None:
        """Sound on or off. Where there was no device it is looked for again."""
        if self._wanted:
            self.mute()
        else:
            self._wanted, self._no_device = True, False
            self._broken.pop(self._sha256, None)
            self._open()
            self.changed.emit()

    def mute(self, *_: object) -> None:
        """Silence, and the device is given back."""
        self._wanted = False
        self._feed.stop()
        self._timer.stop()
        self._drop_fetch()
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            self._session.tasks.run("media", lambda _s, _p: speaker.close(), self._done, must=True)
        self._session.tasks.cancel("speaker")
        self.changed.emit()

    # --- told by the player ---------------------------------------------------------------------------------------

    def follow(self, sha256: str, film: Fraction, end: Fraction, moment: float) -> None:
        """The film plays at its own pace: at `moment` of the clock it is at `film` seconds, up to `end`."""
        self._turn_to(sha256)
        self._run = Run(sha256, film, end, moment)
        self._begin()

    def stop(self) -> None:
        """Nothing of it is heard any more."""
        self._run = None
        self._feed.stop()
        self._timer.stop()
        self._drop_fetch()

    def heard(self) -> Fraction | None:
        """Where in the film the sound is that is heard now; None while there is none, and the clock counts."""
        found = self._feed.heard() if self._speaker is not None and self._run is not None else None
        if found is not None and self._run is not None:
            self._run = replace(self._run, film=found, moment=self._now())
        return found

    # --- the device -----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        make, pull = self._make or devices.Device, self._feed.pull
        self._session.tasks.run("media", lambda _s, _p: make(pull), self._opened, self._not_opened, key="speaker")

    def _opened(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._feed.fresh()
        self._begin()
        self.changed.emit()

    def _not_opened(self, error: Exception) -> None:
        self._wanted = False
        if isinstance(error, NoSpeaker):
            self._no_device = True
            self._session.message.emit(self.tr("No sound device was found. The video plays without sound."), "warn")
        else:
            self._session.failed(error)
        self.changed.emit()

    def _vanished(self) -> None:
        self.mute()
        self._no_device = True
        self._session.message.emit(self.tr("The sound device is gone. The video plays on without sound."), "warn")
        self.changed.emit()

    def _close_now(self) -> None:
        """The program ends: no thread of the device may call into it any more."""
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            speaker.close()

    def _done(self, _nothing: object) -> None:
        """The device was given back."""

    # --- the samples ----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        run = self._run
        if run is None or self._speaker is None or self.state in ("no track", "broken"):
            return
        self._feed.begin(run.moment, run.film)
        self._timer.start()
        self._fill()

    def _look(self) -> None:
        if self._feed.gone():
            self._vanished()
        else:
            self._fill()

    def _fill(self) -> None:
        run = self._run
        if run is None or self._asked or self._speaker is None:
            return
        here = sample_at(run.film + Fraction(max(0.0, self._now() - run.moment)))
        lacking = self._feed.lacks(here)
        count = min(FIRST if lacking == here else PIECE, sample_at(run.end) - lacking)
        if lacking - here >= AHEAD or count <= 0:
            return
        self._asked, hearing, sha256 = True, self._session.desk.media.hearing, run.sha256
        self._session.tasks.run(
            "media", lambda _s, _p: (sha256, hearing.stretch(sha256, lacking, count)), self._arrived, self._failed,
            key="sound", urgent=True,
        )  # fmt: skip

    def _arrived(self, found: tuple[str, Stretch | None]) -> None:
        sha256, stretch = found
        self._asked = False
        if stretch is None:
            self._mute.add(sha256)
            self._feed.stop()
            self._timer.stop()
            self.changed.emit()
        else:
            self._feed.add(stretch)
            self._fill()

    def _failed(self, error: Exception) -> None:
        """Said in the chip alone: the picture plays on."""
        self._asked = False
        self._broken[self._sha256] = str(error)
        self._feed.stop()
        self._timer.stop()
        self.changed.emit()

    def _drop_fetch(self) -> None:
        self._session.tasks.cancel("sound")
        self._asked = False

    # --- which film -----------------------------------------------------------------------------------------------

    def known_silent(self, sha256: str) -> None:
        """It was found elsewhere that this film has no sound track."""
        if sha256 not in self._mute:
            self._mute.add(sha256)
            self.changed.emit()

    def _turn_to(self, sha256: str) -> None:
        if sha256 == self._sha256:
            return
        self.stop()
        self._sha256 = sha256
        self._feed.clear()
        self.changed.emit()

    def _shown_changed(self, side: str, shown: Shown | None) -> None:
        if side == self._side:
            self._turn_to(shown.item.sha256 if shown is not None and shown.is_video else "")
            self._cover()

    def _case_opened(self, opened: Any) -> None:
        """What was let be heard in one case says nothing of the next."""
        if opened.case.id != self._case:
            self._case = opened.case.id
            if self._wanted:
                self.mute()

    def _cover(self) -> None:
        """What must not be seen before somebody holds the key is not heard before either."""
        shown = self._session.shown[self._side]
        silent = self._veil.covers(shown.item if shown is not None else None)
        if silent != self._feed.silent:
            self._feed.silent = silent
            self.changed.emit()

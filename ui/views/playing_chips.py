"""What the head of the strip says of playing: speed, sound, frames that are dropped, and what kind of film it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ui.models.pace import speed_words
from ui.plain import set_tip
from ui.views.bits import Chip

if TYPE_CHECKING:
    from ui.player import Player
    from ui.session import Session
    from ui.sound import Sound

EVERY = 250
"""Milliseconds between two looks at whether frames are dropped: more often nobody could read it."""


class PlayingChips(QObject):
    """`speed`, `sound`, `dropping` and `film` are placed by the strip."""

    crowded_changed = Signal()
    """Something urgent has to be said, or no more: what stands beside it makes room"""

    def __init__(self, session: Session, player: Player, sound: Sound, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._player, self._sound = session, player, sound
        self._sha256 = ""
        self._info: Any = None
        self._narrow = False
        self.speed = _pointed(Chip("1 ×"))
        self.speed.setAccessibleDescription(self.tr("Speed"))
        self.sound = Chip("", clickable=True)
        self.sound.setAccessibleDescription(self.tr("Sound"))
        self.sound.clicked.connect(self._use_sound)
        self.dropping = _pointed(Chip("", "warn"))
        self.dropping.hide()
        self.film = Chip("", clickable=True)
        self.film.setAccessibleDescription(self.tr("Kind of film"))
        self.film.clicked.connect(self._use_details)
        self._look = QTimer(self, interval=EVERY)
        self._look.timeout.connect(self._say_dropping)
        player.changed.connect(self.follow)
        sound.changed.connect(self._say_sound)
        session.actions.changed.connect(self._say_sound)
        session.shown_changed.connect(self.follow)
        self.follow()

    def follow(self, *_: object) -> None:
        """Another film, or another speed."""
        player = self._player
        self.speed.set(speed_words(player.speed))
        keys = [self._cap(verb) for verb in ("video.back", "video.forward", "video.slower", "video.faster")]
        set_tip(self.speed, self.tr("Speed: {0} backwards, {1} forwards, {2} slower, {3} faster.").format(*keys))
        if player.speed and not self._look.isActive():
            self._look.start()
        elif not player.speed:
            self._look.stop()
        self._say_dropping()
        self._say_sound()
        self._turn_to(player.shown.item.sha256 if player.shown is not None and player.axis is not None else "")

    # --- sound ----------------------------------------------------------------------------------------------------

    def _say_sound(self) -> None:
        key, state = self._cap("video.sound"), self._sound.state
        text, said = {
            "muted": (self.tr("muted"), self.tr("{0} lets the video be heard.")),
            "opening": (self.tr("sound…"), self.tr("The sound device is being opened. {0} mutes.")),
            "heard": (self.tr("sound"), self.tr("Heard at 1 × forwards; at any other speed it is silent. {0} mutes.")),
            "covered": (self.tr("sound covered"), self.tr("Heard once you look at what is blurred. {0} mutes.")),
            "no track": (self.tr("no sound track"), self.tr("There is no sound in this file that can be played.")),
            "no device": (self.tr("no sound device"), self.tr("Nothing to hear with was found. {0} tries again.")),
            "broken": (self.tr("no sound"), f"{self._sound.why} {self.tr('{0} twice tries again.')}"),
        }[state]
        if state == "heard" and self._player.speed not in (0, 1):
            text = self.tr("sound at 1 × only")
        self.sound.set(text, "warn" if state in ("no device", "broken") else "plain")
        self.sound.setEnabled(state != "no track")
        set_tip(self.sound, said.replace("{0}", key))

    def _use_sound(self) -> None:
        self._session.actions.trigger("video.sound")

    # --- room -----------------------------------------------------------------------------------------------------

    @property
    def crowded(self) -> bool:
        """Whether frames are being dropped, which has to be said."""
        return not self.dropping.isHidden()

    def make_room(self, narrow: bool) -> None:
        """A range or a loop is told of beside: one thing at a time, it has to fit at 1280 pixels."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._say_dropping()
            self._show_film()

    def _show_film(self) -> None:
        self.film.setVisible(bool(self.film.caption()) and not self._narrow and not self.crowded)

    # --- pace -----------------------------------------------------------------------------------------------------

    def _say_dropping(self) -> None:
        found = self._player.dropping()
        before = self.crowded
        self.dropping.setVisible(found is not None)
        if self.crowded != before:
            self._show_film()
            self.crowded_changed.emit()
        if found is not None:
            said = self.tr("dropping frames · {0} of {1} shown")
            self.dropping.set((self.tr("{0} of {1} shown") if self._narrow else said).format(*found))
            set_tip(self.dropping, self.tr(
                "This computer is too slow at the moment to show every frame. Time is kept; "
                "stepping shows each frame."
            ))  # fmt: skip

    # --- what kind of film ----------------------------------------------------------------------------------------

    def _turn_to(self, sha256: str) -> None:
        if sha256 == self._sha256:
            return
        self._sha256, self._info = sha256, None
        self._say_film()
        if sha256:
            media = self._session.desk.media
            self._session.tasks.run(
                "media", lambda _s, _p: (sha256, media.info(sha256)), self._informed, self._session.failed, key="kind"
            )

    def _informed(self, found: tuple[str, Any]) -> None:
        sha256, info = found
        if sha256 != self._sha256:
            return
        self._info = info
        if info.kind == "video" and info.metadata and not dict(info.metadata).get("audio"):
            self._sound.known_silent(sha256)
        self._say_film()

    def _say_film(self) -> None:
        words, said = [], []
        info = self._info
        if info is not None and info.hdr:
            words.append(self.tr("HDR → SDR"))
            said.append(self.tr(
                "The film is HDR ({0}). What is brighter than paper white was darkened to fit the screen, here and in "
                "pictures of it: judge highlights with care."
            ).format(info.hdr.upper()))  # fmt: skip
        if info is not None and info.interlaced:
            words.append(self.tr("interlaced"))
            said.append(self.tr(
                "Each frame holds two moments, in every other line. They are shown woven as they are stored, "
                "so what moves has combed edges; nothing was made up between the lines."
            ))  # fmt: skip
        aspect = dict(info.metadata).get("pixel_aspect", "") if info is not None else ""
        if aspect not in ("", "0:1", "1:1"):
            words.append(self.tr("pixels {0}").format(aspect))
            said.append(self.tr("Its pixels are no squares; the picture was stretched to its true shape."))
        self.film.set(" · ".join(words))
        self._show_film()
        set_tip(self.film, "\n".join([*said, self.tr("A click shows the details of the file.")]))

    def _use_details(self) -> None:
        self._session.actions.trigger("file.details")

    def _cap(self, verb: str) -> str:
        return self._session.actions.caption(verb)


def _pointed(chip: Chip) -> Chip:
    """A chip that only says something, and says more to whoever points at it."""
    chip.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
    return chip

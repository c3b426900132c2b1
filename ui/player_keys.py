"""Which of the two panes' films the keys of the player move."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ui.player import Player


class PlayerKeys(QObject):
    """They mean the film of the pane that is worked in; where it shows none, that of the other."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._players: dict[str, Player] = {}
        self._asks: dict[str, Callable[[], None]] = {}
        self.active = ""
        """The side of the pane that is worked in"""

    def add(self, player: Player, ask_place: Callable[[], None]) -> None:
        """`ask_place` opens the field in which a time or a frame of this film is typed."""
        self._players[player.side], self._asks[player.side] = player, ask_place

    @property
    def player(self) -> Player:
        active = self._players.get(self.active)
        if active is not None and active.shown is not None:
            return active
        known = tuple(self._players.values())
        return next((each for each in known if each.shown is not None), known[0])

    def play_or_pause(self) -> None:
        self.player.play_or_pause()

    def backward(self) -> None:
        self.player.backward()

    def pause(self) -> None:
        self.player.pause()

    def forward(self) -> None:
        self.player.forward()

    def slower(self) -> None:
        self.player.slower()

    def faster(self) -> None:
        self.player.faster()

    def second_on(self) -> None:
        self.player.second_on()

    def second_back(self) -> None:
        self.player.second_back()

    def seconds_on(self) -> None:
        self.player.seconds_on()

    def seconds_back(self) -> None:
        self.player.seconds_back()

    def previous_frame(self) -> None:
        self.player.previous_frame()

    def next_frame(self) -> None:
        self.player.next_frame()

    def ask_place(self) -> None:
        self._asks[self.player.side]()

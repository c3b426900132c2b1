"""A film in the left pane beside the one of the strip: its player, its bar, and what ties the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractButton

from ui.player import Player
from ui.tied import LEFT, OTHER, RIGHT, Tied
from ui.views.film_bar import FilmBar
from ui.views.tool_line import wire

if TYPE_CHECKING:
    from ui.session import Session
    from ui.views.compare import CompareView
    from ui.views.strip import Strip


class Beside(QObject):
    """Joins what `compare` and `strip` have; made after both."""

    def __init__(self, session: Session, compare: CompareView, strip: Strip) -> None:
        super().__init__(compare)
        self._session, self._compare, self._strip = session, compare, strip
        self.player = Player(session, self, side=LEFT)
        self.tied = Tied(session, {LEFT: self.player, RIGHT: strip.player}, self)
        self.bar = FilmBar(session, self.player, self.tied)
        self.bar.used.connect(self._used)
        strip.keys.add(self.player, self.bar.goto.open)
        for button in strip.findChildren(QAbstractButton):
            button.pressed.connect(compare.panes[RIGHT].used)  # what stands on the strip means the film of the strip
        compare.active_changed.connect(self._activated)
        compare.looking.mode_changed.connect(self._place)
        self.tied.changed.connect(self._enable)
        wire(
            session.actions,
            {
                "tie": self.tied.tie_or_untie,
                "tie.back": self.tied.shift_back,
                "tie.on": self.tied.shift_on,
                "tie.go": self.tied.go,
                "pane.other": self.show_in_other,
                "pane.switch": self.switch,
            },
        )
        self._activated(compare.active)
        self._place()
        self._enable()

    def _activated(self, side: str) -> None:
        self._strip.keys.active = side

    def _used(self) -> None:
        """The keys mean the left film from now on; not where both pictures are in the other pane."""
        if not self._compare.looking.joint:
            self._compare.panes[LEFT].used.emit()

    def _place(self, _mode: object = None) -> None:
        """The bar goes where the left film is seen: below its pane, or below the picture that it is laid over."""
        joint = self._compare.looking.joint
        self._compare.panes[RIGHT if joint else LEFT].down.addWidget(self.bar)
        self.bar.set_named(joint)
        self.bar.follow()  # another parent has hidden it

    def _enable(self) -> None:
        for verb in ("tie.back", "tie.on", "tie.go"):
            self._session.actions.enable(verb, self.tied.tie is not None)

    def switch(self) -> None:
        """Makes the other pane the one that is worked in; both pictures in one pane leave only that one."""
        if not self._compare.looking.joint:
            self._compare.work_in(OTHER[self._compare.active])

    def show_in_other(self) -> None:
        """The file of this pane in the other one as well, at the same place; a listing photo stays where it belongs."""
        side = self._compare.active
        shown = self._session.shown[side]
        if shown is None:
            self._session.message.emit(self.tr("Show a photo or a frame first."), "warn")
        elif shown.item.side == "listing":
            self._session.message.emit(self.tr("Photos of the listing stay in the left pane."), "plain")
        else:
            self.tied.stay(side)
            self._session.show(OTHER[side], shown.item.id, shown.page, shown.pts, shown.index)

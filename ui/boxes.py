"""The inbox and the outbox of an open window: packs that come in, decisions that go out, without anybody's doing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from moderator.errors import ModeratorError

if TYPE_CHECKING:
    from moderator.desk import Desk
    from moderator.desk.inbox import Inbox
    from moderator.desk.values import Arrived, Sent
    from ui.session import Session
    from ui.tasks import Stop

EVERY = 5000
"""Milliseconds between two looks."""
SOON = 200
"""The least of them, where something waits until it has settled."""
NAMED = 3
"""Packs that are named in a message; how many more there are is said."""


@dataclass(frozen=True)
class Look:
    """What one look at one place has found. `inbox`: where packs were seen that have not settled yet."""

    place: str
    arrived: tuple[Arrived, ...] = ()
    sent: tuple[Sent, ...] = ()
    problem: str = ""
    inbox: Inbox | None = None


class Boxes(QObject):
    """Begins with the first queue. Looks in the lane of long work, one look at a time, so that nobody waits for it."""

    changed = Signal()
    """Other places are watched now."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._inbox: Inbox | None = None
        self._begun = False
        self._looks = 0
        """How many are under way: at the inbox, at the outbox."""
        self._said: dict[str, set[str]] = {}
        self.every = EVERY
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        session.queue_changed.connect(self._begin)

    def watch(self, inbox: str, outbox: str) -> None:
        """From now on these places; empty: none."""
        settings = self._session.settings
        if (inbox, outbox) != (settings.inbox, settings.outbox):
            settings.inbox, settings.outbox = inbox, outbox
            self._inbox = None
            self._said.clear()
            self._session.keep_settings()
            self.changed.emit()
        self.look()

    def look(self) -> None:
        """Looks now, unless a look is under way. Trouble with one place does not keep from the other."""
        if self._looks:
            return
        session, settings = self._session, self._session.settings
        desk, kept = session.desk, self._inbox
        if inbox := settings.inbox:
            self._looks += 1
            session.tasks.run("batch", lambda stop, _t: _take_in(desk, inbox, kept, stop), self._looked, self._failed)
        if outbox := settings.outbox:
            self._looks += 1
            session.tasks.run("batch", lambda stop, _t: _send_out(desk, outbox, stop), self._looked, self._failed)

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self.look()

    def _looked(self, found: Look) -> None:
        self._looks -= 1
        if found.inbox is not None:
            self._inbox = found.inbox if found.place == self._session.settings.inbox else None
        self._tell(found)
        self._soon()

    def _failed(self, error: Exception) -> None:
        self._looks -= 1
        self._session.failed(error)
        self._soon()

    def _soon(self) -> None:
        """The next look: sooner where a pack is to settle."""
        if not self._looks:
            left = self._inbox.unsettled if self._inbox is not None else 0.0
            self._timer.start(max(SOON, min(self.every, int(left * 1000))) if left else self.every)

    def _tell(self, look: Look) -> None:
        session = self._session
        new = [each for each in look.arrived if each.status in ("imported", "updated")]
        if new:
            session.prefetch.clear()
            session.refresh()
            text = self.tr("{0} cases came in.") if len(new) > 1 else self.tr("{1} came in.")
            session.message.emit(text.format(len(new), new[0].case), "plain")
        refused = [each.pack for each in look.arrived if each.status == "refused" and each.moved]
        if refused:
            text = self.tr("Refused, and moved to “refused” in the inbox with the reasons beside: {0}.")
            session.message.emit(text.format(_named(refused)), "warn")
        if gone := [each.case for each in look.sent if each.status == "sent"]:
            session.message.emit(self.tr("Sent to the outbox: {0}.").format(_named(gone)), "plain")
        trouble = [each.problem for each in look.arrived if each.problem and not each.moved]
        trouble += [each.problem for each in look.sent if each.problem]
        self._complain(look.place, {*trouble, *([look.problem] if look.problem else [])})

    def _complain(self, place: str, problems: set[str]) -> None:
        """The same trouble is said once, and again once it was over in between."""
        for problem in sorted(problems - self._said.get(place, set())):
            self._session.message.emit(problem, "warn")
        self._said[place] = problems


def _take_in(desk: Desk, place: str, kept: Inbox | None, stop: Stop) -> Look:
    from moderator.desk.inbox import Inbox

    try:
        kept = kept or Inbox(place)
        return Look(place, arrived=tuple(desk.take_in(kept, stop=stop)), inbox=kept)
    except ModeratorError as error:
        return Look(place, problem=str(error), inbox=kept)


def _send_out(desk: Desk, place: str, stop: Stop) -> Look:
    try:
        return Look(place, sent=tuple(desk.send_out(place, stop=stop)))
    except ModeratorError as error:
        return Look(place, problem=str(error))


def _named(names: Iterable[str]) -> str:
    """The first few; hidden characters, which could rearrange the line, are not shown as they are."""
    shown = ["".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in each[:80]) for each in names]
    more = f" +{len(shown) - NAMED}" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + more

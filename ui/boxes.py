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
    """What one look has found."""

    arrived: tuple[Arrived, ...] = ()
    sent: tuple[Sent, ...] = ()
    problems: tuple[str, ...] = ()
    again: float = 0.0
    """Seconds until a pack that is there may be read; 0: none waits."""


class Boxes(QObject):
    """Begins with the first queue. Looks in the lane of long work, one look at a time, so that nobody waits for it."""

    changed = Signal()
    """Other places are watched now."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._inbox: Inbox | None = None
        self._begun = self._looking = False
        self._said: set[str] = set()
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
        """Looks now, unless a look is under way."""
        session, settings = self._session, self._session.settings
        if self._looking or not (settings.inbox or settings.outbox):
            return
        self._looking = True
        desk, places, kept = session.desk, (settings.inbox, settings.outbox), self._inbox

        def work(stop: Stop, _tell: object) -> tuple[tuple[str, str], Inbox | None, Look]:
            inbox, found = _look(desk, places, kept, stop)
            return places, inbox, found

        session.tasks.run("batch", work, self._looked, self._failed)

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self.look()

    def _looked(self, found: tuple[tuple[str, str], Inbox | None, Look]) -> None:
        places, inbox, look = found
        self._looking = False
        settings = self._session.settings
        same = places == (settings.inbox, settings.outbox)
        self._inbox = inbox if same else None
        self._tell(look)
        self._timer.start(max(SOON, min(self.every, int(look.again * 1000))) if look.again else self.every)

    def _failed(self, error: Exception) -> None:
        self._looking = False
        self._session.failed(error)
        self._timer.start(self.every)

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
        if look.sent and (gone := [each.case for each in look.sent if each.status == "sent"]):
            session.message.emit(self.tr("Sent to the outbox: {0}.").format(_named(gone)), "plain")
        trouble = [str(each.problem) for each in look.arrived if each.problem and not (each.moved)]
        trouble += [str(each.problem) for each in look.sent if each.problem]
        self._complain([*look.problems, *trouble])

    def _complain(self, problems: list[str]) -> None:
        """The same trouble is said once, and again once it was over in between."""
        for problem in problems:
            if problem not in self._said:
                self._session.message.emit(problem, "warn")
        self._said = set(problems)


def _look(desk: Desk, places: tuple[str, str], kept: Inbox | None, stop: Stop) -> tuple[Inbox | None, Look]:
    """In the background. Trouble with one place does not keep from the other."""
    from moderator.desk.inbox import Inbox

    inbox, outbox = places
    arrived: list[Arrived] = []
    sent: list[Sent] = []
    problems: list[str] = []
    if inbox:
        try:
            kept = kept or Inbox(inbox)
            arrived = desk.take_in(kept, stop=stop)
        except ModeratorError as error:
            problems.append(str(error))
    if outbox and not stop():
        try:
            sent = desk.send_out(outbox, stop=stop)
        except ModeratorError as error:
            problems.append(str(error))
    again = kept.unsettled if inbox and kept is not None else 0.0
    return kept, Look(tuple(arrived), tuple(sent), tuple(problems), again)


def _named(names: Iterable[str]) -> str:
    """The first few; hidden characters, which could rearrange the line, are not shown as they are."""
    shown = ["".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in each[:80]) for each in names]
    more = f" +{len(shown) - NAMED}" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + more

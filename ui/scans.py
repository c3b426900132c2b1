"""The passes over the film that is shown: begun once it stands there, told of as they go on, kept with the case."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from moderator.domain.scan import MISSES_ONE_IN, Scan
from ui.finds import Finds
from ui.models import lanes
from ui.noted import noted_of

if TYPE_CHECKING:
    from ui.player import Player
    from ui.session import Session

KEY = "scan"
KEPT = 12
"""Films whose pass is remembered."""
REST = 700
"""Milliseconds that a film is shown before it is looked through: what somebody only passes by is not."""
PAUSE = 0.05


class Scans(QObject):
    """`scan` is what is known of the film shown, None while there is nothing; `finds` looks at single frames of it."""

    changed = Signal()
    _glimpsed = Signal(str, object)
    """A film, and what is known of it so far: from the lane's thread"""

    def __init__(self, session: Session, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._player = session, player
        self._known: OrderedDict[str, Scan] = OrderedDict()
        self._failed_why: dict[str, str] = {}
        self._asked = ""
        self._sha256 = ""
        self._held = [False]
        """Seen from the lane's thread; a list, so that the work need not know this object."""
        self.finds = Finds(session, self._held, self)
        self.finds.changed.connect(self.changed)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._begin)
        self._glimpsed.connect(self._glimpse, Qt.ConnectionType.QueuedConnection)
        player.changed.connect(self._follow)
        session.case_closed.connect(self._forget)
        session.case_opened.connect(self._case_opened)
        self._follow()

    @property
    def scan(self) -> Scan | None:
        return self._known.get(self._sha256)

    @property
    def running(self) -> bool:
        return bool(self._asked) and self._asked == self._sha256

    def words(self) -> tuple[str, str]:
        """The chip, and what is to be known about it. It points and does not judge, so it is never green."""
        text, said = self._scan_words()
        more, about = self.finds.words()
        return " · ".join(filter(None, (text, more))), "\n".join(filter(None, (said, about)))

    def _scan_words(self) -> tuple[str, str]:
        scan = self.scan
        if self._sha256 in self._failed_why:
            return self.tr("not scanned"), self._failed_why[self._sha256]
        if scan is None:
            return (self.tr("scanning…"), "") if self.running else ("", "")
        count = len(scan.cuts)
        cuts = self.tr("{0} cut").format(count) if count == 1 else self.tr("{0} cuts").format(count)
        if not scan.done:
            parts = ([cuts] if count else []) + [self.tr("scanning {0} %").format(int(scan.share * 100))]
            return " · ".join(parts), self.tr("The whole film is being looked through.")
        misses = self.tr("misses 1 in {0}").format(MISSES_ONE_IN)
        if not count:
            said = self.tr("A cut that is hidden well can be missed: about 1 in {0} was, when measured.")
            return self.tr("no cut detected · {0}").format(misses), said.format(MISSES_ONE_IN)
        return cuts, self.tr(
            "Places where one shot ends and another begins; {0}. A click goes to the next one."
        ).format(misses)

    def next_cut(self) -> None:
        self._go(lanes.after, self._cuts(), self.tr("There is no cut after this frame."))

    def previous_cut(self) -> None:
        self._go(lanes.before, self._cuts(), self.tr("There is no cut before this frame."))

    def next_best(self) -> None:
        self._go(lanes.after, self._best(), self.tr("There is no sharp frame to look at after this one."))

    def previous_best(self) -> None:
        self._go(lanes.before, self._best(), self.tr("There is no sharp frame to look at before this one."))

    def next_code(self) -> None:
        self._go_found(lanes.after, self._codes(), self.tr("No code was read after this frame."))

    def previous_code(self) -> None:
        self._go_found(lanes.before, self._codes(), self.tr("No code was read before this frame."))

    def next_item(self) -> None:
        self._go_found(lanes.after, self._items(), self.tr("The listing's item was not found after this frame."))

    def previous_item(self) -> None:
        self._go_found(lanes.before, self._items(), self.tr("The listing's item was not found before this frame."))

    def _cuts(self) -> list[int]:
        return [cut.frame for cut in self.scan.cuts] if self.scan is not None else []

    def _best(self) -> list[int]:
        return list(self.scan.best) if self.scan is not None else []

    def _codes(self) -> list[int]:
        found = self.finds.found
        return sorted({run.first for run, _ in found.runs}) if found is not None else []

    def _items(self) -> list[int]:
        found = self.finds.found
        return [look.number for look in found.best] if found is not None else []

    def _go(self, find: Any, numbers: list[int], nowhere: str) -> None:
        scan = self.scan
        self._to(find(numbers, self._player.number), nowhere, known=scan is not None and scan.done)

    def _go_found(self, find: Any, numbers: list[int], nowhere: str) -> None:
        found = self.finds.found
        self._to(find(numbers, self._player.number), nowhere, known=found is not None and found.done)

    def _to(self, number: int | None, nowhere: str, *, known: bool) -> None:
        if number is not None:
            self._player.pause()
            self._player.seek(number)
            return
        if not known:
            nowhere = self.tr("None is known yet: the film is still being looked through.")
        self._session.message.emit(nowhere, "plain")

    # --- the pass -------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Another film, or it plays: then the pass waits, since both want the processor."""
        self._held[0] = bool(self._player.speed)
        shown = self._player.shown
        sha256 = shown.item.sha256 if shown is not None and self._player.axis is not None else ""
        if sha256 == self._sha256:
            self._turn_finds()
            return
        self._sha256 = sha256
        if self._asked and self._asked != sha256:
            self._stop()
        known = self._known.get(sha256)
        if sha256 and sha256 not in self._failed_why and (known is None or not known.done):
            self._rest.start()
        self._turn_finds()
        self.changed.emit()

    def _turn_finds(self) -> None:
        """Single frames come behind the whole film, which says which of them are sharp; or without it."""
        scan = self.scan
        ready = (scan is not None and scan.done) or self._sha256 in self._failed_why
        self.finds.turn_to(self._sha256, self._player.axis, scan, ready=ready)

    def _case_opened(self, _opened: object) -> None:
        """Perhaps at another revision, in which the parcel has another number."""
        self.finds.forget()
        self._turn_finds()

    def _begin(self) -> None:
        sha256, scanning, glimpsed, held = self._sha256, self._session.desk.media.scanning, self._glimpsed, self._held
        if not sha256 or self._asked == sha256:
            return
        self._asked = sha256

        def work(stop: Any, _progress: object) -> tuple[str, Scan]:
            def told(found: Scan) -> None:
                stop.check()
                glimpsed.emit(sha256, found)
                while held[0] and not stop():
                    time.sleep(PAUSE)
                stop.check()

            return sha256, scanning.scan(sha256, told)

        self._session.tasks.run("media", work, self._arrived, self._failed, key=KEY)
        self.changed.emit()

    def _stop(self) -> None:
        self._rest.stop()
        self._session.tasks.cancel(KEY)
        self._asked = ""

    def _glimpse(self, sha256: str, found: Scan) -> None:
        if sha256 == self._asked:
            self._keep(sha256, found)

    def _arrived(self, result: tuple[str, Scan]) -> None:
        self._asked = ""
        self._keep(*result)
        self._turn_finds()

    def _keep(self, sha256: str, found: Scan) -> None:
        axis = self._player.axis
        self._known[sha256] = lanes.named_by(axis, found) if axis is not None and sha256 == self._sha256 else found
        self._known.move_to_end(sha256)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        if found.done and axis is not None and sha256 == self._sha256:
            noted_of(self._session).aid("cuts in videos")
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        """Said in the chip and nowhere else: nobody asked for it, and the film can be looked at all the same."""
        self._failed_why[self._asked] = str(error)
        self._known.pop(self._asked, None)
        self._asked = ""
        self._turn_finds()
        self.changed.emit()

    def _forget(self, *_: object) -> None:
        self._stop()
        self.finds.forget()
        self._sha256 = ""
        self._known.clear()
        self._failed_why.clear()
        self.changed.emit()

"""What is found on frames of the film shown: codes read, and the listing's item. Begun behind the pass over it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from moderator.domain.code_facts import Relation
from moderator.domain.finds import Likeness, Looks
from moderator.errors import MediaError
from ui.models.found import Found, understood
from ui.noted import noted_of

if TYPE_CHECKING:
    from moderator.desk.finding import Finding
    from moderator.domain.scan import Scan
    from ui.models.timeline import Axis
    from ui.session import Session

KEY = "finds"
KEPT = 12
"""Films of which it is remembered."""
PAUSE = 0.05


class Finds(QObject):
    """Told by `Scans` which film is shown, and when the pass over it is done: then the sharpest frames are known."""

    changed = Signal()
    _glimpsed = Signal(str, object)
    """A film, and what is known of it so far: from the lane's thread"""

    def __init__(self, session: Session, held: list[bool], parent: QObject | None = None) -> None:
        """`held[0]` is looked at from the lane's thread: while it is true the work waits."""
        super().__init__(parent)
        self._session, self._held = session, held
        self._known: OrderedDict[str, Found] = OrderedDict()
        self._sha256 = self._asked = ""
        self._axis: Axis | None = None
        self._glimpsed.connect(self._glimpse, Qt.ConnectionType.QueuedConnection)

    @property
    def found(self) -> Found | None:
        """What is known of the film shown."""
        return self._known.get(self._sha256)

    @property
    def running(self) -> bool:
        return bool(self._asked) and self._asked == self._sha256

    def words(self) -> tuple[str, str]:
        """For the chip, and what is to be known about it; empty where there is nothing to say."""
        found = self.found
        if not self.running:
            return self._result(found)
        if found is not None and found.codes is not None and found.codes.done:
            share = found.looks.share if found.looks is not None else 0.0
            said = self.tr("Frames are compared with the listing's photos.")
            return self.tr("looking for the item {0} %").format(int(share * 100)), said
        share = found.codes.share if found is not None and found.codes is not None else 0.0
        said = self.tr("Bar codes and QR codes are read on the sharpest frames.")
        return self.tr("reading codes {0} %").format(int(share * 100)), said

    def _result(self, found: Found | None) -> tuple[str, str]:
        if found is None or found.codes is None or not found.codes.done:
            return ("", "") if found is None else (self.tr("codes not read"), found.refused)
        count = len(found.texts)
        if not count:
            return "", ""
        said = self.tr("Where none could be read there may be one all the same. A click in the lane goes to it.")
        text = self.tr("{0} code read") if count == 1 else self.tr("{0} codes read")
        more = self.tr("{0} of the case").format(found.of_the_case) if found.of_the_case else ""
        if found.parcel is not None:
            same = found.parcel is Relation.SAME
            more = self.tr("the parcel's number") if same else self.tr("another number than the parcel's")
        return " · ".join(filter(None, (text.format(count), more))), said

    # --- which film -----------------------------------------------------------------------------------------------

    def turn_to(self, sha256: str, axis: Axis | None, scan: Scan | None, *, ready: bool) -> None:
        """The film that is shown, "" for none. `ready`: no more is coming of the pass over it."""
        if sha256 != self._sha256:
            self.stop()
        self._sha256, self._axis = sha256, axis
        found = self.found
        if sha256 and ready and axis is not None and not self._asked and (found is None or not found.done):
            self._begin(scan)

    def stop(self) -> None:
        self._session.tasks.cancel(KEY)
        self._asked = ""

    def forget(self) -> None:
        """The case is closed."""
        self.stop()
        self._sha256 = ""
        self._known.clear()

    # --- the work -------------------------------------------------------------------------------------------------

    def _begin(self, scan: Scan | None) -> None:
        opened = self._session.opened
        if opened is None:
            return
        photos = [item for item in opened.items if (item.side, item.kind, item.missing) == ("listing", "photo", False)]
        begun, hashes = Found(tuple(item.id for item in photos)), tuple(item.sha256 for item in photos)
        finding, sha256, glimpsed, held = (
            self._session.desk.media.finding, self._sha256, self._glimpsed, self._held,
        )  # fmt: skip

        def work(stop: Any, _progress: object) -> tuple[str, Found]:
            def tell(found: Found) -> None:
                stop.check()
                glimpsed.emit(sha256, found)
                while held[0] and not stop():
                    time.sleep(PAUSE)
                stop.check()

            return sha256, look(finding, sha256, scan, hashes, begun, tell)

        self._asked = sha256
        self._session.tasks.run("media", work, self._arrived, self._failed, key=KEY)
        self.changed.emit()

    def _glimpse(self, sha256: str, found: Found) -> None:
        if sha256 == self._asked:
            self._keep(sha256, found)

    def _arrived(self, result: tuple[str, Found]) -> None:
        self._asked = ""
        self._keep(*result)

    def _failed(self, error: Exception) -> None:
        """Nobody asked for it, and the film can be looked at all the same."""
        sha256, self._asked = self._asked, ""
        self._keep(sha256, replace(self._known.get(sha256, Found()), refused=str(error)))

    def _keep(self, sha256: str, found: Found) -> None:
        opened = self._session.opened
        if opened is None:
            return
        axis = self._axis if sha256 == self._sha256 else None
        self._known[sha256] = understood(found, opened.case, axis)
        self._known.move_to_end(sha256)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        if axis is not None and found.codes is not None:
            noted_of(self._session).aid("codes and likenesses in videos")
        self.changed.emit()


def look(
    finding: Finding,
    sha256: str,
    scan: Scan | None,
    photos: Sequence[str],
    begun: Found,
    tell: Callable[[Found], None],
) -> Found:
    """In the lane's thread: codes first, since they may name the parcel, then the item. `tell` raises to end it."""
    tell(begun)
    try:
        codes = finding.codes(sha256, scan, lambda so_far: tell(replace(begun, codes=so_far)))
        read = replace(begun, codes=codes)
        tell(read)
        if not photos:
            return replace(read, looks=Looks[Likeness](0, done=True))
    except MediaError as error:
        return replace(begun, refused=str(error))
    try:
        return replace(
            read, looks=finding.likenesses(sha256, scan, photos, lambda so_far: tell(replace(read, looks=so_far)))
        )
    except MediaError as error:
        return replace(read, refused=str(error))

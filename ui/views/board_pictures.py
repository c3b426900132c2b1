"""The pictures of a storyboard: key frames at once, then the exact frame in the middle of every stretch."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from ui.images import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.session import Session

SIZE = 256
"""Longest side in pixels: enough for a storyboard at scale 2."""
KEPT = 12
"""Videos whose pictures are kept."""
MOST = 400
"""Pictures of one video; each width of the window wants others."""
IDLE = 250
"""Milliseconds without another wish before exact frames are decoded: stepping and seeking come first."""


class BoardPictures(QObject):
    """Fetches for one video at a time, behind everything that somebody waits for."""

    changed = Signal()
    """`images` has more"""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._kept: OrderedDict[str, dict[int, QImage]] = OrderedDict()
        self._sha256 = ""
        self._wanted: list[int] = []
        self._cells: list[tuple[int, ...]] = []
        self._held = False
        self._idle = QTimer(self, singleShot=True, interval=IDLE)
        self._idle.timeout.connect(self._fetch_one)
        self.aspect = 16 / 9

    @property
    def images(self) -> dict[int, QImage]:
        """By frame number."""
        return self._kept.get(self._sha256, {})

    def turn_to(self, sha256: str) -> None:
        """The video whose pictures are wanted; empty: none."""
        self._sha256 = sha256
        self._wanted = []
        self._idle.stop()
        for key in ("board", "board cell"):
            self._session.tasks.cancel(key)
        if sha256 in self._kept:
            self._kept.move_to_end(sha256)
            self._measure()

    def want(self, cells: Sequence[Sequence[int]]) -> None:
        """For each picture its middle frame, and the first and last frame of the stretch that it stands for."""
        if not self._sha256 or not cells:
            return
        self._cells = [tuple(cell) for cell in cells]
        if self._sha256 in self._kept:
            self._plan()
            return
        media, sha256, count = self._session.desk.media, self._sha256, len(cells)

        def work(_stop: object, _progress: object) -> tuple[str, dict[int, QImage]]:
            frames = media.storyboard(sha256, count, max_size=(SIZE, SIZE))
            return sha256, {int(frame.index or 0): wrapped(frame.pixels).copy() for frame in frames}

        self._session.tasks.run("media", work, self._keyed, self._failed, key="board")

    def hold(self, held: bool) -> None:
        """While the video plays nothing is fetched."""
        self._held = held
        if not held and self._wanted:
            self._idle.start()

    def _keyed(self, found: tuple[str, dict[int, QImage]]) -> None:
        sha256, images = found
        self._kept[sha256] = images
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if sha256 == self._sha256:
            self._measure()
            self.changed.emit()
            self._plan()

    def _measure(self) -> None:
        first = next(iter(self.images.values()), None)
        if first is not None and first.height():
            self.aspect = first.width() / first.height()

    def _plan(self) -> None:
        """First the stretches that no picture lies in, then those whose picture is of another time than their middle.
        Each in the order of time, so that decoding goes forward."""
        self._thin_out()
        known = self.images
        lacking = [cell for cell in self._cells if cell[0] not in known]
        empty = [cell for cell in lacking if not any(cell[1] <= number <= cell[2] for number in known)]
        self._wanted = [cell[0] for cell in empty] + [cell[0] for cell in lacking if cell not in empty]
        if self._wanted and not self._held:
            self._idle.start()

    def _thin_out(self) -> None:
        """Of a video that was shown at many widths some pictures are let go that this width has no use for."""
        known, middles = self.images, {cell[0] for cell in self._cells}
        spare = [number for number in known if number not in middles]
        for number in spare[: max(0, len(known) - MOST)]:
            del known[number]

    def _fetch_one(self) -> None:
        if self._held or not self._wanted:
            return
        media, sha256, number = self._session.desk.media, self._sha256, self._wanted.pop(0)

        def work(_stop: object, _progress: object) -> tuple[str, int, QImage]:
            frame = media.frame(sha256, index=number, max_size=(SIZE, SIZE))
            return sha256, number, wrapped(frame.pixels).copy()

        self._session.tasks.run("media", work, self._one, self._failed, key="board cell")

    def _one(self, found: tuple[str, int, QImage]) -> None:
        sha256, number, image = found
        if sha256 == self._sha256 and sha256 in self._kept:
            self._kept[sha256][number] = image
            self.changed.emit()
            self._fetch_one()

    def _failed(self, _error: Any) -> None:
        """A stretch without a picture stays pale; the pane tells what is wrong with the video."""
        self._fetch_one()

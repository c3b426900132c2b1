"""What a person can do about one evidence file: try it again, read what is known of it, save its bytes elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from moderator.desk.values import Item
    from ui.session import Session


@dataclass(frozen=True)
class Facts:
    """What is known of a file: its state, the sentence and code for it, what the probe found, when it was looked at."""

    item: Item
    state: str
    reason: str
    tried_at: str
    info: Any
    """MediaInfo"""


class Files(QObject):
    """Part of the session. Every method returns at once."""

    retried = Signal(object)
    """Item: its failure is forgotten; whoever shows it asks again"""
    known = Signal(object)
    """Facts"""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def try_again(self, item: Item) -> None:
        """Forgets how the file failed and looks at it anew."""
        media, session = self._session.desk.media, self._session

        def work(_stop: object, _tell: object) -> Item:
            media.retry(item.sha256)
            return item

        key = f"again {item.sha256}"
        session.tasks.run("media", work, self.retried.emit, session.failed, key=key, urgent=True)

    def give_up(self, item: Item) -> None:
        """Nobody waits for this file any more."""
        for what in ("again", "index"):
            self._session.tasks.cancel(f"{what} {item.sha256}")

    def ask(self, item: Item) -> None:
        """Reads what is known of the file; `known` tells."""
        media, session = self._session.desk.media, self._session

        def work(_stop: object, _tell: object) -> Facts:
            state, reason = media.state(item.sha256)
            return Facts(item, state, reason, str(media.looks.get(item.sha256).at), media.info(item.sha256))

        session.tasks.run("media", work, self.known.emit, session.failed, key="facts", urgent=True)

    def save_original(self, item: Item, folder: Path) -> None:
        """Copies the file, as it was handed in, into `folder`, and says where it is."""
        desk, session = self._session.desk, self._session
        session.tasks.run(
            "store", lambda _s, _t: desk.save_original(item.sha256, folder), self._saved, session.failed, must=True
        )

    def _saved(self, path: Path) -> None:
        self._session.message.emit(self.tr("The file is saved as {0}.").format(path), "ok")

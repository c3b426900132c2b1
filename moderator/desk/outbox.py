"""The outbox: each decision leaves once its undo time is over, as a signed PDF and a verdict file, to a folder or URL.

The document is written first, then the verdict file, which so says that both are there, then it is noted in the
library. Whoever is killed in between writes the same bytes under the same names again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator.desk import exports, leftovers
from moderator.desk.leases import acts
from moderator.desk.state import State
from moderator.desk.values import Sent, Stop
from moderator.errors import ExportError, LibraryAway, LibraryError, ModeratorError, PlaceError

if TYPE_CHECKING:
    from moderator.store.places import Place
    from moderator.store.records import Intent

LOCK = "outbox"
PAGE = 100


def send(state: State, locator: str, stop: Stop | None = None, most: int | None = None) -> list[Sent]:
    """Sends what is due, `most` at most; what became of each. Nothing where somebody else is at it.

    A decision that cannot be rendered does not hold up the rest. Raises PlaceError and LibraryError where nothing more
    can be sent for now; whatever was not sent stays due.
    """
    from moderator.store.boxes import place

    box = place(locator)
    box.demand()
    if state.audits:
        raise LibraryError("An auditor sends no decisions; run the outbox as somebody who may write.")
    sent: list[Sent] = []
    with state.store.only_one(LOCK) as mine:
        if not mine or not (due := state.store.intents(most=PAGE)):
            return sent
        box.sweep()
        if (folder := Path(locator).expanduser()).is_dir():
            leftovers.remember(state.library.path, folder)
        while due:
            for intent in due:
                if (stop and stop()) or len(sent) == most:
                    return sent
                try:
                    sent.extend(_send(state, box, intent))
                except (PlaceError, LibraryAway) as error:  # so it would be with the next one
                    if not sent:
                        raise
                    return [*sent, Sent(intent.case, intent.verdict, "failed", (), str(error))]
            due = state.store.intents(most=PAGE, after=(due[-1].due_at, due[-1].verdict))
    return sent


def _send(state: State, box: Place, intent: Intent) -> Iterator[Sent]:
    """Sends one, if it still stands."""
    try:
        stored = exports.standing_of(state, intent.case)
        if stored.id != intent.verdict:
            return  # another took its place meanwhile, and leaves when its own time has come
        made = exports.parcel(state, stored)
        files = {made.name: made.document, f"{made.name.removesuffix('.pdf')}.json": _text(made.verdict)}
        for name, data in files.items():
            _put(box, name, data)
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        if state.store.sent(intent, hashes, acts(state)):
            yield Sent(intent.case, intent.verdict, "sent", tuple(files))
    except (PlaceError, LibraryAway):
        raise
    except ModeratorError as error:
        yield Sent(intent.case, intent.verdict, "failed", (), str(error))


def _text(verdict: dict[str, Any]) -> bytes:
    return (json.dumps(verdict, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _put(box: Place, name: str, data: bytes) -> None:
    """Writes a file unless it is there. Raises ExportError for another one of that name, which is somebody's."""
    there = box.look(name)
    if there is None:
        box.put(name, data)
    elif there.kind != "file" or there.bytes != len(data) or box.read(name, len(data) + 1) != data:
        raise ExportError(f"{box.shown} has another {name} already; take it away, and the decision is sent.")

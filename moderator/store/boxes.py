"""Which place an inbox or outbox is: by its name a folder, or something behind a URL."""

from __future__ import annotations

import re
from pathlib import Path

from moderator.errors import PlaceError
from moderator.store.place_folder import FolderPlace
from moderator.store.place_remote import RemotePlace
from moderator.store.places import Place
from moderator.store.shared import reached

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(locator: str) -> bool:
    """Whether a place is named by a URL, and not by a path."""
    return _URL.match(locator) is not None


def place(locator: str) -> Place:
    """The place that a folder's path or a URL names. Raises PlaceError for one that this computer cannot reach."""
    if not _URL.match(locator):
        return FolderPlace(Path(locator).expanduser().absolute())
    try:
        system, root, whole = reached(locator)
    except (ImportError, ValueError, OSError) as error:
        raise PlaceError(f"{locator} cannot be reached from this computer: {error}.") from error
    return FolderPlace(Path(root)) if whole is None else RemotePlace(locator, system, root, whole)

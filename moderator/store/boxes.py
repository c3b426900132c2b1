"""Which place an inbox or outbox is: by its name a folder, or something behind a URL."""

from __future__ import annotations

from pathlib import Path

from moderator.domain.locators import is_url
from moderator.errors import PlaceError
from moderator.store.place_folder import FolderPlace
from moderator.store.place_remote import RemotePlace
from moderator.store.places import Place
from moderator.store.shared import reached


def place(locator: str) -> Place:
    """The place that a folder's path or a URL names. Raises PlaceError for one that this computer cannot reach."""
    if not is_url(locator):
        return FolderPlace(Path(locator).expanduser().absolute())
    try:
        system, root, whole = reached(locator)
    except (ImportError, ValueError, OSError) as error:
        raise PlaceError(f"{locator} cannot be reached from this computer: {error}.") from error
    return FolderPlace(Path(root)) if whole is None else RemotePlace(locator, system, root, whole)

"""Places that files come from and go to: a folder, or what fsspec reaches. Whatever lies there is hostile.

Links are never followed, and nothing appears under its name before it is whole.
"""

from __future__ import annotations

import stat
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from moderator import durable

Kind = Literal["file", "folder", "link", "special"]
DONE, REFUSED = "done", "refused"
"""Folders in an inbox."""
LONGEST = 200
"""Bytes of a name that something gets here; a few are left for what is put behind it."""


@dataclass(frozen=True)
class Found:
    """What lies in a place. `mark` is another one as soon as the content may be."""

    name: str
    kind: Kind
    bytes: int
    mark: str


class Place(Protocol):
    """`shown` is its name for people. Whatever fails raises PlaceError."""

    shown: str
    appears_whole: bool
    """Whether what can be seen there is complete: an object, but not a file that somebody still writes."""

    def demand(self) -> None:
        """Raises PlaceError for a folder that is not there. Of a URL that is not known before something is asked."""

    def list(self) -> list[Found]:
        """What lies there by name, without our own folders, hidden names, and parts that somebody still writes."""

    def look(self, name: str) -> Found | None:
        """What lies there under that name now."""

    def path(self, found: Found, into: Path) -> Path:
        """Where its content can be read on this computer; `into` is a folder for a copy, if one is needed."""

    def read(self, name: str, most: int) -> bytes:
        """The first `most` bytes of a file."""

    def put(self, name: str, data: bytes) -> None:
        """Writes a file, whole and to stay; one of that name is replaced."""

    def move(self, name: str, folder: str, target: str) -> bool:
        """Moves what lies there into one of our folders, under the name `target`; whether it was still there."""

    def free(self, name: str, folder: str) -> str:
        """A name like `name`, but harmless, that nothing in that folder has."""

    def alone(self) -> AbstractContextManager[bool]:
        """Whether nobody else takes packs out of this place, for as long as the block lasts."""

    def sweep(self) -> None:
        """Takes away what a writer that was killed left half written."""


def kind_of(mode: int) -> Kind:
    if stat.S_ISLNK(mode):
        return "link"
    return "file" if stat.S_ISREG(mode) else "folder" if stat.S_ISDIR(mode) else "special"


def is_ours(name: str) -> bool:
    """Whether an inbox leaves a name alone: hidden, still being written, or our own."""
    return not name or name.startswith(".") or name.lower().endswith(durable.PART) or name in (DONE, REFUSED)


def harmless(name: str) -> str:
    """The name with what could steer a terminal or another system replaced, and not too long."""
    text = "".join(c if c.isprintable() and c not in '<>:"/\\|?*' else "_" for c in name)
    return text.encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore").strip(" .") or "_"


def numbered(name: str) -> list[str]:
    """`name`, then names like it."""
    return [name, *(f"{name}.{number}" for number in range(2, 10_000))]

"""Where a library is, and what holds for all of it. A small file beside the database, read before SQLite is loaded."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from moderator import durable
from moderator.desk.clock import Clock, stamp
from moderator.errors import LibraryError, UsageError

FORMAT = "moderator-library/1"
FILE = "library.json"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True)
class Library:
    """A library folder. `name` is what people call it."""

    path: Path
    name: str
    clock: Clock
    second_review: Mapping[str, float] = field(default_factory=dict)
    """Which share of the decisions a second person decides too, by reason; "*" for all others."""


def locate(locator: str | Path | None) -> Path:
    """The folder that a `--library` value names; the user's own library if there is none.

    The one place that parses a locator. Raises UsageError for a URL, since team libraries are not built yet.
    """
    if locator is None:
        import platformdirs

        return Path(platformdirs.user_data_dir("moderator", appauthor=False)) / "library"
    if isinstance(locator, str) and _URL.match(locator):
        raise UsageError(f"“{locator}” is a URL; this version opens library folders only.")
    return Path(locator).expanduser().absolute()


def open_library(locator: str | Path | None) -> Library:
    """The library at `locator`, with the real clock if it does not exist yet. Raises LibraryError if it is damaged."""
    path = locate(locator)
    file = path / FILE
    try:
        doc = json.loads(file.read_text("utf-8"))
        if doc["format"] != FORMAT:
            raise LibraryError(f"{file} is of the kind “{doc['format']}”; this version reads {FORMAT}.")
        return Library(path, str(doc["name"]), _clock(doc.get("demo_clock")), _shares(doc.get("second_review")))
    except FileNotFoundError:
        return Library(path, path.name, Clock())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryError(f"{file} is damaged ({error}); restore it, or name another library.") from error


def _shares(given: object) -> dict[str, float]:
    """Raises ValueError for what is no table of shares from 0 to 1."""
    shares = given or {}
    if not isinstance(shares, dict) or not all(_is_share(each) for each in shares.values()):
        raise ValueError("second_review takes shares from 0 to 1")
    return {str(reason): float(share) for reason, share in shares.items()}


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _clock(demo: dict[str, str] | None) -> Clock:
    if not demo:
        return Clock()
    return Clock(datetime.fromisoformat(demo["starts"]), datetime.fromisoformat(demo["made_at"]))


def put_ahead(library: Library, by: timedelta) -> Library:
    """The demo library with its clock set ahead, for good. Raises UsageError for one whose clock is real."""
    if library.clock.starts is None:
        raise UsageError(f"{library.name} goes by the real clock, which cannot be set.")
    return make_library(library.path, library.name, library.clock.now() + by, library.second_review)


def make_library(
    path: Path, name: str, demo_starts: datetime | None = None, second_review: Mapping[str, float] | None = None
) -> Library:
    """Writes the library's file. `demo_starts` gives it a demo clock. Raises LibraryError if the disk refuses."""
    clock = Clock() if demo_starts is None else Clock(demo_starts, Clock().now())
    doc: dict[str, object] = {"format": FORMAT, "name": name}
    if clock.starts and clock.made_at:
        doc["demo_clock"] = {"starts": stamp(clock.starts), "made_at": stamp(clock.made_at)}
    if second_review:
        doc["second_review"] = dict(second_review)
    try:
        durable.make_folder(path, 0o700)
        durable.write_bytes(path / FILE, json.dumps(doc, ensure_ascii=False).encode("utf-8"), mode=0o600)
    except OSError as error:
        raise LibraryError(f"The library {path} cannot be made: {error.strerror}.") from error
    return Library(path, name, clock, dict(second_review or {}))

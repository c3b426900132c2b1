"""Where a library is, and what holds for all of it. A small file beside the database, read before SQLite is loaded.

A library is a folder, or for a team a PostgreSQL and a place for the files:
`postgresql://USER@HOST/DATABASE?media=/shared/folder`, or `media=s3://bucket/folder`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from moderator import durable, settings
from moderator.desk.clock import Clock, stamp
from moderator.domain.locators import is_url
from moderator.errors import LibraryError, UsageError

FORMAT = "moderator-library/1"
FILE = "library.json"


@dataclass(frozen=True)
class Team:
    """A team's library: the URL of its PostgreSQL, the place of its files, and as whom this person logs in."""

    server: str
    media: str
    user: str

    @property
    def shown(self) -> str:
        """For people: no password in it."""
        url = urlsplit(self.server)
        return f"{self.user} at {url.netloc.rpartition('@')[2] or 'this computer'}{url.path}, files in {self.media}"

    @property
    def locator(self) -> str:
        return f"{self.server}{'&' if '?' in self.server else '?'}{urlencode({'media': self.media}, quote_via=quote)}"


@dataclass(frozen=True)
class Library:
    """`name` is what people call it. `path` is its folder; of a team's library, what this computer keeps of it."""

    path: Path
    name: str
    clock: Clock
    second_review: Mapping[str, float] = field(default_factory=dict)
    """Which share of the decisions a second person decides too, by reason; "*" for all others."""
    team: Team | None = None
    retention: Mapping[str, int] = field(default_factory=dict)
    """After how many days a decided case is erased, by reason; "*" for all others. Nothing: never."""
    restricted: tuple[str, ...] = ()
    """Who opens locked cases of a library folder. In a team its server knows."""

    @property
    def locator(self) -> str:
        """What opens it again."""
        return self.team.locator if self.team else str(self.path)

    @property
    def shared(self) -> Path:
        """Where a library's owner lays policies. A team's is the folder of its files, if that is one."""
        return Path(self.team.media) if self.team and not is_url(self.team.media) else self.path


def locate(locator: str | Path | None) -> Path | Team:
    """The folder or the team's server that a `--library` value names; the user's own library if there is none.

    The one place that parses a locator. Raises UsageError for a URL that is not understood.
    """
    if locator is None:
        import platformdirs

        return Path(platformdirs.user_data_dir("moderator", appauthor=False)) / "library"
    if isinstance(locator, str) and is_url(locator):
        return _team(locator)
    return Path(locator).expanduser().absolute()


def team_of(locator: str | None) -> Team:
    """The team's server that a locator names, for its owner, who needs no place of files. Raises UsageError."""
    if locator is None or not is_url(locator):
        raise UsageError("Name the team's database: --library postgresql://OWNER@HOST/DATABASE.")
    return _team(locator, owner=True)


def _team(locator: str, owner: bool = False) -> Team:
    refused = "the library of a team is named as in postgresql://USER@HOST/DATABASE?media=/shared/folder"
    try:
        url = urlsplit(locator)
        query = parse_qsl(url.query, strict_parsing=bool(url.query))
    except ValueError as error:
        raise UsageError(f"The library's URL is damaged ({error}); {refused}.") from error
    if url.scheme not in ("postgresql", "postgres"):
        raise UsageError(f"A library cannot be opened by “{url.scheme}:”; {refused}.")
    (media, *more) = [value for key, value in query if key == "media"] or [""]
    if more or not (is_url(media) or Path(media).is_absolute() or (owner and not media)):
        raise UsageError(f"The library's URL does not say where its files are, as one whole path or URL; {refused}.")
    if find_spec("psycopg") is None:
        raise UsageError("A team's library needs packages that are not installed: pip install 'moderator[team]'.")
    rest = urlencode([(key, value) for key, value in query if key != "media"], quote_via=quote)
    server = f"postgresql://{url.netloc}{url.path}{'?' if rest else ''}{rest}"
    named = [value for key, value in query if key == "user"]
    user = unquote(url.username or "") or (named[-1] if named else "") or os.environ.get("PGUSER") or settings.user()
    return Team(server, media, user)


def _open_team(team: Team) -> Library:
    """Nothing is asked of the server yet."""
    import platformdirs

    url = urlsplit(team.server)
    key = json.dumps([url.netloc.rpartition("@")[2], url.path, url.query, team.media, team.user])
    name = unquote(url.path.strip("/")) or team.user
    folder = f"{re.sub(r'[^A-Za-z0-9-]', '-', name)[:40]}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    path = Path(platformdirs.user_cache_dir("moderator", appauthor=False)) / "teams" / folder
    return Library(path, name, Clock(), team=team)


def open_library(locator: str | Path | None) -> Library:
    """The library at `locator`, with the real clock if it does not exist yet. Raises LibraryError if it is damaged."""
    place = locate(locator)
    if isinstance(place, Team):
        return _open_team(place)
    path, file = place, place / FILE
    try:
        doc = json.loads(file.read_text("utf-8"))
        if doc["format"] != FORMAT:
            raise LibraryError(f"{file} is of the kind “{doc['format']}”; this version reads {FORMAT}.")
        clock, shares = _clock(doc.get("demo_clock")), _shares(doc.get("second_review"))
        kept = _days(doc.get("retention")), _names(doc.get("restricted"))
        return Library(path, str(doc["name"]), clock, shares, None, *kept)
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


def _days(given: object) -> dict[str, int]:
    """Raises ValueError for what is no table of days."""
    days = given or {}
    if not isinstance(days, dict) or not all(type(each) is int and each > 0 for each in days.values()):
        raise ValueError("retention takes whole days, by reason or for “*”")
    return {str(reason): int(each) for reason, each in days.items()}


def _names(given: object) -> tuple[str, ...]:
    """Raises ValueError for what is no list of names."""
    names = given or []
    if not isinstance(names, list) or not all(isinstance(each, str) and each.strip() for each in names):
        raise ValueError("restricted takes a list of names")
    return tuple(names)


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
    ahead = library.clock.now() + by
    return make_library(library.path, library.name, ahead, library.second_review, library.retention, library.restricted)


def make_library(
    path: Path,
    name: str,
    demo_starts: datetime | None = None,
    second_review: Mapping[str, float] | None = None,
    retention: Mapping[str, int] | None = None,
    restricted: Sequence[str] = (),
) -> Library:
    """Writes the library's file. `demo_starts` gives it a demo clock. Raises LibraryError if the disk refuses."""
    clock = Clock() if demo_starts is None else Clock(demo_starts, Clock().now())
    doc: dict[str, object] = {"format": FORMAT, "name": name}
    if clock.starts and clock.made_at:
        doc["demo_clock"] = {"starts": stamp(clock.starts), "made_at": stamp(clock.made_at)}
    shares, days, names = dict(second_review or {}), dict(retention or {}), tuple(restricted)
    for key, value in (("second_review", shares), ("retention", days), ("restricted", list(names))):
        if value:
            doc[key] = value
    try:
        durable.make_folder(path, 0o700)
        durable.write_bytes(path / FILE, json.dumps(doc, ensure_ascii=False).encode("utf-8"), mode=0o600)
    except OSError as error:
        raise LibraryError(f"The library {path} cannot be made: {error.strerror}.") from error
    return Library(path, name, clock, shares, None, days, names)


def keep_shares(library: Library, shares: Mapping[str, float]) -> Library:
    """Writes the shares into the library's file; whatever else stands in it stays. Raises LibraryError."""
    file, kept = library.path / FILE, dict(shares)
    try:
        doc = json.loads(file.read_text("utf-8")) if file.exists() else {"format": FORMAT, "name": library.name}
        doc["second_review"] = kept
        durable.write_bytes(file, json.dumps(doc, ensure_ascii=False).encode("utf-8"), mode=0o600)
    except (OSError, ValueError, TypeError) as error:
        raise LibraryError(f"The shares cannot be kept in {file} ({error}); nothing was changed.") from error
    return replace(library, second_review=kept)

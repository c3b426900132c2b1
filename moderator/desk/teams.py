"""A team at the desk: its library made and migrated, its people added and removed. For the owner of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from moderator.desk.library import team_of
from moderator.domain.locators import is_url
from moderator.errors import UsageError

ROLES = ("moderator", "second-reviewer", "lead", "auditor", "worker")


def make(locator: str | None) -> dict[str, Any]:
    """Makes the library, or brings it up to date. Raises LibraryError."""
    from moderator.desk.seals import Seals
    from moderator.store import membership, server

    url = team_of(locator).server
    return {"library": server.called(url), "schema": membership.make(url, Seals()), "roles": list(ROLES)}


def add(
    locator: str | None, name: str | None, role: str | None, password_file: Path | None, restricted: bool = False
) -> dict[str, Any]:
    """Gives somebody one role. Raises UsageError and LibraryError."""
    from moderator.store import membership

    if not name or not role:
        raise UsageError(f"Say whom and as what: moderator team add NAME --role {'|'.join(ROLES)}.")
    made = membership.add(team_of(locator).server, name, role, _password(password_file), restricted)
    return {"name": name, "role": role, "login": "made" if made else "was there"}


def remove(locator: str | None, name: str | None) -> dict[str, Any]:
    """Takes somebody out of the team. Raises NotFound."""
    from moderator.store import membership

    if not name:
        raise UsageError("Say whom: moderator team remove NAME.")
    membership.remove(team_of(locator).server, name)
    return {"name": name, "role": None}


def listed(locator: str | None) -> list[dict[str, Any]]:
    """Who is in the team."""
    from moderator.store import membership

    return [{"name": name, "role": role} for name, role in membership.members(team_of(locator).server)]


def places(locator: str | None, out: str | None, inbox: Path | None) -> dict[str, Any]:
    """Says where the fleet writes decisions and finds packs. Raises UsageError and LibraryError."""
    from moderator.store import fleet

    if out is not None and not (is_url(out) or Path(out).is_absolute()):
        raise UsageError("Say where the fleet writes decisions as a whole path or URL.")
    if inbox is not None and not inbox.is_absolute():
        raise UsageError("Say where the fleet finds packs as a whole path.")
    if out is None and inbox is None:
        raise UsageError("Say where the fleet writes decisions, or finds packs: team fleet --out PLACE --in FOLDER.")
    server = team_of(locator).server
    for kind, place in ((fleet.OUT, out), (fleet.IN, inbox)):
        if place is not None:
            fleet.set_place(server, kind, str(place))
    return {"out": out, "in": None if inbox is None else str(inbox)}


def _password(file: Path | None) -> str | None:
    """The first line of the file."""
    if file is None:
        return None
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The password in {file} cannot be read: {error}.") from error
    if not lines or not lines[0]:
        raise UsageError(f"The first line of {file} is empty; it should be the password.")
    return lines[0]

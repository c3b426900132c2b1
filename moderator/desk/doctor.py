"""How this installation is doing: versions, the lock around the decoders, the library. Looks, and changes nothing."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

from moderator import __version__, settings
from moderator.desk.clock import stamp
from moderator.desk.library import Team, locate, open_library
from moderator.errors import LibraryError, MediaError

_PACKAGES = {
    "qt": "PySide6-Essentials",
    "opencv": "opencv-python-headless",
    "pyav": "av",
    "pillow": "pillow",
    "pillow-heif": "pillow-heif",
    "pypdfium2": "pypdfium2",
    "zxing-cpp": "zxing-cpp",
    "numpy": "numpy",
    "reportlab": "reportlab",
    "sqlmodel": "sqlmodel",
}


def look(locator: str | Path | None, *, lock: bool = True) -> dict[str, Any]:
    """What `moderator doctor` prints. `lock` False starts the worker unlocked on purpose, to see the attacks succeed.

    Raises UsageError for a library that cannot be named.
    """
    place = locate(locator)
    health, problems = _library(place) if isinstance(place, Path) else _team(place)
    chosen = settings.load()
    folder = place if isinstance(place, Path) else open_library(locator).path
    sandbox, wrong = _sandbox(folder, chosen.require_isolation, lock)
    problems = [*([chosen.notice] if chosen.notice else []), *wrong, *problems]
    return {
        "versions": _versions(),
        "sandbox": sandbox,
        "undo_minutes": chosen.undo_minutes,
        "library": health,
        "problems": problems,
    }


def _versions() -> dict[str, str | None]:
    from moderator.media.versions import of
    from moderator.store.file import sqlite

    return {
        "moderator": __version__,
        "python": platform.python_version(),
        **{name: of(package) for name, package in _PACKAGES.items()},
        "sqlite": sqlite().sqlite_version,
        "platform": platform.platform(),
    }


def _library(path: Path) -> tuple[dict[str, Any], list[str]]:
    from moderator.desk.seals import Seals
    from moderator.store.health import look

    health, problems = look(path, Seals().seen)
    if health["exists"]:
        health["backup"], wrong = _backup(path)
        problems += wrong
    try:
        health["name"] = open_library(path).name
    except LibraryError as error:
        health |= {"opens": False, "why": str(error)}
        problems.append(str(error))
    return health, problems


def _team(team: Team) -> tuple[dict[str, Any], list[str]]:
    from moderator.desk.seals import Seals
    from moderator.store.server_health import look

    return look(team.server, team.media, open_library(team.locator).path, Seals().seen)


def _backup(path: Path) -> tuple[dict[str, Any] | None, list[str]]:
    """The newest backup, and what is wrong with it. That it is old is no fault: the library was not opened since."""
    from moderator.store import backups

    newest = next(iter(backups.kept(path)), None)
    if newest is None:
        return None, []
    told: dict[str, Any] = {"at": stamp(newest.at), "why": newest.why, "holds": True}
    try:
        backups.look(newest.path)
    except LibraryError as error:
        return {**told, "holds": False}, [f"The newest backup does not hold: {error}"]
    return told, []


def _sandbox(library: Path, least: str, lock: bool) -> tuple[dict[str, Any], list[str]]:
    from moderator.media.pool import MediaPool
    from moderator.media.sandbox import Sandbox

    found: dict[str, Any] = {"level": None, "required": least, "locked": lock, "probes": {}}
    problems: list[str] = []
    pool = MediaPool(1, Sandbox(library if library.is_dir() else None, lock=lock))
    try:
        found["level"] = str(pool.level())
        found["probes"] = dict(sorted(pool.probes().items()))
    except MediaError as error:
        return found, [str(error)]
    finally:
        pool.close()
    succeeded = [name for name, denied in found["probes"].items() if not denied]
    if not lock:
        problems.append("The decoder was started unlocked, as asked: this is a control, not how evidence is decoded.")
    elif found["level"] != settings.LEVELS[-1]:
        problems.append(f"The decoder is not fully locked in on this computer: its level is {found['level']}.")
    if succeeded:
        problems.append(f"A decoder that was taken over could do this: {', '.join(succeeded)}.")
    if settings.LEVELS.index(found["level"]) < settings.LEVELS.index(least):
        problems.append(f"The settings demand the level {least}, so no evidence is decoded.")
    return found, problems

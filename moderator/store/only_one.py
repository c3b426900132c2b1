"""One at a time: a lock that others try and do not wait for, and that ends with the process that has it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

_KIND = 0x4D4F04
"""The first half of the keys of these advisory locks; see `locks`."""


@contextmanager
def by_file(path: Path) -> Iterator[bool]:
    """Whether we are the only one that holds `path`, for as long as the block lasts. Raises OSError where the file
    cannot be made. The file stays: taking it away would let two hold files of the same name."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        yield _locked(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a drive without locks: there the library's own lock alone keeps two apart
    return True


@contextmanager
def by_server(engine: Engine, what: str) -> Iterator[bool]:
    """The same for all who work on a team's library. Raises DBAPIError where the server is away."""
    values = {"kind": _KIND, "what": what}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        query = text("SELECT pg_try_advisory_lock(:kind, hashtext(:what))")
        mine = bool(connection.execute(query, values).scalar_one())
        try:
            yield mine
        finally:
            if mine:
                with suppress(DBAPIError):  # the server let go of it when the connection broke
                    connection.execute(text("SELECT pg_advisory_unlock(:kind, hashtext(:what))"), values)

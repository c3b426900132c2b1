"""Who has a library open: so that its database is not exchanged under somebody who still writes into the old one."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from moderator.errors import LibraryError

FILE = "in-use"


class InUse:
    """Holds a library's file `in-use`, with others or (`alone`) as the only one, until closed or the process ends.

    Raises LibraryError where somebody else is in the way. On Windows an open database cannot be exchanged anyway.
    """

    def __init__(self, folder: Path, *, alone: bool = False) -> None:
        self._handle: int | None = None
        if sys.platform == "win32":
            return
        import fcntl

        try:
            self._handle = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            what = "is open in another window or process; close it first" if alone else "is just being restored"
            raise LibraryError(f"The library {folder} {what}.") from error
        except OSError as error:
            self.close()
            if alone:
                raise LibraryError(f"The library {folder} cannot be locked: {error.strerror}.") from error

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            with suppress(OSError):
                os.close(handle)

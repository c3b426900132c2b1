"""What `moderator export` is asked for in words, and how far it has come."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from moderator.desk.values import Progress, Wanted
from moderator.errors import UsageError

_EVERY = 0.2
"""Seconds between two lines of progress."""
MOST_JOBS = 64


def batch_of(
    cases: Sequence[str], every: bool, since: str, filters: Sequence[str], jobs: int, report: Path | None
) -> Wanted | None:
    """The batch that is asked for; None: the cases that are named. Raises UsageError for both or neither."""
    wanted = every or bool(since) or bool(filters)
    if bool(cases) == wanted:
        raise UsageError("Name the cases to export, or say --all, --since or --filter.")
    if cases and (jobs or report):
        raise UsageError("--jobs and --report are for many decisions: --all, --since or --filter.")
    if not 0 <= jobs <= MOST_JOBS:
        raise UsageError(f"--jobs takes 1 to {MOST_JOBS}.")
    only = dict[str, str]()
    for each in filters:
        key, equals, value = each.partition("=")
        if not equals or not value:
            raise UsageError(f"“{each}” is no filter; write one as reason=damaged.")
        only[key] = value
    return Wanted(since, only) if wanted else None


def seconds_left(done: int, total: int, elapsed: float) -> float | None:
    """At the pace until now; None while that says nothing yet."""
    return elapsed / done * (total - done) if done >= 2 and elapsed > 0 else None


def told(out: TextIO, also: Callable[[], str] = lambda: "", now: Callable[[], float] = time.monotonic) -> Progress:
    """Writes over one line how many are done and when the rest will be; `also`: what is said besides."""
    began, last = now(), 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if now() - last < _EVERY and done < total:
            return
        last = now()
        left = seconds_left(done, total, now() - began)
        until = f", about {left // 60:.0f}:{left % 60:02.0f} left" if left is not None and done < total else ""
        out.write(f"\r\x1b[K{done} of {total}{also()}{until}" + ("\n" if done >= total else ""))
        out.flush()

    return tell

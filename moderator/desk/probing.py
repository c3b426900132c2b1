"""What files are, without a library: each probed in the worker, one document a file."""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import settings
from moderator.desk.isolation import demand
from moderator.errors import MediaError

if TYPE_CHECKING:
    from moderator.media.pool import MediaPool
    from moderator.media.values import MediaInfo

_KINDS = {"photo": "photo", "video": "video", "pdf": "document", "text": "document"}
READABLE = ("shown", "partial")


def probe(files: Sequence[Path], progress: Callable[[int, int], None] | None = None) -> list[dict[str, Any]]:
    """A document for each file, in the order given. Never raises for a file's sake: its `state` and `reason` tell.

    Raises MediaError where the decoder cannot be started, or not be locked in as the settings demand.
    """
    from moderator.media.pool import MediaPool, default_workers

    workers = min(default_workers(), max(1, len(files)))
    pool = MediaPool(workers)
    threads = ThreadPoolExecutor(workers)
    try:
        demand(pool, settings.load().require_isolation)
        found = []
        for doc in threads.map(lambda file: _look(pool, file), files):
            found.append(doc)
            if progress:
                progress(len(found), len(files))
        return found
    finally:  # cut short by Ctrl-C, perhaps: what waits is dropped, what runs ends with its worker
        threads.shutdown(wait=False, cancel_futures=True)
        pool.close()
        threads.shutdown()


def _look(pool: MediaPool, file: Path) -> dict[str, Any]:
    from moderator.media.answers import unreadable
    from moderator.media.reasons import Reason, refusal
    from moderator.media.values import Source

    sha256 = None
    try:
        try:
            if not stat.S_ISREG(file.stat().st_mode):  # opening a pipe would wait for ever
                raise refusal(Reason.MISSING)
        except (OSError, ValueError) as error:  # ValueError: a name with a zero byte in it
            raise refusal(Reason.MISSING) from error
        source = Source.of(file)
        sha256 = source.sha256
        info = pool.probe(source)
    except MediaError as error:
        info = unreadable(error)
    return document(str(file), sha256, info)


def document(file: str, sha256: str | None, info: MediaInfo) -> dict[str, Any]:
    """What `moderator probe` prints of a file. `duration` is rounded for reading; PTS and time base are exact."""
    base, ticks = info.time_base, info.duration_pts
    return {
        "file": file,
        "sha256": sha256,
        "kind": _KINDS.get(info.kind, "unknown"),
        "format": info.format or None,
        "state": str(info.state),
        "reason": info.reason or None,
        "code": info.code or None,
        "width": info.width,
        "height": info.height,
        "orientation": info.orientation,
        "frames": 1 if info.kind == "photo" and str(info.state) in READABLE else info.frames,
        "pages": info.pages,
        "duration": None if base is None or ticks is None else round(float(ticks * base), 3),
        "duration_pts": ticks,
        "time_base": None if base is None else f"{base.numerator}/{base.denominator}",
        "codec": info.codec or None,
        "vfr": info.vfr,
        "hdr": info.hdr or None,
        "interlaced": info.interlaced,
        "metadata": dict(info.metadata),
    }

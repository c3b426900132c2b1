"""Frames of any file as PNGs, without a library: what anyone needs to check that a cited frame is the one printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import durable, settings
from moderator.desk.isolation import demand
from moderator.errors import MediaError, ModeratorError, UsageError

if TYPE_CHECKING:
    from moderator.media.pool import MediaPool
    from moderator.media.values import Frame, Source


@dataclass(frozen=True)
class Wanted:
    """Which frames: by time ("22.433", "0:00:22.4", "344576@1/15360"), by index, or so many key frames."""

    at: Sequence[str] = ()
    index: Sequence[int] = ()
    storyboard: int | None = None


def extract(file: Path, out: Path, wanted: Wanted) -> tuple[dict[str, Any], list[str]]:
    """Writes the frames below `out`; returns the document that `moderator frames` prints, and what failed, each named.

    Raises UsageError for a time that cannot be read, MediaError for a file that cannot be shown at all.
    """
    from moderator.media.pool import MediaPool
    from moderator.media.times import parse_time
    from moderator.media.values import Source

    times = [(text, parse_time(text)) for text in wanted.at]
    source = Source.of(file)
    pool = MediaPool(1)
    try:
        demand(pool, settings.load().require_isolation)
        info = pool.probe(source)
        failed: list[str] = []
        frames: list[Frame] = []
        stream: int | None = None
        if info.kind == "video":
            found = pool.index(source)
            stream, base = found.stream, found.time_base
            for text, time in times:
                try:
                    frames.append(pool.frame(source, pts=found.pts[found.at_or_before(time)], planes=True))
                except MediaError as error:
                    failed.append(f"{text}: {error}")
            frames += _by_index(pool, source, wanted.index, failed)
            if wanted.storyboard is not None:
                frames += _by_index(pool, source, _key_frames(pool, source, wanted.storyboard), failed)
        else:
            base = None
            frames = _of_still(pool, source, info.pages or 1, wanted, failed)
        written = [_write(frame, file, out) for frame in frames]
    finally:
        pool.close()
    time_base = None if base is None else f"{base.numerator}/{base.denominator}"
    doc = {"file": str(file), "sha256": source.sha256, "stream": stream, "time_base": time_base, "frames": written}
    return doc, failed


def _key_frames(pool: MediaPool, source: Source, count: int) -> list[int]:
    """Chosen as small pictures, to be extracted like any other frame: so they too are named by their planes."""
    chosen = pool.storyboard(source, count, max_size=(32, 32))
    return [each.index for each in chosen if each.index is not None]


def _by_index(pool: MediaPool, source: Source, indexes: Sequence[int], failed: list[str]) -> list[Frame]:
    frames = []
    for index in indexes:
        try:
            frames.append(pool.frame(source, index=index, planes=True))
        except MediaError as error:
            failed.append(f"frame {index}: {error}")
    return frames


def _of_still(pool: MediaPool, source: Source, pages: int, wanted: Wanted, failed: list[str]) -> list[Frame]:
    """A photo has one frame, index 0; the pages of a document count the same way. Neither has times."""
    failed += [f"{text}: the file is no video; it has no times" for text in wanted.at]
    indexes = list(wanted.index) + list(range(min(pages, wanted.storyboard or 0)))
    frames = []
    for index in indexes:
        try:
            if index >= pages:
                raise MediaError(f"the file has {pages} frame(s), counted from 0")
            frames.append(pool.still(source, page=index))
        except MediaError as error:
            failed.append(f"frame {index}: {error}")
    return frames


def _write(frame: Frame, file: Path, out: Path) -> dict[str, Any]:
    from moderator.media.png import encode_png

    index = frame.index or 0
    path = out / f"{file.stem}-{index:06d}.png"
    try:
        durable.write_bytes(path, encode_png(frame.pixels))
    except OSError as error:
        raise ModeratorError(f"{path} could not be written: {error.strerror}.") from error
    return {
        "index": index,
        "pts": frame.pts,
        "path": str(path),
        "width": frame.width,
        "height": frame.height,
        "planes": frame.planes or None,
    }


def check(wanted: Wanted) -> None:
    """Raises UsageError unless something is asked for that can exist."""
    if not (wanted.at or wanted.index or wanted.storyboard is not None):
        raise UsageError("Say which frames: --at TIME, --index N or --storyboard N.")
    if any(index < 0 for index in wanted.index) or (wanted.storyboard is not None and wanted.storyboard < 1):
        raise UsageError("Frames count from 0, a storyboard from 1.")

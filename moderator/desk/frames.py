"""Frames of any file as PNGs, without a library: what anyone needs to check that a cited frame is the one printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import durable, settings
from moderator.desk.isolation import demand
from moderator.errors import MediaError, ModeratorError, UsageError

if TYPE_CHECKING:
    from moderator.media.pool import MediaPool
    from moderator.media.values import Frame, FrameIndex, Source

    Asked = tuple[str, Callable[[], Frame]]
    """A frame by the name that the person gave it, and the way to it; raises MediaError."""


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
    failed: list[str] = []
    stream, base = None, None
    with MediaPool(1) as pool:
        demand(pool, settings.load().require_isolation)
        info = pool.probe(source)
        if info.kind == "video":
            found = pool.index(source)
            stream, base = found.stream, f"{found.time_base.numerator}/{found.time_base.denominator}"
            asked = _of_video(pool, source, found, times, wanted)
        else:
            asked = _of_still(pool, source, info.pages or 1, wanted)
        # One after the other: a thousand frames do not fit into memory.
        written = [_write(frame, file, out) for frame in _each(asked, failed)]
    doc = {"file": str(file), "sha256": source.sha256, "stream": stream, "time_base": base, "frames": written}
    return doc, failed


def _each(asked: Iterable[Asked], failed: list[str]) -> Iterator[Frame]:
    for name, get in asked:
        try:
            yield get()
        except MediaError as error:
            failed.append(f"{name}: {error}")


def _of_video(
    pool: MediaPool, source: Source, found: FrameIndex, times: Sequence[tuple[str, Fraction]], wanted: Wanted
) -> Iterator[Asked]:
    def at(time: Fraction) -> Frame:
        return pool.frame(source, pts=found.pts[found.at_or_before(time)], planes=True)

    for text, time in times:
        yield text, partial(at, time)
    indexes = list(wanted.index)
    if wanted.storyboard is not None:
        # Chosen as small pictures, then extracted like any other frame: so they too are named by their planes.
        chosen = pool.storyboard(source, wanted.storyboard, max_size=(32, 32))
        indexes += [each.index for each in chosen if each.index is not None]
    for index in indexes:
        yield f"frame {index}", partial(pool.frame, source, index=index, planes=True)


def _of_still(pool: MediaPool, source: Source, pages: int, wanted: Wanted) -> Iterator[Asked]:
    """A photo has one frame, index 0; the pages of a document count the same way. Neither has times."""

    def page(index: int) -> Frame:
        if index >= pages:
            raise MediaError(f"the file has {pages} frame(s), counted from 0")
        return pool.still(source, page=index)

    def timeless() -> Frame:
        raise MediaError("the file is no video; it has no times")

    for text in wanted.at:
        yield text, timeless
    for index in [*wanted.index, *range(min(pages, wanted.storyboard or 0))]:
        yield f"frame {index}", partial(page, index)


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

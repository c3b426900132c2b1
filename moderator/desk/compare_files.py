"""`moderator compare`: two files without a library, aligned, overlaid, and where they differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import durable, settings
from moderator.desk.comparing import Pin, full_size, pair, speaking_of_both
from moderator.desk.isolation import demand
from moderator.errors import MediaError, ModeratorError, UsageError

if TYPE_CHECKING:
    from moderator.domain.alignment import Alignment
    from moderator.media.pool import MediaPool
    from moderator.media.values import Frame, Pixels, Source

OPACITY = 0.5
THRESHOLD = 12.0
"""ΔE from which a place of the evidence counts as different."""


@dataclass(frozen=True)
class Asked:
    """The two files, where the results go, pins in place of the search, and which frame of a video is meant."""

    listing: Path
    evidence: Path
    out: Path
    pins: Path | None = None
    at: str | None = None
    index: int | None = None


def compare(asked: Asked) -> dict[str, Any]:
    """What `moderator compare` prints. Raises UsageError for pins that are none, MediaError for an unshowable file."""
    from moderator.media.pool import MediaPool

    pins = read_pins(asked.pins) if asked.pins is not None else ()
    with MediaPool(1) as pool:
        demand(pool, settings.load().require_isolation)
        listing = _picture(pool, asked.listing, None, None)
        evidence = _picture(pool, asked.evidence, asked.at, asked.index)
        with speaking_of_both():
            found = full_size(pool.align(pair(listing, evidence, pins=pins)), listing, evidence)
            doc = _document(found)
            if found.homography is not None:
                doc |= _pictures(pool, asked, listing, evidence, found)
    return doc


def _document(found: Alignment) -> dict[str, Any]:
    matrix = found.homography
    return {
        "quality": found.quality.value,
        "reason": found.reason,
        "homography": None if matrix is None else [list(matrix[n : n + 3]) for n in (0, 3, 6)],
        "inliers": found.inliers,
        "median_error_px": round(found.median_error_px, 3),
        "coverage": round(found.coverage, 3),
        "support": round(found.support, 3),
        "spread_px": round(found.spread_px, 2),
        "mirrored": found.mirrored,
        "rotation": found.rotation,
        "overlay": None,
        "difference": None,
    }


def _pictures(pool: MediaPool, asked: Asked, listing: Frame, evidence: Frame, found: Alignment) -> dict[str, Any]:
    """Writes the overlay and the difference; their names, and where the pictures differ."""
    laid = pair(listing, evidence, found.homography, amount=OPACITY)
    overlay = _write(asked, "overlay", lambda: pool.overlay(laid).pixels)
    seen = pool.difference(pair(listing, evidence, found.homography, amount=THRESHOLD))
    difference = _write(asked, "difference", lambda: _grey(seen.map))
    scale = evidence.full_width / evidence.width
    regions = [
        {
            "box": [round(side * scale) for side in (each.x, each.y, each.width, each.height)],
            "delta_e": round(each.delta_e, 1),
            "colours": each.colours,
        }
        for each in seen.regions
    ]
    return {"overlay": overlay, "difference": difference, "regions": regions, "colour": seen.says}


def _grey(values: Any) -> Pixels:
    """A map as a picture."""
    import numpy as np

    return np.ascontiguousarray(np.repeat(values[..., None], 3, axis=2))


def _write(asked: Asked, what: str, pixels: Callable[[], Pixels]) -> str:
    from moderator.media.png import encode_png

    path = asked.out / f"{asked.evidence.stem}-{what}.png"
    try:
        durable.write_bytes(path, encode_png(pixels()))
    except OSError as error:
        raise ModeratorError(f"{path} could not be written: {error.strerror or error}.") from error
    return str(path)


def _picture(pool: MediaPool, file: Path, at: str | None, index: int | None) -> Frame:
    """A photo, the first page of a document, or the frame that was named of a video; at most as large as can travel.

    Raises MediaError with the file's name.
    """
    from moderator.media.limits import PAIR_SIDE
    from moderator.media.times import parse_time
    from moderator.media.values import Source

    size = (PAIR_SIDE, PAIR_SIDE)
    time = parse_time(at) if at is not None else None
    try:
        source = Source.of(file)
        info = pool.probe(source)
        if info.kind != "video":
            if time is not None:
                raise MediaError("the file is no video; it has no times")
            return pool.still(source, page=index or 0, max_size=size)
        if time is None and index is None:
            raise UsageError(f"{file} is a video: say which frame, --at TIME or --index N.")
        if time is None:
            return pool.frame(source, index=index, max_size=size)
        return _frame_at(pool, source, time, size)
    except MediaError as error:
        raise MediaError(f"{file}: {error}", error.state, error.why) from error


def _frame_at(pool: MediaPool, source: Source, time: Any, size: tuple[int, int]) -> Frame:
    found = pool.index(source)
    return pool.frame(source, pts=found.pts[found.at_or_before(time)], max_size=size)


def read_pins(path: Path) -> tuple[Pin, ...]:
    """2 to 16 pins, each a point of the listing and the same of the evidence, in full-size pixels. Raises UsageError.

    JSON, a list or an object with `pins`, each `[x, y, x, y]`, `[[x, y], [x, y]]` or `{"listing": [x, y], "evidence":
    [x, y]}`; or lines of four numbers.
    """
    shape = f"{path}: pins are a JSON list of 2 to 16 [listing x, listing y, evidence x, evidence y], or such lines."
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise UsageError(shape) from error
    rows = _rows(text)
    if not isinstance(rows, list) or not 2 <= len(rows) <= 16:
        raise UsageError(shape)
    return tuple(_pin(row, shape) for row in rows)


def _rows(text: str) -> Any:
    try:
        doc = json.loads(text)
    except (ValueError, RecursionError):
        lines = [line.replace(",", " ").split() for line in text.splitlines() if line.strip()]
        return [[_number(word) for word in line] for line in lines]
    return doc.get("pins") if isinstance(doc, dict) else doc


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None


def _pin(row: Any, shape: str) -> Pin:
    if isinstance(row, dict):
        row = [row.get("listing"), row.get("evidence")]
    if isinstance(row, list) and len(row) == 2 and all(isinstance(each, list) for each in row):
        row = [*row[0], *row[1]]
    if not isinstance(row, list) or len(row) != 4:
        raise UsageError(shape)
    if not all(isinstance(each, int | float) and not isinstance(each, bool) and abs(each) < 1e6 for each in row):
        raise UsageError(shape)
    a, b, c, d = row
    return (a, b), (c, d)

"""Whether exhibits are what they claim: each frame is decoded again from the original and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moderator import settings
from moderator.desk import claims
from moderator.desk.claims import Claim
from moderator.desk.isolation import demand
from moderator.domain import gate_exhibits
from moderator.domain.exhibit import Frames, Material
from moderator.domain.verdict import Verdict
from moderator.errors import MediaError

if TYPE_CHECKING:
    from moderator.media.pool import MediaPool
    from moderator.media.values import FrameIndex, Source

SMALL = (64, 64)
"""Of the picture only the place and the planes are needed; both are found at full size, whatever is sent back."""


def verify(file: Path, exhibit_file: Path) -> dict[str, Any]:
    """The document of `moderator frames FILE --verify`: one row for each exhibit of this file.

    Raises UsageError for an exhibit that cannot be read, MediaError where the file cannot be.
    """
    from moderator.media.pool import MediaPool
    from moderator.media.values import Source

    claimed = claims.read(exhibit_file)
    source = Source.of(file)
    with MediaPool(1) as pool:
        demand(pool, settings.load().require_isolation)
        original = _original(pool, source)
        rows = [_row(original, each) for each in claims.of_file(claimed, source.sha256)]
    return {"file": str(file), "sha256": source.sha256, "exhibits": rows}


@dataclass(frozen=True)
class _Original:
    """The file, and what decoding it says of it."""

    pool: MediaPool
    source: Source
    kind: str
    material: Material
    index: FrameIndex | None = None


def _original(pool: MediaPool, source: Source) -> _Original:
    info = pool.probe(source)
    kind = "document" if info.kind in ("pdf", "text") else info.kind
    readable = info.state in ("shown", "partial")
    material = Material(source.sha256, kind, pages=info.pages, problem="" if readable else info.reason)
    if not readable or info.kind != "video":
        return _Original(pool, source, info.kind, material)
    try:
        index = pool.index(source)
    except MediaError as error:
        return _Original(pool, source, info.kind, Material(source.sha256, kind, problem=str(error)))
    frames = Frames(index.stream, index.time_base, index.pts)
    return _Original(pool, source, info.kind, Material(source.sha256, kind, frames), index)


def _row(original: _Original, claim: Claim) -> dict[str, Any]:
    """`planes` is what was found; `…_claimed` say whether the exhibit named any hash to compare with."""
    found: dict[str, Any] = {"index": None, "planes": None}
    problems = [*_place(original, claim), *_picture(original, claim, found)]
    return {
        "id": claim.id,
        "ok": not problems,
        "problems": problems,
        "pts": claim.pts,
        "end_pts": claim.end_pts,
        "time_base": claim.time_base,
        "page": claim.page,
        **found,
        "planes_claimed": claim.planes,
        "sha256_claimed": claim.sha256,
    }


def _place(original: _Original, claim: Claim) -> Iterator[str]:
    """Everything that the gate would say of this exhibit, were the file the one that it names."""
    exhibit = claim.exhibit()
    verdict = Verdict(exhibits=(exhibit,))
    for problem in gate_exhibits.problems(verdict, {exhibit.source: original.material}):
        yield f"{claim.name}: {problem.text}"
    if claim.end_pts is not None and claim.pts is not None and claim.end_pts < claim.pts:
        yield f"{claim.name}: its range ends at {claim.end_pts}, before it begins at {claim.pts}"
    if original.index is None and claim.planes is not None and not original.material.problem:
        yield f"{claim.name}: it names the planes of a frame, but the file is no video"


def _picture(original: _Original, claim: Claim, found: dict[str, Any]) -> Iterator[str]:
    """Decodes it, and fills in what was found. Where the place is no place there is nothing to decode."""
    if original.material.problem:
        return
    try:
        if original.index is not None:
            yield from _frame(original, original.index, claim, found)
        elif claim.pts is None and (claim.page or 1) <= (original.material.pages or 1):
            _still(original, claim)
    except MediaError as error:
        yield f"{claim.name}: {error}"


def _frame(original: _Original, index: FrameIndex, claim: Claim, found: dict[str, Any]) -> Iterator[str]:
    if claim.pts is None or claim.pts not in index.pts:
        return
    # Where times repeat or go back a PTS may name several frames; then the exhibit's index says which.
    by_index = (
        not index.ordered and claim.index is not None and index.pts[claim.index : claim.index + 1] == (claim.pts,)
    )
    place: dict[str, Any] = {"index": claim.index} if by_index else {"pts": claim.pts}
    frame = original.pool.frame(original.source, **place, max_size=SMALL, planes=True)
    found |= {"index": frame.index, "planes": frame.planes or None}
    if claim.index is not None and claim.index != frame.index:
        yield f"{claim.name}: the frame at {claim.pts} is number {frame.index}, not {claim.index}"
    if claim.planes is not None and claim.planes != frame.planes:
        yield f"{claim.name}: the planes of this frame have the SHA-256 {frame.planes}, not {claim.planes}"


def _still(original: _Original, claim: Claim) -> None:
    if original.kind == "text":
        original.pool.read_text(original.source, 1)
    else:
        original.pool.still(original.source, page=(claim.page or 1) - 1, max_size=SMALL)

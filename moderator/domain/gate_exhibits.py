"""The exhibit lines of the gate: every exhibit names a file that is there and, of a video, a frame that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from moderator.domain import annotation
from moderator.domain.exhibit import Material
from moderator.domain.verdict import Exhibit, Region, Verdict
from moderator.errors import Problem

REDACTIONS = 256
"""Of one exhibit; whoever burns them in takes no more."""
_SLACK = 1e-9  # fractions such as 0.7 + 0.3 may add up to a hair above 1
_NEAR = 1e-3
"""By so much two redactions of one place may differ, as fractions."""


def problems(verdict: Verdict, materials: Mapping[str, Material]) -> Iterator[Problem]:
    """What is wrong with the exhibits."""
    seen: set[str] = set()
    for i, exhibit in enumerate(verdict.exhibits):
        at = f"/exhibits/{i}"
        if exhibit.id in seen:
            yield Problem(f"{at}/id", "repeated-id", f"there is more than one exhibit {exhibit.id}")
        seen.add(exhibit.id)
        yield from _regions(exhibit, at)
        yield from annotation.problems(exhibit.annotations, f"{at}/annotations")
        if exhibit.pair is not None and exhibit.pair not in materials:
            yield Problem(f"{at}/pair", "source", f"there is no evidence or listing photo {exhibit.pair}")
        material = materials.get(exhibit.source)
        if material is None:
            yield Problem(f"{at}/source", "source", f"there is no evidence or listing photo {exhibit.source}")
        else:
            yield from _file(exhibit, material, at)
    yield from _uncovered(verdict.exhibits, materials)


def _uncovered(exhibits: tuple[Exhibit, ...], materials: Mapping[str, Material]) -> Iterator[Problem]:
    """What is covered in one exhibit must not be seen in another one of the very same picture."""
    pictures: dict[tuple[object, ...], list[tuple[int, Exhibit]]] = {}
    for i, each in enumerate(exhibits):
        material = materials.get(each.source)
        file = material.sha256 if material is not None else each.source
        pictures.setdefault((file, each.pts, each.page or 1), []).append((i, each))
    for same in pictures.values():
        for i, exhibit in same:
            bare = next((each for _, each in same if not _covers(exhibit, each)), None)
            if bare is not None:
                what = ", ".join(sorted({redaction.why or "a part" for redaction in bare.redact}))
                text = (
                    f"{exhibit.id} is of the same picture as {bare.id}, where something is covered ({what}): cover it"
                )
                yield Problem(f"/exhibits/{i}/redact", "uncovered", f"{text} in {exhibit.id} too")


def _covers(exhibit: Exhibit, other: Exhibit) -> bool:
    """Whether each redaction of `other` lies under one of `exhibit`."""
    return all(any(_lies_in(each.region, mine.region) for mine in exhibit.redact) for each in other.redact)


def _lies_in(inner: Region, outer: Region) -> bool:
    x, y, width, height = outer
    return (
        x <= inner[0] + _NEAR
        and y <= inner[1] + _NEAR
        and x + width >= inner[0] + inner[2] - _NEAR
        and y + height >= inner[1] + inner[3] - _NEAR
    )


def _file(exhibit: Exhibit, material: Material, at: str) -> Iterator[Problem]:
    if exhibit.sha256 is not None and exhibit.sha256 != material.sha256:
        text = f"{exhibit.source} has the SHA-256 {material.sha256}, not {exhibit.sha256}"
        yield Problem(f"{at}/sha256", "sha256", text)
    if material.problem:
        yield Problem(f"{at}/source", "unreadable", f"{exhibit.source} cannot be an exhibit: {material.problem}")
    elif material.kind == "video":
        yield from _frame(exhibit, material, at)
    elif exhibit.pts is not None:
        yield Problem(f"{at}/pts", "frame", f"{exhibit.source} is no video; it has no presentation times")
    elif exhibit.page is not None and exhibit.page > (material.pages or 1):
        text = f"{exhibit.source} has {material.pages or 1} pages, no page {exhibit.page}"
        yield Problem(f"{at}/page", "page", text)


def _frame(exhibit: Exhibit, material: Material, at: str) -> Iterator[Problem]:
    if exhibit.pts is None or exhibit.time_base is None:
        yield Problem(f"{at}/pts", "missing", "a frame of a video needs pts and time_base")
        return
    frames = material.frames
    if frames is None or not frames.pts:
        yield Problem(f"{at}/pts", "unreadable", f"the frames of {exhibit.source} could not be listed")
        return
    if exhibit.stream is not None and exhibit.stream != frames.stream:
        text = f"the video is stream {frames.stream} of {exhibit.source}, not {exhibit.stream}"
        yield Problem(f"{at}/stream", "frame", text)
    if Fraction(exhibit.time_base) != frames.time_base:
        text = f"the time base of {exhibit.source} is {frames.time_base}, not {exhibit.time_base}"
        yield Problem(f"{at}/time_base", "frame", text)
        return
    for key, pts in (("pts", exhibit.pts), ("end_pts", exhibit.end_pts)):
        if pts is not None and pts not in frames.pts:
            text = f"{exhibit.source} has no frame at {pts}; the nearest is at {frames.nearest(pts)}"
            yield Problem(f"{at}/{key}", "frame", text)


def _regions(exhibit: Exhibit, at: str) -> Iterator[Problem]:
    if exhibit.crop and exhibit.region is None:
        yield Problem(f"{at}/crop", "region", "only the region is to be shown, but there is no region")
    if len(exhibit.redact) > REDACTIONS:
        text = f"an exhibit has at most {REDACTIONS} redactions, found {len(exhibit.redact)}"
        yield Problem(f"{at}/redact", "redact", text)
    regions = [(f"{at}/region", exhibit.region)] if exhibit.region else []
    regions += [(f"{at}/redact/{k}/region", each.region) for k, each in enumerate(exhibit.redact)]
    for pointer, region in regions:
        if not _inside(region):
            yield Problem(pointer, "region", "a region is x, y, width, height as fractions inside the picture")


def _inside(region: Region) -> bool:
    x, y, width, height = region
    return width > 0 and height > 0 and x + width <= 1 + _SLACK and y + height <= 1 + _SLACK

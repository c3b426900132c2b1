"""The packs and verdicts as they lie in `cases/`, read once for all tests of this folder."""

from __future__ import annotations

import functools
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from cases.stories import stories
from cases.stories.parts import Story
from moderator.domain.case import Case
from moderator.domain.exhibit import Frames, Material
from moderator.pack import read_pack

FOLDER = Path(__file__).resolve().parents[2] / "cases"
CLOCK = "2026-11-12T09:00:00Z"
STORIES = {story.id: story for story in stories()}
IDS = sorted(STORIES)


@functools.cache
def story(case_id: str) -> Story:
    return STORIES[case_id]


@functools.cache
def pack(case_id: str) -> tuple[dict[str, Any], Case, dict[str, bytes], dict[str, str]]:
    """(case.json, case, bytes by path, SHA-256 by path) of a shipped pack."""
    with read_pack(FOLDER / f"{case_id}.casepack") as read:
        files = {path: read.open(path).read() for path in read.files}
        return dict(read.doc), read.case, files, {path: each.sha256 for path, each in read.files.items()}


@functools.cache
def verdict(case_id: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / "verdicts" / f"{case_id}.json").read_text("utf-8"))
    return document


def frames(film: bytes) -> Frames:
    """The frames that a film really has, by its packets."""
    with av.open(io.BytesIO(film), "r") as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        pts = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
        return Frames(stream.index, Fraction(stream.time_base), tuple(pts))


@functools.cache
def materials(case_id: str) -> dict[str, Material]:
    """What the gate must know of the files; text and PDF documents here have one page."""
    _, case, files, hashes = pack(case_id)
    found = {}
    for source in case.sources:
        kind = getattr(source, "kind", "photo")
        film = frames(files[source.path]) if kind == "video" else None
        found[source.id] = Material(hashes[source.path], kind, film, pages=1 if kind == "document" else None)
    return found

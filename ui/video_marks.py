"""The marks that a moderator sets in videos, as they are kept in the draft of the case, and as values. Knows no Qt.

They lie under one key that the verdict's format does not know, as measurements do: so they are saved, undone and taken
back with the draft, and never printed. A mark is named by the file's SHA-256, the stream, and a PTS in its time base,
never by seconds. What cannot be read, since somebody wrote it by hand, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

KEY = "marks"
LONGEST = 200
"""Characters of a note."""
Json = dict[str, Any]


@dataclass(frozen=True)
class VideoMark:
    """A frame, or with `end_pts` a range of frames, both ends included. `source`: the item it was set in."""

    id: str
    sha256: str
    pts: int
    time_base: str
    source: str = ""
    stream: int | None = None
    end_pts: int | None = None
    note: str = ""

    @property
    def last(self) -> int:
        return self.pts if self.end_pts is None else self.end_pts

    @property
    def is_range(self) -> bool:
        return self.last > self.pts


def read(draft: Mapping[str, Any]) -> tuple[VideoMark, ...]:
    """All marks of the draft, in the order of their videos and times; of an id that is there twice the first."""
    rows = draft.get(KEY)
    found: dict[str, VideoMark] = {}
    for row in rows if isinstance(rows, list) else ():
        try:
            mark = _mark(row)
        except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError):
            continue
        found.setdefault(mark.id, mark)
    return tuple(sorted(found.values(), key=lambda mark: (mark.sha256, mark.pts, mark.last, mark.id)))


def of_video(draft: Mapping[str, Any], sha256: str, time_base: Fraction) -> tuple[VideoMark, ...]:
    """The marks of one file, in the order of time; such as count time in other units name none of its frames."""
    return tuple(each for each in read(draft) if each.sha256 == sha256 and Fraction(each.time_base) == time_base)


def at(marks: Sequence[VideoMark], pts: int | None) -> VideoMark | None:
    """The mark that begins at this very frame; a single frame before a range."""
    return next((each for each in marks if each.pts == pts), None)


def around(marks: Sequence[VideoMark], pts: int | None) -> VideoMark | None:
    """The mark that begins here, else the shortest range that this frame lies in."""
    if pts is None:
        return None
    within = [each for each in marks if each.pts <= pts <= each.last]
    return at(marks, pts) or min(within, key=lambda each: each.last - each.pts, default=None)


def _mark(row: Mapping[str, Any]) -> VideoMark:
    pts, end, stream = row["pts"], row.get("end_pts"), row.get("stream")
    for number in (pts, *(each for each in (end, stream) if each is not None)):
        if not isinstance(number, int) or isinstance(number, bool):
            raise TypeError("no whole number")
    sha256, base, note = row["sha256"], row["time_base"], row.get("note") or ""
    if not all(isinstance(each, str) for each in (row["id"], sha256, base, note)) or Fraction(base) <= 0:
        raise ValueError("names no frame")
    if end is not None and end < pts:
        raise ValueError("ends before it begins")
    source = row.get("source")
    return VideoMark(row["id"], sha256, pts, base, source if isinstance(source, str) else "", stream, end, note)


# --- changing: each takes the copy of the draft that `Session.edit` hands out ----------------------------------------


def add(doc: Json, mark: VideoMark) -> str:
    """Adds a mark (its id is given here) and returns its id; one of the same place is not added twice."""
    marks = read(doc)
    for each in marks:
        if (each.sha256, each.pts, each.last) == (mark.sha256, mark.pts, mark.last):
            return each.id
    taken = [row.get("id") for row in _rows(doc) if isinstance(row, Mapping)]
    mark = replace(mark, id=next(f"K{n}" for n in range(1, len(taken) + 2) if f"K{n}" not in taken))
    doc[KEY] = [*_rows(doc), _row(mark)]
    return mark.id


def describe(doc: Json, mark_id: str, note: str) -> None:
    """Gives a mark its note."""
    for row in _rows(doc):
        if isinstance(row, dict) and row.get("id") == mark_id:
            row["note"] = " ".join(note.split())[:LONGEST]
            if not row["note"]:
                del row["note"]


def remove(doc: Json, mark_id: str) -> None:
    """Removes a mark; an exhibit made of it stays."""
    doc[KEY] = [row for row in _rows(doc) if not (isinstance(row, Mapping) and row.get("id") == mark_id)]
    if not doc[KEY]:
        del doc[KEY]


def described(doc: Mapping[str, Any], exhibit: Mapping[str, Any]) -> Json:
    """The exhibit, with note and range of the mark that begins at its frame, as far as it has none of its own."""
    try:
        marks = of_video(doc, str(exhibit.get("sha256")), Fraction(str(exhibit.get("time_base"))))
    except (ValueError, ZeroDivisionError):
        return dict(exhibit)
    mark = at(marks, exhibit.get("pts"))
    if mark is None:
        return dict(exhibit)
    told: Json = {"note": mark.note} if mark.note else {}
    return told | ({"end_pts": mark.end_pts} if mark.is_range else {}) | dict(exhibit)


def _rows(doc: Mapping[str, Any]) -> list[Any]:
    rows = doc.get(KEY)
    return list(rows) if isinstance(rows, list) else []


def _row(mark: VideoMark) -> Json:
    row = {
        "id": mark.id, "source": mark.source, "sha256": mark.sha256, "stream": mark.stream, "pts": mark.pts,
        "time_base": mark.time_base, "end_pts": mark.end_pts if mark.is_range else None, "note": mark.note,
    }  # fmt: skip
    return {name: value for name, value in row.items() if value not in (None, "")}

"""Two films tied at a common event: how that is kept in the draft, and which frames belong together. Knows no Qt.

Ties lie under one key that the verdict's format does not know, as marks do: so they are saved, undone and taken back
with the draft, and never printed. Each end is named by the file's SHA-256, the stream, and a PTS in its time base; what
cannot be read, since somebody wrote it by hand, is left out. Of a pair of files there is one tie.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from ui.models.timeline import Axis

KEY = "ties"
Json = dict[str, Any]


@dataclass(frozen=True)
class End:
    """The frame of one film that shows the event. `source`: the item it was shown as."""

    sha256: str
    pts: int
    time_base: str
    source: str = ""
    stream: int | None = None

    @property
    def time(self) -> Fraction:
        return self.pts * Fraction(self.time_base)

    def is_in(self, axis: Axis) -> bool:
        """Whether the film has this very frame."""
        return Fraction(self.time_base) == axis.index.time_base and self.pts in axis.index.pts


@dataclass(frozen=True)
class Tie:
    """What the left and the right pane showed when they were tied."""

    left: End
    right: End

    @property
    def turned(self) -> Tie:
        """The same with the films in the other panes."""
        return Tie(self.right, self.left)


@dataclass(frozen=True)
class Place:
    """The frame of one film at the time of the other; outside of it its first or last, and how far outside."""

    number: int
    outside: Literal["", "before", "after"] = ""
    by: Fraction = Fraction(0)


def place(axis: Axis, here: End, there: End, time: Fraction) -> Place:
    """Where the film of `axis`, tied with `here`, is when the other, tied with `there`, is at `time`. Exact."""
    own = here.time + (time - there.time)
    if own < axis.start:
        return Place(0, "before", axis.start - own)
    if own >= axis.end:
        return Place(axis.count - 1, "after", own - axis.end)
    return Place(axis.at(own))


def shifted(axis: Axis, end: End, frames: int) -> End | None:
    """The same end so many frames on; None beyond the first or last frame of its film."""
    number = axis.index.pts.index(end.pts) + frames
    if not 0 <= number < axis.count:
        return None
    return End(end.sha256, axis.index.pts[number], end.time_base, end.source, end.stream)


# --- in the draft ----------------------------------------------------------------------------------------------------


def read(draft: Mapping[str, Any]) -> tuple[Tie, ...]:
    """All ties of the draft that can be read."""
    found = []
    for row in _rows(draft):
        try:
            found.append(Tie(_end(row["left"]), _end(row["right"])))
        except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError):
            continue
    return tuple(found)


def of_pair(draft: Mapping[str, Any], left: str, right: str) -> Tie | None:
    """The tie of these two files, whichever pane each was in when it was made."""
    for tie in read(draft):
        if (tie.left.sha256, tie.right.sha256) == (left, right):
            return tie
        if (tie.right.sha256, tie.left.sha256) == (left, right):
            return tie.turned
    return None


def put(doc: Json, tie: Tie) -> None:
    """Ties two films, in place of what tied them before."""
    remove(doc, tie.left.sha256, tie.right.sha256)
    doc[KEY] = [*_rows(doc), {"left": _row(tie.left), "right": _row(tie.right)}]


def remove(doc: Json, left: str, right: str) -> None:
    """Unties two films."""
    kept = [row for row in _rows(doc) if _pair(row) != {left, right}]
    if kept:
        doc[KEY] = kept
    else:
        doc.pop(KEY, None)


def tenths(time: Fraction) -> str:
    """A time as it stands in the tie's words, "0:22.4", "1:02:03.5"."""
    tens = round(abs(time) * 10)
    minutes, rest = divmod(tens, 600)
    hours, minutes = divmod(minutes, 60)
    front = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    return f"{'-' if time < 0 and tens else ''}{front}:{rest // 10:02}.{rest % 10}"


def span(time: Fraction) -> str:
    """A short length of time: "0.04 s", "2.4 s", from a minute on "1:02.4"."""
    if time >= 60:
        return tenths(time)
    return f"{float(time):.1f} s" if time >= 1 else f"{float(time):.2f} s"


def _end(row: Mapping[str, Any]) -> End:
    pts, stream, sha256, base = row["pts"], row.get("stream"), row["sha256"], row["time_base"]
    for number in (pts, *(() if stream is None else (stream,))):
        if not isinstance(number, int) or isinstance(number, bool):
            raise TypeError("no whole number")
    if not isinstance(sha256, str) or not isinstance(base, str) or Fraction(base) <= 0:
        raise ValueError("names no frame")
    source = row.get("source")
    return End(sha256, pts, base, source if isinstance(source, str) else "", stream)


def _row(end: End) -> Json:
    row = {"source": end.source, "sha256": end.sha256, "stream": end.stream, "pts": end.pts, "time_base": end.time_base}
    return {name: value for name, value in row.items() if value not in (None, "")}


def _pair(row: Any) -> set[str] | None:
    """The files that a row is about, even where it cannot be read as a whole."""
    ends = [row.get(side) for side in ("left", "right")] if isinstance(row, Mapping) else []
    files = {str(end.get("sha256")) for end in ends if isinstance(end, Mapping)}
    return files or None


def _rows(doc: Mapping[str, Any]) -> list[Any]:
    rows = doc.get(KEY)
    return list(rows) if isinstance(rows, list) else []

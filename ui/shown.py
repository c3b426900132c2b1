"""What a pane shows, and the exhibit that names exactly that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ui.drafts import Json

if TYPE_CHECKING:
    from moderator.desk.values import Item


@dataclass(frozen=True)
class Shown:
    """What a pane shows. `page` from 0; of a video the frame's `pts`, `index`, `time_base`, `stream`, once known."""

    item: Item
    page: int = 0
    pts: int | None = None
    index: int | None = None
    time_base: str | None = None
    stream: int | None = None

    @property
    def is_video(self) -> bool:
        return self.item.kind == "video"


def located(shown: Shown, index: Any) -> Shown:
    """A video frame with everything that names it. Without pts and index it is the first frame; index beats pts."""
    if not index.pts:
        return shown
    at = shown.index
    if at is None:
        at = index.pts.index(shown.pts) if shown.pts in index.pts else 0
    at = min(max(at, 0), len(index.pts) - 1)
    base = f"{index.time_base.numerator}/{index.time_base.denominator}"
    return replace(shown, index=at, pts=index.pts[at], time_base=base, stream=index.stream)


def exhibit_of(
    shown: Shown, region: Sequence[float] | None, note: str, adjustments: Sequence[Json] = (), pair: str = ""
) -> Json:
    """The exhibit, without its id, that names exactly what is shown; `pair`: the listing photo that lay over it."""
    found: Json = {"source": shown.item.id, "sha256": shown.item.sha256}
    if shown.is_video:
        found |= {"stream": shown.stream, "pts": shown.pts, "time_base": shown.time_base}
    elif shown.item.kind == "document":
        found["page"] = shown.page + 1
    if region is not None:
        found["region"] = [round(float(part), 4) for part in region]
    if note:
        found["note"] = note
    if pair:
        found["pair"] = pair
    if adjustments:
        found["adjustments"] = [dict(each) for each in adjustments]
    return found

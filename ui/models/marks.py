"""Exhibits of the draft as marks: on the picture that a pane shows, and on the time axis of a video."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF

from ui.models.shapes import Shape, shapes

WHOLE = QRectF(0, 0, 1, 1)


@dataclass(frozen=True)
class Mark:
    """An exhibit where it lies. `area` as fractions of the upright picture; `whole`: no region was chosen.

    What is drawn on it and what is covered lie on its very picture alone, not on the other frames of its range.
    """

    id: str
    note: str
    area: QRectF
    whole: bool
    annotations: tuple[Shape, ...] = ()
    redactions: tuple[Shape, ...] = ()

    @property
    def tag(self) -> str:
        return f"{self.id} {self.note}".strip()


@dataclass(frozen=True)
class Span:
    """An exhibit on the time axis of its video, from `pts` to `end_pts` in the time base of its stream."""

    id: str
    pts: int
    end_pts: int


def on_picture(draft: Mapping[str, Any], item_id: str, *, page: int = 0, pts: int | None = None) -> tuple[Mark, ...]:
    """The exhibits of `item_id` that lie on this page (from 0), or on this frame of a video."""
    return tuple(_mark(each, each.get("pts") == pts) for each in _of(draft, item_id) if _lies_on(each, page, pts))


def on_axis(draft: Mapping[str, Any], item_id: str) -> tuple[Span, ...]:
    """The exhibits of a video, in the order of time."""
    found = [
        Span(str(each.get("id", "")), each["pts"], max(each["pts"], _whole(each.get("end_pts"), each["pts"])))
        for each in _of(draft, item_id)
        if isinstance(each.get("pts"), int)
    ]
    return tuple(sorted(found, key=lambda span: (span.pts, span.id)))


def _of(draft: Mapping[str, Any], item_id: str) -> Iterable[Mapping[str, Any]]:
    return (each for each in draft.get("exhibits") or () if each.get("source") == item_id)


def _lies_on(exhibit: Mapping[str, Any], page: int, pts: int | None) -> bool:
    first = exhibit.get("pts")
    if first is None:
        return pts is None and _whole(exhibit.get("page"), 1) == page + 1
    return pts is not None and first <= pts <= _whole(exhibit.get("end_pts"), first)


def _mark(exhibit: Mapping[str, Any], exact: bool) -> Mark:
    region = exhibit.get("region")
    area = QRectF(*region) if region else WHOLE
    note = " ".join(str(exhibit.get("note") or "").split())
    drawn = (shapes(exhibit, "annotate"), shapes(exhibit, "redact")) if exact else ((), ())
    return Mark(str(exhibit.get("id", "")), note, area, not region, *drawn)


def _whole(value: Any, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise

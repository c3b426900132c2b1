"""An evidence item or listing photo in words: what stands above its picture, on its thumbnail, and in its tooltip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from ui.models import dates

if TYPE_CHECKING:
    from moderator.desk.values import Item, OpenCase

translate = QCoreApplication.translate
KINDS = ("photo", "video", "document")
_CLAIMED = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)", re.ASCII)


@dataclass(frozen=True)
class Part:
    """A piece of a pane's header: text, tone as in `Tokens.tone`, whether it is bold, whether it may be left out."""

    text: str
    tone: str = "plain"
    bold: bool = False
    spare: bool = False


def party(side: str) -> str:
    """BUYER, SELLER, CARRIER, PLATFORM or LISTING, as labels have it."""
    names = {
        "listing": translate("item", "LISTING"),
        "buyer": translate("item", "BUYER"),
        "seller": translate("item", "SELLER"),
        "carrier": translate("item", "CARRIER"),
        "platform": translate("item", "PLATFORM"),
    }
    return names.get(side, side.upper())


def header(item: Item, opened: OpenCase, captured_at: str = "") -> tuple[Part, ...]:
    """`LISTING  L1 front  seller · as ordered 18 Oct`, or `EVIDENCE · BUYER  E4 unboxing.mp4  sent 6 Nov 18:58`."""
    name = Part(f"{item.id} {item.name}", bold=True)
    near = opened.case.escalated_at
    if item.side == "listing":
        day = dates.day(opened.case.order.placed_at or opened.case.listing.captured_at or near, near)
        ordered = translate("item", "seller · as ordered {day}").format(day=day)
        caption = " ".join((item.caption or "").split())
        called = Part(f"{item.id} {caption or item.name}", bold=True)
        return Part(party("listing"), "listing", True), called, Part(ordered, "second")
    parts = [Part(translate("item", "EVIDENCE ·"), "evidence", True), Part(party(item.side), item.side, True), name]
    if item.submitted_at is not None:
        sent = translate("item", "sent {moment}").format(moment=dates.moment(item.submitted_at, near))
        claimed = file_time(captured_at, item.submitted_at)
        parts.append(Part(sent, "second"))
        if claimed:
            parts.append(Part(f"· {claimed}", "second", spare=True))
    return tuple(parts)


def file_time(captured_at: str, sent: datetime) -> str:
    """What the file itself claims, "file 18:39", with its day if that is not the day it was sent; else nothing."""
    match = _CLAIMED.match(captured_at)
    if match is None:
        return ""
    year, month, day, hour, minute = (int(each) for each in match.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60):
        return ""
    clock = f"{hour:02}:{minute:02}"
    if (year, month, day) != (sent.year, sent.month, sent.day):
        clock = f"{year}-{month:02}-{day:02} {clock}"
    return translate("item", "file {clock}").format(clock=clock)


def size(count: int) -> str:
    """Bytes as people read them: "379 kB", "2.4 MB"."""
    if count < 1000:
        return translate("item", "{count} bytes").format(count=count)
    if count < 1_000_000:
        return translate("item", "{count} kB").format(count=round(count / 1000))
    return translate("item", "{count} MB").format(count=f"{count / 1_000_000:.1f}")


def about(item: Item, opened: OpenCase, key: str = "") -> str:
    """The lines of a tooltip: file, submitter and time, caption, the key that shows it."""
    first, *rest = header(item, opened)
    lines = [" ".join(part.text for part in (first, *rest)), f"{item.name} · {size(item.bytes)}"]
    if item.caption:
        lines.append(" ".join(item.caption.split()))
    if item.missing:
        lines.append(translate("item", "The file is missing from this library."))
    if key:
        lines.append(translate("item", "Key {key}").format(key=key))
    return "\n".join(lines)

"""The exhibits as pictures, each with what it shows and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from moderator.domain import annotation
from moderator.report.adjusted import seen_with
from moderator.report.blocks import Block, Drawing, Heading, Paragraph, Picture, Pictures, Span, Text, Tone, grey
from moderator.report.facts import Facts, listed, text_of, within
from moderator.report.wording import Wording

_WRITTEN = "en"
"""Of what the moderator wrote, which names no language."""


def exhibits(record: Facts, w: Wording) -> Iterator[Block]:
    """All exhibits, two abreast, blue frames for the listing, amber for evidence; texts as they stand."""
    shown = listed(record, "exhibits")
    if not shown:
        return
    marked = {one["id"]: one for one in listed(record["verdict"], "exhibits")}
    found = {what for one in shown for what in listed(one, "redacted")} - {"covered"}
    covered = sorted(w.code("sensitive", what) for what in found)
    aside = w("exhibits.aside_covered", covered=w.joined(covered)) if covered else w("exhibits.aside")
    yield Heading(w("exhibits.head"), aside, level=1, refers_to=w("technical.head"))
    pictures = [one for one in shown if text_of(one, "picture")]
    if pictures:
        yield Pictures(tuple(_picture(one, within(marked, one["id"]), w) for one in pictures))
    for one in shown:
        if not text_of(one, "picture"):
            yield Paragraph(_caption(one, within(marked, one["id"]), w))
            yield Paragraph(grey(text_of(one, "text"), _WRITTEN), small=True, close=True)


def _picture(exhibit: Facts, mark: Facts, w: Wording) -> Picture:
    region = exhibit.get("region")
    left, top, width, height = map(float, region or (0, 0, 1, 1))
    part = left, top, width, height
    crop = bool(exhibit.get("crop") and region)
    shown = part if crop else (0.0, 0.0, 1.0, 1.0)
    return Picture(
        tag=exhibit["id"],
        sha256=exhibit["picture"],
        caption=_caption(exhibit, mark, w),
        listing=exhibit["from"] == "listing",
        region=part if region and not crop else None,
        drawings=tuple(_drawing(each, shown) for each in annotated(exhibit) if _is_seen(each, shown)),
    )


def _is_seen(drawn: annotation.Annotation, shown: tuple[float, float, float, float]) -> bool:
    x, y, w, h = shown
    return any(x <= across <= x + w and y <= down <= y + h for across, down in drawn.points)


def _drawing(drawn: annotation.Annotation, shown: tuple[float, float, float, float]) -> Drawing:
    """`shown`: the part of the whole picture that is printed; the points are fractions of it from here on."""
    x, y, w, h = shown
    points = tuple(((across - x) / w, (down - y) / h) for across, down in drawn.points)
    return Drawing(str(drawn.number), drawn.kind, points, drawn.text)


def annotated(exhibit: Facts) -> tuple[annotation.Annotation, ...]:
    """What was drawn over the picture, as it was frozen; records of before have none of it, and print as they did."""
    frozen = exhibit.get("annotations")
    return annotation.read(frozen) if isinstance(frozen, list) else ()


def _caption(exhibit: Facts, mark: Facts, w: Wording) -> Text:
    # The note is the moderator's, the caption is the party's own and stays in quotation marks.
    said = [text_of(exhibit, "note"), legend(annotated(exhibit), w), *measured(mark, w)]
    if text_of(exhibit, "caption").strip():
        said.append(w.quoted(exhibit["caption"].strip()))
    if text_of(mark, "pair"):
        said.append(w("exhibits.compared", pair=mark["pair"]))
    if exhibit.get("crop"):
        said.append(w("exhibits.cropped"))
    said.append(seen_with(exhibit.get("adjustments"), w))
    about = w.semicolons([part.strip().rstrip(".") for part in said if part])
    return (
        Span(exhibit["id"], bold=True, tone=Tone.LISTING if exhibit["from"] == "listing" else Tone.EVIDENCE),
        Span(f" {about}{w.sign('sentence')}" if about else " "),
        Span(_where(exhibit, w), tone=Tone.SECOND),
    )


def _where(exhibit: Facts, w: Wording) -> str:
    """Which file, and where in it: time of a frame, page of a document."""
    page, time = exhibit.get("page"), text_of(exhibit, "time")
    side = w("exhibits.listing") if exhibit["from"] == "listing" else w.code("side", exhibit["from"])
    key = "exhibits.where_page" if page else "exhibits.where_time" if time else "exhibits.where"
    return w(key, source=exhibit["source"], name=exhibit["name"], side=side, page=page, time=time)


def legend(annotations: Sequence[annotation.Annotation], w: Wording) -> str:
    """`1 impact point; 2 dented bezel`; what has no label is not in it, what cannot be drawn is said."""
    said = []
    for each in annotations:
        if not each.points:
            told = w("exhibits.undrawn", number=each.number, label=each.text, kind=each.kind)
            said.append(told.replace("  ", " "))
        elif each.text:
            said.append(f"{each.number} {each.text}")
    return w.semicolons(said)


def measured(mark: Facts, w: Wording) -> list[str]:
    """`height 17.2 ± 0.2 cm, by ruler 20 cm`; nothing where nothing was measured."""
    found = within(mark, "measurement")
    if not found:
        return []
    spread, known = text_of(found, "uncertainty"), text_of(found, "known")
    length = f"{text_of(found, 'value')}{f' ± {spread}' if spread else ''} {text_of(found, 'unit')}".strip()
    said = w("exhibits.measured", name=text_of(found, "name"), length=length)
    return [w("exhibits.by_known", measured=said, known=known) if known else said]

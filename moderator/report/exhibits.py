"""The exhibits as pictures, each with what it shows and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.domain import annotation
from moderator.report.adjusted import seen_with
from moderator.report.blocks import Block, Drawing, Heading, Paragraph, Picture, Pictures, Span, Text, Tone, grey
from moderator.report.wording import Facts, joined, listed, text_of, within, words

TECHNICAL_RECORD = "Technical record"


def exhibits(record: Facts) -> Iterator[Block]:
    """All exhibits, two abreast, blue frames for the listing, amber for evidence; texts as they stand."""
    shown = listed(record, "exhibits")
    if not shown:
        return
    marked = {one["id"]: one for one in listed(record["verdict"], "exhibits")}
    covered = sorted({words(what) for one in shown for what in listed(one, "redacted")} - {"covered"})
    hidden = f"covered: {joined(covered)}; " if covered else ""
    aside = f"{hidden}files, frames and full hashes: {TECHNICAL_RECORD.lower()}"
    yield Heading("Exhibits", aside, level=1, refers_to=TECHNICAL_RECORD)
    pictures = [one for one in shown if text_of(one, "picture")]
    if pictures:
        yield Pictures(tuple(_picture(one, within(marked, one["id"])) for one in pictures))
    for one in shown:
        if not text_of(one, "picture"):
            yield Paragraph(_caption(one, within(marked, one["id"])))
            yield Paragraph(grey(text_of(one, "text")), small=True, close=True)


def _picture(exhibit: Facts, mark: Facts) -> Picture:
    region = exhibit.get("region")
    x, y, w, h = map(float, region or (0, 0, 1, 1))
    crop = bool(exhibit.get("crop") and region)
    shown = (x, y, w, h) if crop else (0.0, 0.0, 1.0, 1.0)
    return Picture(
        tag=exhibit["id"],
        sha256=exhibit["picture"],
        caption=_caption(exhibit, mark),
        listing=exhibit["from"] == "listing",
        region=(x, y, w, h) if region and not crop else None,
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


def _caption(exhibit: Facts, mark: Facts) -> Text:
    # The note is the moderator's, the caption is the party's own and stays in quotation marks.
    said = [text_of(exhibit, "note"), annotation.legend(annotated(exhibit)), *measured(mark)]
    if text_of(exhibit, "caption").strip():
        said.append(f"“{exhibit['caption'].strip()}”")
    if text_of(mark, "pair"):
        said.append(f"compared with {mark['pair']}")
    if exhibit.get("crop"):
        said.append("only this part of the picture is shown")
    said.append(seen_with(exhibit.get("adjustments")))
    about = "; ".join(part.strip().rstrip(".") for part in said if part)
    who = "seller’s listing" if exhibit["from"] == "listing" else exhibit["from"]
    where = f"{exhibit['source']} {exhibit['name']} ({who}){_place(exhibit)}"
    return (
        Span(exhibit["id"], bold=True, tone=Tone.LISTING if exhibit["from"] == "listing" else Tone.EVIDENCE),
        Span(f" {about}. " if about else " "),
        Span(where, tone=Tone.SECOND),
    )


def _place(exhibit: Facts) -> str:
    """Where in the file: time of a frame, page of a document."""
    if exhibit.get("page"):
        return f", page {exhibit['page']}"
    return f", {exhibit['time']}" if text_of(exhibit, "time") else ""


def measured(mark: Facts) -> list[str]:
    """`height 17.2 ± 0.2 cm, by ruler 20 cm`; nothing where nothing was measured."""
    found = within(mark, "measurement")
    if not found:
        return []
    spread = f" ± {found['uncertainty']}" if text_of(found, "uncertainty") else ""
    known = f", by {found['known']}" if text_of(found, "known") else ""
    return [f"{text_of(found, 'name')} {text_of(found, 'value')}{spread} {text_of(found, 'unit')}{known}".strip()]

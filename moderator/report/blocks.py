"""What a decision says, in order, as plain values: no layout, no fonts, no file.

Text is never markup here: a span's characters are printed as they are, whatever they look like.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """The colour of a text, by its part."""

    PLAIN = 0x1B1D21
    SECOND = 0x50565F
    LABEL = 0x646B75
    LISTING = 0x1F66D6
    EVIDENCE = 0x985500
    BUYER = 0x7A3FC0
    SELLER = 0x0B7A68
    PAPER = 0xFFFFFF


@dataclass(frozen=True, slots=True)
class Span:
    """Characters in one face and colour. `language` is BCP 47 and chooses letter forms; empty: the document's own."""

    text: str
    bold: bool = False
    tone: Tone = Tone.PLAIN
    mono: bool = False
    language: str = ""


Text = tuple[Span, ...]


def plain(text: str, language: str = "") -> Text:
    return (Span(text, language=language),)


def bold(text: str) -> Text:
    return (Span(text, bold=True),)


def grey(text: str, language: str = "") -> Text:
    return (Span(text, tone=Tone.SECOND, language=language),)


def mono(text: str) -> Text:
    return (Span(text, mono=True),)


@dataclass(frozen=True, slots=True)
class Title:
    """The head of the first page. `code` is what its QR code holds, empty for none."""

    office: str
    heading: str
    notes: tuple[Text, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The boxed sentence, and beside it when and by whom."""

    sentence: str
    aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a section; `level` 1 is the largest. `refers_to` names another heading, whose page is added to `aside`."""

    text: str
    aside: str = ""
    level: int = 2
    new_page: bool = False
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `side` ("buyer", "seller" or "") draws that party's edge; `close` joins it to the one before."""

    text: Text
    small: bool = False
    side: str = ""
    close: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width, against the others of the table."""

    head: str
    share: float
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts, one a column. `total`: the last row is a sum, ruled off and bold where it says so."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    small: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """An annotation: arrow, box, ellipse, freehand or text. `points` as fractions of the whole picture."""

    number: str
    kind: str
    points: tuple[tuple[float, float], ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An exhibit. `sha256` names its JPEG; `region` is x, y, w, h as fractions of the whole picture."""

    tag: str
    sha256: str
    caption: Text
    listing: bool = False
    region: tuple[float, float, float, float] | None = None
    drawings: tuple[Drawing, ...] = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """Exhibits, two abreast."""

    pictures: tuple[Picture, ...]


Block = Title | Verdict | Heading | Paragraph | Table | Pictures


@dataclass(frozen=True, slots=True)
class Document:
    """A whole decision. `created` is `YYYYMMDDHHMMSS` in UTC; `footer` stands on every page."""

    title: str
    subject: str
    author: str
    created: str
    footer: str
    keywords: str = ""
    blocks: tuple[Block, ...] = ()

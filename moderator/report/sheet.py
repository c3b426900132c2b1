"""Pages to draw on, turned into the bytes of one PDF file.

What is drawn within `part` belongs to that part of the document's structure; all else is furniture of the page.
Coordinates are points from the top left corner of the page. Everything that could make the bytes differ between
machines is set here: no clock, no compression, no setting of the printing library from the environment.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import groupby

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from moderator.errors import ExportError
from moderator.report import archive, structure
from moderator.report.archive import Properties
from moderator.report.embedding import EmbeddedFace
from moderator.report.fonts import Face
from moderator.report.lines import Line, Piece
from moderator.report.shaping import Look
from moderator.report.structure import Element, Mark, hexed
from moderator.report.unicode import NBSP

rl_config.useA85 = 0
rl_config.pdfComments = 0
rl_config.invariant = 1

WIDTH, HEIGHT = 595.28, 841.89
"""A4 in points."""
_CORNER = 2.6
_ARC = 0.5523
"""How far the control points of a quarter circle stand from its ends, in radii."""
_TOLERATED = 3
"""Thousandths of an em by which a glyph may stand off, so that rounding alone moves nothing."""
_FAUX_BOLD = 0.028
"""Stroke width in em that stands in for a bold face where a script has none."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")


class Jpeg:
    """An exhibit picture as it is embedded, bytes untouched. `width` and `height` in pixels.

    Raises ExportError if `data` is not what `sha256` names, or no JPEG.
    """

    def __init__(self, sha256: str, data: bytes) -> None:
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ExportError(f"An exhibit picture of this decision is not the one it was decided with ({sha256}).")
        self.name = sha256
        self.object = pdfdoc.PDFImageXObject(sha256)
        if not self.object.loadImageFromJPEG(BytesIO(data)):
            raise ExportError(f"The exhibit picture {sha256} is not a JPEG; it cannot be printed.")
        self.width, self.height = int(self.object.width), int(self.object.height)


Path = Sequence[tuple[str, tuple[float, ...]]]
"""Steps of a line: `m` (move) and `l` (line) with one point, `c` (Bézier curve) with three, `h` (close) with none."""


def polyline(points: Sequence[tuple[float, float]], *, closed: bool = False) -> Path:
    """Straight pieces from point to point."""
    steps: list[tuple[str, tuple[float, ...]]] = [("l" if i else "m", point) for i, point in enumerate(points)]
    return [*steps, ("h", ())] if closed else steps


def ellipse(x: float, y: float, w: float, h: float) -> Path:
    """The ellipse in a rectangle, as four Bézier curves."""
    a, b = w / 2, h / 2
    cx, cy, ka, kb = x + a, y + b, a * _ARC, b * _ARC
    return [
        ("m", (cx + a, cy)),
        ("c", (cx + a, cy + kb, cx + ka, cy + b, cx, cy + b)),
        ("c", (cx - ka, cy + b, cx - a, cy + kb, cx - a, cy)),
        ("c", (cx - a, cy - kb, cx - ka, cy - b, cx, cy - b)),
        ("c", (cx + ka, cy - b, cx + a, cy - kb, cx + a, cy)),
        ("h", ()),
    ]


class _BareCanvas(Canvas):  # type: ignore[misc]
    def _make_preamble(self) -> None:
        """No standard font on every page: all fonts of a decision are embedded."""
        self._preamble = ""


class Sheet:
    """The pages of one document, drawn from first to last."""

    def __init__(self, about: Properties) -> None:
        self._about = about
        self._file = BytesIO()
        self._canvas = _BareCanvas(
            self._file,
            pagesize=(WIDTH, HEIGHT),
            pageCompression=0,
            invariant=1,
            pdfVersion=(1, 7),
            lang=about.language,
            initialFontName="Helvetica",
        )
        self._canvas.setTitle(about.title)
        self._canvas.setSubject(about.subject)
        self._canvas.setAuthor(about.author)
        self._canvas.setKeywords(about.keywords)
        self._canvas.setCreator("Moderator")
        self._canvas.setProducer("Moderator")
        self._canvas.setDateFormatter(lambda *_: f"D:{about.created}+00'00'")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._faces: dict[Face, list[EmbeddedFace]] = {}
        self._pictures: set[str] = set()
        self._outlined = 0
        self._page = 0
        self._marked = 0
        self._open = False

    @contextmanager
    def part(self, element: Element) -> Iterator[None]:
        """What is drawn meanwhile belongs to `element`. Parts of the structure nest, what is drawn of them does not."""
        element.marks.append(Mark(self._page, self._marked))
        with self._within(f"/{element.role} << /MCID {self._marked} >> BDC"):
            self._marked += 1
            yield

    @contextmanager
    def _within(self, begin: str) -> Iterator[None]:
        if self._open:
            raise ValueError("marked content within marked content")
        self._canvas.addLiteral(begin)
        self._open = True
        yield
        self._canvas.addLiteral("EMC")
        self._open = False

    @contextmanager
    def furniture(self) -> Iterator[None]:
        """What is drawn meanwhile is nothing that one would read, unless it belongs to a part already."""
        if self._open:
            yield
            return
        with self._within("/Artifact BMC"):
            yield

    def _put(self, drawn: str) -> None:
        self._canvas.addLiteral(drawn if self._open else f"/Artifact BMC {drawn} EMC")

    def text(self, line: Line, x: float, baseline: float) -> None:
        """One line of text, its left end at `x`."""
        shown = ["BT"]
        last = ""
        for piece in _joined(line.pieces):
            if piece.glyphs:
                style = self._style(piece)
                place = f"1 0 0 1 {_n(x)} {_n(HEIGHT - baseline)} Tm"
                shown += ("" if style == last else style, place, self._run(piece))
                last = style
            x += piece.width
        self._put(" ".join([*filter(None, shown), "ET"]))

    def _style(self, piece: Piece) -> str:
        size = piece.look.size * piece.scale
        colour = _rgb(piece.look.colour)
        heavy = piece.look.bold and not piece.face.bold
        weight = f"2 Tr {_n(size * _FAUX_BOLD)} w {colour} RG" if heavy else "0 Tr"
        return f"{colour} rg {weight} /{self._embedded(piece.face).name} {_n(size)} Tf"

    def _run(self, piece: Piece) -> str:
        shown = _shown(piece, self._embedded(piece.face), piece.look.size * piece.scale)
        told = ""
        if piece.language != self._about.language and _LANGUAGE.fullmatch(piece.language):
            told += f" /Lang ({piece.language})"
        if piece.level % 2 == 0 and not _plain(piece):
            told += f" /ActualText {_spelt(piece)}"
        return f"/Span <<{told} >> BDC {shown} EMC" if told else shown

    def _embedded(self, face: Face) -> EmbeddedFace:
        parts = self._faces.setdefault(face, [])
        if not parts or parts[-1].full:
            number = sum(map(len, self._faces.values())) + 1
            parts.append(EmbeddedFace(face, f"F{number}"))
        return parts[-1]

    def place(self, x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
        """A rectangle as the file counts: left, bottom, right, top."""
        return x, HEIGHT - y - h, x + w, HEIGHT - y

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: int, width: float = 0.5) -> None:
        """A straight line."""
        ends = f"{_n(x1)} {_n(HEIGHT - y1)} m {_n(x2)} {_n(HEIGHT - y2)} l"
        self._put(f"{_rgb(colour)} RG {_n(width)} w {ends} S")

    def frame(self, x: float, y: float, w: float, h: float, colour: int, width: float = 0.8) -> None:
        """An empty rectangle, its line centred on the sides."""
        self._put(f"{_rgb(colour)} RG {_n(width)} w {_box(x, y, w, h)} S")

    def rounded(self, x: float, y: float, w: float, h: float, colour: int, width: float = 0.9) -> None:
        """An empty rectangle with rounded corners."""
        left, bottom, right, top = x, HEIGHT - y - h, x + w, HEIGHT - y
        r, k = _CORNER, _CORNER * (1 - _ARC)
        path = [
            (left + r, top, "m"),
            (right - r, top, "l"),
            (right - k, top, right, top - k, right, top - r, "c"),
            (right, bottom + r, "l"),
            (right, bottom + k, right - k, bottom, right - r, bottom, "c"),
            (left + r, bottom, "l"),
            (left + k, bottom, left, bottom + k, left, bottom + r, "c"),
            (left, top - r, "l"),
            (left, top - k, left + k, top, left + r, top, "c"),
        ]
        drawn = " ".join(_n(part) if isinstance(part, float) else str(part) for step in path for part in step)
        self._put(f"{_rgb(colour)} RG {_n(width)} w {drawn} s")

    def fill(self, x: float, y: float, w: float, h: float, colour: int) -> None:
        """A filled rectangle."""
        self._put(f"{_rgb(colour)} rg {_box(x, y, w, h)} f")

    def picture(self, image: Jpeg, x: float, y: float, w: float, h: float) -> None:
        """A picture, stretched into the rectangle. Its bytes are written once, however often it is drawn."""
        document = self._canvas._doc
        if image.name not in self._pictures:
            self._canvas._setXObjects(image.object)
            document.Reference(image.object, document.getXObjectName(image.name))
            self._pictures.add(image.name)
        with self.furniture():
            self._canvas.addLiteral(f"q {_n(w)} 0 0 {_n(h)} {_n(x)} {_n(HEIGHT - y - h)} cm")
            self._canvas.doForm(image.name)
            self._canvas.addLiteral("Q")

    @contextmanager
    def within(self, x: float, y: float, w: float, h: float) -> Iterator[None]:
        """What is drawn meanwhile ends at this rectangle; lines have round ends and corners."""
        with self.furniture():
            self._canvas.addLiteral(f"q {_box(x, y, w, h)} W n 1 J 1 j")
            yield
            self._canvas.addLiteral("Q")

    def stroke(self, path: Path, colour: int, width: float) -> None:
        """A line along a path."""
        self._put(f"{_rgb(colour)} RG {_n(width)} w {_drawn(path)} S")

    def shape(self, path: Path, colour: int) -> None:
        """The area that a path encloses."""
        self._put(f"{_rgb(colour)} rg {_drawn(path)} f")

    def mark(self, title: str, y: float, level: int = 0) -> None:
        """An entry in the document's outline that leads here."""
        self._outlined += 1
        key = f"mark{self._outlined}"
        self._canvas.bookmarkHorizontalAbsolute(key, HEIGHT - y)
        self._canvas.addOutlineEntry(title, key, level)

    def next_page(self) -> None:
        self._canvas.showPage()
        self._page, self._marked = self._page + 1, 0

    def finish(self, root: Element, data: bytes) -> bytes:
        """The file, with its structure and the data that it prints. The last page was ended with `next_page`."""
        document = self._canvas._doc
        for parts in self._faces.values():
            for part in parts:
                part.add_to(document)
        for page in document.Pages.pages:
            page.Trans = None  # a way of turning the page, empty, that the printing library always writes
        archive.identify(document, data)
        archive.complete(document, self._about, data, structure.write(root, document.Pages.pages, document))
        self._canvas.save()
        return self._file.getvalue()


def _spelt(piece: Piece) -> str:
    """What a run with ligatures or split letters says, for a reader that cannot tell by glyph.

    Not for runs from right to left: readers turn those around once more.
    """
    text = "".join(glyph.text for glyph in piece.glyphs).replace(NBSP, " ")
    return hexed(text)


def _plain(piece: Piece) -> bool:
    """Whether each glyph stands for one character, so that the glyphs alone tell the text."""
    return all(len(glyph.text) == 1 for glyph in piece.glyphs)


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours in one face and look as one run, as far as their glyphs alone tell the text."""
    for (told, *_), group in groupby(pieces, key=_setting):
        same = list(group)
        if not told or len(same) == 1:
            yield from same
        else:
            glyphs = tuple(glyph for piece in same for glyph in piece.glyphs)
            yield same[0]._replace(glyphs=glyphs, width=sum(piece.width for piece in same))


def _setting(piece: Piece) -> tuple[bool, Face, Look, int, float, str]:
    return _plain(piece), piece.face, piece.look, piece.level, piece.scale, piece.language


def _shown(piece: Piece, font: EmbeddedFace, size: float) -> str:
    """The operators that show a piece's glyphs where the shaper put them (PDF 32000-1, 9.4.3).

    `pen` is where the next glyph belongs, `drawn` where the reader's pen stands, both in thousandths of an em.
    """
    thousand = 1000 / piece.face.units
    shown: list[str] = []
    row: list[str | int] = []
    pen, drawn, rise = 0.0, 0, 0
    for glyph in piece.glyphs:
        if glyph.dy != rise:
            rise = glyph.dy
            shown += (_row(row), f"{_n(rise * size / piece.face.units)} Ts")
            row = []
        shift = round(pen + glyph.dx * thousand) - drawn
        if abs(shift) > _TOLERATED:
            row.append(shift)
            drawn += shift
        code, nominal = font.shown(glyph)
        row.append(code)
        drawn += nominal
        pen += glyph.advance * thousand
    shown += (_row(row), "0 Ts" if rise else "")
    return " ".join(filter(None, shown))


def _row(row: list[str | int]) -> str:
    """A TJ operator from codes and the distances before them, in thousandths of an em to the right."""
    text = "".join(f"> {-part} <" if isinstance(part, int) and part else str(part or "") for part in row)
    return f"[<{text}>] TJ".replace("<>", "") if row else ""


def _box(x: float, y: float, w: float, h: float) -> str:
    return f"{_n(x)} {_n(HEIGHT - y - h)} {_n(w)} {_n(h)} re"


def _drawn(path: Path) -> str:
    steps = ((*(_n(HEIGHT - part if i % 2 else part) for i, part in enumerate(at)), step) for step, at in path)
    return " ".join(word for step in steps for word in step)


def _rgb(colour: int) -> str:
    return " ".join(_n(channel / 255) for channel in (colour >> 16, colour >> 8 & 255, colour & 255))


def _n(value: float) -> str:
    """A number as PDF writes it: three decimals, nothing superfluous."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text

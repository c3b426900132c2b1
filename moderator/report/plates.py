"""Exhibit pictures, two abreast, in the colour of their side, with tag, marked region and caption."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from moderator.report.blocks import Picture, Pictures, Span, Tone
from moderator.report.drawings import Plate, Set, draw_drawings, draw_numbers, set_drawing
from moderator.report.lines import Line
from moderator.report.setting import LEFT, MEASURE, RIGHT, Setter, baseline
from moderator.report.sheet import Jpeg, Sheet
from moderator.report.strips import Draw, Strip
from moderator.report.structure import Element

_GAP = 12.0
_TALLEST = 226.0
_WIDEST_ALONE = 330.0
_WHITE = 0xFFFFFF
_CAPTION, _LEADING = 7.8, 10.8
_BELOW = 3.0
_WITH_PICTURE = 10
"""Lines of a caption that never part from their picture."""
_TAG = 7.6


class _Plate(NamedTuple):
    """A picture with its place on the page (points, from the top of its strip) and what is written on it."""

    picture: Picture
    image: Jpeg
    x: float
    width: float
    height: float
    tag: Line
    caption: list[Line]
    drawings: list[Set]
    figure: Element
    words: Element
    """The caption, as a part of its own: of a figure only what stands for it is read."""
    cell: float
    mirrored: bool

    def at(self, line: Line) -> float:
        """Where a line of the caption begins: under the picture's own side."""
        return self.x + self.width - line.width if self.mirrored else self.x


def plate_strips(block: Pictures, setter: Setter, load: Callable[[str], bytes]) -> list[Strip]:
    """The strips of all pictures; `load` gives the JPEG of a hash. Raises ExportError if it is not that one."""
    pictures = block.pictures
    cell = (MEASURE - _GAP) / 2 if len(pictures) > 1 else _WIDEST_ALONE
    strips: list[Strip] = []
    for start in range(0, len(pictures), 2):
        row = [
            _plate(picture, setter.start(cell, *_room(place, cell)), cell, setter, load)
            for place, picture in enumerate(pictures[start : start + 2])
        ]
        strips += _row(row)
    return strips


def _room(place: int, cell: float) -> tuple[float, float]:
    """Left and right of what is free for the picture with this place in its row, whichever side rows begin on."""
    taken = place * (cell + _GAP)
    return LEFT + taken, RIGHT - taken


def _plate(picture: Picture, x: float, cell: float, setter: Setter, load: Callable[[str], bytes]) -> _Plate:
    image = Jpeg(picture.sha256, load(picture.sha256))
    scale = min(cell / image.width, _TALLEST / image.height)
    tag = setter.lines((Span(picture.tag, bold=True, tone=Tone.PAPER),), cell - 8, _TAG)[0]
    width, height = image.width * scale, image.height * scale
    caption = setter.lines(picture.caption, cell, _CAPTION)
    drawings = [set_drawing(each, setter, width) for each in picture.drawings]
    said = "".join(span.text for span in picture.caption).removeprefix(picture.tag).strip()
    figure = setter.root.add("Figure", alt=setter.w("title.figure", tag=picture.tag, said=said))
    x = setter.start(width, x, x + cell)
    return _Plate(
        picture, image, x, width, height, tag, caption, drawings, figure, setter.root.add("P"), cell, setter.rtl
    )


def _row(plates: Sequence[_Plate]) -> list[Strip]:
    """The pictures with the beginning of their captions; what is longer goes on below, side by side."""
    height = max(plate.height + _BELOW + min(len(plate.caption), _WITH_PICTURE) * _LEADING for plate in plates)

    def draw(sheet: Sheet, y: float, _: float) -> None:
        for plate in plates:
            plate.figure.box = sheet.place(plate.x, y, plate.width, plate.height)
            with sheet.part(plate.figure):
                _draw(plate, sheet, y)
            with sheet.part(plate.words):
                for place, line in enumerate(plate.caption[:_WITH_PICTURE]):
                    top = y + plate.height + _BELOW + place * _LEADING
                    sheet.text(line, plate.at(line), top + baseline(_LEADING, _CAPTION))

    rest = zip_longest(*(plate.caption[_WITH_PICTURE:] for plate in plates))
    return [Strip(height, draw, gap=9.0), *(Strip(_LEADING, _caption(plates, lines)) for lines in rest)]


def _caption(plates: Sequence[_Plate], lines: Sequence[Line | None]) -> Draw:
    def draw(sheet: Sheet, y: float, _: float) -> None:
        for plate, line in zip(plates, lines, strict=True):
            if line is not None:
                with sheet.part(plate.words):
                    sheet.text(line, plate.at(line), y + baseline(_LEADING, _CAPTION))

    return draw


def _draw(plate: _Plate, sheet: Sheet, y: float) -> None:
    colour = (Tone.LISTING if plate.picture.listing else Tone.EVIDENCE).value
    sheet.picture(plate.image, plate.x, y, plate.width, plate.height)
    sheet.frame(plate.x, y, plate.width, plate.height, colour, 1.2)
    left, top = plate.x, y
    if plate.picture.region is not None:
        x, y_, w, h = plate.picture.region
        left, top = plate.x + x * plate.width, y + y_ * plate.height
        sheet.frame(left, top, w * plate.width, h * plate.height, _WHITE, 2.6)
        sheet.frame(left, top, w * plate.width, h * plate.height, colour, 1.4)
    ground = Plate(plate.x, y, plate.width, plate.height)
    if plate.drawings:
        draw_drawings(plate.drawings, sheet, ground, colour)
    _draw_tag(plate, sheet, left, top, y)
    draw_numbers(plate.drawings, sheet, ground, colour)


def _draw_tag(plate: _Plate, sheet: Sheet, left: float, top: float, y: float) -> None:
    """The exhibit's id on its colour: above the marked region where there is room, else inside its corner."""
    colour = (Tone.LISTING if plate.picture.listing else Tone.EVIDENCE).value
    width, height = plate.tag.width + 7, 11.0
    top = top - height if plate.picture.region is not None and top - height >= y else top
    left = min(left, plate.x + plate.width - width)
    sheet.fill(left - 0.6, top - 0.6, width, height + 0.6, colour)
    sheet.text(plate.tag, left + 3, top + baseline(height, _TAG))

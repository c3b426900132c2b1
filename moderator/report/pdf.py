"""A frozen decision record as the bytes of its PDF. The same record, fonts and pictures give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

from moderator.domain.canonical import canonical
from moderator.domain.languages import DEFAULT, PRINTED
from moderator.report.archive import Properties
from moderator.report.blocks import Document, Heading, Pictures, Span, Tone, plain
from moderator.report.decision import document
from moderator.report.fonts import Face, FontSet, installed_fonts
from moderator.report.plates import plate_strips
from moderator.report.setting import LEFT, RIGHT, Setter, baseline
from moderator.report.shaping import Look, Words, faced
from moderator.report.sheet import HEIGHT, Sheet
from moderator.report.strips import Placed, Strip, paginate
from moderator.report.unicode import lines_of
from moderator.report.wording import wording, wording_of

__all__ = ["FontSet", "Rendered", "fonts_needed", "has_letters_of", "installed_fonts", "render"]

_TOP = 46.0
_BOTTOM = HEIGHT - 58.0
_FOOT = HEIGHT - 44.0
_FOOT_SIZE = 7.4
_RULE = 0xC4C8CE


@dataclass(frozen=True)
class Rendered:
    """A printed decision. `missing`: the characters that no font had, printed as `[U+XXXX NAME]`, in code order."""

    data: bytes
    pages: int
    missing: tuple[str, ...]


def render(record: Mapping[str, Any], picture: Callable[[str], bytes], fonts: FontSet) -> Rendered:
    """The PDF of a decision record (`moderator-record/1`).

    `picture` gives the JPEG of a hash. Nothing else is read: no clock, locale, time zone, environment or file.
    Raises ExportError if a picture is not the one of its hash, or no JPEG.
    """
    missing: set[str] = set()
    whole, w = document(record), wording_of(record)
    setter = Setter(fonts, missing.add, w)
    strips: list[Strip] = []
    for block in whole.blocks:
        strips += plate_strips(block, setter, picture) if isinstance(block, Pictures) else setter.strips(block)
    pages = paginate(strips, _TOP, _BOTTOM)
    for number, page in enumerate(pages, 1):
        setter.pages.update({placed.strip.name: number for placed in page if placed.strip.name})
    told = (whole.title, whole.subject, whole.author, whole.created, whole.keywords)
    sheet = Sheet(Properties(*told, w.language, w("title.data")))
    for number, page in enumerate(pages, 1):
        _draw_page(page, sheet)
        _draw_foot(whole, w("title.pages", page=number, pages=len(pages)), setter, sheet)
        sheet.next_page()
    return Rendered(sheet.finish(setter.root, canonical(record)), len(pages), tuple(sorted(missing)))


def _draw_page(page: list[Placed], sheet: Sheet) -> None:
    for strip, y, gap in page:
        strip.draw(sheet, y, gap)


def _draw_foot(whole: Document, page: str, setter: Setter, sheet: Sheet) -> None:
    sheet.line(LEFT, _FOOT, RIGHT, _FOOT, _RULE)
    y = _FOOT + 3 + baseline(11, _FOOT_SIZE)
    left = setter.lines((Span(whole.footer, tone=Tone.SECOND),), RIGHT - LEFT - 80, _FOOT_SIZE)[0]
    right = setter.lines((Span(page, tone=Tone.SECOND),), 75, _FOOT_SIZE)[0]
    sheet.text(left, setter.start(left.width), y)
    sheet.text(right, LEFT if setter.rtl else RIGHT - right.width, y)


def fonts_needed(record: Mapping[str, Any], fonts: FontSet) -> FontSet:
    """Those of `fonts` that this decision uses, in the same order: with them alone it prints as with all.

    The record may lack its `fonts` and `entry` yet: that is what this is asked for.
    """
    used: set[Face] = {fonts.faces[0], *_for_the_form(fonts)}
    for span in _spans(document({"entry": "0123456789abcdef", **record})):
        used |= _faces(span, DEFAULT, fonts)
    return fonts.only(used)


@lru_cache(maxsize=4)
def _for_the_form(fonts: FontSet) -> frozenset[Face]:
    """What the form is set in, in every language that a decision can be asked for in."""
    faces = (
        fonts.face_for(sign, bold, False, language, None)
        for language in PRINTED
        for sign in _signs(language)
        for bold in (False, True)
    )
    return frozenset(face for face in faces if face is not None)


@lru_cache(maxsize=len(PRINTED))
def _signs(language: str) -> frozenset[str]:
    """The characters of a form. None is a mark on another letter, so each is looked up alone."""
    return frozenset("".join(wording(language).texts()))


def has_letters_of(language: str, fonts: FontSet) -> bool:
    """Whether the form can be set in that language; what a party wrote may lack a letter all the same."""
    return all(fonts.face_for(sign, False, False, language, None) is not None for sign in _signs(language))


def _faces(span: Span, language: str, fonts: FontSet) -> set[Face]:
    look = Look(9.0, span.bold, span.mono)
    words = (Words(line, look, span.language or language) for line in lines_of(span.text))
    return {char.face for each in words for char in faced([each], fonts, False, _ignored)}


def _ignored(character: str) -> None:
    """What is missing is told when the decision is printed."""


def _spans(value: object) -> Iterator[Span]:
    """All text of a document; what has no span yet may be set regular or bold."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, str):
        yield from (Span(value), Span(value, bold=True))
    elif isinstance(value, Heading):
        yield from (Span(value.text, bold=True), *plain(f"  ({value.aside} 0123456789)"))
    elif isinstance(value, tuple):
        for item in value:
            yield from _spans(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _spans(getattr(value, part.name))

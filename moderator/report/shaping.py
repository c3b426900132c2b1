"""From a line of text to glyphs: which face prints what, in which direction, and the shapes that HarfBuzz gives.

The printing library shapes with the face's own tables but writes the glyphs back as characters of its choice, which
loses the text for copying and makes the bytes depend on what was printed before. So glyphs are kept as glyphs here,
each with the text it stands for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb
from bidi import algorithm

from moderator.report.fonts import Face, FontSet
from moderator.report.unicode import clusters, has_rtl, named, unprintable

_MARKS = {"\u200e": "\u200f", "\u200f": "\u200e"}
_LONGEST_WORD = 64
"""Longer runs are not words that come again, and are not remembered."""
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))


class Glyph(NamedTuple):
    """One glyph: its number in the face, how far it moves the pen, where it stands (font units), what it spells."""

    number: int
    advance: int
    dx: int
    dy: int
    text: str


class Look(NamedTuple):
    """How a piece of text is set. `size` in points, `colour` as 0xRRGGBB."""

    size: float
    bold: bool = False
    mono: bool = False
    colour: int = 0x1B1D21


class Words(NamedTuple):
    """Text as given, in one look and one language (BCP 47)."""

    text: str
    look: Look
    language: str = "en"


class Char(NamedTuple):
    """One cluster with everything that decides its glyphs. `level` is its embedding level; odd runs right to left."""

    text: str
    look: Look
    language: str
    face: Face
    level: int


def faced(words: Iterable[Words], fonts: FontSet, base_rtl: bool, missing: Callable[[str], None]) -> list[Char]:
    """The clusters of one line of text with face and direction; what cannot be printed is spelt out by name.

    `missing` is told every character that is. `words` hold no line ends.
    """
    chars: list[Char] = []
    for text, look, language in words:
        last: Face | None = None
        bad = unprintable(text)
        for cluster in clusters(text):
            face = None if bad and bad.intersection(cluster) else _face(cluster, look, language, fonts, last)
            if face is not None:
                chars.append(Char(cluster, look, language, face, 0))
                last = face
            else:
                chars += _parts(cluster, look, language, fonts, missing)
    return _levelled(chars, base_rtl)


def _face(cluster: str, look: Look, language: str, fonts: FontSet, last: Face | None) -> Face | None:
    return fonts.face_for(cluster, look.bold, look.mono, language, last)


def _parts(cluster: str, look: Look, language: str, fonts: FontSet, missing: Callable[[str], None]) -> Iterable[Char]:
    """A cluster that no face has whole: composed if that helps, else character by character, the rest by name."""
    composed = unicodedata.normalize("NFC", cluster)
    if composed != cluster and not unprintable(cluster):
        face = _face(composed, look, language, fonts, None)
        if face is not None:
            return [Char(composed, look, language, face, 0)]
    chars: list[Char] = []
    for character in cluster:
        face = None if unprintable(character) else _face(character, look, language, fonts, None)
        if face is not None:
            chars.append(Char(character, look, language, face, 0))
            continue
        missing(character)
        chars += (Char(sign, look, "en", _ascii_face(sign, look, fonts), 0) for sign in named(character))
    return chars


def _ascii_face(sign: str, look: Look, fonts: FontSet) -> Face:
    return _face(sign, look, "en", fonts, None) or fonts.faces[0]


def _levelled(chars: list[Char], base_rtl: bool) -> list[Char]:
    if not base_rtl and not has_rtl("".join(char.text for char in chars)):
        return chars
    levels = embedding_levels([char.text[0] for char in chars], base_rtl)
    marked = [char._replace(level=level) for char, level in zip(chars, levels, strict=True)]
    return [char for place, char in enumerate(marked) if not _bounds_inset(marked, place)]


def _bounds_inset(chars: Sequence[Char], place: int) -> bool:
    """Whether a mark is one of the two that bound a text set into words of the other direction. They have done their
    work once the levels are known; drawn, they would be letters without a width."""
    other = _MARKS.get(chars[place].text)
    beside = chars[max(0, place - 1) : place + 2]
    return other is not None and any(char.text == other for char in beside)


def embedding_levels(characters: Sequence[str], base_rtl: bool) -> list[int]:
    """The resolved level of each character (UAX #9, W1 to I2). Explicit controls must have been taken out before."""
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = int(base_rtl), "LR"[base_rtl]
    seen = [place for place, one in enumerate(characters) if unicodedata.bidirectional(one) not in ("BN", "")]
    algorithm.get_embedding_levels("".join(characters[place] for place in seen), storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    levels = [-1] * len(characters)
    for place, resolved in zip(seen, storage["chars"], strict=True):
        levels[place] = resolved["level"]
    for place, level in enumerate(levels):
        if level < 0:
            levels[place] = levels[place - 1] if place else int(base_rtl)
    return levels


def shape(face: Face, text: str, rtl: bool, language: str) -> tuple[Glyph, ...]:
    """The glyphs of a run in one face and direction, in the order in which they stand on the line."""
    return _word(face, text, rtl, language) if len(text) <= _LONGEST_WORD else _shape(face, text, rtl, language)


@lru_cache(maxsize=50_000)
def _word(face: Face, text: str, rtl: bool, language: str) -> tuple[Glyph, ...]:
    return _shape(face, text, rtl, language)


def _shape(face: Face, text: str, rtl: bool, language: str) -> tuple[Glyph, ...]:
    buffer = hb.Buffer()
    buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
    buffer.add_str(text)
    buffer.direction = "rtl" if rtl else "ltr"
    # Without a language of its own the buffer takes the one of the process's locale.
    buffer.language = language
    buffer.guess_segment_properties()
    hb.shape(face.hb_font, buffer)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    spelt: set[int] = set()
    glyphs: list[Glyph] = []
    for info, position in zip(infos, positions, strict=True):
        first = info.cluster not in spelt
        spelt.add(info.cluster)
        spells = text[info.cluster : ends[info.cluster]] if first else ""
        if glyphs and not rtl and spells in _SKIN_TONES:
            # No face here has hands in colours: the tone stays in the text and would print as a box.
            glyphs[-1] = glyphs[-1]._replace(text=glyphs[-1].text + spells)
            continue
        glyph = Glyph(info.codepoint, position.x_advance, position.x_offset, position.y_offset, spells)
        glyphs += _letters(face, glyph) if rtl else (glyph,)
    return tuple(glyphs)


def _letters(face: Face, glyph: Glyph) -> list[Glyph]:
    """A ligature that runs right to left, with an empty glyph within its right end for each letter but the last.

    Readers turn such a run around glyph by glyph; letters that share a glyph would come out the wrong way.
    """
    space = face.hb_font.get_nominal_glyph(0x20)
    if space is None or len(glyph.text) < 2:
        return [glyph]
    back = -int(face.hb_font.get_glyph_h_advance(space))
    others = (Glyph(space, 0, back, 0, letter) for letter in glyph.text[-2::-1])
    return [glyph._replace(text=glyph.text[-1]), *others]

"""From a paragraph to lines of a given width: where it may break, and in which order a line stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from moderator.report.fonts import Face, FontSet
from moderator.report.shaping import Char, Glyph, Look, Words, faced, shape
from moderator.report.unicode import NBSP, lines_of, starts_rtl

_ZWSP = "\u200b"
_LONGEST_WORD = 64
_NO_START = frozenset(
    "、。，．：；！？）］｝〉》」』】〕〗〙〛…‥ー々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ・％”’»)]},.:;!?%›"
)
_NO_END = frozenset("（［｛〈《「『【〔〖〘〚“‘«([{‹")


class Piece(NamedTuple):
    """A run of glyphs in one face, look and language. `width` in points; `scale` < 1 where one glyph was too wide."""

    face: Face
    look: Look
    glyphs: tuple[Glyph, ...]
    level: int
    width: float
    scale: float = 1.0
    language: str = "en"


class Line(NamedTuple):
    """Pieces from left to right. `rtl` is the direction of its paragraph."""

    pieces: tuple[Piece, ...]
    width: float
    rtl: bool


class _Token(NamedTuple):
    """What a line cannot be broken within, or the white space between two of these."""

    chars: Sequence[Char]
    pieces: tuple[Piece, ...]
    width: float
    space: bool


def break_lines(
    words: Sequence[Words], width: float, fonts: FontSet, missing: Callable[[str], None], rtl: bool | None = None
) -> list[Line]:
    """The lines of a text, none wider than `width` points.

    `rtl` sets the direction of all its paragraphs; None takes it from each one's first letter. An empty text is one
    empty line.
    """
    lines: list[Line] = []
    for paragraph in _paragraphs(words):
        whole = "".join(part.text for part in paragraph)
        backwards = starts_rtl(whole) if rtl is None else rtl
        tokens = _tokens(faced(paragraph, fonts, backwards, missing))
        lines += (_line(pieces, backwards) for pieces in _filled(tokens, width))
    return lines


def _paragraphs(words: Sequence[Words]) -> list[list[Words]]:
    paragraphs: list[list[Words]] = [[]]
    for part in words:
        first, *others = lines_of(part.text)
        paragraphs[-1].append(part._replace(text=first))
        paragraphs += ([part._replace(text=text)] for text in others)
    return paragraphs


def _tokens(chars: Sequence[Char]) -> Iterator[_Token]:
    start = 0
    for end in range(1, len(chars) + 1):
        if end == len(chars) or _may_break(chars[end - 1].text, chars[end].text):
            part = chars[start:end]
            pieces = _pieces(part)
            yield _Token(part, pieces, sum(piece.width for piece in pieces), part[0].text == " ")
            start = end


@lru_cache(maxsize=8_192)
def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two clusters; a short form of UAX #14."""
    if (before == " ") != (after == " "):
        return True
    if before == " " or NBSP in (before, after) or "\u2060" in (before, after):
        return False
    if before == _ZWSP:
        return True
    if after[0] in _NO_START or before[-1] in _NO_END:
        return False
    if _wide(before) or _wide(after):
        return True
    if before in "-\u2010\u2013\u2014/":
        return (after.isalpha() and before != "/") or (before == "/" and after not in "/0123456789")
    return False


def _wide(cluster: str) -> bool:
    """Ideographs, kana and emoji: a line may end beside each."""
    code = ord(cluster[0])
    return (
        0x2E80 <= code <= 0x2FFF
        or 0x3005 <= code <= 0x312F
        or 0x31A0 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0xA4CF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF01 <= code <= 0xFF60
        or 0x1F300 <= code <= 0x1FAFF
        or code >= 0x20000
    )


def _pieces(chars: Sequence[Char]) -> tuple[Piece, ...]:
    """The glyphs of clusters that stay together, in logical order of their runs."""
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(chars) + 1):
        one = chars[start]
        if end < len(chars) and _alike(chars[end], one):
            continue
        text = "".join([char.text for char in chars[start:end]])
        make = _known_piece if len(text) <= _LONGEST_WORD else _piece
        pieces.append(make(text, one.look, one.language, one.face, one.level))
        start = end
    return tuple(pieces)


def _piece(text: str, look: Look, language: str, face: Face, level: int) -> Piece:
    glyphs = shape(face, text, level % 2 == 1, language)
    width = sum([glyph.advance for glyph in glyphs]) * look.size / face.units
    return Piece(face, look, glyphs, level, width, language=language)


_known_piece = lru_cache(maxsize=4_096)(_piece)
"""For words, which come again."""


def _alike(one: Char, other: Char) -> bool:
    """Whether two clusters are set in one run. What is the same object is not compared, which is nearly always so."""
    if one.face is not other.face or one.level != other.level:
        return False
    return (one.look is other.look or one.look == other.look) and one.language == other.language


def _filled(tokens: Iterator[_Token], width: float) -> Iterator[list[Piece]]:
    """The pieces of each line: as many tokens as fit; a token wider than a line is cut between its clusters."""
    line: list[Piece] = []
    used = 0.0
    gap: _Token | None = None
    for token in tokens:
        if token.space:
            gap = token
            continue
        space = gap.width if gap is not None else 0.0
        if line and used + space + token.width > width:
            yield line
            line, used, space = [], 0.0, 0.0
        elif gap is not None and space < width:
            line += gap.pieces
            used += space
        gap = None
        if used + token.width > width:
            *full, rest = _cut(token, width)
            yield from full
            line, used = rest, sum(piece.width for piece in rest)
        else:
            line += token.pieces
            used += token.width
    yield line


def _cut(token: _Token, width: float) -> list[list[Piece]]:
    """A token over several lines. A single cluster that is wider than the line is set smaller."""
    rows: list[list[Piece]] = []
    chars, start = token.chars, 0
    while start < len(chars):
        count = _fitting(chars, start, width)
        pieces = list(_pieces(chars[start : start + count]))
        if count == 1:
            total = sum(piece.width for piece in pieces)
            pieces = [_shrunk(piece, min(1.0, width / total if total else 1.0)) for piece in pieces]
        rows.append(pieces)
        start += count
    return rows


def _fitting(chars: Sequence[Char], start: int, width: float) -> int:
    """How many clusters from `start` fit, at least one. Doubling, then halving, since shaping is what costs."""
    left = len(chars) - start
    good, bad = 1, 2
    while bad <= left and _width(chars[start : start + bad]) <= width:
        good, bad = bad, bad * 2
    bad = min(bad, left + 1)
    while bad - good > 1:
        middle = (good + bad) // 2
        if _width(chars[start : start + middle]) <= width:
            good = middle
        else:
            bad = middle
    return good


def _width(chars: Sequence[Char]) -> float:
    return sum(piece.width for piece in _pieces(chars))


def _shrunk(piece: Piece, scale: float) -> Piece:
    return piece._replace(width=piece.width * scale, scale=piece.scale * scale)


def _line(pieces: Sequence[Piece], rtl: bool) -> Line:
    """In the order in which they stand: rule L2 of UAX #9, on whole runs."""
    order = list(pieces)
    highest = max((piece.level for piece in order), default=0)
    for level in range(highest, 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and order[end].level >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end + 1
    return Line(tuple(order), sum(piece.width for piece in order), rtl)

"""Mutants of valid files: the same seed gives the same mutant."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.robustness.structure import FORMATS, Piece, mended_png, pieces
from tests.robustness.valid_films import documents, films
from tests.robustness.valid_photos import Valid, photos

LARGEST = 24_000
"""A valid file over so many bytes is no seed: its mutants would only be slower."""


class Mutant(NamedTuple):
    """`name` says of which file by which seed, `how` by which changes."""

    name: str
    format: str
    data: bytes
    how: tuple[str, ...]


Change = Callable[[random.Random, bytes, list[Piece], bytes], bytes]


def seeds() -> dict[str, list[Valid]]:
    """Valid small files of every format."""
    found: dict[str, list[Valid]] = {format_: [] for format_ in FORMATS}
    for valid in [*photos(), *films(8), *documents()]:
        if len(valid.data) <= LARGEST:
            found[valid.format].append(valid)
    return found


def mutant(number: int, corpus: dict[str, list[Valid]]) -> Mutant:
    """The mutant of this number: formats in turn, one to four changes."""
    chance = random.Random(number)
    format_ = FORMATS[number % len(FORMATS)]
    source, other = chance.choice(corpus[format_]), chance.choice(corpus[format_])
    data, how = source.data, []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        change = chance.choice(CHANGES)
        data = change(chance, data, pieces(format_, data), other.data) or source.data
        how.append(change.__name__)
    if format_ == "png" and chance.random() < 0.8:
        data = mended_png(data)
    return Mutant(f"{number}-{source.name}", format_, data, tuple(how))


def flip_bits(chance: random.Random, data: bytes, _: Sequence[Piece], __: bytes) -> bytes:
    out = bytearray(data)
    for _n in range(chance.choice((1, 2, 8, 32))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def overwrite(chance: random.Random, data: bytes, _: Sequence[Piece], __: bytes) -> bytes:
    """A run of bytes: all the same, or noise."""
    place, length = chance.randrange(len(data)), chance.choice((1, 2, 4, 16, 64, 300))
    run = chance.choice((b"\0", b"\xff", b"\x80", b"A")) * length if chance.random() < 0.5 else chance.randbytes(length)
    return data[:place] + run + data[place + length :]


def cut_off(chance: random.Random, data: bytes, found: Sequence[Piece], _: bytes) -> bytes:
    place = chance.choice(found).start if found and chance.random() < 0.5 else chance.randrange(1, len(data) + 1)
    return data[: max(1, place)]


def insert(chance: random.Random, data: bytes, _: Sequence[Piece], __: bytes) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.randbytes(chance.choice((1, 4, 50, 1000))) + data[place:]


def remove_piece(chance: random.Random, data: bytes, found: Sequence[Piece], _: bytes) -> bytes:
    piece = _one(chance, found, data)
    return data[: piece.start] + data[piece.end :]


def repeat_piece(chance: random.Random, data: bytes, found: Sequence[Piece], _: bytes) -> bytes:
    piece = _one(chance, found, data)
    times = chance.choice((1, 1, 2, 20))
    if (piece.end - piece.start) * times > 200_000:
        times = 1
    return data[: piece.end] + data[piece.start : piece.end] * times + data[piece.end :]


def swap_pieces(chance: random.Random, data: bytes, found: Sequence[Piece], _: bytes) -> bytes:
    one, two = sorted((_one(chance, found, data), _one(chance, found, data)))
    if one.end > two.start:
        return data[: one.start] + data[one.start : one.end][::-1] + data[one.end :]
    middle = data[one.end : two.start]
    first, second = data[one.start : one.end], data[two.start : two.end]
    return data[: one.start] + second + middle + first + data[two.end :]


def lie_about_length(chance: random.Random, data: bytes, found: Sequence[Piece], other: bytes) -> bytes:
    """A number that says how long something is, or which kind it is."""
    numbered = [piece for piece in found if piece.width]
    if not numbered:
        return extreme_number(chance, data, found, other)
    piece = chance.choice(numbered)
    return _put(chance, data, piece.number, piece.width)


def extreme_number(chance: random.Random, data: bytes, found: Sequence[Piece], _: bytes) -> bytes:
    """A number in a header, of a piece or of the file, becomes one that nobody tries."""
    piece = _one(chance, found, data)
    place = piece.start + chance.randrange(min(64, piece.end - piece.start))
    return _put(chance, data, place, chance.choice((1, 2, 4, 8)))


def splice(chance: random.Random, data: bytes, found: Sequence[Piece], other: bytes) -> bytes:
    """The head of one file and the tail of another of its format."""
    place = chance.choice(found).end if found and chance.random() < 0.5 else chance.randrange(len(data))
    return data[:place] + other[chance.randrange(len(other)) :]


def _one(chance: random.Random, found: Sequence[Piece], data: bytes) -> Piece:
    if found:
        return chance.choice(found)
    start = chance.randrange(len(data))
    return Piece(start, min(len(data), start + chance.choice((4, 40, 400))))


def _put(chance: random.Random, data: bytes, place: int, width: int) -> bytes:
    top = (1 << 8 * width) - 1
    old = int.from_bytes(data[place : place + width], "big")
    value = chance.choice((0, 1, 2, top, top >> 1, (top >> 1) + 1, top - 1, old + 1, old - 1, old * 2, old << 8, 65536))
    order = chance.choice(("big", "big", "little"))
    return data[:place] + (value & top).to_bytes(width, order) + data[place + width :]  # type: ignore[arg-type]


CHANGES: tuple[Change, ...] = (
    flip_bits, overwrite, cut_off, insert, remove_piece, repeat_piece, swap_pieces, lie_about_length, lie_about_length,
    extreme_number, extreme_number, splice,
)  # fmt: skip

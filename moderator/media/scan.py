"""What a worker found in a film, as it travels and as it is kept: counted numbers, doubted before they are used."""

from __future__ import annotations

import struct
from itertools import pairwise

import numpy as np

from moderator.domain.scan import MOST_BEST, NO_SOUND, SILENCE_DB, Cut, CutKind, Freeze, Loudness, Scan
from moderator.media import limits
from moderator.media.wire import ProtocolError

_HEAD = struct.Struct("<6I")
"""Frames in all, number of the first one told of, how many, then the counts of cuts, freezes and best frames."""
_CUT, _FREEZE, _BEST = struct.Struct("<3I"), struct.Struct("<2I"), struct.Struct("<I")
_FRAME_BYTES = 10


def pack_scan(scan: Scan, first: int = 0) -> bytes:
    """`first` is the number of the first frame that this part tells of."""
    count = len(scan.pts)
    head = _HEAD.pack(scan.total, first, count, len(scan.cuts), len(scan.freezes), len(scan.best))
    cuts = b"".join(_CUT.pack(each.frame, each.begins, each.kind) for each in scan.cuts)
    freezes = b"".join(_FREEZE.pack(each.first, each.last) for each in scan.freezes)
    best = b"".join(map(_BEST.pack, scan.best))
    return b"".join((
        head, np.array(scan.pts, "<i8").tobytes(), scan.sharpness, scan.light, cuts, freezes, best,
    ))  # fmt: skip


def unpack_scan(data: bytes | memoryview) -> tuple[Scan, int]:
    """The part and the number of its first frame. Raises ProtocolError for what cannot be one."""
    if len(data) < _HEAD.size:
        raise ProtocolError("a pass without a head")
    total, first, count, cuts, freezes, best = _HEAD.unpack_from(data)
    sizes = (8 * count, count, count, _CUT.size * cuts, _FREEZE.size * freezes, _BEST.size * best)
    if len(data) != _HEAD.size + sum(sizes):
        raise ProtocolError("a pass of another size")
    if not (0 < total <= limits.INDEX_FRAMES and first + count <= total and best <= MOST_BEST):
        raise ProtocolError("more frames than there are")
    pieces, place = [], _HEAD.size
    for size in sizes:
        pieces.append(bytes(data[place : place + size]))
        place += size
    until = first + count
    return Scan(
        total, tuple(np.frombuffer(pieces[0], "<i8").tolist()), pieces[1], pieces[2], _cuts(pieces[3], until),
        _freezes(pieces[4], until), _best(pieces[5], until),
    ), first  # fmt: skip


def _cuts(data: bytes, until: int) -> tuple[Cut, ...]:
    found = []
    for frame, begins, kind in _CUT.iter_unpack(data):
        if kind not in CutKind.__members__.values() or not begins <= frame < until:
            raise ProtocolError("a cut that cannot be")
        found.append(Cut(frame, CutKind(kind), begins))
    _rising([each.frame for each in found])
    return tuple(found)


def _freezes(data: bytes, until: int) -> tuple[Freeze, ...]:
    found = tuple(Freeze(first, last) for first, last in _FREEZE.iter_unpack(data))
    if not all(each.first < each.last < until for each in found):
        raise ProtocolError("a freeze that cannot be")
    _rising([each.first for each in found])
    return found


def _best(data: bytes, until: int) -> tuple[int, ...]:
    found = tuple(number for (number,) in _BEST.iter_unpack(data))
    if not all(each < until for each in found):
        raise ProtocolError("a frame that is not there")
    _rising(found)
    return found


def _rising(numbers: list[int] | tuple[int, ...]) -> None:
    if any(a >= b for a, b in pairwise(numbers)):
        raise ProtocolError("numbers out of order")


def unpack_loudness(data: bytes | memoryview) -> Loudness | None:
    """Nothing stands for no sound. Raises ProtocolError for levels that cannot be."""
    levels = bytes(data)
    if not levels:
        return None
    most = max(levels)
    if most > -2 * SILENCE_DB and set(levels) != {NO_SOUND}:
        raise ProtocolError("louder than full scale")
    return Loudness(levels)


class Joining:
    """Puts the parts of a pass together as they come."""

    def __init__(self) -> None:
        self._begun = 0
        self._begin(0)

    def _begin(self, total: int) -> None:
        self._begun += 1
        self._total = total
        self._pts: list[int] = []
        self._sharp, self._light = bytearray(), bytearray()
        self._cuts: list[Cut] = []
        self._freezes: list[Freeze] = []

    def add(self, part: Scan, first: int) -> None:
        """A part at frame 0 begins anew, once: the file was not what it said. Raises ProtocolError where none fits."""
        if first == 0 and self._begun < 3:
            self._begin(part.total)
        if first != len(self._pts) or part.total != self._total or not part.pts:
            raise ProtocolError("a part that does not follow")
        _rising([each.frame for each in (*self._cuts[-1:], *part.cuts)])
        _rising([each.first for each in (*self._freezes[-1:], *part.freezes)])
        self._pts += part.pts
        self._sharp += part.sharpness
        self._light += part.light
        self._cuts += part.cuts
        self._freezes += part.freezes

    def scan(self, best: tuple[int, ...] = (), *, done: bool = False) -> Scan:
        """What is known so far. Raises ProtocolError where it is said to be done and frames lack."""
        if done and len(self._pts) != self._total:
            raise ProtocolError("a pass that ended early")
        return Scan(
            self._total, tuple(self._pts), bytes(self._sharp), bytes(self._light), tuple(self._cuts),
            tuple(self._freezes), best, done=done,
        )  # fmt: skip

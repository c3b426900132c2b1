"""The language between the application and a worker: fixed-size structs and counted bytes, nothing that executes.

A request is one `Request`, perhaps followed by `payload` bytes, with the file's descriptor beside it. It is answered by
one or more `Reply`; the `payload` bytes of each stand at the start of the worker's slot (`slot`). The last has `more`
0; after each other one the worker waits for GO, since it will write over the slot, or for ENOUGH, after which it says
no more to this request. No pickle, no names, no prose.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, fields
from enum import IntEnum
from fractions import Fraction
from typing import Self

from moderator.domain.sound import SAMPLE_BYTES
from moderator.media import limits
from moderator.media.reasons import Reason

VERSION = 2
GO, ENOUGH = b"G", b"E"
NO_PLANES = bytes(32)
BACK = -1
NONE = -1
"""Stands for "not given" in page, index and pts' companions."""


class Op(IntEnum):
    PROBE = 1
    STILL = 2
    INDEX = 3
    FRAME = 4
    STORYBOARD = 5
    EXHIBIT = 6
    PAGES = 7
    TEXT = 8
    SELFTEST = 9
    ALIGN = 10
    DIFFERENCE = 11
    OVERLAY = 12
    SCAN = 13
    LOUDNESS = 14
    FRAMES = 15
    SOUND = 16
    CODES = 17
    SIMILARITY = 18


class Answer(IntEnum):
    """What a reply carries."""

    READY = 1
    ERROR = 2
    FRAME = 3
    INDEX = 4
    INFO = 5
    PICTURE = 6
    COUNT = 7
    TEXT = 8
    ALIGNMENT = 9
    DIFFERENCE = 10
    SCAN = 11
    LOUDNESS = 12
    SOUND = 13
    CODES = 14
    SIMILARITY = 15


class Info(IntEnum):
    """The keys of a reply of kind INFO; values are text, numbers in decimal."""

    KIND = 1
    FORMAT = 2
    REASON = 3
    REASON_A = 4
    REASON_B = 5
    WIDTH = 6
    HEIGHT = 7
    PAGES = 8
    DURATION = 9
    TIME_BASE = 10
    STREAM = 11
    CODEC = 12
    FRAMES = 13
    CAPTURED_AT = 14
    DEVICE = 15
    ORIENTATION = 16
    VFR = 17
    HDR = 18
    INTERLACED = 19
    # From here on: what the file claims of itself, shown as a list under these names in lower case.
    MAKE = 100
    MODEL = 101
    LENS = 102
    SOFTWARE = 103
    ARTIST = 104
    DESCRIPTION = 105
    COMMENT = 106
    TAKEN = 107
    CHANGED = 108
    CREATED = 109
    LOCATION = 110
    EXPOSURE = 111
    ENCODER = 112
    BRAND = 113
    COLOUR = 114
    PROFILE = 115
    PIXEL_FORMAT = 116
    RATE = 117
    BIT_RATE = 118
    PIXEL_ASPECT = 119
    STREAMS = 120
    AUDIO = 121
    PRODUCER = 122
    TITLE = 123


FIRST_CLAIM = Info.MAKE


ANSWERS: dict[Op, tuple[Answer, int]] = {
    Op.PROBE: (Answer.INFO, limits.INFO_BYTES),
    Op.STILL: (Answer.FRAME, limits.SHOWN_PIXELS * 3),
    Op.INDEX: (Answer.INDEX, limits.INDEX_FRAMES * 9),
    Op.FRAME: (Answer.FRAME, limits.SHOWN_PIXELS * 3),
    Op.STORYBOARD: (Answer.FRAME, limits.SHOWN_PIXELS * 3),
    Op.EXHIBIT: (Answer.PICTURE, limits.PICTURE_BYTES),
    Op.PAGES: (Answer.COUNT, 0),
    Op.TEXT: (Answer.TEXT, limits.TEXT_BYTES),
    Op.SELFTEST: (Answer.FRAME, 12),
    Op.ALIGN: (Answer.ALIGNMENT, 256),
    Op.DIFFERENCE: (Answer.DIFFERENCE, limits.PAIR_SIDE * limits.PAIR_SIDE + (16 << 10)),
    Op.OVERLAY: (Answer.FRAME, limits.PAIR_SIDE * limits.PAIR_SIDE * 3),
    Op.SCAN: (Answer.SCAN, 8 << 10),
    Op.LOUDNESS: (Answer.LOUDNESS, limits.SOUND_BINS),
    Op.FRAMES: (Answer.FRAME, limits.SHOWN_PIXELS * 3),
    Op.SOUND: (Answer.SOUND, limits.SOUND_SAMPLES * SAMPLE_BYTES),
    Op.CODES: (Answer.CODES, 48 << 10),
    Op.SIMILARITY: (Answer.SIMILARITY, 64),
}
"""For every op: what its answer is, and how many bytes may follow it at most."""
_IN_PARTS = (Op.STORYBOARD, Op.FRAMES, Op.ALIGN, Op.SCAN, Op.CODES, Op.SIMILARITY)
"""Whose answer may be several replies."""


class ProtocolError(Exception):
    """The other side said something that the protocol does not allow."""


@dataclass(frozen=True)
class Request:
    """`handle` is the file's handle where descriptors travel as numbers (Windows), else 0. `max_*` 0: unbounded.

    `planes` 1: the reply is to name the frame by the hash of its planes too, see `values.Frame`. `page` BACK: a run of
    frames goes back from the one that is named, not on. Of sound `count` samples are asked for, from sample `pts` on.
    """

    op: Op
    id: int = 0
    sha256: bytes = bytes(32)
    handle: int = 0
    page: int = 0
    index: int = NONE
    pts: int = 0
    has_pts: int = 0
    max_width: int = 0
    max_height: int = 0
    count: int = 0
    quality: int = 0
    scale: float = 0.0
    planes: int = 0
    payload: int = 0

    _form = struct.Struct("<4sHHQ32sQiqqIIIIIdIQ")
    SIZE = _form.size

    def pack(self) -> bytes:
        values = [getattr(self, field.name) for field in fields(self)]
        return self._form.pack(b"MDq1", VERSION, *values)

    @classmethod
    def unpack(cls, data: bytes | bytearray) -> Self:
        magic, version, op, *rest = cls._form.unpack(data)
        if magic != b"MDq1" or version != VERSION or op not in Op.__members__.values():
            raise ProtocolError("not a request")
        return cls(Op(op), *rest)


@dataclass(frozen=True)
class Reply:
    """`reason`, `a` and `b` say why where `answer` is ERROR. `numerator` 0: no time base, and `pts` means nothing."""

    answer: Answer
    id: int
    more: int = 0
    reason: Reason = Reason.NONE
    a: int = 0
    b: int = 0
    width: int = 0
    height: int = 0
    full_width: int = 0
    full_height: int = 0
    index: int = NONE
    pts: int = 0
    numerator: int = 0
    denominator: int = 1
    planes: bytes = bytes(32)
    payload: int = 0

    _form = struct.Struct("<4sHHQHHqqIIIIqqqq32sQ")
    SIZE = _form.size

    def pack(self) -> bytes:
        values = [getattr(self, field.name) for field in fields(self)]
        return self._form.pack(b"MDa1", VERSION, *values)

    @classmethod
    def unpack(cls, data: bytes | bytearray) -> Self:
        magic, version, answer, id_, more, reason, *rest = cls._form.unpack(data)
        known = answer in Answer.__members__.values() and reason in Reason.__members__.values()
        if magic != b"MDa1" or version != VERSION or not known:
            raise ProtocolError("not a reply")
        return cls(Answer(answer), id_, more, Reason(reason), *rest)

    @property
    def time_base(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.numerator else None


def check(reply: Reply, request: Request) -> None:
    """Raises ProtocolError unless `reply` may follow `request`: before one byte behind it is read or allocated."""
    if reply.id != request.id or reply.more not in (0, 1):
        raise ProtocolError("an answer to another question")
    if reply.answer is Answer.ERROR:
        if reply.reason is Reason.NONE or reply.more or reply.payload:
            raise ProtocolError("an error without a reason")
        return
    answer, most = ANSWERS[request.op]
    if reply.answer is not answer or reply.payload > most:
        raise ProtocolError("another kind of answer, or a longer one")
    if reply.more and request.op not in _IN_PARTS:
        raise ProtocolError("more answers than one")
    if not (0 <= reply.numerator < 1 << 31 and 0 < reply.denominator < 1 << 31):
        raise ProtocolError("no time base")
    if answer in (Answer.FRAME, Answer.PICTURE):
        _check_size(reply, request)


def _check_size(reply: Reply, request: Request) -> None:
    sides = (reply.width, reply.height, reply.full_width, reply.full_height)
    if not all(1 <= side <= limits.SIDE * 2 for side in sides):
        raise ProtocolError("a picture without a size")
    if reply.width * reply.height > limits.SHOWN_PIXELS:
        raise ProtocolError("a picture too large")
    if reply.answer is Answer.FRAME and reply.payload != reply.width * reply.height * 3:
        raise ProtocolError("pixels that do not fill their picture")
    if request.max_width and reply.width > request.max_width:
        raise ProtocolError("a picture wider than asked")
    if request.max_height and reply.height > request.max_height:
        raise ProtocolError("a picture higher than asked")


def pack_info(values: dict[Info, str]) -> bytes:
    """Keys and values, each value cut to 1000 characters."""
    parts = []
    for key, value in values.items():
        data = value[:1000].encode("utf-8", "replace")
        parts.append(struct.pack("<HH", key, len(data)) + data)
    return b"".join(parts)


def unpack_info(data: bytes | memoryview) -> dict[Info, str]:
    """The other way. Raises ProtocolError on a key twice or unknown, on half a value and on text that is not UTF-8."""
    values: dict[Info, str] = {}
    place = 0
    while place < len(data):
        if place + 4 > len(data):
            raise ProtocolError("half a value")
        key, length = struct.unpack_from("<HH", data, place)
        chunk = bytes(data[place + 4 : place + 4 + length])
        if len(chunk) != length or key not in Info.__members__.values() or key in values:
            raise ProtocolError("an unknown value")
        try:
            values[Info(key)] = chunk.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("text that is none") from error
        place += 4 + length
    return values

"""From a worker's checked reply to the values of `values`: the last place where a worker's numbers are doubted."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import get_args

import numpy as np

from moderator.domain.sound import SAMPLE_BYTES, Stretch
from moderator.errors import MediaError
from moderator.media import limits
from moderator.media.jpeg import check_jpeg
from moderator.media.reasons import SPOILING, Reason, sentence, state_of
from moderator.media.state import State
from moderator.media.values import Frame, FrameIndex, Kind, MediaInfo, Picture
from moderator.media.wire import FIRST_CLAIM, NO_PLANES, NONE, Info, ProtocolError, Reply, unpack_info
from moderator.media.workers import Reading

_KINDS = {kind: kind for kind in get_args(Kind)}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def frame(reading: Reading) -> Frame:
    return to_frame(reading, reading.only())


def to_frame(reading: Reading, reply: Reply) -> Frame:
    pixels = np.frombuffer(reading.payload(reply), np.uint8).reshape(reply.height, reply.width, 3)
    pixels.flags.writeable = False
    return Frame(
        pixels=pixels,
        width=reply.width,
        height=reply.height,
        full_width=reply.full_width,
        full_height=reply.full_height,
        pts=reply.pts if reply.numerator else None,
        index=None if reply.index == NONE else reply.index,
        time_base=reply.time_base,
        sha256=reading.request.sha256.hex(),
        planes=_planes(reply),
    )


def picture(reading: Reading) -> Picture:
    reply = reading.only()
    jpeg = bytes(reading.payload(reply))
    check_jpeg(jpeg, reply.width, reply.height)
    return Picture(
        jpeg=jpeg,
        width=reply.width,
        height=reply.height,
        full_width=reply.full_width,
        full_height=reply.full_height,
        pts=reply.pts if reply.numerator else None,
        index=None if reply.index == NONE else reply.index,
        time_base=reply.time_base,
        sha256=reading.request.sha256.hex(),
        planes=_planes(reply),
    )


def index(reading: Reading) -> FrameIndex:
    reply = reading.only()
    data = reading.payload(reply)
    count, rest = divmod(len(data), 9)
    if rest or not count or reply.time_base is None or not 0 <= reply.index < 1000:
        raise ProtocolError("an index that is none")
    pts = np.frombuffer(data, "<i8", count)
    keys = np.frombuffer(data, np.uint8, count, count * 8)
    if keys.max() > 1:
        raise ProtocolError("a frame that is more than a key frame")
    return FrameIndex(
        sha256=reading.request.sha256.hex(),
        stream=reply.index,
        time_base=reply.time_base,
        pts=tuple(pts.tolist()),
        key=tuple(keys.astype(bool).tolist()),
        end=reply.pts,
    )


def count(reading: Reading) -> int:
    reply = reading.only()
    if not 0 < reply.index <= limits.PAGES or reply.payload:
        raise ProtocolError("a number of pages that cannot be")
    return reply.index


def text(reading: Reading) -> str:
    return bytes(reading.payload(reading.only())).decode("utf-8", "replace")


def info(reading: Reading) -> MediaInfo:
    values = unpack_info(reading.payload(reading.only()))
    reason, a, b = (_number(values, key, 1 << 62) or 0 for key in (Info.REASON, Info.REASON_A, Info.REASON_B))
    kind = _KINDS.get(values.get(Info.KIND, ""))
    if kind is None or reason not in Reason.__members__.values():
        raise ProtocolError("a file of no kind")
    reading.spoilt = reason in SPOILING
    return MediaInfo(
        kind=kind,
        format=_word(values, Info.FORMAT),
        state=state_of(Reason(reason)),
        reason=sentence(Reason(reason), a, b),
        width=_number(values, Info.WIDTH, limits.SIDE * 2),
        height=_number(values, Info.HEIGHT, limits.SIDE * 2),
        pages=_number(values, Info.PAGES, limits.PAGES),
        duration_pts=_number(values, Info.DURATION, 1 << 62),
        time_base=_time_base(values),
        stream=_number(values, Info.STREAM, 1000),
        codec=_word(values, Info.CODEC),
        frames=_number(values, Info.FRAMES, limits.INDEX_FRAMES),
        captured_at=_line(values, Info.CAPTURED_AT),
        device=_line(values, Info.DEVICE),
        code=Reason(reason).code,
        orientation=_number(values, Info.ORIENTATION, 8) or None,
        vfr=_flag(values, Info.VFR),
        metadata=tuple((key.name.lower(), _line(values, key)) for key in sorted(values) if key >= FIRST_CLAIM),
        hdr=_word(values, Info.HDR),
        interlaced=_flag(values, Info.INTERLACED),
    )


def sound(reading: Reading) -> Stretch | None:
    """Nothing stands for no sound track."""
    reply, request = reading.only(), reading.request
    if reply.pts != request.pts or reply.payload not in (0, request.count * SAMPLE_BYTES):
        raise ProtocolError("another stretch of sound than asked")
    return Stretch(reply.pts, bytes(reading.payload(reply))) if reply.payload else None


def unreadable(error: MediaError) -> MediaInfo:
    """What is known of a file that could not even be probed."""
    return MediaInfo(kind="unknown", format="", state=State(error.state), reason=str(error), code=error.why)


def _planes(reply: Reply) -> str:
    return "" if reply.planes == NO_PLANES else reply.planes.hex()


def _number(values: dict[Info, str], key: Info, most: int) -> int | None:
    text = values.get(key)
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,19}", text, re.ASCII) or int(text) > most:
        raise ProtocolError("a number that is none")
    return int(text)


def _flag(values: dict[Info, str], key: Info) -> bool | None:
    number = _number(values, key, 1)
    return None if number is None else bool(number)


def _time_base(values: dict[Info, str]) -> Fraction | None:
    text = values.get(Info.TIME_BASE)
    if text is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,9}/[1-9]\d{0,9}", text, re.ASCII):
        raise ProtocolError("no time base")
    return Fraction(text)


def _word(values: dict[Info, str], key: Info) -> str:
    text = values.get(key, "")
    if not re.fullmatch(r"[a-z0-9._-]{0,32}", text, re.ASCII):
        raise ProtocolError("a word that is none")
    return text


def _line(values: dict[Info, str], key: Info) -> str:
    return _CONTROL.sub("\ufffd", values.get(key, ""))[:200]

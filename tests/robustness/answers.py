"""A worker that was taken over, and says whatever it likes: `python -m tests.robustness.answers --count 1000000`.

The whole way in the application is real, from `MediaPool` to `Reading`; only the connection and the slot are played.
"""

from __future__ import annotations

import argparse
import random
import re
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from moderator.domain.finds import Code, CodeFormat, CodesSeen, Likeness
from moderator.errors import MediaError
from moderator.media import exhibit, limits
from moderator.media.channel import Closed
from moderator.media.finds import pack_codes, pack_likeness
from moderator.media.pool import MediaPool
from moderator.media.sandbox import Sandbox
from moderator.media.values import Source
from moderator.media.wire import ANSWERS, Answer, Info, Op, Reply, Request, pack_info

NUMBERS = (0, 1, 2, 3, 8, 16, 63, 64, 255, 256, 9999, 10_000, 65_535, 65_536, 1 << 31, (1 << 31) - 1, (1 << 32) - 1,
           1 << 32, (1 << 63) - 1, (1 << 64) - 1, -1, -2, -(1 << 31), -(1 << 63), limits.SIDE, limits.SIDE * 2 + 1,
           limits.SHOWN_PIXELS, limits.SHOWN_PIXELS * 3, limits.INDEX_FRAMES * 9, limits.INFO_BYTES + 1)  # fmt: skip
WORDS = ("photo", "video", "pdf", "unknown", "", "0", "1", "-1", "1/15360", "0/1", "1/0", "9999999999/1", "٣", "1e9",
         "9" * 18, "9" * 30, "h264", "H264", "a b", "\u202egpj", "\0", "\n", "<img src=x>", "é" * 400, "shown", " 1",
         "1_000", "0x10", "NaN", "../../x", "\ud7ff", "\U0010ffff")  # fmt: skip
_WIDTHS = {"B": 8, "H": 16, "I": 32, "i": 32, "Q": 64, "q": 64}
_SEVERAL = (Op.STORYBOARD, Op.FRAMES, Op.CODES, Op.SIMILARITY)
REAL = 1 << 20
"""Longer payloads than this are asked for and measured, and then said to be cut off: filling them proves nothing."""


class Oversize(AssertionError):
    """More was about to be allocated than the question allows."""


class Liar:
    """Channel, slot and life of one played worker."""

    def __init__(self, chance: random.Random, jpeg: bytes) -> None:
        self._chance, self._jpeg = chance, jpeg
        self._out = bytearray(Reply(Answer.READY, 0, a=(1 << 20) - 1, b=(1 << 20) - 1).pack())
        self._payload = b""
        self._request: Request | None = None
        self.channel = self.slot = self
        self.pid = 0

    def send(self, first: bytes, *_: object, **__: object) -> None:
        if len(first) == Request.SIZE:
            self._request = Request.unpack(first)
            self._out.clear()
        if self._request is not None and (len(first) == Request.SIZE or self._chance.random() < 0.9):
            self._payload = payload(self._chance, self._request.op, self._jpeg)
            self._out += hostile(self._chance, self._request, len(self._payload))

    def receive(self, size: int, _deadline: float | None = None) -> bytearray:
        if size != Reply.SIZE:
            raise Oversize(size)
        if len(self._out) < size:
            raise Closed
        data = self._out[:size]
        del self._out[:size]
        return data

    def read(self, size: int) -> memoryview:
        assert self._request is not None
        if not 0 <= size <= ANSWERS[self._request.op][1] <= limits.SLOT_BYTES:
            raise Oversize(size)
        if size > REAL or self._chance.random() < 0.02:
            return memoryview(self._payload[: size // 2])
        return memoryview(bytearray((self._payload or b"\0") * (size // max(1, len(self._payload)) + 1))[:size])

    def give(self, _descriptor: int) -> int:
        return 0

    def defer(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def close(self) -> None: ...


class Lying(Sandbox):
    """Starts played workers only."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self._jpeg, _ = exhibit.make(np.asarray(Image.new("RGB", (8, 8), "teal")), [], 8, 80)

    def start(self) -> Any:
        return Liar(self._chance, self._jpeg)

    def warm(self) -> None: ...


def hostile(chance: random.Random, request: Request, size: int = 16) -> bytes:
    """A reply to the request: noise, half of one, or a likely one in which some fields lie. `size` of its payload."""
    how = chance.random()
    if how < 0.05:
        return chance.randbytes(Reply.SIZE)
    reply = bytearray(_likely(chance, request, size))
    if how < 0.08:
        return bytes(reply[: chance.randrange(Reply.SIZE)])
    if how < 0.15:
        start = chance.choice((4, 6, 8, 16, 20))
        return bytes(reply[:start]) + chance.randbytes(Reply.SIZE - start)
    return bytes(reply)


def _likely(chance: random.Random, request: Request, size: int) -> bytes:
    width, height = chance.choice(((8, 8), (1, 1), (64, 48), (300, 200), (8000, 8000), (8000, 8001)))
    most = ANSWERS[request.op][1]
    if request.op in (Op.STILL, Op.FRAME, Op.FRAMES, Op.STORYBOARD):
        size = width * height * 3
    elif request.op is Op.PAGES:
        size = 0
    more = request.op in _SEVERAL and chance.random() < (0.8 if request.op in (Op.STORYBOARD, Op.FRAMES) else 0.6)
    values: dict[str, int | bytes] = {
        "answer": ANSWERS[request.op][0], "id": request.id, "more": int(more), "width": width,
        "height": height, "full_width": width, "full_height": height, "index": 3, "numerator": 1, "denominator": 30,
        "payload": min(size, most + 1), "planes": bytes(32),
    }  # fmt: skip
    names = [field.name for field in fields(Reply)]
    for _ in range(chance.choice((0, 0, 1, 1, 1, 2, 3, 8))):
        name = chance.choice(names)
        values[name] = chance.randbytes(32) if name == "planes" else chance.choice((*NUMBERS, chance.randrange(40)))
    if chance.random() < 0.1:
        values |= {"answer": Answer.ERROR, "reason": chance.randrange(34), "payload": 0, "more": 0}
    return _packed(names, values)


def _packed(names: list[str], values: dict[str, int | bytes]) -> bytes:
    """The reply as it travels; numbers too large for their field are cut to it, as a hostile worker would have to."""
    parts = [part for part in Reply._form.format.lstrip("<") if part.isalpha() and part != "s"]
    widths = iter(parts[1:])
    cut: list[int | bytes] = []
    for name in names:
        value = values.get(name, 0)
        if isinstance(value, bytes):
            cut.append(value)
            continue
        kind = next(widths)
        value &= (1 << _WIDTHS[kind]) - 1
        signed = kind.islower() and value >> (_WIDTHS[kind] - 1)
        cut.append(value - (1 << _WIDTHS[kind]) if signed else value)
    magic, version = struct.unpack("<4sH", Reply(Answer.READY, 0).pack()[:6])
    return Reply._form.pack(magic, version, *cut)


def payload(chance: random.Random, op: Op, jpeg: bytes) -> bytes:
    """What lies in the slot: of the right kind, with lies in it, or noise."""
    if chance.random() < 0.15:
        return chance.randbytes(chance.choice((0, 1, 3, 9, 18, 200)))
    if op is Op.PROBE:
        return _info(chance)
    if op is Op.INDEX:
        count = chance.choice((1, 2, 50))
        return chance.randbytes(count * 8) + bytes(chance.choice((0, 1, 2)) for _ in range(count))
    if op is Op.EXHIBIT:
        data = bytearray(jpeg)
        for _ in range(chance.choice((0, 1, 1, 2, 5))):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 2, 0xFF, 0xC0, 0xDA, 0xD9, chance.randrange(256)))
        parts = [match.start() for match in re.finditer(rb"\xff[\xc0-\xd7\xda-\xfe]", bytes(data[:-4]))]
        if parts and chance.random() < 0.3:  # the length of a part
            at = chance.choice(parts) + 2
            data[at : at + 2] = chance.choice((0, 1, 2, 3, 7, 0xFFFF, chance.randrange(700))).to_bytes(2, "big")
        return bytes(data)
    if op is Op.CODES:
        return _codes(chance)
    if op is Op.SIMILARITY:
        return pack_likeness(
            Likeness(chance.choice((0, 3, 5)), 0, chance.randrange(10), chance.choice((0, 9, 1 << 30)))
        )
    return chance.randbytes(16)


def _codes(chance: random.Random) -> bytes:
    corners = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    texts = (word.encode("utf-8", "replace").decode() for word in chance.choices(WORDS, k=chance.choice((0, 1, 2, 20))))
    codes = tuple(Code(chance.choice(list(CodeFormat)), text, corners) for text in texts)
    data = bytearray(pack_codes(CodesSeen(chance.choice((0, 3, 5)), 0, codes)))
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _info(chance: random.Random) -> bytes:
    values = {Info.KIND: chance.choice(("photo", "video", "pdf", "text")), Info.FORMAT: "jpeg"}
    for key in chance.sample(list(Info), chance.randrange(8)):
        values[key] = chance.choice(WORDS)
    data = bytearray(pack_info(values))
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def calls(pool: MediaPool, source: Source) -> tuple[Callable[[], object], ...]:
    """Every question that a worker is asked."""
    return (
        lambda: pool.probe(source),
        lambda: pool.still(source, max_size=(300, 200)),
        lambda: pool.still(source),
        lambda: pool.index(source),
        lambda: pool.frame(source, index=0, planes=True),
        lambda: pool.storyboard(source, 4, (64, 64)),
        lambda: pool.frames(source, lambda _frame: True, count=40, index=0, max_size=(64, 64)),
        lambda: pool.frames(source, lambda _frame: False, count=4, pts=0, max_size=(64, 64)),
        lambda: pool.exhibit(source, index=0, max_side=8),
        lambda: pool.pdf_pages(b"%PDF-"),
        lambda: pool.read_text(source),
        lambda: pool.codes(source, (0, 3)),
        lambda: pool.similarity(source, (0, 3), ()),
        lambda: pool.sound(source, 0, 4),
    )


def run(count: int, seed: int) -> Counter[str]:
    """How many calls ended how: "answered", or the code of their MediaError. Raises whatever else comes out."""
    chance, ends = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder, MediaPool(1, Lying(chance)) as pool:
        path = Path(folder) / "evidence"
        path.write_bytes(b"anything")
        asked = calls(pool, Source.of(path))
        for number in range(count):
            try:
                asked[number % len(asked)]()
                ends["answered"] += 1
            except MediaError as error:
                ends[error.why] += 1
    return ends


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.robustness.answers")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    ends = run(asked.count, asked.seed)
    print(f"{asked.count} hostile answers in {time.monotonic() - began:.0f} s, none came through: {dict(ends)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

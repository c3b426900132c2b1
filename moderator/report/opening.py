"""A decision's file taken apart again: strictly as it was written, so that nothing else is taken for one.

This is no reader of PDF. It knows the form that `sheet` and `signing` give a file and refuses every other with a
ValueError that says what is not as it should be. So a stranger's file meets no lenient parser here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_END = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n")
_PREVIOUS = re.compile(rb"/Prev (\d{1,10})\n")
_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\] *\n")
_LENGTH = re.compile(rb"/Length (\d{1,10})\b")
_STREAM = re.compile(rb">>\s*stream\r?\n")
_HEX = re.compile(rb"[0-9A-Fa-f]*")
_ENTRY = 20
"""Bytes of an entry in the table of objects."""


@dataclass(frozen=True)
class Signature:
    """Where the signature lies: the bytes from `start` to `end` are the only ones that it does not cover."""

    start: int
    end: int
    content: bytes


@dataclass(frozen=True)
class Opened:
    """A decision's file. `base`: what was rendered; what follows was added to sign it."""

    data: bytes
    base: bytes
    signature: Signature | None

    @cached_property
    def objects(self) -> list[tuple[bytes, bytes | None]]:
        """Each object of what was rendered: its text, and its stream where it has one."""
        return list(_objects(self.base))

    @cached_property
    def decision(self) -> bytes:
        """The attached `decision.json`."""
        found = [stream for text, stream in self.objects if b"/Type /EmbeddedFile" in text and stream is not None]
        if len(found) != 1 or not found[0].endswith(b">") or not _HEX.fullmatch(found[0][:-1]):
            raise ValueError("There is no decision.json in the file, or not as it was attached.")
        return bytes.fromhex(found[0][:-1].decode("ascii"))

    @cached_property
    def pictures(self) -> dict[str, bytes]:
        """The exhibit pictures by their SHA-256."""
        found = [stream for text, stream in self.objects if b"/Subtype /Image" in text and stream is not None]
        return {hashlib.sha256(picture).hexdigest(): picture for picture in found}


def opened(data: bytes) -> Opened:
    """Raises ValueError for a file that no decision was ever written as."""
    if not data.startswith(b"%PDF-1.7\n"):
        raise ValueError("The file does not begin as a decision does.")
    last = _last_end(data)
    previous = _PREVIOUS.search(data, last)
    if previous is None:
        return Opened(data, data, None)
    rendered = _END.search(data, int(previous[1]))
    if (
        rendered is None
        or int(rendered[1]) != int(previous[1])
        or _PREVIOUS.search(data, int(previous[1]), rendered.end())
    ):
        raise ValueError("More was added to the file than one signature.")
    return Opened(data, data[: rendered.end()], _signature(data, rendered.end()))


def _last_end(data: bytes) -> int:
    """Where the last table of objects begins."""
    at = data.rfind(b"startxref\n")
    end = _END.fullmatch(data, at) if at >= 0 else None
    if end is None or int(end[1]) >= at:
        raise ValueError("The file does not end as a decision does.")
    return int(end[1])


def _signature(data: bytes, start: int) -> Signature:
    found = _RANGE.findall(data, start)
    if len(found) != 1:
        raise ValueError("What was added to the file is not one signature.")
    first, second, length = map(int, found[0])
    if not (start < first < second and second + length == len(data)):
        raise ValueError(
            f"The signature covers bytes 0 to {first} and {second} to {second + length}, not the whole file."
        )
    digits = data[first + 1 : second - 1]
    if data[first : first + 1] != b"<" or data[second - 1 : second] != b">" or not _HEX.fullmatch(digits):
        raise ValueError(f"Bytes {first} to {second} hold no signature.")
    if len(digits) % 2:
        raise ValueError(f"Bytes {first} to {second} hold half a byte.")
    return Signature(first, second, bytes.fromhex(digits.decode("ascii")))


def _objects(base: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    places = sorted(_places(base, _last_end(base)))
    for place, following in zip(places, [*places[1:], base.rfind(b"xref\n", 0, base.rfind(b"startxref"))], strict=True):
        text = base[place:following]
        length, begins = _LENGTH.search(text), _STREAM.search(text)
        if length is None or begins is None:
            yield text, None
        else:
            yield text[: begins.start()], text[begins.end() : begins.end() + int(length[1])]


def _places(base: bytes, table: int) -> Iterator[int]:
    head = re.compile(rb"xref\n0 (\d{1,8})\n").match(base, table)
    if head is None:
        raise ValueError("The file's table of objects is not where it should be.")
    for number in range(1, int(head[1])):
        entry = base[head.end() + number * _ENTRY : head.end() + (number + 1) * _ENTRY]
        if not re.fullmatch(rb"\d{10} 00000 n \n", entry):
            raise ValueError(f"The file's table of objects is damaged at object {number}.")
        place = int(entry[:10])
        if not base.startswith(b"%d 0 obj\n" % number, place):
            raise ValueError(f"Object {number} is not at byte {place}, where it should be.")
        yield place

"""The JPEG that a worker made for us must look like one that we make: checked by its markers, never decoded."""

from __future__ import annotations

from moderator.media.wire import ProtocolError

_ALLOWED = {0xE0: "JFIF", 0xDB: "tables", 0xC0: "frame", 0xC4: "codes", 0xDA: "scan"}


def check_jpeg(data: bytes, width: int, height: int) -> None:
    """Raises ProtocolError unless this is one plain baseline JPEG of exactly this size, with nothing behind it."""
    if data[:2] != b"\xff\xd8" or data[-2:] != b"\xff\xd9":
        raise ProtocolError("no JPEG")
    place, sized = 2, False
    while True:
        if place + 4 > len(data) or data[place] != 0xFF or data[place + 1] not in _ALLOWED:
            raise ProtocolError("a JPEG with foreign parts")
        marker = data[place + 1]
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        body = data[place + 4 : place + 2 + length]
        if marker == 0xC0:
            size = (8, height, width, 3)
            if (
                sized
                or len(body) < 6
                or (body[0], *(int.from_bytes(body[i : i + 2], "big") for i in (1, 3)), body[5]) != size
            ):
                raise ProtocolError("a JPEG of another size")
            sized = True
        place += 2 + length
        if marker == 0xDA:
            break
    scan = data[place:-2]
    # Inside a scan every 0xFF is followed by a stuffed zero: anything else would start a part that we did not look at.
    if not sized or scan.count(b"\xff") != scan.count(b"\xff\x00"):
        raise ProtocolError("a JPEG with foreign parts")

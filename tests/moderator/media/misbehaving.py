"""A worker that misbehaves on command: `python -m tests.moderator.media.misbehaving KIND SOCKET`."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from moderator.media.channel import Channel, Closed
from moderator.media.wire import Answer, Reply, Request

PIXELS = bytes(12)


def good(request: Request) -> Reply:
    return Reply(Answer.FRAME, request.id, width=2, height=2, full_width=2, full_height=2, payload=len(PIXELS))


def crash(_channel: Channel, _request: Request) -> None:
    ctypes.string_at(0)


def abort(_channel: Channel, _request: Request) -> None:
    os.abort()


def leave(_channel: Channel, _request: Request) -> None:
    os._exit(0)


def hang(_channel: Channel, _request: Request) -> None:
    while True:
        pass


def drip(channel: Channel, request: Request) -> None:
    for byte in good(request).pack() + PIXELS:
        channel.send(bytes([byte]))
        time.sleep(0.2)


def half(channel: Channel, request: Request) -> None:
    channel.send(good(request).pack() + PIXELS[:5])
    time.sleep(60)


def other(channel: Channel, request: Request) -> None:
    channel.send(replace(good(request), id=request.id + 1).pack() + PIXELS)


def huge(channel: Channel, request: Request) -> None:
    channel.send(replace(good(request), width=60000, height=60000, payload=60000 * 60000 * 3).pack() + PIXELS)


def noise(channel: Channel, _request: Request) -> None:
    channel.send(os.urandom(4096))


def flood(channel: Channel, request: Request) -> None:
    """More frames than were asked for, without end."""
    while True:
        channel.send(replace(good(request), more=1).pack() + PIXELS)


def shout(_channel: Channel, _request: Request) -> None:
    """More on stderr than any pipe holds, before it dies."""
    sys.stderr.write("x" * (8 << 20))
    os._exit(1)


def obey(channel: Channel, request: Request) -> None:
    channel.send(good(request).pack() + PIXELS)


KINDS: dict[str, Callable[[Channel, Request], None]] = {
    each.__name__: each
    for each in (crash, abort, leave, hang, drip, half, other, huge, noise, flood, shout, obey)
}  # fmt: skip


def main(kind: str, number: int) -> None:
    with Channel(socket.socket(fileno=number)) as channel:
        if kind == "mute":
            time.sleep(60)
        if kind == "stillborn":
            return
        channel.send(Reply(Answer.READY, 0).pack())
        while True:
            data, descriptor = channel.receive_with_descriptor(Request.SIZE)
            if descriptor is not None:
                os.close(descriptor)
            KINDS[kind](channel, Request.unpack(data))


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except Closed:
        sys.exit(0)

"""A worker that misbehaves on command, so that what follows can be tried on the real thing (after glycin's loader that
panics, loops and allocates when it is told to).

Nothing here is reached by evidence: only the application can ask for it.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum

from moderator.media.channel import Channel
from moderator.media.files import Unshowable
from moderator.media.pad import Pad
from moderator.media.reasons import Reason
from moderator.media.wire import Answer, Reply, Request

PIXELS = bytes(range(12))
"""What a worker that behaves answers: two by two pixels."""


class Kind(IntEnum):
    OBEY = 0
    SEGFAULT = 1
    ABORT = 2
    EXIT = 3
    HANG = 4
    SLEEP = 5
    DRIP = 6
    HALF = 7
    ALLOCATE = 8
    FORK = 9
    EXEC = 10
    WRONG_ID = 11
    OVERSIZE = 12
    FLOOD = 13
    NOISE = 14
    SHOUT = 15


def misbehave(channel: Channel, pad: Pad, request: Request) -> None:
    """Does what `request.count` says, then answers as if nothing were. Raises Unshowable for what was denied."""
    pad.write(PIXELS)
    _KINDS[Kind(request.count)](channel, request)


def _good(request: Request) -> Reply:
    return Reply(Answer.FRAME, request.id, width=2, height=2, full_width=2, full_height=2, payload=len(PIXELS))


def _obey(channel: Channel, request: Request) -> None:
    channel.send(_good(request).pack())


def _segfault(_channel: Channel, _request: Request) -> None:
    ctypes.string_at(0)


def _abort(_channel: Channel, _request: Request) -> None:
    os.abort()


def _exit(_channel: Channel, _request: Request) -> None:
    os._exit(0)


def _hang(_channel: Channel, _request: Request) -> None:
    while True:
        pass


def _sleep(_channel: Channel, _request: Request) -> None:
    time.sleep(3600)


def _drip(channel: Channel, request: Request) -> None:
    """Always something, never enough."""
    for byte in _good(request).pack():
        channel.send(bytes([byte]))
        time.sleep(0.2)


def _half(channel: Channel, request: Request) -> None:
    channel.send(_good(request).pack()[:20])
    time.sleep(3600)


def _allocate(channel: Channel, request: Request) -> None:
    """8 GB at once, as a decoder that believes a header."""
    try:
        mmap.mmap(-1, 8 << 30).close()
    except OSError as error:
        raise MemoryError from error
    _obey(channel, request)


def _fork(channel: Channel, request: Request) -> None:
    _denied_or(lambda: os.fork() or os._exit(0))
    _obey(channel, request)


def _exec(channel: Channel, request: Request) -> None:
    _denied_or(lambda: os.execv(sys.executable, [sys.executable, "-c", ""]))
    _obey(channel, request)


def _denied_or(attempt: Callable[[], object]) -> None:
    try:
        attempt()
    except OSError as error:
        if error.errno in (errno.EPERM, errno.EACCES, errno.ENOSYS):
            raise Unshowable(Reason.DENIED) from error
        raise


def _wrong_id(channel: Channel, request: Request) -> None:
    channel.send(replace(_good(request), id=request.id + 1).pack())


def _oversize(channel: Channel, request: Request) -> None:
    channel.send(replace(_good(request), width=60_000, height=60_000, payload=60_000 * 60_000 * 3).pack())


def _flood(channel: Channel, request: Request) -> None:
    """More frames than were asked for, without end."""
    while True:
        channel.send(replace(_good(request), more=1).pack())


def _noise(channel: Channel, _request: Request) -> None:
    channel.send(os.urandom(4096))


def _shout(channel: Channel, request: Request) -> None:
    """More on stderr than any pipe holds."""
    os.write(2, b"x" * (8 << 20))
    _obey(channel, request)


_KINDS: dict[Kind, Callable[[Channel, Request], None]] = {
    Kind.OBEY: _obey,
    Kind.SEGFAULT: _segfault,
    Kind.ABORT: _abort,
    Kind.EXIT: _exit,
    Kind.HANG: _hang,
    Kind.SLEEP: _sleep,
    Kind.DRIP: _drip,
    Kind.HALF: _half,
    Kind.ALLOCATE: _allocate,
    Kind.FORK: _fork,
    Kind.EXEC: _exec,
    Kind.WRONG_ID: _wrong_id,
    Kind.OVERSIZE: _oversize,
    Kind.FLOOD: _flood,
    Kind.NOISE: _noise,
    Kind.SHOUT: _shout,
}

"""One end of the connection between the application and a worker: counted bytes, descriptors, deadlines.

The connection is a socket pair, since sockets alone have timeouts everywhere. A descriptor travels by SCM_RIGHTS; on
Windows its handle is duplicated into the worker and travels as a number in the request.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from typing import Self

PIECE = 1 << 20


class Closed(Exception):
    """The other side is gone."""


class DeadlinePassed(Exception):
    """The other side did not answer in time."""


class Channel:
    """`deadline` is a `time.monotonic()` value, None to wait for ever."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def send(self, *parts: bytes | memoryview, deadline: float | None = None, descriptor: int | None = None) -> None:
        """Sends all parts; a descriptor goes with the first. Raises Closed or DeadlinePassed."""
        first, *rest = parts
        try:
            self._arm(deadline)
            sent = 0
            if descriptor is not None and sys.platform != "win32":
                sent = socket.send_fds(self._socket, [first], [descriptor])
            self._send_all(memoryview(first)[sent:], deadline)
            for part in rest:
                self._send_all(memoryview(part), deadline)
        except TimeoutError as error:
            raise DeadlinePassed from error
        except OSError as error:
            raise Closed from error

    def _send_all(self, data: memoryview, deadline: float | None) -> None:
        place = 0
        while place < len(data):
            self._arm(deadline)
            place += self._socket.send(data[place : place + PIECE])

    def receive(self, size: int, deadline: float | None = None) -> bytearray:
        """Exactly `size` bytes, in a buffer of their own. Raises Closed or DeadlinePassed."""
        buffer = bytearray(size)
        self._fill(memoryview(buffer), deadline)
        return buffer

    def receive_with_descriptor(self, size: int) -> tuple[bytearray, int | None]:
        """Exactly `size` bytes and the descriptor that came with them; waits for ever. Raises Closed."""
        if sys.platform == "win32":
            return self.receive(size), None
        try:
            self._arm(None)
            data, descriptors, _, _ = socket.recv_fds(self._socket, size, 1)
        except OSError as error:
            raise Closed from error
        if not data:
            raise Closed
        for extra in descriptors[1:]:
            os.close(extra)
        buffer = bytearray(size)
        buffer[: len(data)] = data
        self._fill(memoryview(buffer)[len(data) :], None)
        return buffer, descriptors[0] if descriptors else None

    def _fill(self, view: memoryview, deadline: float | None) -> None:
        place = 0
        try:
            while place < len(view):
                self._arm(deadline)
                got = self._socket.recv_into(view[place:])
                if not got:
                    raise Closed
                place += got
        except TimeoutError as error:
            raise DeadlinePassed from error
        except OSError as error:
            raise Closed from error

    def _arm(self, deadline: float | None) -> None:
        if deadline is None:
            self._socket.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        self._socket.settimeout(left)

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

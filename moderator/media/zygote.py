"""A process that is ready to decode and never does: it only divides, and each half that splits off becomes one worker.

So a worker costs a fork of a process that has its libraries loaded and warmed up, some 10 ms instead of 700, and can be
thrown away after an error or a change of case. The zygote itself never sees a byte of evidence. Linux only.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
from contextlib import suppress
from enum import IntEnum
from pathlib import Path

ORDER = struct.Struct("<II")
"""An order and a process id; for START the worker's connection and its slot come beside it as descriptors."""


class Order(IntEnum):
    START = 1
    KILL = 2


def divide(control: socket.socket) -> tuple[socket.socket, int] | None:
    """Serves orders until the application is gone, then returns None; in each new worker it returns the worker's
    connection and the descriptor of its slot. Raises RuntimeError with more than one thread: their locks would be
    copied as they stand."""
    children: set[int] = set()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, ORDER.size, 2)
        _reap(children)
        if len(data) < ORDER.size:
            _end(children)
            return None
        order, process = ORDER.unpack(data)
        if order == Order.KILL and process in children:
            os.kill(process, signal.SIGKILL)
        elif order == Order.START and len(descriptors) == 2:
            _alone()
            child = os.fork()
            if child == 0:
                control.close()
                return socket.socket(fileno=descriptors[0]), descriptors[1]
            children.add(child)
        for descriptor in descriptors:
            os.close(descriptor)


def _alone() -> None:
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("a library has started a thread")


def _reap(children: set[int]) -> None:
    with suppress(ChildProcessError):
        while (done := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            children.discard(done)


def _end(children: set[int]) -> None:
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

"""The process in which evidence is decoded: `python -m moderator.worker`, or the frozen program with a switch.

It loads the decoders, lets each of them decode one tiny file of ours, and locks itself in; then it tries to break out,
says what it found, and answers requests (`media.service`) until its connection ends. Only numbers and counted bytes
leave it.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from moderator.media import attacks, lock, zygote
from moderator.media.channel import Channel, Closed
from moderator.media.lock import LOCKED, ZYGOTE
from moderator.media.pad import Pad
from moderator.media.wire import Answer, Reply

POLITE = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """`arguments` are those of `sandbox.Sandbox.arguments`, behind the switch of a frozen program."""
    how, locked, guarded, *descriptors = sys.argv[1:] if arguments is None else arguments
    targets = attacks.Targets(Path(guarded))
    if hasattr(os, "nice"):
        os.nice(POLITE)  # where processors are few, the window comes first
    if locked == LOCKED:
        _complain(lock.before_imports())
    from moderator import find_ops, pair_ops, scan_ops  # the decoders, behind the first step of the lock
    from moderator.media import ops, service, warm

    warm.up()
    pair_ops.warm_up()
    scan_ops.warm_up()
    find_ops.warm_up()
    found = _connection(how, descriptors)
    if found is None:
        return 0
    connection, slot = found
    with Channel(connection) as channel, Pad(slot) as pad:
        os.close(slot)
        try:
            channel.send(_locked_in(locked == LOCKED, targets).pack())
            service.serve(channel, pad, {**ops.OPS, **pair_ops.OPS, **scan_ops.OPS, **find_ops.OPS})
        except Closed:
            return 0
    return 0


def _connection(how: str, descriptors: Sequence[str]) -> tuple[socket.socket, int] | None:
    """The connection and the slot's descriptor; None where a zygote ends."""
    if how == ZYGOTE:
        found = zygote.divide(socket.socket(fileno=int(descriptors[0])))
        if found is not None:
            from moderator.media import lock_linux

            lock_linux.die_with_parent()
        return found
    if sys.platform == "win32":
        import msvcrt

        handle = int.from_bytes(sys.stdin.buffer.read(8), "little")
        slot = msvcrt.open_osfhandle(handle, os.O_RDWR | os.O_BINARY)
        return socket.fromshare(sys.stdin.buffer.read()), slot
    return socket.socket(fileno=int(descriptors[0])), int(descriptors[1])


def _locked_in(wanted: bool, targets: attacks.Targets) -> Reply:
    """Locks, attacks the lock, and reports: a READY whose `a` are the attacks tried, `b` those that were denied."""
    early = attacks.Early()
    if wanted:
        _complain(lock.lock())
    tried, denied = attacks.run(targets, early)
    return Reply(Answer.READY, 0, a=tried, b=denied, pts=os.getpid())


def _complain(refused: Sequence[str]) -> None:
    for each in refused:
        print(f"moderator.worker: the lock lacks a part: {each}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

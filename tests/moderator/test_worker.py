"""The worker's own loop, driven over a socket as the application drives it."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import av
import cv2
import pypdfium2
import pytest
from PIL import UnidentifiedImageError

from moderator import find_ops, pair_ops, scan_ops
from moderator.media import ops, service
from moderator.media.channel import Channel, Closed
from moderator.media.files import DECODER_ERRORS
from moderator.media.lock import ALONE, LOCKED
from moderator.media.pad import Pad
from moderator.media.reasons import Reason
from moderator.media.slot import Slot
from moderator.media.wire import Answer, Op, Reply, Request

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors travel another way on Windows")


@contextmanager
def serving() -> Iterator[tuple[Channel, Slot]]:
    """A worker in a thread of this process, past its READY."""
    ours, theirs = socket.socketpair()
    slot = Slot()

    def run() -> None:
        with Channel(theirs) as channel, Pad(slot.fileno()) as pad, suppress(Closed):
            service.serve(channel, pad)

    thread = threading.Thread(target=run)
    ops.prepare()
    thread.start()
    with Channel(ours) as channel:
        yield channel, slot
    thread.join(10)
    slot.close()


def test_every_op_has_its_function() -> None:
    tables = (ops.OPS, pair_ops.OPS, scan_ops.OPS, find_ops.OPS)
    named = [op for table in tables for op in table]
    assert {*named, Op.SELFTEST} == set(Op)
    assert len(named) == len({*named})


def test_errors_are_numbers_and_the_loop_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes(b"\xff\xd8\xff\xe0 no photo")
    with serving() as (channel, _), path.open("rb") as file:
        for op, reason in ((Op.STILL, Reason.DAMAGED), (Op.INDEX, Reason.WRONG_KIND), (Op.TEXT, Reason.WRONG_KIND)):
            channel.send(Request(op, id=op).pack(), descriptor=file.fileno())
            reply = Reply.unpack(channel.receive(Reply.SIZE))
            assert (reply.answer, reply.id, reply.reason, reply.payload) == (Answer.ERROR, op, reason, 0)


def test_every_error_of_a_decoder_is_known() -> None:
    """Also those of PyAV that derive from nothing but its own base."""
    for error in (*vars(av.error).values(), cv2.error, pypdfium2.PdfiumError, UnidentifiedImageError):
        if isinstance(error, type) and issubclass(error, Exception) and error is not Exception:
            assert issubclass(error, DECODER_ERRORS), error


def test_descriptors_are_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "text"
    path.write_bytes(b"hello")
    with serving() as (channel, slot), path.open("rb") as file:
        before = _descriptors()
        for number in range(50):
            channel.send(Request(Op.TEXT, id=number, count=100).pack(), descriptor=file.fileno())
            reply = Reply.unpack(channel.receive(Reply.SIZE))
            assert bytes(slot.read(reply.payload)) == b"hello"
        assert _descriptors() <= before + 2


def test_a_request_without_a_file_is_answered() -> None:
    with serving() as (channel, _):
        channel.send(Request(Op.STILL, id=1).pack())
        assert Reply.unpack(channel.receive(Reply.SIZE)).answer is Answer.ERROR


def test_a_worker_alone_ends_with_its_application() -> None:
    ours, theirs = socket.socketpair()
    slot = Slot()
    numbers = (theirs.fileno(), slot.fileno())
    command = [sys.executable, "-m", "moderator.worker", ALONE, LOCKED, "/tmp", *map(str, numbers)]
    process = subprocess.Popen(command, pass_fds=numbers)
    theirs.close()
    with Channel(ours) as channel:
        assert Reply.unpack(channel.receive(Reply.SIZE)).answer is Answer.READY
    slot.close()
    assert process.wait(20) == 0


def _descriptors() -> int:
    folder = Path("/proc/self/fd" if Path("/proc/self/fd").is_dir() else "/dev/fd")
    return len(list(folder.iterdir()))

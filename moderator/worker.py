"""The process in which evidence is decoded: `python -m moderator.worker`, or the frozen program with a switch.

It reads requests from the socket that it was started with, answers each by the function that stands for it in a fixed
table, and ends when the socket does. Only numbers, pixels and counted bytes leave it.
"""

from __future__ import annotations

import socket
import sys
from collections import OrderedDict
from collections.abc import Sequence

from moderator.media.channel import Channel, Closed
from moderator.media.files import DECODER_ERRORS, Unshowable, receive_file
from moderator.media.job import Job
from moderator.media.limits import DOCUMENT_BYTES
from moderator.media.ops import OPS, prepare
from moderator.media.reasons import Reason
from moderator.media.video import Video
from moderator.media.wire import Answer, ProtocolError, Reply, Request


def serve(channel: Channel) -> None:
    """Answers requests until the application is gone."""
    videos: OrderedDict[bytes, Video] = OrderedDict()
    channel.send(Reply(Answer.READY, 0).pack())
    while True:
        data, descriptor = channel.receive_with_descriptor(Request.SIZE)
        request = Request.unpack(data)
        if request.payload > DOCUMENT_BYTES:
            raise ProtocolError("a request too large")
        payload = bytes(channel.receive(request.payload))
        file = receive_file(descriptor, request.handle) if descriptor is not None or request.handle else None
        _answer(channel, Job(request, file, payload, videos))
        if file is not None:
            file.close()


def _answer(channel: Channel, job: Job) -> None:
    try:
        for reply, data in OPS[job.request.op](job):
            channel.send(reply.pack(), data)
        return
    except Unshowable as error:
        failed = Reply(Answer.ERROR, job.request.id, reason=error.reason, a=error.a, b=error.b)
    except MemoryError:
        failed = Reply(Answer.ERROR, job.request.id, reason=Reason.MEMORY)
    except DECODER_ERRORS:
        failed = Reply(Answer.ERROR, job.request.id, reason=Reason.DAMAGED)
    channel.send(failed.pack())


def _connect(arguments: Sequence[str]) -> socket.socket:
    if sys.platform == "win32":
        return socket.fromshare(sys.stdin.buffer.read())
    return socket.socket(fileno=int(arguments[0]))


def main(arguments: Sequence[str] | None = None) -> int:
    """`arguments` are those behind the switch: the number of the inherited socket, or nothing on Windows."""
    connection = _connect(sys.argv[1:] if arguments is None else arguments)
    prepare()
    with Channel(connection) as channel:
        try:
            serve(channel)
        except Closed:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

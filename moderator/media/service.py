"""A worker's loop: requests in, answers out, each by the function that stands for it in a fixed table."""

from __future__ import annotations

from collections import OrderedDict

from moderator.media import selftest
from moderator.media.channel import Channel
from moderator.media.files import DECODER_ERRORS, Unshowable, receive_file
from moderator.media.job import Job
from moderator.media.limits import DOCUMENT_BYTES
from moderator.media.ops import OPS, Ops
from moderator.media.pad import Pad
from moderator.media.reasons import Reason
from moderator.media.video import Video
from moderator.media.wire import ENOUGH, GO, Answer, Op, ProtocolError, Reply, Request


def serve(channel: Channel, pad: Pad, ops: Ops = OPS) -> None:
    """Answers requests until the application is gone, each by its function in `ops`. Raises Closed then."""
    videos: OrderedDict[bytes, Video] = OrderedDict()
    while True:
        data, descriptor = channel.receive_with_descriptor(Request.SIZE)
        request = Request.unpack(data)
        if request.payload > DOCUMENT_BYTES:
            raise ProtocolError("a request too large")
        payload = bytes(channel.receive(request.payload))
        file = receive_file(descriptor, request.handle) if descriptor is not None or request.handle else None
        _answer(channel, pad, Job(request, file, payload, videos), ops)
        if file is not None:
            file.close()


def _answer(channel: Channel, pad: Pad, job: Job, ops: Ops) -> None:
    try:
        _work(channel, pad, job, ops)
        return
    except Unshowable as error:
        failed = Reply(Answer.ERROR, job.request.id, reason=error.reason, a=error.a, b=error.b)
    except MemoryError:
        failed = Reply(Answer.ERROR, job.request.id, reason=Reason.MEMORY)
    except DECODER_ERRORS:
        failed = Reply(Answer.ERROR, job.request.id, reason=Reason.DAMAGED)
    channel.send(failed.pack())


def _work(channel: Channel, pad: Pad, job: Job, ops: Ops) -> None:
    if job.request.op is Op.SELFTEST:
        selftest.misbehave(channel, pad, job.request)
        return
    for reply, data in ops[job.request.op](job):
        pad.write(data)
        channel.send(reply.pack())
        if not reply.more:
            continue
        word = channel.receive(len(GO))
        if word == ENOUGH:
            return
        if word != GO:
            raise ProtocolError("no go-ahead")

"""The worker processes of a pool: who is free, who is asked, who is killed."""

from __future__ import annotations

import itertools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from moderator.media import limits
from moderator.media.channel import Closed, DeadlinePassed
from moderator.media.reasons import Reason
from moderator.media.sandbox import Process, Sandbox
from moderator.media.wire import Answer, ProtocolError, Reply, Request, check

T = TypeVar("T")

SERVED = 1000
"""After so many requests a worker is replaced, so that nothing piles up in it."""


class Failed(Exception):
    """No answer that can be used; why."""

    def __init__(self, reason: Reason, a: int = 0, b: int = 0) -> None:
        super().__init__(reason.name)
        self.reason, self.a, self.b = reason, a, b


class Worker:
    """One place for a process. The process comes and goes, the place stays."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.process: Process | None = None
        self.ready = False
        self.served = 0
        self.known: OrderedDict[str, None] = OrderedDict()

    def start(self) -> Process:
        if self.process is None:
            try:
                self.process = self._sandbox.start()
            except OSError as error:
                raise Failed(Reason.START) from error
            self.ready, self.served = False, 0
            self.known.clear()
        return self.process

    def kill(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.kill()

    def remember(self, sha256: str) -> None:
        self.known[sha256] = None
        self.known.move_to_end(sha256)
        while len(self.known) > limits.OPEN_VIDEOS:
            self.known.popitem(last=False)


class Reading:
    """The answers to one request, checked as they come."""

    def __init__(self, process: Process, request: Request, deadline: float) -> None:
        self._channel = process.channel
        self._deadline = deadline
        self.request = request

    def replies(self) -> Iterator[Reply]:
        """Each reply in turn; its payload must be read before the next. Raises Failed on a reported error."""
        more = True
        while more:
            reply = Reply.unpack(self._channel.receive(Reply.SIZE, self._deadline))
            check(reply, self.request)
            if reply.answer is Answer.ERROR:
                raise Failed(reply.reason, reply.a, reply.b)
            yield reply
            more = bool(reply.more)

    def only(self) -> Reply:
        """The reply where there is exactly one."""
        return next(self.replies())

    def payload(self, reply: Reply) -> bytearray:
        """The bytes behind a reply: a copy that the worker cannot reach."""
        return self._channel.receive(reply.payload, self._deadline)


class Workers:
    def __init__(self, count: int, sandbox: Sandbox) -> None:
        self._free = [Worker(sandbox) for _ in range(max(1, count))]
        self._all = tuple(self._free)
        self._change = threading.Condition()
        self._closed = False
        self._ids = itertools.count(1)

    def warm(self) -> None:
        with self._change:
            if not self._closed:
                for worker in self._free:
                    worker.start()

    def ask(
        self,
        request: Request,
        descriptor: int | None,
        sha256: str,
        payload: bytes,
        seconds: float,
        collect: Callable[[Reading], T],
    ) -> T:
        """What `collect` makes of the answer. Raises Failed.

        A file on which a used worker dies gets one more chance in a fresh one: an earlier file may be to blame.
        """
        for chance in (1, 2):
            with self._worker(sha256) as worker:
                used = worker.served > 0
                try:
                    return self._once(worker, request, descriptor, sha256, payload, seconds, collect)
                except Failed as failure:
                    if failure.reason is not Reason.CRASHED or not used or chance == 2 or self._closed:
                        raise
        raise AssertionError("unreachable")

    def _once(
        self,
        worker: Worker,
        request: Request,
        descriptor: int | None,
        sha256: str,
        payload: bytes,
        seconds: float,
        collect: Callable[[Reading], T],
    ) -> T:
        try:
            process = self._ready(worker)
            handle = process.give(descriptor) if descriptor is not None else 0
            digest = bytes.fromhex(sha256) if sha256 else bytes(32)
            request = replace(request, id=next(self._ids), sha256=digest, handle=handle, payload=len(payload))
            deadline = time.monotonic() + seconds
            process.channel.send(request.pack(), payload, deadline=deadline, descriptor=descriptor)
            worker.served += 1
            result = collect(Reading(process, request, deadline))
        except DeadlinePassed as error:
            raise self._replace(worker, Reason.TIMED_OUT) from error
        except Closed as error:
            raise self._replace(worker, Reason.CRASHED if worker.ready else Reason.START) from error
        except ProtocolError as error:
            raise self._replace(worker, Reason.ANSWER) from error
        except Failed:
            raise
        except BaseException:  # cut short, by Ctrl-C perhaps: half an answer would be left for the next request
            worker.kill()
            raise
        if sha256:
            worker.remember(sha256)
        return result

    def _ready(self, worker: Worker) -> Process:
        process = worker.start()
        if not worker.ready:
            reply = Reply.unpack(process.channel.receive(Reply.SIZE, time.monotonic() + limits.START_SECONDS))
            if reply.answer is not Answer.READY:
                raise ProtocolError("a worker that is not ready")
            worker.ready = True
        return process

    def _replace(self, worker: Worker, reason: Reason) -> Failed:
        worker.kill()
        with self._change:
            if self._closed:
                return Failed(Reason.CLOSED)
            worker.start()
        return Failed(reason)

    @contextmanager
    def _worker(self, sha256: str) -> Iterator[Worker]:
        with self._change:
            self._change.wait_for(lambda: self._free or self._closed)
            if self._closed:
                raise Failed(Reason.CLOSED)
            worker = max(self._free, key=lambda each: (sha256 in each.known, each.ready, each.process is not None))
            self._free.remove(worker)
        try:
            yield worker
        finally:
            with self._change:
                if worker.served >= SERVED or self._closed:
                    worker.kill()
                self._free.append(worker)
                self._change.notify()

    def close(self) -> None:
        with self._change:
            self._closed = True
            self._change.notify_all()
            for worker in self._all:
                if worker in self._free:
                    worker.kill()
                elif worker.process is not None:
                    worker.process.stop()  # whoever is waiting for it sees the end of the stream and cleans up

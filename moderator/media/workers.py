"""The worker processes of a pool: who is free, who is asked, who is killed."""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from moderator.media import attacks, limits
from moderator.media.channel import Closed, DeadlinePassed
from moderator.media.launch import Process
from moderator.media.reasons import SPOILING, Reason
from moderator.media.sandbox import Sandbox
from moderator.media.wire import ENOUGH, GO, NONE, Answer, ProtocolError, Reply, Request, check

T = TypeVar("T")
HEARD = " heard"
"""Stands behind the hash of a film of which a worker gives the sound."""


class Failed(Exception):
    """No answer that can be used; why."""

    def __init__(self, reason: Reason, a: int = 0, b: int = 0) -> None:
        super().__init__(reason.name)
        self.reason, self.a, self.b = reason, a, b


class Worker:
    """One place for a process. The process comes and goes, the place stays.

    `case` is the one that this process has served: no file of another case is ever given to it, so that what took it
    over in one case cannot draw the pictures of the next. None: it is fresh.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.process: Process | None = None
        self.ready = False
        self.case: str | None = None
        self.served = 0
        self.busy = 0.0
        self.known: OrderedDict[str, int | None] = OrderedDict()
        """The files that it has open, and of films where its decoder stands: what it gave last, as `Question.place`."""

    def start(self) -> Process:
        if self.process is None:
            try:
                self.process = self._sandbox.start()
            except OSError as error:
                raise Failed(Reason.START) from error
            self.ready, self.case, self.served, self.busy = False, None, 0, 0.0
            self.known.clear()
        return self.process

    def worn(self) -> bool:
        """Whether it has done enough for one process."""
        return self.served >= limits.SERVED or self.busy >= limits.BUSY_SECONDS

    def fits(self, case: str, sha256: str, place: int | None = None) -> tuple[float, ...]:
        """How well it suits a request, to be compared with other workers'. `sha256` as `Question.name`.

        Of those that know the film the one suits best that decoded up to shortly before the place. Sound keeps away
        from the worker that gives the pictures of the same film: one that is asked for both is not free when the next
        frame is due, and another would have to find its way there first.
        """
        mine, fresh = self.case == case, self.case is None
        apart = not sha256.endswith(HEARD) or sha256.removesuffix(HEARD) not in self.known
        known = sha256 in self.known and mine
        stands = self.known.get(sha256) if known else None
        near = stands - place if stands is not None and place is not None and stands <= place else -math.inf
        return known, near, apart, mine, fresh and self.ready, fresh and self.process is not None, fresh

    def kill(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.kill()

    def remember(self, sha256: str, place: int | None) -> None:
        self.known[sha256] = place
        self.known.move_to_end(sha256)
        while len(self.known) > limits.OPEN_VIDEOS:
            self.known.popitem(last=False)


@dataclass(frozen=True)
class Question(Generic[T]):
    """What a worker is asked, about which file of which case, how long it may take, and what becomes of the answer."""

    request: Request
    collect: Callable[[Reading], T]
    seconds: float
    descriptor: int | None = None
    sha256: str = ""
    case: str = ""
    parts: Sequence[bytes] = ()
    """What follows the request, one behind the other."""
    background: bool = False
    """Nobody waits for it: it gets what the others leave of the processor."""
    hearing: bool = False
    """It is about the sound of a film, not about its pictures."""
    whole: float = 0.0
    """Not 0: `seconds` are for each reply, and this for all of them. What passes between a reply and its GO is free."""

    @property
    def name(self) -> str:
        """What a worker is remembered to have open: the file, or its sound alone."""
        return self.sha256 + HEARD if self.hearing else self.sha256

    @property
    def place(self) -> int | None:
        """Where in a film the answer begins: a PTS, or an index where it is asked for by index."""
        if self.request.has_pts:
            return self.request.pts
        return self.request.index if self.request.index != NONE else None


class Reading:
    """The answers to one request, checked as they come."""

    def __init__(self, process: Process, request: Request, seconds: float, whole: float = 0.0) -> None:
        self._channel, self._slot = process.channel, process.slot
        self._seconds, self._left = seconds, whole
        self._deadline = time.monotonic() + seconds
        self.request = request
        self.spoilt = False
        """The decoder ran into damage: whatever that did to its memory, the next file gets another process."""
        self.last: Reply | None = None

    @property
    def place(self) -> int | None:
        """Where in the film the last reply was, in the terms of the request."""
        if self.last is None or self.last.answer is not Answer.FRAME:
            return None
        return self.last.pts if self.request.has_pts else self.last.index

    def enough(self) -> None:
        """No more replies are wanted: where one was announced the worker is told so, and is free for the next one."""
        if self.last is not None and self.last.more:
            self._channel.send(ENOUGH, deadline=time.monotonic() + self._seconds)
        self.last = replace(self.last, more=0) if self.last is not None else None

    def replies(self) -> Iterator[Reply]:
        """Each reply in turn; its payload must be read before the next. Raises Failed on a reported error."""
        more = False
        while True:
            began = time.monotonic()
            if more:
                if self._left:
                    self._deadline = began + min(self._seconds, self._left)
                self._channel.send(GO, deadline=self._deadline)
            reply = Reply.unpack(self._channel.receive(Reply.SIZE, self._deadline))
            if self._left:
                self._left = max(1e-3, self._left - (time.monotonic() - began))
            check(reply, self.request)
            if reply.answer is Answer.ERROR:
                self.spoilt = reply.reason in SPOILING
                raise Failed(reply.reason, reply.a, reply.b)
            self.last = reply
            yield reply
            more = bool(reply.more)
            if not more:
                return

    def only(self) -> Reply:
        """The reply where there is exactly one."""
        return next(self.replies())

    def payload(self, reply: Reply) -> memoryview:
        """The bytes that belong to a reply: a copy that the worker cannot reach. Raises ProtocolError if some lack."""
        data = self._slot.read(reply.payload)
        if len(data) != reply.payload:
            raise ProtocolError("a slot that was cut off")
        return data


class Workers:
    def __init__(self, count: int, sandbox: Sandbox) -> None:
        self._free = [Worker(sandbox) for _ in range(max(1, count))]
        self._all = tuple(self._free)
        self._sandbox = sandbox
        self._change = threading.Condition()
        self._closed = False
        self._waiting = 0
        self._ids = itertools.count(1)

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for a worker, so that who has one and is in no hurry should give it back."""
        return self._waiting > 0

    def warm(self) -> None:
        """Starts all workers and does not wait for them. Raises Failed."""
        with self._change:
            if not self._closed:
                for worker in self._free:
                    worker.start()

    def prove(self) -> None:
        """Makes sure that a worker has locked itself in and told what its lock is worth. Raises Failed."""
        if not self._sandbox.probes():
            with self._worker("", "") as worker, self._cleaning(worker):
                self._ready(worker)

    def ask(self, question: Question[T]) -> T:
        """What `collect` makes of the answer. Raises Failed.

        A file on which a used worker dies gets one more chance in a fresh one: an earlier file may be to blame.
        """
        for chance in (1, 2):
            with self._worker(question.case, question.name, question.place) as worker:
                used = worker.served > 0
                try:
                    return self._once(worker, question)
                except Failed as failure:
                    if failure.reason is not Reason.CRASHED or not used or chance == 2 or self._closed:
                        raise
        raise AssertionError("unreachable")

    def _once(self, worker: Worker, question: Question[T]) -> T:
        with self._cleaning(worker):
            process = self._ready(worker)
            worker.case = question.case
            handle = process.give(question.descriptor) if question.descriptor is not None else 0
            digest = bytes.fromhex(question.sha256) if question.sha256 else bytes(32)
            request = replace(
                question.request,
                id=next(self._ids),
                sha256=digest,
                handle=handle,
                payload=sum(map(len, question.parts)),
            )
            if question.background:
                process.defer()
            began = time.monotonic()
            deadline = began + question.seconds
            reading = Reading(process, request, question.seconds, question.whole)
            try:
                process.channel.send(request.pack(), *question.parts, deadline=deadline, descriptor=question.descriptor)
                result = question.collect(reading)
            finally:
                worker.served += 1
                # One that was put behind the others stays there: it is of no more use.
                worker.busy += limits.BUSY_SECONDS if question.background else time.monotonic() - began
                if reading.spoilt:
                    self._replace(worker, Reason.DAMAGED)
        if question.sha256:
            worker.remember(question.name, reading.place)
        return result

    @contextmanager
    def _cleaning(self, worker: Worker) -> Iterator[None]:
        """Whatever goes wrong with a worker, it is replaced, and Failed says what it was."""
        try:
            yield
        except DeadlinePassed as error:
            raise self._replace(worker, Reason.TIMED_OUT if worker.ready else Reason.START) from error
        except Closed as error:
            raise self._replace(worker, Reason.CRASHED if worker.ready else Reason.START) from error
        except ProtocolError as error:
            raise self._replace(worker, Reason.ANSWER) from error
        except Failed:
            raise
        except BaseException:  # cut short, by Ctrl-C perhaps: half an answer would be left for the next request
            worker.kill()
            raise

    def _ready(self, worker: Worker) -> Process:
        process = worker.start()
        if not worker.ready:
            reply = Reply.unpack(process.channel.receive(Reply.SIZE, time.monotonic() + limits.START_SECONDS))
            if reply.answer is not Answer.READY:
                raise ProtocolError("a worker that is not ready")
            process.pid = reply.pts
            self._sandbox.proven(attacks.read(reply.a, reply.b))
            worker.ready = True
        return process

    def _replace(self, worker: Worker, reason: Reason) -> Failed:
        ready = worker.ready
        worker.kill()
        with self._change:
            if self._closed:
                return Failed(Reason.CLOSED)
            if ready:  # one that did not even start would not start now either
                worker.start()
        return Failed(reason)

    @contextmanager
    def _worker(self, case: str, sha256: str, place: int | None = None) -> Iterator[Worker]:
        with self._change:
            self._waiting += 1
            self._change.wait_for(lambda: self._free or self._closed)
            self._waiting -= 1
            if self._closed:
                raise Failed(Reason.CLOSED)
            # Of equals the one that was asked last: what it has read is still at hand.
            worker = max(reversed(self._free), key=lambda each: each.fits(case, sha256, place))
            self._free.remove(worker)
        try:
            if worker.case not in (None, case):
                worker.kill()
            yield worker
        finally:
            with self._change:
                if worker.worn() or self._closed:
                    worker.kill()
                    if not self._closed:
                        # Not with the next question: whoever asks it would wait until the lock was attacked.
                        with suppress(Failed):
                            worker.start()
                self._free.append(worker)
                self._change.notify()

    def close(self) -> None:
        """Ends all workers; whoever waits for one is told so."""
        with self._change:
            self._closed = True
            self._change.notify_all()
            for worker in self._all:
                if worker in self._free:
                    worker.kill()
                elif worker.process is not None:
                    worker.process.stop()  # whoever is waiting for it sees the end of the stream and cleans up
        self._sandbox.close()

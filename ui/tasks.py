"""Background work; the one place that knows threads. Work goes out as a function, its result comes back as a call."""

from __future__ import annotations

import gc
import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from moderator.errors import Cancelled

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
Lane = Literal["store", "media", "batch", "pulse"]
THREADS: dict[Lane, int] = {"store": 1, "media": 4, "batch": 1, "pulse": 1}
"""A pass over a film holds one thread for as long as it takes, an alignment one for a second or two. A batch may take
hours, in processes of its own: nothing waits for it. The pulse of the open case must not wait for an import."""
_EVERY = 0.05
"""Least seconds between two reports of progress."""
SWEPT, WHOLE = 1000, 60
"""Milliseconds between two rounds of collecting garbage, and every how many rounds all of it is looked at."""


class Stop:
    """Handed to the work as `stop`: true once nobody waits for the result any more. Also raises on demand."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> bool:
        return self._event.is_set()

    is_set = __call__

    def set(self) -> None:
        self._event.set()

    def check(self) -> None:
        """Raises Cancelled if the work is to stop."""
        if self():
            raise Cancelled


Progress = Callable[[int, int], None]
"""`progress(done, total)`, in whatever unit the work counts."""
Work = Callable[[Stop, Progress], T]


class Job:
    """One piece of work. `cancel()` drops its result; `halt()` asks it to stop and still hears how it ended."""

    def __init__(
        self, work: Work[Any], done: Callable[[Any], None], failed: Callable[[Exception], None] | None
    ) -> None:
        self.work, self.done, self.failed = work, done, failed
        self.progressed: Callable[[int, int], None] | None = None
        self.key: str | None = None
        self.must = False
        self.dropped = False
        self.stop = Stop()

    def cancel(self) -> None:
        self.dropped = True
        self.stop.set()

    def halt(self) -> None:
        self.stop.set()


class Sweeper(QObject):
    """Collects garbage in the GUI thread alone. Python would else do so in whatever thread allocates, and a widget or
    timer that is part of a cycle and dies in a worker's thread takes the process with it.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._rounds = 0
        self._timer = QTimer(self, interval=SWEPT)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """Collects what is young; everything only once in `WHOLE` rounds, since that may take longer than a frame."""
        self._rounds += 1
        if self._rounds % WHOLE == 0:
            gc.collect()
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect(1)

    def settle(self) -> None:
        """What was loaded until now stays for good: it is not looked at any more."""
        gc.freeze()

    def end(self) -> None:
        """Hands collecting back to the interpreter, once no other thread is left."""
        self._timer.stop()
        gc.enable()


class Tasks(QObject):
    """Runs work in lanes: "store" keeps the order, "media" runs four jobs at a time, the urgent first; the others one.

    Results arrive in the thread of this object. `broken` carries what a job raised that has no `failed` of its own.
    """

    broken = Signal(Exception)
    _arrived = Signal(object, object)
    _moved = Signal(object, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools: dict[Lane, ThreadPoolExecutor] = {}
        self._waiting: dict[Lane, list[tuple[int, int, Job]]] = {lane: [] for lane in THREADS}
        self._lock = threading.Lock()
        self._count = itertools.count()
        self._keyed: dict[str, Job] = {}
        self._jobs: set[Job] = set()
        self._closed = False
        self._sweeper = Sweeper(self)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        work: Work[T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        key: str | None = None,
        urgent: bool = False,
        must: bool = False,
        progressed: Callable[[int, int], None] | None = None,
    ) -> Job:
        """Starts `work(stop, progress)` and returns at once; `done` or `failed` is called later in this thread.

        `done` is best a bound method of a QObject: it is not called once that object is gone. A newer job with the same
        `key` cancels the older. `must`: finished even while closing (a draft being saved). After close() nothing runs.
        """
        job = Job(work, done, failed)
        job.key, job.must, job.progressed = key, must, progressed
        if self._closed:
            job.cancel()
            return job
        if key is not None:
            self.cancel(key)
            self._keyed[key] = job
        self._jobs.add(job)
        with self._lock:
            rank = 0 if lane == "store" or urgent else 1
            heapq.heappush(self._waiting[lane], (rank, next(self._count), job))
        taken: list[Job] = []
        future = self._pool(lane).submit(self._next, lane, taken)
        future.add_done_callback(lambda finished: self._arrived.emit(taken[0], finished) if taken else None)
        return job

    def cancel(self, key: str) -> None:
        """Drops the job with that key, if there is one."""
        job = self._keyed.pop(key, None)
        if job is not None:
            job.cancel()

    @property
    def pending(self) -> int:
        """How many jobs wait, run, or have not delivered yet."""
        return len(self._jobs)

    def settle(self) -> None:
        """Called once the program has loaded what it needs, so that collecting garbage stays quick."""
        self._sweeper.settle()

    def close(self) -> None:
        """Cancels all work but what must be finished, then joins every thread. No result arrives afterwards."""
        self._closed = True
        for job in self._jobs:
            if not job.must:
                job.cancel()
        for pool in self._pools.values():
            pool.shutdown(wait=True)
        self._sweeper.end()
        self._jobs.clear()
        self._keyed.clear()

    def _pool(self, lane: Lane) -> ThreadPoolExecutor:
        if lane not in self._pools:
            from concurrent.futures import ThreadPoolExecutor  # needed after the first paint only

            self._pools[lane] = ThreadPoolExecutor(THREADS[lane], thread_name_prefix=lane)
        return self._pools[lane]

    def _next(self, lane: Lane, taken: list[Job]) -> Any:
        """In a thread of the pool: the most urgent job that waits. The future keeps what it returns or raises."""
        with self._lock:
            job = heapq.heappop(self._waiting[lane])[2]
        taken.append(job)
        job.stop.check()
        return job.work(job.stop, self._teller(job))

    def _teller(self, job: Job) -> Progress:
        last = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal last
            now = time.monotonic()
            if job.progressed is not None and (now - last >= _EVERY or done >= total):
                last = now
                self._moved.emit(job, done, total)

        return tell

    def _report(self, job: Job, done: int, total: int) -> None:
        if job in self._jobs and not job.dropped and job.progressed is not None and _alive(job.progressed):
            job.progressed(done, total)

    def _deliver(self, job: Job, finished: Future[Any]) -> None:
        self._jobs.discard(job)
        if job.key is not None and self._keyed.get(job.key) is job:
            del self._keyed[job.key]
        if self._closed or job.dropped:
            return
        error = finished.exception()
        if error is None:
            if _alive(job.done):
                job.done(finished.result())
        elif job.failed is None or not isinstance(error, Exception):
            self.broken.emit(error)
        elif _alive(job.failed):
            job.failed(error)


def _alive(call: Callable[..., object]) -> bool:
    """Whether the QObject whose method this is still exists; true of anything else."""
    owner = getattr(call, "__self__", None)
    return not isinstance(owner, QObject) or bool(shiboken6.isValid(owner))

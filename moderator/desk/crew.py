"""Several processes at the same list of jobs: a thread for each, which has one at a time. One that dies takes no other
along."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, Queue
from typing import Generic, TypeVar

from moderator.desk.jobs import Process
from moderator.desk.values import Stop

T = TypeVar("T")
R = TypeVar("R")
_LOOK = 0.2
"""Seconds between two looks at whether to stop."""


class Crew(Generic[T, R]):
    """Does each of `todo` once, by at most `count` processes. After `stop` no more are begun; what is at work then is
    finished, or given up where `kill` says so."""

    def __init__(
        self,
        start: Callable[[], Process],
        do: Callable[[Process, T], R],
        todo: Iterable[T],
        count: int,
        stop: Stop | None,
        *,
        kill: bool = False,
    ) -> None:
        self._do, self._stop, self._kill = do, stop, kill
        self._todo = deque(todo)
        self._processes = [start() for _ in range(min(count, len(self._todo)))]
        self._results, self._over = Queue[R | None](), threading.Event()

    def results(self) -> Iterator[R]:
        """What became of each as it is known, in any order."""
        threads = [
            threading.Thread(target=self._keep_busy, args=(each,), name=f"job {n}")
            for n, each in enumerate(self._processes)
        ]
        for thread in threads:
            thread.start()
        try:
            yield from self._until_all_end(len(threads))
        finally:
            self._over.set()
            self._give_up()
            for thread in threads:
                thread.join()

    def _until_all_end(self, at_work: int) -> Iterator[R]:
        while at_work:
            try:
                each = self._results.get(timeout=_LOOK)
            except Empty:
                if self._stopped():
                    self._give_up()
                continue
            if each is None:
                at_work -= 1
            else:
                yield each

    def _keep_busy(self, process: Process) -> None:
        while not self._stopped():
            try:
                each = self._todo.popleft()
            except IndexError:
                break
            found = self._do(process, each)
            if not (self._kill and self._stopped()):
                self._results.put(found)
        process.close()
        self._results.put(None)

    def _stopped(self) -> bool:
        return self._over.is_set() or bool(self._stop and self._stop())

    def _give_up(self) -> None:
        if self._kill:
            for process in self._processes:
                process.give_up()

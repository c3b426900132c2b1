"""Background work: order, cancelling, exceptions, progress, and that closing leaves nothing behind."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from moderator.errors import Cancelled, NotFound
from ui.tasks import THREADS, Tasks


class Receiver(QObject):
    """Notes what arrives, and in which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[Any] = []
        self.errors: list[Exception] = []
        self.steps: list[tuple[int, int]] = []
        self.threads: set[int] = set()

    def done(self, result: Any) -> None:
        self.results.append(result)
        self.threads.add(threading.get_ident())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)

    def progressed(self, done: int, total: int) -> None:
        self.steps.append((done, total))


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def idle(qtbot: QtBot, tasks: Tasks) -> None:
    qtbot.waitUntil(lambda: tasks.pending == 0, timeout=5000)


def test_the_store_lane_keeps_the_order_and_one_thread(qtbot: QtBot, tasks: Tasks) -> None:
    seen, receiver = [], Receiver()
    for n in range(50):

        def work(_stop: object, _tell: object, n: int = n) -> int:
            seen.append((n, threading.get_ident()))
            return n

        tasks.run("store", work, receiver.done)
    idle(qtbot, tasks)
    assert receiver.results == list(range(50))
    assert [n for n, _ in seen] == list(range(50))
    assert len({thread for _, thread in seen}) == 1
    assert receiver.threads == {threading.get_ident()}


def test_the_urgent_goes_first_in_the_media_lane(qtbot: QtBot, tasks: Tasks) -> None:
    gate, receiver = threading.Event(), Receiver()
    started: list[str] = []

    def thumbnail(_stop: object, _tell: object) -> None:
        started.append("thumbnail")

    def visible(_stop: object, _tell: object) -> None:
        started.append("visible")

    def block(_stop: object, _tell: object) -> None:
        gate.wait(5)

    for _ in range(THREADS["media"]):
        tasks.run("media", block, receiver.done)
    for _ in range(4):
        tasks.run("media", thumbnail, receiver.done)
    tasks.run("media", visible, receiver.done, urgent=True)
    gate.set()
    idle(qtbot, tasks)
    assert started[0] == "visible"
    assert started.count("thumbnail") == 4


def test_a_newer_job_with_the_same_key_drops_the_older(qtbot: QtBot, tasks: Tasks) -> None:
    gate, receiver = threading.Event(), Receiver()
    stops: list[Any] = []

    def slow(stop: Any, _tell: object) -> str:
        stops.append(stop)
        gate.wait(5)
        return "old"

    tasks.run("media", slow, receiver.done, key="pane")
    qtbot.waitUntil(lambda: bool(stops))
    tasks.run("media", lambda _s, _t: "new", receiver.done, key="pane")
    assert stops[0]()
    gate.set()
    idle(qtbot, tasks)
    assert receiver.results == ["new"]


def test_a_cancelled_job_that_waits_is_never_run(qtbot: QtBot, tasks: Tasks) -> None:
    gate, receiver, ran = threading.Event(), Receiver(), []
    tasks.run("store", lambda _s, _t: gate.wait(5), receiver.done)
    job = tasks.run("store", lambda _s, _t: ran.append(1), receiver.done)
    job.cancel()
    gate.set()
    idle(qtbot, tasks)
    assert ran == []
    assert receiver.results == [True]


def test_a_halted_job_still_tells_how_it_ended(qtbot: QtBot, tasks: Tasks) -> None:
    receiver, started = Receiver(), threading.Event()

    def work(stop: Any, _tell: object) -> str:
        started.set()
        while not stop():
            time.sleep(0.001)
        return "three of five"

    job = tasks.run("store", work, receiver.done, receiver.failed)
    assert started.wait(5)
    waiting = tasks.run("store", lambda _s, _t: None, receiver.done, receiver.failed)
    waiting.halt()
    job.halt()
    idle(qtbot, tasks)
    assert receiver.results == ["three of five"]
    assert isinstance(receiver.errors[0], Cancelled)


def test_exceptions_arrive_whole(qtbot: QtBot, tasks: Tasks) -> None:
    receiver = Receiver()

    def work(_stop: object, _tell: object) -> None:
        raise NotFound("There is no such case.")

    tasks.run("media", work, receiver.done, receiver.failed)
    idle(qtbot, tasks)
    assert [str(error) for error in receiver.errors] == ["There is no such case."]
    assert receiver.results == []
    with qtbot.waitSignal(tasks.broken, timeout=3000) as heard:
        tasks.run("media", work, receiver.done)
    assert isinstance(heard.args[0], NotFound)


def test_progress_comes_in_the_gui_thread_and_ends_at_the_total(qtbot: QtBot, tasks: Tasks) -> None:
    receiver = Receiver()

    def work(_stop: object, tell: Any) -> None:
        for n in range(1000):
            tell(n + 1, 1000)

    tasks.run("store", work, receiver.done, progressed=receiver.progressed)
    idle(qtbot, tasks)
    assert receiver.steps[-1] == (1000, 1000)
    assert len(receiver.steps) < 100, "progress is not told at every step"


def test_nothing_is_delivered_to_an_object_that_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    import shiboken6

    gate, receiver = threading.Event(), Receiver()
    tasks.run("store", lambda _s, _t: gate.wait(5), receiver.done)
    shiboken6.delete(receiver)
    gate.set()
    idle(qtbot, tasks)


def test_close_joins_and_finishes_only_what_must_be(qtbot: QtBot) -> None:
    tasks, receiver = Tasks(), Receiver()
    saved, dropped, started = [], [], threading.Event()

    def endless(stop: Any, _tell: object) -> None:
        started.set()
        while not stop():
            time.sleep(0.001)

    tasks.run("media", endless, receiver.done)
    tasks.run("store", lambda _s, _t: time.sleep(0.05), receiver.done)
    tasks.run("store", lambda _s, _t: dropped.append(1), receiver.done)
    tasks.run("store", lambda _s, _t: saved.append(1), receiver.done, must=True)
    assert started.wait(5)
    tasks.close()
    assert (saved, dropped) == ([1], [])
    assert not [each for each in threading.enumerate() if each.name.startswith(("store", "media"))]
    qtbot.wait(20)
    assert receiver.results == []
    tasks.run("store", lambda _s, _t: saved.append(2), receiver.done)
    assert saved == [1]


def test_garbage_is_collected_in_the_gui_thread_alone() -> None:
    tasks = Tasks()
    assert not gc.isenabled()
    tasks.close()
    assert gc.isenabled()

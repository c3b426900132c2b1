"""What holds for every test: no display, repeatable examples, no stray Qt warning, no thread left behind."""

from __future__ import annotations

import atexit
import gc
import itertools
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.s3 import Store as S3
    from tests.servers import Server

# Before anything imports Qt: pytest-qt makes the QApplication at the first test that asks for one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Nobody's own settings, nor a key in them, for the tests and for what they start.
for _name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
    os.environ[_name] = tempfile.mkdtemp(prefix="moderator-tests-")
    atexit.register(shutil.rmtree, os.environ[_name], ignore_errors=True)

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
SECONDS_TO_END = 5.0

# No deadline: on a busy machine the time of one example says nothing. In CI the same examples every time, so
# that a red run can be repeated; elsewhere new ones, so that a gap has a chance to be found.
_quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("desk", deadline=None, max_examples=60, suppress_health_check=_quiet)
settings.register_profile("ci", parent=settings.get_profile("desk"), derandomize=True)
settings.load_profile("ci" if IN_CI else "desk")


FIRST = ("robustness", "moderator", "cases", "contracts", "e2e")
"""The long runs come first, so that no process is left with them when the others have nothing to do; of those that load
Qt, which are many and short, the most come last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sorts the tests by their folder; within one they stay as they are."""
    items.sort(key=lambda item: FIRST.index(top) if (top := _top(item.path)) in FIRST else len(FIRST))


def _top(path: Path) -> str:
    """The folder of `tests` that a file lies in."""
    return path.relative_to(ROOT / "tests").parts[0]


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread running: whoever starts one joins it."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + SECONDS_TO_END
    while (left := _started_since(before)) and time.monotonic() < until:
        left[0].join(timeout=0.05)
    assert not left, f"still running after the test: {', '.join(thread.name for thread in left)}"


def _started_since(before: set[threading.Thread]) -> list[threading.Thread]:
    # A _DummyThread stands for a thread of Qt's that once ran Python, and Python never forgets it.
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.is_alive() and not isinstance(thread, threading._DummyThread)
    ]


WHOLE = 25
"""Tests after which everything is looked through for garbage, and not only what is young."""
_tests = itertools.count(1)


@pytest.fixture(autouse=True)
def garbage_goes_in_this_thread() -> Iterator[None]:
    """Once Qt is loaded: a widget that Python collects in another thread, such as fsspec's, takes the process along."""
    yield
    if "PySide6.QtCore" in sys.modules:
        gc.disable()
        if next(_tests) % WHOLE == 0:
            gc.collect()
        elif gc.get_count()[0] > gc.get_threshold()[0]:
            gc.collect(1)


@pytest.fixture(autouse=True)
def no_qt_pool_left_busy() -> Iterator[None]:
    """Fails a test that leaves work in Qt's global thread pool; free of cost where Qt was never loaded."""
    yield
    if core := sys.modules.get("PySide6.QtCore"):
        done = core.QThreadPool.globalInstance().waitForDone(int(SECONDS_TO_END * 1000))
        assert done, "Qt's thread pool is still at work after the test"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A real PostgreSQL. Whoever stops it must start it again; a test that changes its settings sets them back."""
    from tests import servers

    with servers.running() as started:
        yield started


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """An S3-compatible store behind HTTP, and fsspec set up for it. Whoever cuts the road to it mends it again."""
    from tests import s3

    with pytest.MonkeyPatch.context() as patch, s3.running(patch) as started:
        yield started


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """The path of a command that only tests need, as in `tool("qpdf")`. In CI its absence fails the test."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None and IN_CI:
            pytest.fail(f"{name} is not installed; packaging/linux-packages.txt should name its package")
        if path is None:
            pytest.skip(f"{name} is not installed: run `make setup` where system packages may be installed")
        return path

    return find


@pytest.fixture(scope="session")
def shared_media() -> Path:
    """The folder of real photos and videos that lies beside a checkout and is not part of it."""
    folder = ROOT.parent / "shared" / "media"
    if not folder.is_dir():
        pytest.skip("the collection ../shared/media does not lie beside this checkout")
    return folder

"""Whatever a worker or a file does, the pool answers in time, says what happened, and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from moderator.errors import MediaError
from moderator.media import limits
from moderator.media.pool import MediaPool
from moderator.media.sandbox import Sandbox
from moderator.media.selftest import PIXELS, Kind
from moderator.media.values import Source

from .clips import Recipe, write
from .photos import corners, saved

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="locked in on Linux alone so far")


class Broken(Sandbox):
    """Workers that never get as far as a worker."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def command(self) -> list[str]:
        return [sys.executable, "-c", self.code]


@pytest.fixture
def photo(tmp_path: Path) -> Source:
    path = tmp_path / "photo"
    path.write_bytes(saved(Image.fromarray(corners()), "PNG"))
    return Source.of(path)


@pytest.fixture
def one() -> Iterator[MediaPool]:
    with MediaPool(1) as pool:
        yield pool


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        (Kind.SEGFAULT, "crashed", "crashed on this file"),
        (Kind.ABORT, "crashed", "crashed on this file"),
        (Kind.EXIT, "crashed", "crashed on this file"),
        (Kind.HANG, "timed-out", "too long"),
        (Kind.SLEEP, "timed-out", "too long"),
        (Kind.DRIP, "timed-out", "too long"),
        (Kind.HALF, "timed-out", "too long"),
        (Kind.WRONG_ID, "crashed", "cannot be right"),
        (Kind.OVERSIZE, "crashed", "cannot be right"),
        (Kind.FLOOD, "crashed", "cannot be right"),
        (Kind.NOISE, "crashed", "cannot be right"),
        pytest.param(Kind.ALLOCATE, "refused", "more memory", marks=LINUX),
        pytest.param(Kind.FORK, "refused", "not allowed", marks=LINUX),
        pytest.param(Kind.EXEC, "refused", "not allowed", marks=LINUX),
    ],
    ids=lambda value: value.name.lower() if isinstance(value, Kind) else None,
)
def test_misbehaviour(one: MediaPool, photo: Source, kind: Kind, state: str, words: str) -> None:
    one.still(photo)
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(MediaError, match=words) as caught:
            one.selftest(kind, seconds=0.5)
        assert caught.value.state == state
        assert time.monotonic() - began < 5
        assert one.still(photo).width == 80  # the next file is shown by a fresh worker


def test_what_is_said_on_stderr_goes_nowhere(one: MediaPool) -> None:
    assert one.selftest(Kind.SHOUT).pixels.ravel().tolist() == list(PIXELS)


@pytest.mark.parametrize("code", ["", "import time; time.sleep(30)"])
def test_a_worker_that_never_gets_ready(photo: Source, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(limits, "START_SECONDS", 0.5)
    with MediaPool(1, Broken(code)) as pool, pytest.raises(MediaError, match="could not be started") as caught:
        pool.still(photo)
    assert caught.value.state == "crashed"


@LINUX
def test_a_zygote_that_died_is_replaced(photo: Source) -> None:
    sandbox = Sandbox()
    with MediaPool(1, sandbox) as pool:
        pool.still(photo)
        assert sandbox._zygote is not None
        sandbox._zygote._process.kill()
        sandbox._zygote._process.wait()
        assert pool.still(photo).width == 80


def test_an_earlier_file_may_be_to_blame(one: MediaPool, photo: Source) -> None:
    """A used worker that dies is replaced, and the file is tried once more before it is called bad."""
    one.still(photo)
    worker = one._workers._all[0]
    assert worker.process is not None
    os.kill(worker.process.pid, signal.SIGKILL)
    assert one.still(photo).width == 80


def test_no_worker_serves_two_cases(one: MediaPool, photo: Source) -> None:
    def pid(case: str) -> int:
        one.still(replace(photo, case=case))
        process = one._workers._all[0].process
        assert process is not None
        return process.pid

    assert pid("a") == pid("a")
    first = pid("b")
    assert first != pid("a")
    assert pid("a") != first


def test_a_worker_that_met_damage_is_not_used_again(one: MediaPool, photo: Source, tmp_path: Path) -> None:
    path = tmp_path / "damaged"
    path.write_bytes(b"\xff\xd8\xff\xe0 no photo")
    damaged = Source.of(path)
    for ask in (one.still, one.probe):
        one.still(photo)
        before = one._workers._all[0].process
        with suppress(MediaError):
            ask(damaged)
        assert one._workers._all[0].process is not before


def test_probe_never_raises(photo: Source, tmp_path: Path) -> None:
    with MediaPool(1, Broken("")) as pool:
        info = pool.probe(photo)
        assert (info.kind, info.state, info.code) == ("unknown", "crashed", "start")
        gone = pool.probe(Source(tmp_path / "nothing", photo.sha256))
        assert (gone.state, gone.kind) == ("missing", "unknown")
        assert gone.reason


def test_missing_changed_and_strange_files(pool: MediaPool, photo: Source, tmp_path: Path) -> None:
    pool.still(photo)
    photo.path.write_bytes(photo.path.read_bytes() + b"!")
    with pytest.raises(MediaError, match="SHA-256 differs") as caught:
        pool.still(photo)
    assert caught.value.state == "hash-mismatch"
    photo.path.unlink()
    with pytest.raises(MediaError) as caught:
        pool.still(photo)
    assert caught.value.state == "missing"
    with pytest.raises(MediaError) as caught:
        pool.still(Source(tmp_path, photo.sha256))
    assert caught.value.state == "missing"
    empty = tmp_path / "empty"
    empty.touch()
    assert pool.probe(Source.of(empty)).state == "refused"
    with pytest.raises(MediaError):
        Source.of(tmp_path / "nothing")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_is_no_file(pool: MediaPool, photo: Source, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    began = time.monotonic()
    with pytest.raises(MediaError) as caught:
        pool.still(Source(tmp_path / "pipe", photo.sha256))
    assert caught.value.state == "missing"
    assert time.monotonic() - began < 5


def test_many_threads_at_once(pool: MediaPool, photo: Source, tmp_path: Path) -> None:
    clips = [Source.of(write(Recipe(f"{n}.mp4"), tmp_path)) for n in range(3)]
    alone = {(clip, number): pool.frame(clip, index=number).pixels for clip in clips for number in range(0, 36, 5)}

    def work(thread: int) -> None:
        for step in range(12):
            clip, number = clips[(thread + step) % 3], (thread * 7 + step * 5) % 36 // 5 * 5
            assert np.array_equal(pool.frame(clip, index=number).pixels, alone[clip, number])
            assert pool.still(photo).width == 80

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(work, thread) for thread in range(4)]:
            done.result()


def test_closing_ends_what_is_under_way(photo: Source) -> None:
    pool = MediaPool(1)
    pool.level()
    caught: list[MediaError] = []

    def ask() -> None:
        try:
            pool.selftest(Kind.HANG, seconds=60)
        except MediaError as error:
            caught.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    began = time.monotonic()
    pool.close()
    for thread in threads:
        thread.join(10)
    assert time.monotonic() - began < 5
    assert [str(error) for error in caught] == ["The program is closing."] * 3
    with pytest.raises(MediaError, match="closing"):
        pool.still(photo)
    pool.close()


def test_warming_up_does_not_wait() -> None:
    with MediaPool(2) as pool:
        began = time.monotonic()
        pool.warm()
        assert time.monotonic() - began < 1


def test_the_application_never_imports_a_decoder() -> None:
    code = (
        "import sys, moderator.media.pool, moderator.media.times, moderator.media.png\n"
        "print([name for name in ('cv2', 'av', 'PIL', 'pillow_heif', 'pypdfium2') if name in sys.modules])"
    )
    environment = {"PYTHONPATH": os.pathsep.join(entry or "." for entry in sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"

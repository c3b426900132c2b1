"""Whatever a worker or a file does, the pool answers in time, says what happened, and goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from moderator.errors import MediaError
from moderator.media import limits
from moderator.media.pool import MediaPool
from moderator.media.sandbox import Level, Process, Sandbox
from moderator.media.values import Source

from .clips import Recipe, write
from .photos import corners, saved


class Misbehaving(Sandbox):
    """Workers that do what `kinds` says, the last kind for ever. Notes every process that it starts."""

    def __init__(self, *kinds: str) -> None:
        super().__init__()
        self.kinds = list(kinds)
        self.started: list[Process] = []

    def command(self) -> list[str]:
        kind = self.kinds.pop(0) if len(self.kinds) > 1 else self.kinds[0]
        return [sys.executable, "-m", "tests.moderator.media.misbehaving", kind]

    def start(self) -> Process:
        process = super().start()
        self.started.append(process)
        return process


@pytest.fixture
def photo(tmp_path: Path) -> Source:
    path = tmp_path / "photo"
    path.write_bytes(saved(Image.fromarray(corners()), "PNG"))
    return Source.of(path)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> float:
    """A deadline short enough to wait for."""
    for name in ("STILL_SECONDS", "INDEX_SECONDS", "FRAME_SECONDS"):
        monkeypatch.setattr(limits, name, 1.0)
    return 1.0


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    [
        ("crash", "crashed", "crashed on this file"),
        ("abort", "crashed", "crashed on this file"),
        ("leave", "crashed", "crashed on this file"),
        ("shout", "crashed", "crashed on this file"),
        ("hang", "timed-out", "too long"),
        ("half", "timed-out", "too long"),
        ("drip", "timed-out", "too long"),
        ("other", "crashed", "cannot be right"),
        ("huge", "crashed", "cannot be right"),
        ("noise", "crashed", "cannot be right"),
        ("flood", "crashed", "cannot be right"),
        ("stillborn", "crashed", "could not be started"),
    ],
)
def test_misbehaviour(photo: Source, patience: float, kind: str, state: str, words: str) -> None:
    sandbox = Misbehaving(kind, "obey")
    with MediaPool(1, sandbox) as pool:
        pool.warm()
        began = time.monotonic()
        with pytest.raises(MediaError, match=words) as caught:
            pool.still(photo)
        assert caught.value.state == state
        assert time.monotonic() - began < patience + 10
        frame = pool.still(photo)  # the next one is served by a fresh worker
        assert (frame.width, frame.height) == (2, 2)
        assert len(sandbox.started) == 2
        assert not sandbox.started[0].running()
    assert not any(process.running() for process in sandbox.started)


@pytest.mark.usefixtures("patience")
def test_more_frames_than_asked_are_refused(photo: Source) -> None:
    with MediaPool(1, Misbehaving("flood", "obey")) as pool, pytest.raises(MediaError, match="cannot be right"):
        pool.storyboard(photo, 3)


def test_a_worker_that_never_gets_ready(photo: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "START_SECONDS", 0.5)
    with MediaPool(1, Misbehaving("mute", "mute")) as pool, pytest.raises(MediaError) as caught:
        pool.still(photo)
    assert caught.value.state in ("timed-out", "crashed")


def test_an_earlier_file_may_be_to_blame(photo: Source) -> None:
    """A used worker that dies is replaced, and the file is tried once more before it is called bad."""
    sandbox = Misbehaving("obey", "obey")
    with MediaPool(1, sandbox) as pool:
        pool.still(photo)
        sandbox.started[0].stop()
        assert pool.still(photo).width == 2
        assert len(sandbox.started) == 2


def test_probe_never_raises(photo: Source, tmp_path: Path) -> None:
    with MediaPool(1, Misbehaving("crash", "obey")) as pool:
        info = pool.probe(photo)
        assert (info.kind, info.state) == ("unknown", "crashed")
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
    sandbox = Misbehaving("hang")
    pool = MediaPool(1, sandbox)
    caught: list[MediaError] = []

    def ask() -> None:
        try:
            pool.still(photo)
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
    assert not any(process.running() for process in sandbox.started)
    with pytest.raises(MediaError, match="closing"):
        pool.still(photo)
    pool.close()


def test_warming_up_does_not_wait() -> None:
    with MediaPool(2) as pool:
        began = time.monotonic()
        pool.warm()
        assert time.monotonic() - began < 1


def test_the_level_is_said_honestly(pool: MediaPool) -> None:
    assert pool.level() is Level.CRASH_ONLY
    assert pool.probes() == {}
    assert str(Level.FULL) == "full"


def test_the_application_never_imports_a_decoder() -> None:
    code = (
        "import sys, moderator.media.pool, moderator.media.times, moderator.media.png\n"
        "print([name for name in ('cv2', 'av', 'PIL', 'pillow_heif', 'pypdfium2') if name in sys.modules])"
    )
    environment = {"PYTHONPATH": os.pathsep.join(entry or "." for entry in sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"


def test_no_name_and_no_secret_crosses_the_border(photo: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker's environment, arguments and open files hold nothing of ours but one socket."""
    if not Path("/proc").is_dir():
        pytest.skip("only Linux shows what a process holds")
    monkeypatch.setenv("MODERATOR_SECRET", "s3cret")
    sandbox = Misbehaving("obey")
    with MediaPool(1, sandbox) as pool, (photo.path.parent / "open").open("w"):
        pool.still(photo)
        process = Path("/proc") / str(sandbox.started[0].pid)
        assert b"s3cret" not in (process / "environ").read_bytes()
        assert str(photo.path).encode() not in (process / "cmdline").read_bytes()
        held = [str(each.readlink()) for each in (process / "fd").iterdir()]
        assert [each for each in held if each != "/dev/null" and not each.startswith("socket:")] == []

"""What a storyboard costs: 24 small pictures of a minute of Full HD, beside the ffmpeg program making as many."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from moderator.media.pool import MediaPool
from moderator.media.values import Source
from tests.bench.table import Row

WIDTH, HEIGHT, RATE, SECONDS = 1920, 1080, 30, 60
COUNT, SMALL = 24, 256
_BARE = """
import sys, av
from PIL import Image
with av.open(sys.argv[1]) as container:
    stream = container.streams.video[0]
    stream.codec_context.skip_frame, stream.thread_type = "NONKEY", "AUTO"
    for number, frame in enumerate(container.decode(stream)):
        if number == int(sys.argv[3]):
            break
        small = frame.reformat(int(sys.argv[4]), int(sys.argv[4]) * 9 // 16, "rgb24")
        small.to_image().save(f"{sys.argv[2]}/{number}.jpg")
"""


def rows(runs: int) -> Iterator[Row]:
    """Medians of `runs` in turns, after one of each that does not count.

    The worker is warm and has not seen the file: every turn has a copy with another hash, which is checked before, as
    at import. The other side is a program of its own that starts, decodes key frames only and writes JPEGs.
    """
    with tempfile.TemporaryDirectory() as name, MediaPool(1) as pool:
        folder = Path(name)
        made = film(folder)
        pool.level()
        samples: tuple[list[float], list[float]] = ([], [])
        for run in range(runs + 1):
            source = copy(made, run)
            pool.verify(source)
            samples[0].append(timed(lambda source=source: pool.storyboard(source, COUNT, (SMALL, SMALL))))
            samples[1].append(timed(lambda: _floor(made, folder)))
            source.path.unlink()
        ours, floor = (statistics.median(each[1:]) for each in samples)
    other = "ffmpeg -skip_frame nokey" if shutil.which("ffmpeg") else "PyAV, key frames only, in a process of its own"
    yield Row(f"storyboard of {COUNT} from {SECONDS} s in Full HD", ours, 1.5, floor=floor, floor_name=other)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _floor(film: Path, folder: Path) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        subprocess.run([sys.executable, "-c", _BARE, str(film), str(folder), str(COUNT), str(SMALL)], check=True)
        return
    quiet = [program, "-v", "error", "-y", "-skip_frame", "nokey", "-i", str(film), "-an"]
    small = ["-vf", f"scale={SMALL}:-2", "-fps_mode", "passthrough", "-frames:v", str(COUNT)]
    subprocess.run([*quiet, *small, str(folder / "%02d.jpg")], check=True, stdin=subprocess.DEVNULL)


def copy(film: Path, run: int) -> Source:
    """The film with a few bytes behind it that no player looks at."""
    path = film.with_name(f"copy-{run}.mp4")
    path.write_bytes(film.read_bytes() + b"\0\0\0\x0cfree" + run.to_bytes(4, "big"))
    return Source.of(path)


def film(folder: Path) -> Path:
    """A camera that moves over a textured table; a key frame every second, as phones write them."""
    noise = np.random.default_rng(1).integers(0, 255, (HEIGHT * 3 // 2 + 200, WIDTH + 400), dtype=np.uint8)
    table = np.asarray(cv2.GaussianBlur(noise, (0, 0), 6), np.uint8)
    path = folder / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            "libx264", rate=RATE, options={"preset": "ultrafast", "g": str(RATE), "crf": "28"}
        )
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(RATE * SECONDS):
            x, y = round(180 + 170 * np.sin(number / 90)), round(90 + 80 * np.cos(number / 70))
            seen = np.ascontiguousarray(table[y : y + HEIGHT * 3 // 2, x : x + WIDTH])
            frame = av.VideoFrame.from_ndarray(seen, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path

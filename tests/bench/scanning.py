"""What looking through a film costs: a minute of Full HD, beside the ffmpeg program that only decodes it."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from moderator.media.pool import MediaPool
from tests.bench.storyboard import SECONDS, copy, film, timed
from tests.bench.table import Row

_BARE = """
import sys, av
with av.open(sys.argv[1]) as container:
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 1
    for frame in container.decode(stream):
        pass
"""


def rows(runs: int) -> Iterator[Row]:
    """Medians of at most three in turns. The worker is warm and has not seen the file."""
    with tempfile.TemporaryDirectory() as name, MediaPool(1) as pool:
        made = film(Path(name))
        pool.level()
        samples: tuple[list[float], list[float]] = ([], [])
        for run in range(min(runs, 3)):
            source = copy(made, run)
            pool.verify(source)
            samples[0].append(timed(lambda source=source: pool.scan(source)))
            samples[1].append(timed(lambda: _floor(made)))
            source.path.unlink()
        ours, floor = (statistics.median(each) for each in samples)
    other = "ffmpeg -threads 1 -f null" if shutil.which("ffmpeg") else "PyAV, one thread, decoding alone"
    yield Row(f"pass over {SECONDS} s in Full HD", ours, 1.25, floor=floor, floor_name=other)


def _floor(made: Path) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        subprocess.run([sys.executable, "-c", _BARE, str(made)], check=True)
        return
    quiet = [program, "-v", "error", "-threads", "1", "-i", str(made), "-an", "-f", "null", "-"]
    subprocess.run(quiet, check=True, stdin=subprocess.DEVNULL)

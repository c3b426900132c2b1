"""What the sandbox costs: a 12 MP photo through a locked worker, beside the same decoding in this process."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from moderator.media import photo
from moderator.media.files import EvidenceFile
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from tests.bench.table import Row

WIDTH, HEIGHT = 4000, 3000


def rows(runs: int) -> Iterator[Row]:
    """Medians of `runs` in turns, after one of each that does not count."""
    photo.prepare()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder, MediaPool(1) as pool:
        source = Source.of(_picture(Path(folder)))

        def here() -> None:
            file = EvidenceFile(os.open(source.path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
            photo.decode(file, "jpeg", None)
            file.close()

        here_, there = _in_turns(here, lambda: pool.still(source), runs)
        yield Row("12 MP JPEG through a locked worker", there, 1.25, floor=here_, floor_name="decoded in this process")
    began = time.monotonic()
    with MediaPool(1) as pool:
        pool.level()
        yield Row("first worker started, locked and attacked", (time.monotonic() - began) * 1000, limit=700)


def _in_turns(first: Callable[[], object], second: Callable[[], object], runs: int) -> tuple[float, float]:
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs + 1):
        for work, sample in zip((first, second), samples, strict=True):
            began = time.perf_counter()
            work()
            sample.append((time.perf_counter() - began) * 1000)
    return statistics.median(samples[0][1:]), statistics.median(samples[1][1:])


def _picture(folder: Path) -> Path:
    """As busy as a real photo: about 3.5 MB."""
    noise = np.random.default_rng(1).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    smooth = cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 2), None, 0, 255, cv2.NORM_MINMAX)  # type: ignore[call-overload]
    Image.fromarray(np.asarray(smooth, np.uint8)).save(folder / "photo.jpg", quality=90)
    return folder / "photo.jpg"

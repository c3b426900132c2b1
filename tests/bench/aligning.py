"""What an alignment costs, beside the bare steps of OpenCV on the same pictures: detect, match, MAGSAC."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

import cv2
import numpy as np

from moderator.analysis import picture
from moderator.analysis.align import stages
from tests.bench.table import Row

WIDTH, HEIGHT = 4000, 3000
THREADS = 2


def rows(runs: int) -> Iterator[Row]:
    """Medians of `runs`, in turns with the bare steps, after one of each that does not count."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(THREADS)
    try:
        listing, evidence = _pair()
        samples = [_once(listing, evidence) for _ in range(runs + 1)][1:]
    finally:
        cv2.setNumThreads(before)
    bare, first, verdict, nothing = (median(column) for column in zip(*samples, strict=True))
    yield Row("12 MP pair: first look at an alignment", first, 1.5, floor=bare, floor_name="bare OpenCV")
    yield Row("12 MP pair: its verdict", verdict, 8, floor=bare, floor_name="bare OpenCV")
    yield Row("12 MP pair: its verdict, in all", verdict, limit=2500)
    yield Row("12 MP pair of strangers: the verdict", nothing, limit=2500)


def _once(listing: picture.Pixels, evidence: picture.Pixels) -> tuple[float, float, float, float]:
    """Milliseconds: the bare steps, the first look, the verdict, the verdict where nothing is to be found."""
    began = time.perf_counter()
    _bare(listing, evidence)
    bare = time.perf_counter() - began
    at = []
    began = time.perf_counter()
    for _ in stages(listing, evidence):
        at.append(time.perf_counter() - began)
    if len(at) < 2:
        raise AssertionError("no first look at a pair that matches")
    began = time.perf_counter()
    list(stages(listing, np.ascontiguousarray(_printed(9))))
    return bare * 1000, at[0] * 1000, at[-1] * 1000, (time.perf_counter() - began) * 1000


def _bare(listing: picture.Pixels, evidence: picture.Pixels) -> None:
    """What the textbook does, at the sizes that the alignment works at."""
    sift = cv2.SIFT.create(5000)
    found = [sift.detectAndCompute(_small(pixels, side), None) for pixels, side in
             ((listing, picture.LISTING_SIDE), (evidence, picture.EVIDENCE_SIDE))]  # fmt: skip
    (mine, first), (theirs, second) = found
    both = cv2.BFMatcher(cv2.NORM_L2).knnMatch(first, second, 2)
    kept = [a for a, b in both if a.distance < 0.8 * b.distance]
    source, target = ([mine[m.queryIdx].pt for m in kept], [theirs[m.trainIdx].pt for m in kept])
    cv2.findHomography(np.array(source), np.array(target), cv2.USAC_MAGSAC, 4.0)


def _small(pixels: picture.Pixels, side: int) -> Any:
    scale = side / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)


def _pair() -> tuple[picture.Pixels, picture.Pixels]:
    """Two photos of one printed thing, one of them from aside and darker, as busy as real ones."""
    listing = _printed(1)
    aside = np.array([[0.6, -0.25, 1100], [0.2, 0.55, 300], [2e-5, 3e-5, 1]])
    seen = cv2.warpPerspective(listing, aside, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.full((HEIGHT, WIDTH), 255, np.uint8), aside, (WIDTH, HEIGHT)) > 0
    scene = np.where(inside[..., None], seen, _printed(2))
    return listing, np.ascontiguousarray((scene * 0.8).astype(np.uint8))


def _printed(seed: int) -> picture.Pixels:
    """Discs and words in random places over a soft ground."""
    rng = np.random.default_rng(seed)
    ground = cv2.resize(
        rng.integers(90, 170, (30, 40, 3), dtype=np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    for _ in range(1500):
        at = (int(rng.integers(WIDTH)), int(rng.integers(HEIGHT)))
        colour = tuple(int(c) for c in rng.integers(0, 255, 3))
        if rng.random() < 0.5:
            cv2.circle(ground, at, int(rng.integers(8, 60)), colour, -1, cv2.LINE_AA)
        else:
            word = "".join(chr(65 + int(c)) for c in rng.integers(0, 26, 5))
            cv2.putText(ground, word, at, cv2.FONT_HERSHEY_SIMPLEX, float(rng.uniform(1, 3)), colour, 5, cv2.LINE_AA)
    return np.asarray(ground, np.uint8)

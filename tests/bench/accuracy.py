"""How often an alignment is right, and whether it knows: `make bench-accuracy`.

Pairs of a known homography and pairs of strangers come from the project's pair generator, which lies beside the
repository with the photos it needs; without it there is nothing to measure, and that is said. The error of a pair is
taken at the four corners of the item's region, in pixels of the 1080p evidence: their median, and the worst of them.
Exit 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np

from moderator.analysis.align import align
from moderator.domain.alignment import Matrix, Quality

TOOL = Path(__file__).resolve().parents[3] / "shared" / "tools" / "pairs.py"
MEDIAN_ERROR, WORST_ERROR = 3.0, 10.0
LEAST_GOOD, MOST_DOUBTFUL_STRANGERS = 0.60, 0.02
BANDS = ((0, 10), (10, 20), (20, 30), (30, 40), (40, 51))


class Outcome(NamedTuple):
    """What became of one pair; the errors are None without a homography or a truth."""

    tilt: float
    quality: Quality
    median: float | None
    worst: float | None
    seconds: float


def outcome(row: dict[str, Any], *, folder: Path, media: Path) -> Outcome:
    """Aligns one pair."""
    listing, evidence = (
        np.ascontiguousarray(_read(path)[:, :, ::-1]) for path in (media / row["listing"], folder / row["evidence"])
    )
    began = time.perf_counter()
    found = align(listing, evidence)
    seconds = time.perf_counter() - began
    errors = _errors(found.homography, row) if found.homography and row["homography"] else None
    median, worst = (float(np.median(errors)), float(errors.max())) if errors is not None else (None, None)
    return Outcome(row["tilt"], found.quality, median, worst, seconds)


def _read(path: Path) -> Any:
    picture = cv2.imread(str(path))
    if picture is None:
        raise FileNotFoundError(path)
    return picture


def _errors(found: Matrix, row: dict[str, Any]) -> Any:
    corners = np.array(row["corners"], float)[None]
    both = [
        cv2.perspectiveTransform(corners, np.reshape(h, (3, 3)).astype(float))[0] for h in (found, row["homography"])
    ]
    return np.linalg.norm(both[0] - both[1], axis=1)


def pairs(tool: Path, folder: Path, seed: int, count: int, *, strangers: bool) -> list[dict[str, Any]]:
    """Has the generator write its pictures into `folder`, and reads what it says of them."""
    command = [sys.executable, str(tool), "--seed", str(seed), "--count", str(count), str(folder)]
    subprocess.run([*command, *(["--strangers"] if strangers else [])], check=True, stdout=subprocess.DEVNULL)
    rows: list[dict[str, Any]] = json.loads((folder / "pairs.json").read_text("utf-8"))
    return rows


def line(name: str, some: list[Outcome]) -> str:
    """One row of the table."""
    good = [each for each in some if each.quality is Quality.GOOD]
    share = [sum(each.quality is quality for each in some) / max(1, len(some)) for quality in Quality]
    medians = [each.median for each in good if each.median is not None]
    worst = [each.worst for each in good if each.worst is not None]
    figures = ""
    if worst:
        over = sum(each > WORST_ERROR for each in worst)
        figures = f"{statistics.median(medians):8.2f} {statistics.median(worst):8.2f} {max(worst):8.2f} {over:6d}"
    shares = " ".join(f"{100 * each:8.1f}" for each in share)
    return f"{name:10s} {len(some):5d} {shares} {figures}"


def table(found: list[Outcome], strangers: list[Outcome]) -> Iterator[str]:
    """The shares in percent, the errors of those called good in pixels of the evidence."""
    yield f"{'tilt':10s} pairs   good % doubt. %   none %   median  corner~  corner^  >{WORST_ERROR:g} px"
    yield line("all", found)
    for low, high in BANDS:
        yield line(f"{low}-{min(high, 50)}", [each for each in found if low <= each.tilt < high])
    yield line("strangers", strangers)
    both = sorted(each.seconds for each in [*found, *strangers])
    late = both[int(0.95 * (len(both) - 1))]
    yield f"seconds a pair: median {statistics.median(both):.2f}, 95 of 100 within {late:.2f}"


def broken(found: list[Outcome], strangers: list[Outcome]) -> list[str]:
    """The bounds that do not hold, in words."""
    good = [each for each in found if each.quality is Quality.GOOD]
    doubtful = sum(each.quality is Quality.DOUBTFUL for each in strangers)
    bounds = {
        f"fewer than {LEAST_GOOD:.0%} are called good": len(good) < LEAST_GOOD * len(found),
        f"the median error of the good ones is over {MEDIAN_ERROR:g} px": bool(good)
        and statistics.median(each.median or 0.0 for each in good) > MEDIAN_ERROR,
        f"one called good is off by more than {WORST_ERROR:g} px": any(
            (each.worst or 0) > WORST_ERROR for each in good
        ),
        "strangers are called good": any(each.quality is Quality.GOOD for each in strangers),
        f"more than {MOST_DOUBTFUL_STRANGERS:.0%} of strangers are called doubtful": doubtful
        > MOST_DOUBTFUL_STRANGERS * len(strangers),
    }
    return [words for words, over in bounds.items() if over]


def measured(tool: Path, seed: int, count: int, limit: int, jobs: int, *, strangers: bool) -> list[Outcome]:
    """The outcomes of a set of pairs, `jobs` at a time, each with one thread."""
    with tempfile.TemporaryDirectory() as folder:
        rows = pairs(tool, Path(folder), seed, count, strangers=strangers)[:limit]
        work: Callable[[dict[str, Any]], Outcome] = partial(
            outcome, folder=Path(folder), media=tool.parent.parent / "sample-media"
        )
        context = multiprocessing.get_context("spawn")
        with context.Pool(jobs, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
            return pool.map(work, rows, chunksize=1)


def main() -> int:
    """Prints the table. Exit 1 where a bound is broken, 0 also where the generator is absent."""
    parser = argparse.ArgumentParser(prog="make bench-accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pairs-tool", type=Path, default=TOOL)
    parser.add_argument("--limit", type=int, default=None, help="align only so many of the pairs")
    given = parser.parse_args()
    if not given.pairs_tool.is_file():
        print(f"Nothing measured: there is no generator of pairs at {given.pairs_tool} (--pairs-tool PATH).")
        return 0
    found, strangers = (
        measured(given.pairs_tool, given.seed, given.count, given.limit, given.jobs, strangers=strangers)
        for strangers in (False, True)
    )
    print("\n".join(table(found, strangers)))
    over = broken(found, strangers)
    print("\n".join(f"BROKEN: {words}" for words in over) or "All bounds are kept.")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

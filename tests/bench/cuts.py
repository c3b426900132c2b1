"""How many cuts are found and how many are made up: `python -m tests.bench.cuts`.

Labelled films (`shot_cuts.json`) come from the collection beside the repository; without it there is nothing to
measure, and that is said. Then single takes of the collection are cut by this program: a second or so is taken out,
nothing else is changed, and they are coded anew; and the same takes are made to stutter. The bounds are those of
docs/scanning.md. Exit 1 where one is broken.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from moderator.analysis.scanner import Scanner
from moderator.domain.scan import MISSES_ONE_IN, CutKind
from moderator.media.film import luma
from tests.moderator.media.shots import RATE, film

MEDIA = Path(__file__).resolve().parents[3] / "shared" / "media"
TAKES = ("threatexchange/chair-orig-22-sd-bar.mp4", "opencv/cup.mp4", "threatexchange/pattern-hd-no-bar.mp4",
         "opencv/box.mp4", "sam2/04_coffee.mp4", "sam2/02_cups.mp4", "intel_ccby/bottle-detection.mp4")  # fmt: skip
SEEDS = (11, 12, 13, 14)
STUTTERS = 0.06
Luma = np.ndarray


class Count:
    """Found, made up and missed."""

    def __init__(self) -> None:
        self.found = self.made_up = self.missed = 0

    def add(self, truth: Sequence[int], got: Sequence[int]) -> None:
        hits = len({*truth} & {*got})
        self.found, self.made_up, self.missed = (
            self.found + hits, self.made_up + len(got) - hits, self.missed + len(truth) - hits,
        )  # fmt: skip

    def line(self, name: str) -> str:
        both = 2 * self.found + self.made_up + self.missed
        f1 = f"F1 {2 * self.found / both:.3f}" if self.found else ""
        return f"{name:34} found {self.found:4} made up {self.made_up:3} missed {self.missed:3} {f1}"


def lumas(path: Path) -> tuple[list[Luma], list[float]]:
    """As the worker makes them, with their times."""
    frames, times, scaler = [], [], VideoReformatter()
    with av.open(str(path)) as container:
        for packet in container.demux(container.streams.video[0]):
            try:
                decoded = packet.decode()
            except av.FFmpegError:
                continue
            for frame in decoded:
                frames.append(luma(scaler, frame))
                times.append(float(frame.time or 0.0))
    return frames, times


def hard(frames: Sequence[Luma], times: Sequence[float]) -> list[int]:
    scanner = Scanner(len(frames))
    for number, frame in enumerate(frames):
        scanner.push(number, number, times[number], frame)
    return [cut.frame for cut in scanner.taken(done=True).cuts if cut.kind is CutKind.HARD]


def labelled() -> Iterator[tuple[Path, dict[str, Any]]]:
    for name, truth in json.loads((MEDIA / "shot_cuts.json").read_text()).items():
        if (MEDIA / name).exists():
            yield MEDIA / name, truth


def truth_of(label: dict[str, Any], times: Sequence[float]) -> list[int]:
    if "hard_cut_times" not in label:
        return list(label["hard_cuts"])
    shown = np.array(times) - times[0] + 1e-6
    return [int(np.argmax(shown >= each)) for each in label["hard_cut_times"]]


def jumps(count: int, rng: np.random.Generator) -> tuple[list[int], list[int]]:
    """Which frames stay, and which of these begin behind a gap."""
    stay: list[int] = []
    cuts, at = [], int(rng.integers(0, 30))
    while at < count:
        length = int(rng.integers(40, 90))
        stay += range(at, min(count, at + length))
        at += length + int(rng.integers(20, 75))
        if at < count - 8:
            cuts.append(len(stay))
        else:
            break
    return stay, cuts


def stutters(count: int, rng: np.random.Generator) -> list[int]:
    shown: list[int] = []
    while len(shown) < count:
        shown += [len(shown)] * (int(rng.integers(2, 10)) if rng.random() < STUTTERS else 1)
    return [min(number, count - 1) for number in shown]


def main() -> int:
    """Prints the counts."""
    if not MEDIA.is_dir():
        print("The collection ../shared/media does not lie beside this checkout: nothing to measure.")
        return 0
    known, jumped, stuttering = Count(), Count(), Count()
    for path, label in labelled():
        frames, times = lumas(path)
        known.add(truth_of(label, times), hard(frames, times))
    print(known.line("labelled films"))
    with tempfile.TemporaryDirectory() as folder:
        for name in TAKES:
            frames, _ = lumas(MEDIA / "video" / name)
            for seed in SEEDS:
                rng = np.random.default_rng(seed)
                stay, cuts = jumps(len(frames), rng)
                jumped.add(cuts, hard(*coded([frames[n] for n in stay], Path(folder))))
            shown = stutters(len(frames), np.random.default_rng(5))
            stuttering.add([], hard(*coded([frames[n] for n in shown], Path(folder))))
    print(jumped.line("single takes with a gap"))
    print(stuttering.line("single takes that stutter"))
    missed = jumped.missed / max(1, jumped.found + jumped.missed)
    return int(bool(known.missed or known.made_up or jumped.made_up) or missed > 1.25 / MISSES_ONE_IN)


def coded(frames: Sequence[Luma], folder: Path) -> tuple[list[Luma], list[float]]:
    """What a coder leaves of them."""
    made = lumas(film(folder / "take.mp4", frames))[0]
    return made, [number / RATE for number in range(len(made))]


if __name__ == "__main__":
    sys.exit(main())

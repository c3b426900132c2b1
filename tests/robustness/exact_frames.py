"""Random jumps into videos, and walks through them, by the real pool, against decoding them from their first packet on.

`python -m tests.robustness.exact_frames [--jumps 1000] [--steps 1000] [--seed 1] [--only NAME]` takes all kinds of
clips and the real ones of `../shared`, where they are; `test_exact_frames` takes a slice in every test run. Exit 1 with
a wrong frame. Where the ffmpeg program is there, it has to agree with the truth about the clips made here.

What is asked is what `moderator frames` asks: by index, or by a time, for which the frame on screen is the one with the
greatest PTS at or before it, and before the first frame the first. The truth is FFmpeg's own sequential decode with one
thread, opened by name, with no index of ours.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from moderator.errors import MediaError
from moderator.media.pool import MediaPool
from moderator.media.values import Source
from tests.moderator.media.reference import framehash
from tests.robustness.exact_clips import CLIPS, Clip
from tests.robustness.exact_steps import Steps
from tests.robustness.exact_truth import Tally, Truth

SHARED = Path(__file__).resolve().parents[3] / "shared"
_ENDINGS = {".mp4", ".mov", ".mkv", ".webm", ".avi", ".ts"}


@dataclass(frozen=True)
class Jumps:
    """Into one file through the pool; its index is verified before where `verify` says so."""

    pool: MediaPool
    path: Path
    truth: Truth
    verify: bool = False

    def take(self, count: int, chance: random.Random) -> Tally:
        """With a new worker now and then: what an earlier one has learned must not be needed."""
        tally = Tally()
        source = Source.of(self.path)
        for number in range(count if self.truth.prints else 0):
            if number % 8 == 0:
                source = Source(self.path, source.sha256, case=f"case {number}")
                self.pool.index(source, verify=self.verify)
            by_time = self.truth.ordered and chance.random() < 0.5
            wrong = self._by_time(source, chance) if by_time else self._by_index(source, chance)
            tally.add(Tally(1, [f"{self.path.name}: {wrong}"] if wrong else []))
        return tally

    def _by_index(self, source: Source, chance: random.Random) -> str:
        truth = self.truth
        number = chance.randrange(len(truth.prints))
        try:
            frame = self.pool.frame(source, index=number, planes=True)
        except MediaError as error:
            return f"index {number}: {error}"
        if frame.planes != truth.prints[number]:
            return f"index {number} gives frame {self._which(frame.planes)}"
        known = truth.pts[number]
        return "" if known in (None, frame.pts) else f"index {number} has PTS {frame.pts}"

    def _by_time(self, source: Source, chance: random.Random) -> str:
        truth = self.truth
        known = [pts for pts in truth.pts if pts is not None]
        ticks = chance.choice((
            Fraction(chance.choice(known)),
            Fraction(chance.choice(known)) - Fraction(1, 1000),
            Fraction(chance.uniform(known[0] - 1000, known[-1])),
        ))  # fmt: skip
        number = truth.at(ticks * truth.base)
        try:
            index = self.pool.index(source)
            frame = self.pool.frame(source, pts=index.pts[index.at_or_before(ticks * truth.base)], planes=True)
        except MediaError as error:
            return f"time {float(ticks)} of frame {number}: {error}"
        if frame.planes == truth.prints[number] and frame.index == number:
            return ""
        return f"time {float(ticks)} of frame {number} gives {self._which(frame.planes)}, index {frame.index}"

    def _which(self, planes: str) -> str:
        found = [str(number) for number, each in enumerate(self.truth.prints) if each == planes]
        return ", ".join(found) or "that is none of the film"


def real_clips() -> Iterator[Path]:
    """Those that lie beside the checkout, if any."""
    for folder in ("media/video", "sample-media"):
        yield from sorted(path for path in (SHARED / folder).rglob("*") if path.suffix in _ENDINGS)


def into_made(pool: MediaPool, clip: Clip, folder: Path, jumps: int, seed: int, steps: int = 0) -> Tally:
    path = clip.make(folder)
    truth = Truth.of(path)
    assert truth.prints, clip.name
    assert truth.ordered == clip.ordered, f"{clip.name} is not the clip that it should be"
    return _both(pool, path, truth, clip.damaged, (jumps, steps), f"{seed} {clip.name}")


def into_real(pool: MediaPool, path: Path, jumps: int, seed: int, steps: int = 0) -> Tally:
    truth = Truth.of(path)
    return _both(pool, path, truth, _lacks(pool, path, truth), (jumps, steps), f"{seed} {path.name}")


def _lacks(pool: MediaPool, path: Path, truth: Truth) -> bool:
    """Whether the headers name frames that no decoder gives, as of the made clips `damaged` says. PTS are right there
    all the same; numbers only once the index was verified."""
    try:
        return bool(truth.prints) and len(pool.index(Source.of(path)).pts) != len(truth.prints)
    except MediaError:
        return False


def _both(pool: MediaPool, path: Path, truth: Truth, verify: bool, counts: tuple[int, int], seed: str) -> Tally:
    jumps, steps = counts
    tally = Jumps(pool, path, truth, verify).take(jumps, random.Random(seed))
    tally.add(Steps(pool, path, truth, verify).take(steps, random.Random(seed)))
    return tally


def told_otherwise(clip: Clip, path: Path) -> list[str]:
    """Where the ffmpeg program does not agree with the truth. It scales where the size changes, and conceals holes in
    its own way, so those clips are left out."""
    if shutil.which("ffmpeg") is None or clip.damaged or clip.name == "growing.ts":
        return []
    return [] if framehash(path) == Truth.of(path).prints else [f"{clip.name}: ffmpeg decodes something else"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.robustness.exact_frames", description=__doc__)
    parser.add_argument("--jumps", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    clips = [clip for clip in CLIPS if asked.only in clip.name]
    real = [path for path in real_clips() if asked.only in path.name]
    jumps, steps = (-(-count // max(1, len(clips) + len(real))) for count in (asked.jumps, asked.steps))
    total = Tally()
    with tempfile.TemporaryDirectory() as folder, MediaPool(1) as pool:
        for clip in clips:
            found = into_made(pool, clip, Path(folder), jumps, asked.seed, steps)
            found.wrong += told_otherwise(clip, Path(folder) / clip.name)
            total.add(_told(found, clip.name))
        for path in real:
            total.add(_told(into_real(pool, path, jumps, asked.seed, steps), path.name))
    said = f"{total.jumps} jumps into and {total.steps} steps through {len(clips)} made and {len(real)} real clips"
    print(f"{said}, {len(total.wrong)} wrong")
    return 1 if total.wrong else 0


def _told(tally: Tally, name: str) -> Tally:
    said = f"{name}: {tally.jumps} jumps, {tally.steps} steps, {len(tally.wrong)} wrong"
    print(said, *tally.wrong, sep="\n    ", flush=True)
    return tally


if __name__ == "__main__":
    sys.exit(main())

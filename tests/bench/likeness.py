"""How well the item lane points, and what is read for a code where there is none: `python -m tests.bench.likeness`.

The sample films, of which it is known when the item is to be seen, with the photos of their own listing and of the
others; films of strangers, in which nothing of any listing is; and product shots held against photos taken in shops.
The collections lie beside the repository; without them there is nothing to measure, and that is said.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import av
import cv2
import numpy as np

from moderator.analysis import codes
from moderator.analysis.similarity import FRAME_SIDE, Listing
from moderator.domain.finds import NOISE, CodesSeen, Likeness, best_likenesses, runs
from moderator.media import limits

SHARED = Path(__file__).resolve().parents[3] / "shared"
SAMPLES, MEDIA = SHARED / "sample-media", SHARED / "media"
FILMS = {
    1: ("case1_unboxing.mp4", (5.8, 25.0)), 2: ("case2_unboxing.mp4", (5.2, 20.0)),
    5: ("case5_unboxing.mov", (7.6, 15.8)),
}  # fmt: skip
"""When the item is to be seen, in seconds."""
STRANGERS = (
    "threatexchange/chair-orig-22-sd-bar.mp4", "opencv/cup.mp4", "opencv/box.mp4", "sam2/02_cups.mp4",
    "sam2/04_coffee.mp4", "intel_ccby/bottle-detection.mp4", "threatexchange/pattern-hd-no-bar.mp4",
)  # fmt: skip
EVERY, EACH = 15, 4
"""Frames between two looks; of each product so many photos from shops."""


def photos(case: int) -> list[np.ndarray]:
    return [shrunk(path, limits.LISTING_SIDE) for path in sorted(SAMPLES.glob(f"case{case}_listing_[0-9].jpg"))]


def shrunk(path: Path, side: int) -> np.ndarray:
    """RGB, as the desk hands it over."""
    pixels = cv2.cvtColor(np.asarray(cv2.imread(str(path))), cv2.COLOR_BGR2RGB)
    scale = min(1.0, side / max(pixels.shape[:2]))
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return np.ascontiguousarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def frames(path: Path, every: int, side: int) -> Iterator[tuple[int, np.ndarray]]:
    """Numbers and luma of some frames; here nothing is hostile, so no worker is asked."""
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number % every == every // 2:
                scale = min(1.0, side / max(frame.width, frame.height))
                size = (round(frame.width * scale), round(frame.height * scale))
                yield number, frame.reformat(*size, "gray", interpolation="AREA").to_ndarray()


def in_films() -> Iterator[str]:
    strange = [0, 0]
    shots = {case: photos(case) for case in FILMS}
    whose = [case for case, each in shots.items() for _ in each]
    listing = Listing([shot for each in shots.values() for shot in each])
    for case, (name, (begins, ends)) in FILMS.items():
        seen, shown = [], []
        for number, luma in frames(SAMPLES / name, EVERY, FRAME_SIDE):
            counts = listing.counts(luma)
            seen.append(Likeness(number, number, 0, max(n for n, of in zip(counts, whose, strict=True) if of == case)))
            shown.append(begins <= number / 30 <= ends)
            others = max(n for n, of in zip(counts, whose, strict=True) if shown[-1] is False or of != case)
            strange = [strange[0] + (others > NOISE + 1), strange[1] + 1]
        tops = best_likenesses(seen)
        hit = sum(look.matches > NOISE + 1 for look, there in zip(seen, shown, strict=True) if there)
        right = sum(begins <= look.number / 30 <= ends for look in tops)
        yield f"{name}: item on {sum(shown)} looks, pointed at on {hit}; tops {right} of {len(tops)} right"
    for name in STRANGERS:
        for _, luma in frames(MEDIA / "video" / name, EVERY, FRAME_SIDE):
            strange = [strange[0] + (max(listing.counts(luma)) > NOISE + 1), strange[1] + 1]
    yield f"looks for an item that is not to be seen: {strange[1]}, pointed at {strange[0]}"


def in_shops() -> Iterator[str]:
    """Each photo with all products: the right one, if most is found of it."""
    folder = MEDIA / "listing_vs_wild" / "grocery_store"
    icons = {path.stem.removesuffix("_Iconic"): path for path in sorted(folder.glob("iconic/**/*.jpg"))}
    names, listing = list(icons), Listing([shrunk(path, limits.LISTING_SIDE) for path in icons.values()])
    right = wrong = nothing = 0
    for name in names:
        for path in sorted(folder.glob(f"train/**/{name}/*.jpg"))[:EACH]:
            grey = cv2.cvtColor(shrunk(path, FRAME_SIDE), cv2.COLOR_RGB2GRAY)
            best, matches = listing.found_in(np.asarray(grey, np.uint8))
            if matches <= NOISE + 1:
                nothing += 1
            elif names[best] == name:
                right += 1
            else:
                wrong += 1
    yield f"photos from shops: right product {right}, another {wrong}, nothing found {nothing}"


def made_up() -> Iterator[str]:
    """Codes read in films that show none."""
    count, found = 0, []
    for path in sorted((MEDIA / "video").glob("*/*.m*")):
        try:
            seen = [CodesSeen(n, n, codes.read(luma)) for n, luma in frames(path, 6, limits.CODE_SIDE)]
        except av.FFmpegError:
            continue  # some are damaged on purpose
        count += len(seen)
        found += [f"{path.name} {run.code.format.label} {run.code.text}" for run in runs(seen)]
    yield f"frames of films without codes: {count}, codes read: {len(found)} {found}"


def main() -> int:
    """Prints the counts."""
    if not SAMPLES.is_dir() or not MEDIA.is_dir():
        print("The collections do not lie beside this checkout: nothing to measure.")
        return 0
    for line in chain(in_films(), in_shops(), made_up()):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

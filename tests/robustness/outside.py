"""Decodes files in a plain process, without pool, protocol or lock: `python -m tests.robustness.outside FOLDER`.

Prints a JSON object: for each file in the folder what `Seen` of the pool is compared with.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from moderator.media import document, ops, photo
from moderator.media.files import EvidenceFile, read_all
from moderator.media.sniff import sniff
from moderator.media.values import Pixels
from moderator.media.video import Place, Video

SMALL = (40, 40)
FRAMES = (0, 5, 13, 6)
"""Of each video, in this order: so there is a step back among them."""


def fingerprint(pixels: Pixels) -> str:
    """The size and the SHA-256 of the pixels."""
    return f"{pixels.shape[1]}x{pixels.shape[0]} {hashlib.sha256(pixels.tobytes()).hexdigest()}"


def seen(path: Path) -> list[str]:
    """The fingerprints of everything that there is to see in a file."""
    descriptor = os.open(path, os.O_RDONLY)
    file = EvidenceFile(descriptor)
    try:
        kind, format_ = sniff(file)
        if kind == "photo":
            return [fingerprint(photo.decode(file, format_, size).pixels) for size in (None, SMALL)]
        if kind == "video":
            return _video(file, format_)
        if kind == "pdf":
            data = read_all(file, 1 << 20)
            return [fingerprint(document.render(data, page, None)[0]) for page in range(document.pages(data))]
        return [document.text(file, 1 << 20).decode()]
    finally:
        file.close()


def _video(file: EvidenceFile, format_: str) -> list[str]:
    video = Video(file, format_)
    try:
        found = [f"{video.index().pts} {video.index().key}"]
        found += [fingerprint(video.frame(Place(index=number), None).pixels) for number in FRAMES]
        return found + [fingerprint(shown.pixels) for shown in video.storyboard(3, SMALL)]
    finally:
        video.close()


def main(folder: Path) -> None:
    ops.prepare()
    json.dump({path.name: seen(path) for path in sorted(folder.iterdir())}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

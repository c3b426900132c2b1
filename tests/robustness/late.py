"""What is imported too late: `python -m tests.robustness.late FOLDER…` warms up as a worker does, decodes every file
below the folders in this plain process, and prints each module that was loaded only then. Behind the lock none can be.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

import numpy as np

from moderator import find_ops, scan_ops
from moderator.media import warm
from moderator.media.files import DECODER_ERRORS, EvidenceFile, Unshowable
from moderator.media.finds import pack_asked
from moderator.media.job import Job
from moderator.media.ops import OPS
from moderator.media.video import Video
from moderator.media.wire import Request

SMALL = (64, 64)
FRAMES = b"".join(pack_asked(range(0, 60, 7), [np.zeros((64, 64, 3), np.uint8)]))
"""Which frames are asked about, and a photo of a listing."""


def decode(path: Path) -> None:
    """All that a worker could be asked of this file."""
    file = EvidenceFile(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
    videos: OrderedDict[bytes, Video] = OrderedDict()
    for op, work in {**OPS, **scan_ops.OPS, **find_ops.OPS}.items():
        request = Request(op, max_width=SMALL[0], max_height=SMALL[1], index=0, count=3, quality=80, planes=1)
        with suppress(Unshowable, MemoryError, *DECODER_ERRORS):
            list(work(Job(request, file, FRAMES if op in find_ops.OPS else b"", videos)))
    for video in videos.values():
        video.close()
    file.close()


def main(folders: list[str]) -> None:
    warm.up()
    scan_ops.warm_up()
    find_ops.warm_up()
    before = set(sys.modules)
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                decode(path)
    print(*sorted(set(sys.modules) - before))


if __name__ == "__main__":
    main(sys.argv[1:])

"""Before the lock: every decoder decodes one tiny file of ours, so that whatever it loads lazily is loaded.

Behind the lock nothing can be opened, and an import that comes too late would look like a damaged file.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from importlib.resources import as_file, files
from pathlib import Path

from moderator.media.files import EvidenceFile, Unshowable
from moderator.media.job import Job
from moderator.media.ops import OPS, prepare
from moderator.media.video import Video
from moderator.media.wire import Op, Request

_OPS = (Op.PROBE, Op.STILL, Op.INDEX, Op.FRAME, Op.STORYBOARD, Op.EXHIBIT, Op.PAGES, Op.TEXT)
_SMALL = 8


def up() -> None:
    """Once per process, before any evidence. Raises whatever a decoder raises over a good file."""
    prepare()
    with as_file(files("resources") / "warmup") as folder:
        for path in sorted(folder.iterdir()):
            _decode(path)


def _decode(path: Path) -> None:
    file = EvidenceFile(os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)))
    videos: OrderedDict[bytes, Video] = OrderedDict()
    for op in _OPS:
        for size in (0, _SMALL):
            request = Request(op, max_width=size, max_height=size, index=0, count=2, quality=80, planes=1)
            try:
                list(OPS[op](Job(request, file, b"", videos)))
            except Unshowable:  # a photo has no index, a text no pages
                continue
    for video in videos.values():
        video.close()
    file.close()

"""Before the lock: every decoder decodes one tiny file of ours, so that whatever it loads lazily is loaded.

Behind the lock nothing can be opened, and an import that comes too late would look like a damaged file.
"""

from __future__ import annotations

import encodings
import importlib
import os
import pkgutil
from collections import OrderedDict
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

import av
import pillow_heif

from moderator.media.files import EvidenceFile, Unshowable
from moderator.media.job import Job
from moderator.media.ops import OPS, prepare
from moderator.media.video import Video
from moderator.media.wire import Op, Request

_OPS = (
    Op.PROBE, Op.STILL, Op.INDEX, Op.FRAME, Op.STORYBOARD, Op.EXHIBIT, Op.PAGES, Op.TEXT, Op.LOUDNESS,
    Op.SOUND,
)  # fmt: skip
_SMALL = 8

_LAZY = (
    "PIL.ImageColor", "PIL.ImageFilter", "PIL.ImagePalette", "PIL.ImageSequence", "PIL.JpegPresets",
    "PIL.MpoImagePlugin", "PIL.PaletteFile", "PIL.TiffTags", "stringprep", "unicodedata",
)  # fmt: skip
"""What Pillow and Python import in the middle of their functions. Their other parts come with the plugins."""
_UNWANTED = ("av.__main__", "av.datasets", "encodings.mbcs", "encodings.oem")
"""Command lines, downloads, and what exists on Windows alone."""


def up() -> None:
    """Once per process, before any evidence. Raises whatever a decoder raises over a good file."""
    prepare()
    _load(_LAZY)
    for package in (av, pillow_heif, encodings):
        _load(each.name for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    with as_file(files("resources") / "warmup") as folder:
        for path in sorted(folder.iterdir()):
            _decode(path)


def _load(names: Iterable[str]) -> None:
    for name in names:
        if name not in _UNWANTED:
            importlib.import_module(name)


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

"""Which decoders there are, by what their packages say of themselves: nothing is imported to find out."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from moderator import __version__
from moderator.media import wire

DECODERS = ("opencv-python-headless", "av", "pillow", "pillow-heif", "pypdfium2", "numpy")


def of(package: str) -> str | None:
    """The installed version of a package; None where it is not installed, or left no word of it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@lru_cache(maxsize=1)
def decoders() -> str:
    """All that decides how a file is read, as one line: what a newer program looks at again is told by it."""
    parts = [f"moderator {__version__}.{wire.VERSION}", *(f"{name} {of(name) or '?'}" for name in DECODERS)]
    return ", ".join(parts)

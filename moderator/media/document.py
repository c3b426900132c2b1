"""Documents as evidence, and our own decision for its preview: pages of a PDF, and plain text."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from moderator.media import limits
from moderator.media.files import EvidenceFile, Unshowable
from moderator.media.photo import fit
from moderator.media.reasons import Reason
from moderator.media.values import Pixels

SCALE = 2.0
"""Pixels per point of a page that is shown whole: 144 dots an inch."""


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The document. Raises Unshowable (PASSWORD, DAMAGED, TOO_LARGE)."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        reason = Reason.PASSWORD if "password" in str(error).lower() else Reason.DAMAGED
        raise Unshowable(reason) from error
    try:
        if not 0 < len(document) <= limits.PAGES:
            raise Unshowable(Reason.DAMAGED)
        yield document
    finally:
        document.close()


def pages(data: bytes) -> int:
    """How many pages it has."""
    with opened(data) as document:
        return len(document)


def page_size(data: bytes, page: int) -> tuple[int, int]:
    """Width and height in pixels of a page (from 0) that is shown whole."""
    with opened(data) as document:
        return _pixels(_page(document, page), SCALE)


def render(
    data: bytes, page: int, max_size: tuple[int, int] | None, scale: float = 0.0
) -> tuple[Pixels, tuple[int, int]]:
    """A page (from 0) on white, and the size of the whole page; `scale` is pixels per point, 0 for SCALE."""
    with opened(data) as document:
        leaf = _page(document, page)
        full = _pixels(leaf, scale or SCALE)
        size = fit(full, max_size)
        points = leaf.get_size()
        bitmap = leaf.render(scale=min(size[0] / points[0], size[1] / points[1]), rev_byteorder=True)
        drawn = bitmap.to_numpy()
        if drawn.ndim == 2 or drawn.shape[2] == 1:
            drawn = np.repeat(drawn.reshape(*drawn.shape[:2], 1), 3, axis=2)
        drawn = drawn[: size[1], : size[0], :3]
        # The page is rounded up to whole pixels in one direction and cut in the other: what is left over is paper.
        pixels = np.full((size[1], size[0], 3), 255, np.uint8)
        pixels[: drawn.shape[0], : drawn.shape[1]] = drawn
        return pixels, full


def text(file: EvidenceFile, most: int) -> bytes:
    """Text as UTF-8 with replacement characters, at most `most` bytes of it, never half a character."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    data = file.read(most) or b""
    shown = decoder.decode(data, final=len(data) == file.size).replace("\0", "\ufffd").encode("utf-8")[:most]
    return shown.decode("utf-8", "ignore").encode("utf-8")


def _page(document: Any, page: int) -> Any:
    if not 0 <= page < len(document):
        raise Unshowable(Reason.NO_SUCH_PAGE, page, len(document))
    return document[page]


def _pixels(page: Any, scale: float) -> tuple[int, int]:
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise Unshowable(Reason.DAMAGED)
    # A poster is drawn smaller, so that the whole page fits what one picture may have.
    shrink = min(1.0, (limits.FRAME_PIXELS / (width * height * scale * scale)) ** 0.5)
    shrink = min(shrink, limits.SIDE / (max(width, height) * scale))
    return max(1, int(width * scale * shrink)), max(1, int(height * scale * shrink))

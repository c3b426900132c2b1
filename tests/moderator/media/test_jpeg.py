"""Only a JPEG like those that we make gets past the application."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from moderator.media.exhibit import make
from moderator.media.jpeg import check_jpeg
from moderator.media.wire import ProtocolError

PIXELS = np.random.default_rng(5).integers(0, 256, (40, 60, 3), np.uint8)


def saved(**options) -> bytes:
    out = io.BytesIO()
    Image.fromarray(PIXELS).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.mark.parametrize("quality", [1, 50, 90, 95])
def test_ours_pass(quality: int) -> None:
    data, (width, height) = make(PIXELS, [], 1600, quality)
    check_jpeg(data, width, height)
    check_jpeg(saved(), 60, 40)


def test_others_do_not() -> None:
    data, _ = make(PIXELS, [], 1600, 90)
    exif = Image.Exif()
    exif[0x010E] = "somebody's comment"
    wrong = [
        b"",
        data[:-2],
        data + b"more",
        data[:-2] + b"\xff\xd8\xff\xd9",
        b"\x89PNG" + data,
        data[:400],
        saved(progressive=True),
        saved(exif=exif),
        saved(comment=b"hello"),
    ]
    for each in wrong:
        with pytest.raises(ProtocolError):
            check_jpeg(each, 60, 40)
    with pytest.raises(ProtocolError):
        check_jpeg(data, 61, 40)

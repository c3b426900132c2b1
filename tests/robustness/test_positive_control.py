"""The positive control of everything hostile here: valid files are shown by the locked worker, with exactly the pixels
that a plain process makes of them. A lock that breaks a decoder would otherwise pass every other test."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from moderator.media.pool import MediaPool
from moderator.media.values import Source
from tests.robustness.outside import FRAMES, SMALL, fingerprint
from tests.robustness.valid_films import deep_avif, documents, films
from tests.robustness.valid_photos import Valid, photos

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pool() -> Iterator[MediaPool]:
    with MediaPool(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def files() -> list[Valid]:
    return [*photos(), *deep_avif(), *films(), *documents()]


def outside(folder: Path) -> dict[str, list[str]]:
    """What a plain process sees."""
    command = [sys.executable, "-m", "tests.robustness.outside", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def inside(pool: MediaPool, source: Source) -> list[str]:
    """What the pool shows of the same file, in the same order."""
    info = pool.probe(source)
    assert info.state == "shown", (source.path.name, info)
    if info.kind == "photo":
        return [fingerprint(pool.still(source, max_size=size).pixels) for size in (None, SMALL)]
    if info.kind == "video":
        index = pool.index(source)
        found = [f"{index.pts} {index.key}"]
        found += [fingerprint(pool.frame(source, index=number).pixels) for number in FRAMES]
        return found + [fingerprint(frame.pixels) for frame in pool.storyboard(source, 3, SMALL)]
    if info.kind == "pdf":
        return [fingerprint(pool.still(source, page=page).pixels) for page in range(info.pages or 0)]
    return [pool.read_text(source)]


def test_valid_files_look_the_same_inside_and_outside(pool: MediaPool, files: list[Valid], tmp_path: Path) -> None:
    assert len(files) >= 120
    names = [valid.name for valid in files]
    assert len(set(names)) == len(names)
    for valid in files:
        (tmp_path / valid.name).write_bytes(valid.data)
    truth = outside(tmp_path)
    wrong = [valid.name for valid in files if inside(pool, Source.of(tmp_path / valid.name)) != truth[valid.name]]
    assert not wrong
    formats = Counter(valid.format for valid in files)
    assert {"jpeg", "png", "webp", "gif", "tiff", "bmp", "heif", "avif", "mp4", "mov", "matroska", "avi", "mpegts",
            "pdf", "text"} == set(formats)  # fmt: skip


def test_valid_photos_look_as_they_were_made(pool: MediaPool, files: list[Valid], tmp_path: Path) -> None:
    """Both decodes could be wrong alike: so what was drawn is compared too."""
    checked = 0
    for valid in files:
        if valid.wanted is None:
            continue
        path = tmp_path / valid.name
        path.write_bytes(valid.data)
        source = Source.of(path)
        assert pool.probe(source).format == valid.format, valid.name
        pixels = pool.still(source).pixels
        assert pixels.shape == valid.wanted.shape, valid.name
        assert np.abs(pixels.astype(int) - valid.wanted).mean() <= valid.within, valid.name
        checked += 1
    assert checked >= 100


def test_real_files_look_the_same_inside_and_outside(pool: MediaPool, shared_media: Path, tmp_path: Path) -> None:
    pattern = ("formats/immich_publicdomain/*", "formats/pillow_heif/zPug*", "forensics/pdq/**/*.jpg")
    found = sorted({path for each in pattern for path in shared_media.glob(each) if path.is_file()})
    shown = [path for path in found if pool.probe(Source.of(path)).state == "shown"][:40]
    shown = [path for path in shown if pool.probe(Source.of(path)).kind == "photo"]
    assert len(shown) >= 8
    for number, path in enumerate(shown):
        (tmp_path / f"{number:02}").symlink_to(path)
    truth = outside(tmp_path)
    for number, path in enumerate(shown):
        assert inside(pool, Source.of(path)) == truth[f"{number:02}"], path.name

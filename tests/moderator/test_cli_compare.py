"""`moderator compare`: the document that is promised, its pictures, pins, frames, and what is refused."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from moderator.cli import main
from moderator.desk.compare_files import read_pins
from moderator.errors import UsageError
from tests.cases import shipped
from tests.moderator.test_pairs_in_worker import corners, scene, seen

pytestmark = pytest.mark.usefixtures("one_pool")

KEYS = {
    "quality",
    "reason",
    "homography",
    "inliers",
    "median_error_px",
    "mirrored",
    "rotation",
    "overlay",
    "difference",
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, np.ndarray]:
    """A listing, a photo of it three times as large as the search works on, and the homography between them."""
    listing = scene(1)
    evidence, matrix = seen(listing)
    one, other = tmp_path / "listing.png", tmp_path / "evidence.png"
    Image.fromarray(listing).save(one)
    large = Image.fromarray(evidence).resize((3000, 2400), Image.Resampling.BICUBIC)
    large.save(other)
    three = np.array([[3, 0, 1], [0, 3, 1], [0, 0, 1.0]])
    return one, other, three @ matrix


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any, str]:
    code = main([str(each) for each in arguments])
    said = capsys.readouterr()
    return code, json.loads(said.out) if said.out.startswith("{") else said.out, said.err


def test_what_is_promised_is_printed_in_full_size_pixels(
    files: tuple[Path, Path, np.ndarray], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listing, evidence, truth = files
    code, doc, _ = run(capsys, "compare", listing, evidence, "--out", tmp_path / "out", "--json")
    assert code == 0
    assert set(doc) >= KEYS
    assert doc["quality"] == "good"
    assert np.abs(corners(np.array(doc["homography"])) - corners(truth)).max() < 8, "2.7 px at 1080p"
    assert doc["median_error_px"] > 0
    for name in ("overlay", "difference"):
        with Image.open(doc[name]) as made:
            assert made.size == (2048, 1638)
    assert doc["regions"] == []


def test_strangers_have_neither_homography_nor_pictures(
    files: tuple[Path, Path, np.ndarray], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.png"
    Image.fromarray(scene(9)).save(other)
    code, doc, _ = run(capsys, "compare", other, files[1], "--out", tmp_path / "out", "--json")
    assert code == 0
    assert (doc["quality"], doc["homography"], doc["overlay"], doc["difference"]) == ("none", None, None, None)
    assert doc["reason"]
    assert not (tmp_path / "out").exists()


def test_pins_are_in_full_size_pixels_too(
    files: tuple[Path, Path, np.ndarray], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listing, evidence, truth = files
    ends = [(100, 100), (700, 120), (680, 500), (120, 480)]
    rows = []
    for x, y in ends:
        u, v, w = truth @ (x, y, 1)
        rows.append([x, y, u / w, v / w])
    pins = tmp_path / "pins.json"
    pins.write_text(json.dumps(rows))
    _, doc, _ = run(capsys, "compare", listing, evidence, "--pins", pins, "--out", tmp_path / "out", "--json")
    assert doc["quality"] in ("good", "doubtful")
    assert "by hand" in doc["reason"]
    assert np.abs(corners(np.array(doc["homography"])) - corners(truth)).max() < 15


def test_a_frame_of_a_film_is_named_by_time_or_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, case, films, _ = shipped.pack("AE-2026-000123")
    paths = {each.id: each.path for each in case.sources}
    film, photo = tmp_path / "film.mp4", tmp_path / "photo.jpg"
    film.write_bytes(films[paths["E4"]])
    photo.write_bytes(films[paths["L1"]])
    code, _, said = run(capsys, "compare", photo, film, "--out", tmp_path, "--json")
    assert code == 2
    assert "which frame" in said
    code, by_number, _ = run(capsys, "compare", photo, film, "--index", 673, "--out", tmp_path, "--json")
    assert code == 0
    _, by_time, _ = run(capsys, "compare", photo, film, "--at", "22.434", "--out", tmp_path, "--json")
    assert by_number["homography"] == by_time["homography"]
    assert by_number["quality"] in ("good", "doubtful")


@pytest.mark.parametrize(
    "pins",
    [
        "",
        "{}",
        "[]",
        "nan nan nan nan\\n1 2 3 4",
        "[[1,2,3,4]]",
        "[[1,2,3],[1,2,3]]",
        '[["a",2,3,4],[1,2,3,4]]',
        "[[1,2,3,1e99],[1,2,3,4]]",
    ],
)
def test_pins_that_are_none_are_wrong_usage(pins: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pins.json"
    path.write_text(pins)
    code, _, said = run(capsys, "compare", "a.jpg", "b.jpg", "--pins", path, "--out", tmp_path)
    assert code == 2
    assert "pins are a JSON list" in said


@pytest.mark.parametrize(
    "pins",
    [
        "[[1, 2, 3, 4], [5, 6, 7, 8.5]]",
        '{"pins": [[1, 2, 3, 4], [5, 6, 7, 8.5]]}',
        "[[[1, 2], [3, 4]], [[5, 6], [7, 8.5]]]",
        '[{"listing": [1, 2], "evidence": [3, 4]}, {"listing": [5, 6], "evidence": [7, 8.5]}]',
        "1,2,3,4\n\n5 6 7 8.5\n",
    ],
)
def test_pins_may_be_written_in_several_ways(pins: str, tmp_path: Path) -> None:
    path = tmp_path / "pins"
    path.write_text(pins)
    assert read_pins(path) == (((1, 2), (3, 4)), ((5, 6), (7, 8.5)))


@given(st.text(max_size=60) | st.recursive(st.none() | st.integers() | st.text(max_size=4), st.lists).map(json.dumps))
def test_any_other_text_is_wrong_usage(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pins"
    path.write_text(text, "utf-8", "surrogatepass")
    try:
        pins = read_pins(path)
    except UsageError:
        return
    assert 2 <= len(pins) <= 16


def test_a_file_that_cannot_be_shown_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.jpg"
    Image.fromarray(scene(1)).save(good)
    bad.write_bytes(b"\xff\xd8\xff no photo")
    code, _, said = run(capsys, "compare", good, bad, "--out", tmp_path)
    assert code == 1
    assert "bad.jpg" in said
    code, _, said = run(capsys, "compare", good, tmp_path / "not there.jpg", "--out", tmp_path)
    assert code == 1
    assert "not there.jpg" in said


def test_for_people_it_is_a_few_lines(
    files: tuple[Path, Path, np.ndarray], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text, _ = run(capsys, "compare", files[0], files[1], "--out", tmp_path / "out")
    first, *rest = str(text).splitlines()
    assert first.startswith("good: ")
    assert rest[-1].endswith("difference.png")


def test_metadata_does_not_turn_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The homography is that of the upright pictures: a photo that is only marked as turned is turned before."""
    listing = scene(1)
    evidence, matrix = seen(listing)
    Image.fromarray(listing).save(tmp_path / "listing.png")
    exif = Image.Exif()
    exif[0x0112] = 6
    data = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(np.rot90(evidence, 1))).save(data, "JPEG", quality=95, exif=exif)
    (tmp_path / "turned.jpg").write_bytes(data.getvalue())
    _, doc, _ = run(capsys, "compare", tmp_path / "listing.png", tmp_path / "turned.jpg", "--out", tmp_path, "--json")
    assert doc["quality"] == "good"
    assert np.abs(corners(np.array(doc["homography"])) - corners(matrix)).max() < 3

"""`moderator measure` on the photos of the sample cases.

Points and true lengths are those of `sample-media/ground_truth.json`: the bottle is 170 mm long, the cable 900 mm.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from tests.builders import jpeg
from tests.cases import shipped

pytestmark = pytest.mark.usefixtures("one_pool")

BOTTLE, CABLE = "AE-2026-000140", "AE-2026-000163"
RULER = "335.6,814.0,1319.9,814.0=20cm"
SILHOUETTE = "375.8,542.5,1223.9,543.1"
CARD = "757.7,864.4,1292.1,955.1,1241.9,1289.4,685.7,1191.4=85.6x53.98mm"
AXIS = "459.2,476.0,1540.1,397.1"
TAPE = "153.8,667.2,1774.2,667.2=90cm"
TIPS = "187.5,614.6,1812.5,614.6"

Photo = Callable[[str, str], Path]


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    def write(case: str, evidence: str) -> Path:
        _, found, files, _ = shipped.pack(case)
        source = next(each for each in found.sources if each.id == evidence)
        path = tmp_path / Path(source.path).name
        path.write_bytes(files[source.path])
        return path

    return write


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any, str]:
    code = cli.main(["measure", *map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def within(doc: dict[str, Any], true: float) -> bool:
    return bool(abs(doc["length_mm"] - true) <= doc["uncertainty_mm"])


def shaken(text: str, rng: random.Random) -> str:
    points, equals, known = text.partition("=")
    moved = ",".join(f"{float(each) + rng.gauss(0, 1):.1f}" for each in points.split(","))
    return f"{moved}{equals}{known}"


@pytest.mark.parametrize("depth", ["unknown", "yes"])
def test_the_bottle_beside_the_ruler(photo: Photo, capsys: pytest.CaptureFixture[str], depth: str) -> None:
    file = photo(BOTTLE, "E1")
    rng = random.Random(depth)
    for n in range(2):
        known, length = (RULER, SILHOUETTE) if not n else (shaken(RULER, rng), shaken(SILHOUETTE, rng))
        code, doc, err = run(capsys, file, "--known", known, "--length", length, "--same-depth", depth)
        assert (code, err) == (cli.OK, "")
        assert within(doc, 170)
        assert doc["uncertainty_mm"] <= 0.03 * doc["length_mm"]


def test_the_bottle_by_the_long_side_of_the_card(photo: Photo, capsys: pytest.CaptureFixture[str]) -> None:
    _, doc, _ = run(capsys, photo(BOTTLE, "E2"), "--known", "757.7,864.4,1292.1,955.1=85.6mm", "--length", AXIS)
    assert within(doc, 170)
    assert doc["uncertainty_mm"] <= 0.03 * doc["length_mm"]


def test_the_cable_beside_the_tape(photo: Photo, capsys: pytest.CaptureFixture[str]) -> None:
    _, doc, _ = run(capsys, photo(CABLE, "E1"), "--known", TAPE, "--length", TIPS)
    assert within(doc, 900)
    assert doc["uncertainty_mm"] <= 0.03 * doc["length_mm"]


def test_the_card_lies_below_the_axis_of_the_bottle(photo: Photo, capsys: pytest.CaptureFixture[str]) -> None:
    """Unanswered the interval is wide enough to hold the truth; answered it is narrow and in the right place."""
    file = photo(BOTTLE, "E2")
    _, wide, _ = run(capsys, file, "--plane", CARD, "--length", AXIS)
    assert wide["length_mm"] == pytest.approx(182.1, abs=0.1)
    assert within(wide, 170)
    assert wide["same_depth"] == "unknown"
    _, told, _ = run(capsys, file, "--plane", CARD, "--length", AXIS, "--same-depth", "no", "--nearer", "32.5mm")
    assert within(told, 170)
    assert told["uncertainty_mm"] <= 0.03 * told["length_mm"]
    _, diagonal, _ = run(capsys, file, "--plane", CARD, "--length", "757.7,864.4,1241.9,1289.4")
    assert within(diagonal, 101.2)
    assert diagonal["uncertainty_mm"] <= 0.03 * diagonal["length_mm"]


def test_several_lengths_are_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg(size=(640, 480)))
    words = [file, "--known", "0,0,100,0=2in", "--length", "0,0,50,0", "--length", "0,0,0,200"]
    code, doc, _ = run(capsys, *words)
    assert code == cli.OK
    assert "length_mm" not in doc
    assert [each["length_mm"] for each in doc["lengths"]] == [25.4, 101.6]
    assert cli.main(["measure", *map(str, words)]) == cli.OK
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--length", "0,0,9,9"],
        ["--known", "0,0,90,0=85.6mm"],
        ["--known", "0,0,90,0=85.6mm", "--plane", CARD, "--length", "0,0,9,9"],
        ["--known", "0,0,90,0=85.6", "--length", "0,0,9,9"],
        ["--known", "0,0,90,0=85.6 stone", "--length", "0,0,9,9"],
        ["--known", "0,0,90=85.6mm", "--length", "0,0,9,9"],
        ["--known", "0,0,90,zero=85.6mm", "--length", "0,0,9,9"],
        ["--known", "0,0,0,0=85.6mm", "--length", "0,0,9,9"],
        ["--known", "0,0,90,0=85.6mm", "--length", "9,9,9,9"],
        ["--known", "0,0,90,0=85.6mm", "--length", "0,0,nan,9"],
        ["--known", "0,0,90,0=85.6mm", "--length", "0,0,9,99999"],
        ["--known", "0,0,90,0=85.6mm", "--length", "0,0,9,9", "--same-depth", "no"],
        ["--known", "0,0,90,0=85.6mm", "--length", "0,0,9,9", "--same-depth", "yes", "--nearer", "1cm"],
        ["--known", "0,0,90,0=85.6mm", "--length", "0,0,9,9", "--click-error", "0"],
        ["--plane", "0,0,0,90,90,90,90,0=1x1cm", "--length", "0,0,9,9"],
        ["--plane", "0,0,90,0,90,90,0,90=1cm", "--length", "0,0,9,9"],
    ],
)
def test_wrong_usage_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(jpeg(size=(640, 480)))
    code, doc, err = run(capsys, file, *words)
    assert (code, doc) == (cli.USAGE, None)
    assert err.strip()
    assert "Traceback" not in err


def test_a_file_that_cannot_be_shown_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise, text = tmp_path / "b.jpg", tmp_path / "c.txt"
    noise.write_bytes(b"\x00\x01 nothing that anybody knows")
    text.write_text("only words", "utf-8")
    for file in (noise, text, tmp_path / "nowhere.jpg"):
        code, doc, err = run(capsys, file, "--known", "0,0,90,0=85.6mm", "--length", "0,0,9,9")
        assert (code, doc) == (cli.FAILED, None)
        assert err.startswith("moderator: ")
        assert len(err.splitlines()) == 1

"""An annotated and redacted verdict through the command line: decided, frozen, printed, and printed again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from PIL import Image

from moderator import cli
from tests.builders import case_doc
from tests.moderator.report import printed
from tests.moderator.test_cli import CASE, Shell, stock, verdict_file
from tests.verdicts import verdict_doc

DRAWN = [
    {"kind": "arrow", "points": [[0.1, 0.9], [0.5, 0.5]], "text": "impact point"},
    {"kind": "ellipse", "points": [[0.2, 0.2], [0.6, 0.5]]},
    {"kind": "cloud", "puffs": 7},
]
COVERED = [{"region": [0.5, 0.5, 0.3, 0.3], "why": "address"}]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "library", capsys)
    stock(made, tmp_path)
    return made


def annotated(tmp_path: Path, *more: dict[str, Any], **changes: Any) -> Path:
    first, *others = verdict_doc(case_doc(id=CASE))["exhibits"]
    drawn = {**first, "annotations": DRAWN, "adjustments": [{"kind": "rotate", "value": 90}], "redact": COVERED}
    return verdict_file(tmp_path, exhibits=[{**drawn, **changes}, *others, *more])


def exported(shell: Shell, folder: Path) -> bytes:
    (row,) = shell("export", CASE, "--out", folder)
    return Path(row["path"]).read_bytes()


def test_it_is_decided_and_printed_with_numbers_legend_and_nothing_beneath(shell: Shell, tmp_path: Path) -> None:
    assert shell("decide", CASE, "--verdict", annotated(tmp_path))["status"] == "decided"
    data = exported(shell, tmp_path / "one")
    assert data == exported(shell, tmp_path / "two")
    text = printed.squeezed(printed.text_of(data))
    for said in ("1 impact point; 3 (“cloud”, cannot be drawn)", "seen with turned 90°", "covered: address"):
        assert printed.squeezed(said) in text
    pixels = [_pixels(part) for part in _jpegs(data)]
    height, width = pixels[0].shape[:2]
    beneath = pixels[0][height // 2 : int(height * 0.8), width // 2 : int(width * 0.8)]
    assert beneath[2:-2, 2:-2].max() <= 16
    (row,) = shell("show", CASE)["verdicts"]
    assert row["verdict"]["exhibits"][0]["annotations"] == DRAWN, "what is of a later version is kept"


def _jpegs(data: bytes) -> list[bytes]:
    """The pictures in a document, as they are embedded."""
    return [b"\xff\xd8\xff" + part[: part.index(b"endstream")] for part in data.split(b"\xff\xd8\xff")[1:]]


def _pixels(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def test_a_broken_annotation_is_refused_by_name(shell: Shell, tmp_path: Path) -> None:
    broken = annotated(tmp_path, annotations=[{"kind": "box", "points": [[0, 0], [2, 2]]}])
    refused = shell("decide", CASE, "--verdict", broken, code=cli.FAILED)
    assert [each["pointer"] for each in refused["problems"]] == ["/exhibits/0/annotations/0/points/1"]


def test_the_same_picture_uncovered_is_refused(shell: Shell, tmp_path: Path) -> None:
    source = verdict_doc(case_doc(id=CASE))["exhibits"][0]["source"]
    refused = shell("decide", CASE, "--verdict", annotated(tmp_path, {"id": "X9", "source": source}), code=cli.FAILED)
    assert [each["code"] for each in refused["problems"]] == ["uncovered"]


def test_only_the_region_is_printed(shell: Shell, tmp_path: Path) -> None:
    cut = annotated(tmp_path, region=[0.25, 0.25, 0.5, 0.25], crop=True)
    assert shell("decide", CASE, "--verdict", cut)["status"] == "decided"
    data = exported(shell, tmp_path / "out")
    assert printed.squeezed("only this part of the picture is shown") in printed.squeezed(printed.text_of(data))


def test_the_schema_tells_what_an_annotation_is(shell: Shell) -> None:
    schema = shell("schema", "verdict")
    exhibit = schema["$defs"]["Exhibit"]["properties"]
    assert exhibit["crop"] == {"anyOf": [{"type": "boolean"}, {"type": "null"}]}
    drawing = exhibit["annotations"]["anyOf"][0]["items"]
    check = jsonschema.Draft202012Validator(drawing)
    assert all(check.is_valid(each) for each in DRAWN)
    assert not check.is_valid({"kind": "arrow", "points": [[0, 0]]})
    assert not check.is_valid({"kind": "text", "points": [[0, 0]]})

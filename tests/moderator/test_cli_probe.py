"""`probe` and `doctor`, and the planes that `frames` names."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.media.pool import MediaPool
from moderator.media.values import Frame
from moderator.store import file
from tests.builders import jpeg, write_case_pack
from tests.moderator.media.clips import RECIPES, write

KEYS = [
    "file",
    "sha256",
    "kind",
    "format",
    "state",
    "reason",
    "code",
    "width",
    "height",
    "orientation",
    "frames",
    "pages",
    "duration",
    "duration_pts",
    "time_base",
    "codec",
    "vfr",
    "hdr",
    "interlaced",
    "metadata",
]


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any, str]:
    code = cli.main([*map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out) if out else None, err


def test_probe_names_every_file_in_the_order_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo, noise, odd = tmp_path / "a.mp4", tmp_path / "b.jpg", tmp_path / "\x1b[2Jc\nd.jpg"
    photo.write_bytes(jpeg())
    noise.write_bytes(b"\x00\x01 nothing that anybody knows")
    clip = write(RECIPES[0], tmp_path)
    files = [noise, photo, tmp_path / "nowhere", tmp_path, odd, clip]
    if sys.platform != "win32":
        os.mkfifo(tmp_path / "pipe")
        files.append(tmp_path / "pipe")
    code, found, err = run(capsys, "probe", *files)
    assert code == cli.FAILED
    assert [each["file"] for each in found] == [str(path) for path in files]
    assert all(list(each) == KEYS for each in found)
    assert [each["state"] for each in found[:6]] == ["refused", "shown", "missing", "missing", "missing", "shown"]
    assert all(each["state"] == "missing" for each in found[6:])
    assert "\x1b" not in err
    assert len(err.splitlines()) == len(files) - 2, "one line for each that cannot be shown, no progress in a pipe"
    first, shown, film = found[0], found[1], found[5]
    assert (first["kind"], first["code"]) == ("unknown", "type")
    assert (shown["kind"], shown["format"], shown["frames"], shown["reason"]) == ("photo", "jpeg", 1, None)
    assert shown["sha256"] == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert (shown["duration"], shown["time_base"]) == (None, None)
    assert (film["kind"], film["codec"]) == ("video", "h264")
    numerator, denominator = map(int, film["time_base"].split("/"))
    assert film["duration"] == round(film["duration_pts"] * numerator / denominator, 3)


def test_probe_of_one_good_file_is_a_list_of_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    code, found, err = run(capsys, "probe", photo)
    assert (code, len(found), err) == (cli.OK, 1, "")
    assert cli.main(["probe", str(photo)]) == cli.OK
    assert capsys.readouterr().out.startswith("shown")
    assert cli.main(["probe"]) == cli.USAGE
    capsys.readouterr()


def test_every_frame_of_a_video_names_its_planes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a frame was chosen, its planes are asked for, and what the worker says of them is printed."""
    real = MediaPool.frame

    def frame(self: MediaPool, *args: Any, planes: bool = False, **named: Any) -> Frame:
        found = real(self, *args, planes=planes, **named)
        return replace(found, planes=f"{found.index:064x}" if planes else "")

    monkeypatch.setattr(MediaPool, "frame", frame)
    clip = write(RECIPES[0], tmp_path)
    asked = ["--at", "0.1", "--index", "3", "--storyboard", "2"]
    code, doc, _ = run(capsys, "frames", clip, "--out", tmp_path / "f", *asked)
    assert (code, len(doc["frames"])) == (cli.OK, 4)
    assert [each["planes"] for each in doc["frames"]] == [f"{each['index']:064x}" for each in doc["frames"]]
    photo = tmp_path / "a.jpg"
    photo.write_bytes(jpeg())
    _, doc, _ = run(capsys, "frames", photo, "--out", tmp_path / "f", "--index", 0)
    assert doc["frames"][0]["planes"] is None


def test_doctor_tells_of_a_library_and_touches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = tmp_path / "library"
    _, doc, _ = run(capsys, "doctor", "--library", library)
    assert (doc["library"]["exists"], doc["library"]["opens"]) == (False, False)
    assert not library.exists()
    run(capsys, "import", write_case_pack(tmp_path / "packs"), "--library", library)
    _, doc, _ = run(capsys, "doctor", "--library", library)
    health = doc["library"]
    assert (health["opens"], health["integrity"], health["schema"]) == (True, "ok", file.SCHEMA)
    assert health["ledger"] == {"rows": 2, "checkpoints": 1, "failures": 0}  # the import, and the key that signs
    assert health["files"]["missing"] == []
    assert health["states"] == {"queued": health["files"]["count"]}
    assert health["media_bytes"] > 0
    assert doc["versions"]["python"] == sys.version.split()[0]
    assert doc["sandbox"]["level"] in ("full", "reduced", "crash-only")
    for path in (library / "media").rglob("*"):
        if path.is_file():
            path.unlink()
    code, doc, _ = run(capsys, "doctor", "--library", library)
    assert code == cli.FAILED
    assert any("missing from the library" in each for each in doc["problems"])


def test_doctor_of_something_that_is_no_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"this is no database at all, but long enough to be looked at " * 20)
    code, doc, _ = run(capsys, "doctor", "--library", tmp_path)
    assert code == cli.FAILED
    assert not doc["library"]["opens"]
    assert doc["library"]["why"] in doc["problems"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the attacks are proven on Linux")
def test_without_the_sandbox_the_attacks_succeed_and_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, doc, err = run(capsys, "doctor", "--no-sandbox", "--library", tmp_path)
    assert code == cli.FAILED
    assert "THE SANDBOX IS OFF" in err
    assert doc["sandbox"]["level"] == "crash-only"
    assert doc["sandbox"]["probes"]
    assert not all(doc["sandbox"]["probes"].values())

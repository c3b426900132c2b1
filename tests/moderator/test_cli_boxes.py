"""`moderator inbox` and `moderator outbox` from the command line."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr("moderator.desk.inbox.SETTLED", 0.02)
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    return tmp_path / "in", tmp_path / "out"


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = cli.main([*map(str, arguments), "--library", str(tmp_path / "library")])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_from_the_inbox_to_the_outbox(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox, outbox = folders
    write_case_pack(inbox)
    (inbox / "a\x1b[2J").write_bytes(b"")
    code, out, err = run(tmp_path, capsys, "inbox", "--folder", inbox, "--once", "--json")
    rows: list[dict[str, Any]] = json.loads(out)
    assert code == cli.FAILED, "one was refused"
    assert {row["pack"]: (row["status"], row["case"], row["moved"]) for row in rows} == {
        "a\x1b[2J": ("refused", None, "refused/a_[2J"),
        f"{CASE}.casepack": ("imported", CASE, f"done/{CASE}.casepack"),
    }
    assert "\x1b" not in out + err
    assert "U+001B" in err
    assert run(tmp_path, capsys, "inbox", "--folder", inbox, "--once")[:2] == (cli.OK, "")
    (tmp_path / "v.json").write_text(json.dumps(verdict_doc(case_doc())))
    assert run(tmp_path, capsys, "decide", CASE, "--verdict", tmp_path / "v.json")[0] == cli.OK
    code, out, _ = run(tmp_path, capsys, "outbox", "--folder", outbox, "--once")
    assert (code, out) == (cli.OK, f"sent      {CASE} {CASE}.pdf, {CASE}.json\n")
    assert run(tmp_path, capsys, "outbox", "--folder", outbox, "--once") == (cli.OK, "", "")
    assert run(tmp_path, capsys, "verify")[0] == cli.OK


def test_it_watches_until_it_is_ended_and_says_trouble_once(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, looks = folders[0], []

    def goes_on(_seconds: float) -> None:
        looks.append(1)
        if len(looks) == 3:
            inbox.mkdir()
            write_case_pack(inbox)
        if len(looks) == 8:
            os.kill(os.getpid(), signal.SIGTERM)

    inbox.rmdir()
    monkeypatch.setattr("moderator.desk.inbox.SETTLED", 0.0)
    monkeypatch.setattr(time, "sleep", goes_on)
    before = signal.getsignal(signal.SIGTERM)
    code, out, err = run(tmp_path, capsys, "inbox", "--folder", inbox, "--json")
    assert (code, len(looks)) == (cli.OK, 8)
    assert [json.loads(line)["case"] for line in out.splitlines()] == [CASE]
    assert err.count("is it mounted") == 1
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_cannot_be_done_is_a_sentence(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(tmp_path, capsys, "outbox", "--folder", tmp_path / "nowhere", "--once")
    assert (code, err.count("\n")) == (cli.FAILED, 1)
    assert "is it mounted" in err
    code, _, err = run(tmp_path, capsys, "inbox", "--folder", folders[0], "--every", "0")
    assert code == cli.USAGE
    assert "--every" in err

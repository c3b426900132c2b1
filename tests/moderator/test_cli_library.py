"""`moderator backup` and `moderator restore`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from moderator.cli import FAILED, OK, USAGE, main
from moderator.store.file import DATABASE
from tests.builders import case_doc, write_case_pack


def typed(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, Any]:
    code = main([*map(str, words), "--json"])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else None


def test_back_and_forth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--library", tmp_path / "library")
    typed(capsys, "import", write_case_pack(tmp_path / "packs"), *at)
    code, made = typed(capsys, "backup", *at)
    assert (code, made["holds"], made["cases"], made["why"]) == (OK, True, 1, "asked")
    typed(capsys, "import", write_case_pack(tmp_path / "packs", case_doc(id="C-2")), *at)
    code, listed = typed(capsys, "restore", *at)
    assert code == OK
    assert made["backup"] in [each["backup"] for each in listed["backups"]]
    code, asked = typed(capsys, "restore", made["backup"], *at)
    assert (code, asked["restored"], asked["loss"]["cases"]) == (FAILED, None, ["C-2"])
    assert len(typed(capsys, "list", *at)[1]) == 2
    code, done = typed(capsys, "restore", made["backup"], "--yes", *at)
    assert code == OK
    assert (Path(done["restored"]["aside"]) / DATABASE).is_file()
    assert [each["case"] for each in typed(capsys, "list", *at)[1]] == [case_doc()["id"]]


def test_a_file_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--library", tmp_path / "library")
    typed(capsys, "import", write_case_pack(tmp_path / "packs"), *at)
    out = tmp_path / "mine.sqlite3"
    assert typed(capsys, "backup", "--out", out, *at)[0] == OK
    assert typed(capsys, "backup", "--out", out, *at)[0] == FAILED
    (tmp_path / "library" / DATABASE).write_bytes(b"no database")
    assert typed(capsys, "list", *at)[0] == FAILED
    assert typed(capsys, "restore", out, "--yes", *at)[0] == OK
    assert len(typed(capsys, "list", *at)[1]) == 1


def test_lines_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("--library", str(tmp_path / "library"))
    assert main(["backup", *at]) == FAILED
    assert "nothing to back up" in capsys.readouterr().err
    assert main(["restore", *at]) == OK
    assert capsys.readouterr().out == "There is no backup of this library.\n"
    assert main(["restore", "x", *at]) == USAGE
    main(["import", str(write_case_pack(tmp_path / "packs")), *at])
    main(["backup", *at])
    capsys.readouterr()
    main(["restore", *at])
    assert "1 cases, 0 verdicts, 2 ledger rows, last: " in capsys.readouterr().out

"""`moderator annex`: exit codes, and what is said beside the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from moderator import cli
from tests.annexes import annex_doc
from tests.moderator.test_cli import CASE, Shell, stock, verdict_file


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "library", capsys)


def test_all_that_have_one(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path, CASE, "AE-3")
    shell("decide", CASE, "--verdict", verdict_file(tmp_path, dsa_annex=annex_doc()))
    shell("decide", "AE-3", "--verdict", verdict_file(tmp_path, "AE-3"))
    (row,) = shell("annex", "--all", "--out", tmp_path / "out", "--report", tmp_path / "report.json")
    assert (row["case"], row["status"]) == (CASE, "written")
    (one,) = json.loads(Path(row["path"]).read_text("utf-8"))["statements"]
    assert one["puid"] == row["puid"]
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == [row]
    rows = shell("annex", CASE, "AE-3", "--out", tmp_path / "out", code=cli.FAILED)
    assert [row["status"] for row in rows] == ["unchanged", "refused"]
    assert "AE-3 has no DSA annex" in shell.err


def test_a_file_left_over_is_an_exit_code(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    shell("decide", CASE, "--verdict", verdict_file(tmp_path, dsa_annex=annex_doc()))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "statements-0002.json").write_text("{}")
    shell("annex", CASE, "--out", tmp_path / "out", code=cli.FAILED)
    assert "statements-0002.json is of an earlier export" in shell.err


@pytest.mark.parametrize("words", [[], [CASE, "--all"], ["--since", "yesterday"]])
def test_wrong_usage(shell: Shell, tmp_path: Path, words: list[str]) -> None:
    shell("annex", *words, "--out", tmp_path / "out", code=cli.USAGE)


def test_a_verdict_whose_annex_is_wrong_is_refused_with_its_fields(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    wrong = verdict_file(tmp_path, dsa_annex=annex_doc(category=None, decision_facts="x" * 5001))
    answer = shell("decide", CASE, "--verdict", wrong, code=cli.FAILED)
    assert {each["pointer"] for each in answer["problems"]} == {"/dsa_annex/category", "/dsa_annex/decision_facts"}

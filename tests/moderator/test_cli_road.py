"""`moderator checkout`, `import`, `pack-back` and `checkin` as a person types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from tests.builders import write_case_pack
from tests.moderator.desk.travelling import case_of, decided, unprinted

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def typed(*arguments: object, plain: bool = False) -> tuple[int, Any, str]:
        code = cli.main([str(each) for each in arguments] + ([] if plain else ["--json"]))
        said = capsys.readouterr()
        return code, said.out if plain else json.loads(said.out or "null"), said.err

    return typed


def test_a_case_goes_out_is_decided_and_comes_home(run: Run, tmp_path: Path) -> None:
    home, away, out, back = (tmp_path / name for name in ("home", "away", "out.roadbag", "back"))
    packs = [write_case_pack(tmp_path / "packs", case_of(case)) for case in ("C-1", "C-2", "C-3")]
    assert run("import", *packs, "--library", home)[0] == cli.OK
    for wrong in ([], ["C-1", "--all"], ["--all", "--days", "0"], ["--filter", "colour=red"]):
        assert run("checkout", *wrong, "--out", out, "--library", home)[0] == cli.USAGE
    assert run("checkout", "C-9", "--out", out, "--library", home)[0] == cli.FAILED
    code, found, _ = run("checkout", "--filter", "reason=damaged", "--most", 2, "--out", out, "--library", home)
    assert (code, [each["case"] for each in found["cases"]]) == (cli.OK, ["C-1", "C-2"])
    code, text, _ = run("list", "--library", home, plain=True)
    assert text.count("on the road with") == 2
    code, found, said = run("checkout", "C-1", "--out", tmp_path / "more", "--library", home)
    assert (code, found["path"], "has C-1 until" in said) == (cli.FAILED, None, True)
    assert run("import", out, "--library", away, plain=True)[1].splitlines()[0].startswith("imported  C-1")
    verdict = tmp_path / "verdict.json"
    verdict.write_text(json.dumps(decided("C-1")))
    with unprinted():
        assert run("decide", "C-1", "--verdict", verdict, "--library", away)[0] == cli.OK
        assert run("pack-back", "--out", back, "--library", away)[0] == cli.OK
        code, text, _ = run("checkin", back, "--still-out", "--library", home, plain=True)
    assert (code, [line.split()[0] for line in text.splitlines()]) == (cli.OK, ["holds", "undecided"])
    code, text, _ = run("list", "--library", home, plain=True)
    assert text.count("on the road with") == 1
    assert run("pack-back", "--out", tmp_path / "none", "--library", home)[0] == cli.USAGE
    assert run("checkin", out, "--library", home)[0] == cli.USAGE

"""The command line as scripts use it: one JSON document on standard output, messages beside it, exit codes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.cli_text import safe
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

CASE = "AE-2026-000123"
FIXED = {"decided_at": "2026-11-12T09:44:00Z", "decided_by": "mod-7"}


class Shell:
    """Runs verbs on one library and reads what they print."""

    def __init__(self, library: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.library, self._capsys = library, capsys

    def __call__(self, verb: str, *words: object, code: int = cli.OK) -> Any:
        argv = [verb, *map(str, words), "--library", str(self.library), "--json"]
        assert cli.main(argv) == code, self._capsys.readouterr().err
        self.out, self.err = self._capsys.readouterr()
        return json.loads(self.out) if self.out else None


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "library", capsys)


def stock(shell: Shell, tmp_path: Path, *ids: str) -> None:
    for each in ids or (CASE,):
        order = {**case_doc()["order"], "number": f"order of {each}"}
        shell("import", write_case_pack(tmp_path / "packs", case_doc(id=each, order=order)))


def verdict_file(tmp_path: Path, case: str = CASE, **overrides: Any) -> Path:
    doc = verdict_doc(case_doc(id=case), **{**FIXED, **overrides})
    path = tmp_path / "verdict.json"
    path.write_text(json.dumps(doc), "utf-8")
    return path


def test_import_names_each_pack_in_the_order_given(shell: Shell, tmp_path: Path) -> None:
    good = write_case_pack(tmp_path)
    bad = tmp_path / "bad.casepack"
    bad.write_bytes(b"PK no")
    rows = shell("import", bad, good, tmp_path / "nowhere", good, code=cli.FAILED)
    assert [row["status"] for row in rows] == ["refused", "imported", "refused", "unchanged"]
    assert [row["pack"] for row in rows] == [str(p) for p in (bad, good, tmp_path / "nowhere", good)]
    assert set(rows[0]) == {"pack", "case", "revision", "status", "problem"}
    assert rows[1] == {"pack": str(good), "case": CASE, "revision": 1, "status": "imported", "problem": None}
    assert str(bad) in shell.err


def test_list_shows_what_the_queue_holds(shell: Shell, tmp_path: Path) -> None:
    assert shell("list") == []
    stock(shell, tmp_path, "B-2", "A-1")
    assert shell("list", "--status", "open") == [
        {"case": each, "revision": 1, "reason": "damaged", "status": "open", "due": "2026-11-16T08:30:00Z",
         "currency": "USD", "paid": "23.90", "outcome": None} for each in ("A-1", "B-2")
    ]  # fmt: skip
    assert shell("list", "--status", "decided") == []


def test_show_gives_the_case_as_it_was_imported(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    shown = shell("show", CASE)
    assert (shown["case"]["id"], shown["status"], shown["verdicts"]) == (CASE, "open", [])
    (item,) = shown["evidence"]
    data = Path(item["path"]).read_bytes()
    assert (item["id"], item["kind"], item["from"], item["bytes"]) == ("E1", "photo", "buyer", len(data))
    assert item["sha256"] == hashlib.sha256(data).hexdigest()
    shell("show", "NOPE", code=cli.FAILED)
    assert "NOPE" in shell.err


def test_decide_is_final_and_tells_what_is_missing(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    refused = shell("decide", CASE, "--verdict", verdict_file(tmp_path, clause=None), code=cli.FAILED)
    assert refused["status"] == "refused"
    assert [(p["pointer"], p["code"]) for p in refused["problems"]] == [("/clause", "missing")]
    decided = shell("decide", CASE, "--verdict", verdict_file(tmp_path))
    assert decided == {"case": CASE, "status": "decided", "problems": []}
    assert shell("decide", CASE, "--verdict", verdict_file(tmp_path), code=cli.FAILED)["status"] == "already-decided"
    unknown = shell("decide", "NOPE-1", "--verdict", verdict_file(tmp_path), code=cli.FAILED)
    assert (unknown["status"], [p["code"] for p in unknown["problems"]]) == ("refused", ["not-found"])
    (row,) = shell("show", CASE)["verdicts"]
    assert (row["status"], row["verdict"]["refund"]["total"]) == ("active", "9.90")
    assert shell("list", "--status", "decided")[0]["outcome"] == "partial-refund"


@pytest.mark.parametrize("text", ['{"a":1,"a":2}', "[]", '{"format": NaN}', "\ufeff{}", "{"])
def test_a_verdict_file_that_is_no_json_object_is_refused(shell: Shell, tmp_path: Path, text: str) -> None:
    stock(shell, tmp_path)
    path = tmp_path / "v.json"
    path.write_text(text, "utf-8")
    assert shell("decide", CASE, "--verdict", path, code=cli.FAILED)["status"] == "refused"


def test_export_writes_once_and_says_unchanged_after(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path, "A-1", "B-2")
    shell("decide", "B-2", "--verdict", verdict_file(tmp_path, case="B-2"))
    (row,) = shell("export", "--all", "--out", tmp_path / "out")
    data = (tmp_path / "out" / "B-2.pdf").read_bytes()
    assert (row["case"], row["status"], row["sha256"]) == ("B-2", "written", hashlib.sha256(data).hexdigest())
    assert row["pages"] >= 2
    rows = shell("export", "A-1", "B-2", "NOPE", "--out", tmp_path / "out", code=cli.FAILED)
    assert [(r["case"], r["status"]) for r in rows] == [("A-1", "failed"), ("B-2", "unchanged"), ("NOPE", "failed")]
    assert "not decided" in rows[0]["problem"]
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["B-2.pdf"]


def test_an_appeal_is_exported_beside_the_first_decision(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    shell("decide", CASE, "--verdict", verdict_file(tmp_path))
    shell("export", CASE, "--out", tmp_path / "out")
    appeal = verdict_file(tmp_path, stage="appeal", supersedes=f"{CASE}-v1", decided_by="lead-2")
    shell("decide", CASE, "--verdict", appeal)
    (row,) = shell("export", CASE, "--out", tmp_path / "out")
    assert Path(row["path"]).name == f"{CASE}.2.pdf"
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [f"{CASE}.2.pdf", f"{CASE}.pdf"]
    assert [row["status"] for row in shell("show", CASE)["verdicts"]] == ["superseded", "active"]


def test_pack_round_trips(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    out = tmp_path / "again.casepack"
    packed = shell("pack", CASE, "--out", out)
    assert packed == {"case": CASE, "path": str(out), "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}
    assert shell("import", out)[0]["status"] == "unchanged"


def test_frames_of_a_photo(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    photo = Path(shell("show", CASE)["evidence"][0]["path"])
    argv = ["frames", str(photo), "--out", str(tmp_path / "f"), "--index", "0", "--json"]
    assert cli.main(argv) == cli.OK
    doc = json.loads(shell._capsys.readouterr().out)
    assert (doc["stream"], doc["time_base"], doc["file"]) == (None, None, str(photo))
    (frame,) = doc["frames"]
    assert (frame["index"], frame["pts"], frame["width"], frame["height"]) == (0, None, 64, 48)
    assert Path(frame["path"]).read_bytes().startswith(b"\x89PNG")
    assert cli.main(["frames", str(photo), "--out", str(tmp_path / "f"), "--index", "3"]) == cli.FAILED
    assert cli.main(["frames", str(photo), "--out", str(tmp_path / "f"), "--at", "soon"]) == cli.USAGE
    assert cli.main(["frames", str(photo), "--out", str(tmp_path / "f")]) == cli.USAGE
    shell._capsys.readouterr()


def test_policy_and_schema_print_what_a_verdict_needs(shell: Shell) -> None:
    argv = {
        "policy": ["policy", "damaged", "--json"],
        "all": ["policy", "--json"],
        "schema": ["schema", "case", "--json"],
    }
    found = {}
    for name, words in argv.items():
        assert cli.main(words) == cli.OK
        found[name] = json.loads(shell._capsys.readouterr().out)
    assert set(found["policy"]) >= {"reason", "version", "requirements", "clauses", "grid", "approvals", "chargebacks"}
    assert found["policy"]["versions"] == ["2026-10-01", "2026-11-10"]
    assert set(found["policy"]["requirements"][0]) == {"id", "text", "burden", "if_not_established"}
    assert set(found["policy"]["clauses"][0]) == {"id", "text", "outcomes", "shipping", "when"}
    assert [each["reason"] for each in found["all"]] == sorted(each["reason"] for each in found["all"])
    assert len(found["all"]) == 6
    assert found["schema"]["title"] == "moderator-case/1"


@pytest.mark.parametrize(
    "words", [["nonsense"], ["export"], ["list", "--status", "lost"], ["policy", "weather"], ["decide", "A"]]
)
def test_wrong_usage_exits_with_2(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    extra = ["--out", str(tmp_path)] if words == ["export"] else []
    assert cli.main([*words, *extra]) == cli.USAGE
    assert capsys.readouterr().err


def test_the_same_bytes_in_another_process_time_zone_and_locale(shell: Shell, tmp_path: Path) -> None:
    stock(shell, tmp_path)
    shell("decide", CASE, "--verdict", verdict_file(tmp_path))
    (here,) = shell("export", CASE, "--out", tmp_path / "out")
    env = os.environ | {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}

    def elsewhere(*words: object) -> Any:
        command = [sys.executable, "-m", "moderator", *map(str, words), "--library", str(tmp_path / "other"), "--json"]
        return json.loads(subprocess.run(command, env=env, check=True, capture_output=True).stdout)

    elsewhere("import", tmp_path / "packs" / f"{CASE}.casepack")
    elsewhere("decide", CASE, "--verdict", tmp_path / "verdict.json")
    (there,) = elsewhere("export", "--all", "--out", tmp_path / "there")
    assert there["sha256"] == here["sha256"]


def test_nothing_of_a_partys_text_reaches_the_terminal_as_a_command() -> None:
    assert safe("a\x1b[2Jb\u202ec") == "a\\u001b[2Jb\\u202ec"

"""`moderator verify` on decisions that were exported: with nothing else, with the pack, with the library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from moderator import cli
from moderator.settings import default_path
from tests.builders import BUYER_PHOTO, case_doc, case_media, jpeg, write_case_pack
from tests.moderator.report.signed import pem
from tests.moderator.test_cli import CASE, Shell, stock, verdict_file
from tests.verdicts import verdict_doc


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    made = Shell(tmp_path / "library", capsys)
    stock(made, tmp_path)
    first = verdict_doc(case_doc())["exhibits"][0] | {"redact": [{"region": [0.5, 0.5, 0.3, 0.3], "why": "address"}]}
    cut = {"id": "X2", "source": "E1", "region": [0.1, 0.1, 0.5, 0.5], "crop": True, "redact": first["redact"]}
    assert made("decide", CASE, "--verdict", verdict_file(tmp_path, exhibits=[first, cut]))["status"] == "decided"
    return made


def exported(shell: Shell, tmp_path: Path, *words: str) -> Path:
    (row,) = shell("export", CASE, "--out", tmp_path / "out", *words)
    return Path(row["path"])


def verify(capsys: pytest.CaptureFixture[str], file: Path, *words: object, code: int = cli.OK) -> dict[str, Any]:
    assert cli.main(["verify", str(file), "--json", *map(str, words)]) == code
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def failed(answer: dict[str, Any]) -> list[str]:
    return [each["check"] for each in answer["checks"] if each["ok"] is False]


@pytest.mark.parametrize("edition", ["parties", "office"])
def test_with_its_pack_everything_holds(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str], edition: str
) -> None:
    file = exported(shell, tmp_path, "--edition", edition)
    assert file.name == (f"{CASE}.pdf" if edition == "parties" else f"{CASE}.office.pdf")
    answer = verify(capsys, file, "--pack", tmp_path / "packs" / f"{CASE}.casepack")
    assert answer["ok"]
    assert (answer["case"], answer["signer"]["proves_identity"]) == (CASE, False)
    told = {each["check"]: each["told"] for each in answer["checks"]}
    assert list(told)[:5] == ["file", "signature", "data", "print", "case.json"]
    assert {"evidence L1", "evidence E1", "exhibit X1", "exhibit X2"} <= set(told)
    assert told["exhibit X2"] == "made again from its original, the same"


def test_alone_it_says_what_it_did_not_look_at(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = verify(capsys, exported(shell, tmp_path))
    assert answer["ok"]
    assert answer["checks"][-1]["ok"] is None


def test_with_its_library(shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = exported(shell, tmp_path)
    answer = verify(capsys, file, "--library", tmp_path / "library")
    assert answer["ok"]
    assert {"library", "document", "ledger", "exhibit X1"} <= {each["check"] for each in answer["checks"]}
    stranger = Shell(tmp_path / "other", capsys)
    stock(stranger, tmp_path)
    assert failed(verify(capsys, file, "--library", tmp_path / "other", code=cli.FAILED))[0] == "library"
    assert cli.main(["verify", str(file), "--library", str(tmp_path / "nowhere")]) == cli.USAGE
    assert not (tmp_path / "nowhere").exists()


def test_another_pack_of_the_case_does_not_hold(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    media = case_media(case_doc()) | {BUYER_PHOTO: jpeg("darkgreen")}
    other = write_case_pack(tmp_path / "others", case_doc(delivery="not-delivered"), media)
    answer = verify(capsys, exported(shell, tmp_path), "--pack", other, code=cli.FAILED)
    assert failed(answer) == ["case.json", "evidence E1", "exhibit X1", "exhibit X2"]


def test_a_damaged_pack_and_a_changed_file_fail_in_words(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = exported(shell, tmp_path)
    bad = tmp_path / "bad.casepack"
    bad.write_bytes(b"PK no")
    assert failed(verify(capsys, file, "--pack", bad, code=cli.FAILED)) == ["pack"]
    data = bytearray(file.read_bytes())
    data[2000] ^= 1
    file.write_bytes(data)
    assert cli.main(["verify", str(file)]) == cli.FAILED
    out, err = capsys.readouterr()
    assert "FAILED   signature" in out
    assert "signature: bytes 0–" in err
    assert cli.main(["verify", str(tmp_path / "missing.pdf")]) == cli.USAGE


def test_unsigned_is_said_to_be_so(shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = exported(shell, tmp_path, "--unsigned")
    assert failed(verify(capsys, file, code=cli.FAILED)) == ["signature"]


def test_a_signature_is_made_once_and_written_again_as_it_is(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = exported(shell, tmp_path).read_bytes()
    assert "proves no identity" in shell.err
    key = default_path().with_name("signing-key.pem")
    assert key.stat().st_mode & 0o077 == 0
    key.write_bytes(pem())  # with another key, what was signed before stays as it is
    (tmp_path / "out" / f"{CASE}.pdf").unlink()
    assert exported(shell, tmp_path).read_bytes() == first
    assert failed(verify(capsys, exported(shell, tmp_path, "--edition", "office"))) == []


def test_the_key_of_the_settings_is_used(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    key = tmp_path / "office.pem"
    default_path().parent.mkdir(parents=True)
    default_path().write_text(json.dumps({"signing_key": str(key)}), "utf-8")
    (row,) = shell("export", CASE, "--out", tmp_path / "out", code=cli.FAILED)
    assert str(key) in row["problem"]
    key.write_bytes(pem())
    (row,) = shell("export", CASE, "--out", tmp_path / "out")
    assert (row["status"], row["signature"]) == ("written", "local")
    assert not default_path().with_name("signing-key.pem").exists()

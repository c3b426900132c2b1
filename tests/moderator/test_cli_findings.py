"""`moderator findings`: the same findings as the window, for people and as one JSON document."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderator import cli
from moderator.desk import make_library
from tests.cases import shipped

CASE = "AE-2026-000131"


@pytest.fixture
def library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = tmp_path / "lib"
    make_library(path, "samples", demo_starts=datetime(2026, 11, 12, 9, tzinfo=UTC))
    assert cli.main(["import", str(shipped.FOLDER / f"{CASE}.casepack"), "--library", str(path)]) == cli.OK
    capsys.readouterr()
    return str(path)


def test_it_prints_rule_working_facts_and_proposal(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["findings", CASE, "--json", "--library", library]) == cli.OK
    answer = json.loads(capsys.readouterr().out)
    assert (answer["case"], answer["reason"], answer["policy_version"]) == (CASE, "not-received", "2026-10-01")
    trick = next(each for each in answer["findings"] if each["id"] == "received-trick")
    assert trick["rule"] == "R16"
    assert trick["facts"][0]["pointer"] == "/messages/1/text"
    assert trick["proposal"]["outcome"] == "full-refund"
    assert trick["proposal"]["clause"] == "not-received.2"
    assert trick["proposal"]["answers"] == {"receipt-confirmed-freely": "no"}
    assert trick["proposal"]["referral"] == {"about": "seller", "kind": "fake-tracking"}
    assert cli.main(["findings", CASE, "--library", library]) == cli.OK
    text = capsys.readouterr().out
    assert "R16  received-trick (for the buyer)" in text
    assert "→ Full refund, and a referral of the seller" in text


def test_another_reason_and_what_there_is_not(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["findings", CASE, "--reason", "payment-problem", "--json", "--library", library]) == cli.OK
    ids = [each["id"] for each in json.loads(capsys.readouterr().out)["findings"]]
    assert "not-in-record" in ids
    assert cli.main(["findings", CASE, "--reason", "weather", "--library", library]) == cli.FAILED
    assert cli.main(["findings", "AE-0", "--library", library]) == cli.FAILED

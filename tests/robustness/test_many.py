"""A slice of `many.py`: nobody decides twice, nothing that was acknowledged is lost, no order gives too much."""

from __future__ import annotations

from pathlib import Path

import pytest

from moderator.store import verdicts
from tests.robustness import many
from tests.servers import Server

CASES = [f"R-{number}" for number in range(24)]


def test_on_sqlite(tmp_path: Path) -> None:
    assert many.round_of(many.on_sqlite(tmp_path, 4), CASES) == []


def test_on_postgresql(server: Server, tmp_path: Path) -> None:
    assert many.round_of(many.on_postgresql(server, tmp_path, 4), CASES) == []


def test_a_verdict_that_was_lost_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = verdicts.of_case
    monkeypatch.setattr(verdicts, "of_case", lambda session, case: [] if case == "R-3" else real(session, case))
    wrong = many.round_of(many.on_sqlite(tmp_path, 2), CASES[:6])
    assert wrong[0].startswith("lost: R-3")  # and perhaps its money, if it was the one of its order that had some
    assert {line.split(":")[0] for line in wrong} <= {"lost", "over the cap"}

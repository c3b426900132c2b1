"""A few cases with secrets in every test run; 200 of them: `python -m tests.robustness.planted --count 200`."""

from __future__ import annotations

from pathlib import Path

from tests.robustness.planted import problems

COUNT = 2


def test_nothing_that_is_the_offices_is_in_what_the_parties_get(tmp_path: Path) -> None:
    assert problems(COUNT, 7, tmp_path) == []

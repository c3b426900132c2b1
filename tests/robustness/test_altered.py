"""A few changed bytes in every test run; 1,000 of them: `python -m tests.robustness.altered --count 1000`."""

from __future__ import annotations

from tests.robustness.altered import problems

COUNT = 40


def test_no_changed_byte_and_no_appended_revision_gets_through() -> None:
    assert problems(COUNT, 3) == []

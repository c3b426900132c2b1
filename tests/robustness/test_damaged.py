"""A slice of the damaged databases."""

from __future__ import annotations

from tests.robustness.slices import ran


def test_damaged_databases() -> None:
    ran("damaged", "--flipped", "12", "--cut", "5")

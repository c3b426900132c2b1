"""A slice of the migrations that are killed before their statements."""

from __future__ import annotations

from tests.robustness.slices import ran, with_kills


@with_kills
def test_migrations_killed_before_their_statements() -> None:
    ran("migrations", "--every", "13")

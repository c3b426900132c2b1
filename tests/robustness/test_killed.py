"""A slice of the kills: each command, and the window."""

from __future__ import annotations

from tests.robustness.slices import ran, with_kills


@with_kills
def test_kills() -> None:
    table = ran("killed", "--rounds", "16")
    assert all(what in table for what in ("import", "decide", "export", "migrate", "window"))

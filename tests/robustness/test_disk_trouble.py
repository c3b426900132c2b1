"""A slice of the trouble that a disk can make."""

from __future__ import annotations

from tests.robustness.slices import ran, under_shim


@under_shim
def test_disk_trouble() -> None:
    table = ran("disk_trouble", "--every", "43", shimmed=True)
    assert table.count(" ENOSPC ") == table.count(" EIO ") == table.count(" EROFS ") == 7

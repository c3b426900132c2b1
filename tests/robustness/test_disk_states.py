"""The model of a disk: what was synced stays, the rest may be missing, and both are really seen."""

from __future__ import annotations

import random
from pathlib import Path

from tests.robustness.disk_states import CREATE, RENAME, SYNC, WRITE, Change, Disk


def states(disk: Disk) -> list[dict[str, bytes | None]]:
    return [disk.after_power_cut(random.Random(seed)) for seed in range(200)]


def test_what_was_synced_with_its_folder_is_always_there(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    folder = tmp_path.stat().st_ino
    disk.apply(Change(CREATE, str(tmp_path / "a"), "", b"", 7, 0))
    disk.apply(Change(WRITE, "", "", b"x" * 5000, 7, 0))
    seen = states(disk)
    assert any(state == {} for state in seen)  # the name is not for good yet
    assert any(state.get("a") == b"x" * 5000 for state in seen)
    assert any(set(state.get("a") or b"") == {0, ord("x")} for state in seen)  # torn
    disk.apply(Change(SYNC, "", "", b"", 7, 0))
    assert any(state == {} for state in states(disk))
    disk.apply(Change(SYNC, "", "", b"", folder, 0))
    assert all(state == {"a": b"x" * 5000} for state in states(disk))


def test_a_rename_is_for_good_once_its_folder_was_synced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "part").write_bytes(b"new")
    disk = Disk(tmp_path)
    disk.apply(Change(RENAME, str(tmp_path / "part"), str(tmp_path / "a"), b"", (tmp_path / "part").stat().st_ino, 0))
    assert {state["a"] for state in states(disk)} == {b"old", b"new"}
    disk.apply(Change(SYNC, "", "", b"", tmp_path.stat().st_ino, 0))
    assert all(state == {"a": b"new"} for state in states(disk))


def test_writes_since_the_last_sync_may_come_in_any_order(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"..")
    disk = Disk(tmp_path)
    inode = (tmp_path / "a").stat().st_ino
    disk.apply(Change(WRITE, "", "", b"1", inode, 0))
    disk.apply(Change(WRITE, "", "", b"2", inode, 1))
    assert {state["a"] for state in states(disk)} == {b"..", b"1.", b".2", b"12"}

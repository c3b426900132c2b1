"""Backups: whole, looked at, ten of them; and the way back, from every state of the present database."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderator.errors import LibraryDamaged, LibraryError
from moderator.store import backups, file, restoring
from moderator.store.file import DATABASE
from moderator.store.in_use import InUse
from moderator.store.ledger import Act
from moderator.store.store import Store
from tests.robustness.flows import migrated

AT = datetime(2026, 11, 28, 3, 15, tzinfo=UTC)


def add_rows(folder: Path, count: int = 3) -> None:
    store = Store(folder)
    for number in range(count):
        store.log(Act(f"2026-11-28T03:00:{number:02}Z", "mod-7", "test", "C-1", f"{number:064x}"))
    store.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    add_rows(tmp_path / "library")
    return tmp_path / "library"


def test_a_backup_is_one_file_that_holds(folder: Path) -> None:
    made = backups.make(folder, AT, "asked")
    assert made.path.name == f"2026-11-28T03-15-00Z.schema{file.SCHEMA}.asked.sqlite3"
    content = backups.look(made.path)
    assert (content.rows, content.last) == (3, ("2026-11-28T03:00:02Z", "test", "C-1"))
    assert [path.name for path in made.path.parent.iterdir()] == [made.path.name]
    assert (made.path.stat().st_mode & 0o777) == 0o600


def test_a_backup_is_made_while_others_write(folder: Path) -> None:
    store = Store(folder)
    store.log(Act("2026-11-28T04:00:00Z", "mod-7", "test", "C-2", "0" * 64))  # in the log, not yet in the database
    assert backups.look(backups.make(folder, AT, "asked").path).rows == 4
    store.log(Act("2026-11-28T04:00:01Z", "mod-7", "test", "C-2", "0" * 64))
    store.close()


def test_ten_are_kept_and_the_next_is_due_a_day_later(folder: Path) -> None:
    assert backups.due(folder, AT)
    for day in range(12):
        backups.make(folder, AT + timedelta(days=day), "daily")
    kept = backups.kept(folder)
    assert [each.at for each in kept] == [AT + timedelta(days=day) for day in range(11, 1, -1)]
    newest = kept[0].at
    assert not backups.due(folder, newest + timedelta(hours=23))
    assert backups.due(folder, newest + timedelta(hours=24))
    assert backups.due(folder, newest - timedelta(hours=1))


def test_what_is_no_backup_of_ours_is_not_counted_nor_taken_away(folder: Path) -> None:
    other = folder / backups.FOLDER / "mine.sqlite3"
    other.parent.mkdir()
    other.write_bytes(b"x")
    (other.parent / "2026-99-99T00-00-00Z.schema3.daily.sqlite3").write_bytes(b"x")
    for day in range(11):
        backups.make(folder, AT + timedelta(days=day), "daily")
    assert other.exists()
    assert len(backups.kept(folder)) == 10


def test_a_ledger_that_does_not_hold_takes_no_good_backups_place(folder: Path) -> None:
    good = backups.make(folder, AT, "daily")
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("UPDATE ledger_entry SET actor = 'mod-8' WHERE seq = 2")
    connection.commit()
    connection.close()
    with pytest.raises(LibraryError, match="row 2 of the library's ledger"):
        backups.make(folder, AT + timedelta(days=1), "daily")
    assert [each.path for each in backups.kept(folder)] == [good.path]
    assert [path.name for path in good.path.parent.iterdir()] == [good.path.name]
    with pytest.raises(LibraryError, match="does not hold"):
        backups.look(folder / DATABASE)


def test_a_damaged_backup_is_found_out(folder: Path) -> None:
    made = backups.make(folder, AT, "daily")
    data = bytearray(made.path.read_bytes())
    data[4096:8192] = b"\xff" * 4096
    made.path.chmod(0o600)
    made.path.write_bytes(data)
    with pytest.raises(LibraryError):
        backups.look(made.path)


def test_there_is_one_before_every_migration_and_none_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    migrated(folder / DATABASE, "0002")
    connection = sqlite3.connect(folder / DATABASE)
    connection.executescript(f"PRAGMA user_version = 2; PRAGMA application_id = {file.APPLICATION_ID}")
    connection.close()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("moderator.durable.write_by_name", full)
        with pytest.raises(LibraryError, match="could not be written: No space left"):
            Store(folder)
    assert file.schema_of(folder / DATABASE) == 2
    Store(folder, clock=lambda: AT).close()
    assert file.schema_of(folder / DATABASE) == file.SCHEMA
    (made,) = backups.kept(folder)
    assert (made.schema, made.why, made.at, backups.look(made.path).schema) == (2, "migration", AT, 2)
    Store(folder, clock=lambda: AT).close()
    assert len(backups.kept(folder)) == 1


def test_a_backup_comes_back_and_what_was_there_stays_aside(folder: Path) -> None:
    made = backups.make(folder, AT, "daily")
    add_rows(folder, 2)
    later = sqlite3.connect(folder / DATABASE)  # leaves a log beside the database
    later.execute("PRAGMA journal_mode=WAL")
    later.execute("UPDATE ledger_entry SET actor = 'later' WHERE seq = 5")
    later.commit()
    aside = restoring.restore(folder, made.path, AT)
    later.close()
    assert backups.look(folder / DATABASE).rows == 3
    assert aside is not None
    connection = sqlite3.connect(aside / DATABASE)
    assert connection.execute("SELECT actor FROM ledger_entry ORDER BY seq DESC").fetchone() == ("later",)
    connection.close()
    add_rows(folder, 1)
    assert backups.look(folder / DATABASE).rows == 4


@pytest.mark.parametrize("damage", [b"", b"no database at all", None])
def test_a_library_that_is_beyond_reading_is_restored(folder: Path, damage: bytes | None) -> None:
    made = backups.make(folder, AT, "daily")
    if damage is None:
        (folder / DATABASE).unlink()
    else:
        (folder / DATABASE).write_bytes(damage)
    found = restoring.lost(folder, made.path)
    assert found.unread is not None
    aside = restoring.restore(folder, made.path, AT)
    assert (damage is not None) == bool(aside and (aside / DATABASE).exists())
    assert backups.look(folder / DATABASE).rows == 3


def test_nothing_is_exchanged_under_somebody_who_writes(folder: Path) -> None:
    made = backups.make(folder, AT, "daily")
    store = Store(folder)
    with pytest.raises(LibraryError, match="close it first"):
        restoring.restore(folder, made.path, AT)
    store.log(Act("2026-11-28T05:00:00Z", "mod-7", "test", "C-2", "0" * 64))
    store.close()
    assert backups.look(folder / DATABASE).rows == 4
    held = InUse(folder, alone=True)
    with pytest.raises(LibraryError, match="just being restored"):
        Store(folder)
    held.close()


def test_a_backup_that_does_not_hold_is_not_restored(folder: Path, tmp_path: Path) -> None:
    before = (folder / DATABASE).read_bytes()
    for bad in (b"", b"SQLite format 3\0" + b"\0" * 100):
        (tmp_path / "bad").write_bytes(bad)
        with pytest.raises(LibraryError):
            restoring.restore(folder, tmp_path / "bad", AT)
    with pytest.raises(LibraryError, match="There is no backup"):
        restoring.restore(folder, tmp_path / "none", AT)
    assert (folder / DATABASE).read_bytes() == before


def test_no_empty_library_is_made_where_there_was_one(folder: Path) -> None:
    made = backups.make(folder, AT, "daily")
    for empty in (False, True):
        (folder / DATABASE).unlink(missing_ok=True)
        if empty:
            (folder / DATABASE).touch()
        with pytest.raises(LibraryDamaged, match="1 backups of it are there"):
            Store(folder)
    restoring.restore(folder, made.path, AT)
    Store(folder).close()


def test_damage_is_told_from_what_no_backup_helps_against() -> None:
    module = file.sqlite()
    assert isinstance(file.told(module.DatabaseError("malformed"), "x"), LibraryDamaged)
    for other in (module.OperationalError("locked"), module.IntegrityError("unique"), OSError()):
        assert not isinstance(file.told(other, "x"), LibraryDamaged)

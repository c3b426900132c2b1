"""Every connection to a library is set as it should be: the engine's, the rows' of the files, those that only look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moderator.errors import LibraryError
from moderator.store import file, glance, health, modes
from moderator.store.file import DATABASE
from moderator.store.file_states import FileStates
from moderator.store.records import FileState
from moderator.store.store import Store

GUARDS = {"foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1, "secure_delete": 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Store(tmp_path / "library").close()
    return tmp_path / "library"


def guards(connection: Any) -> dict[str, Any]:
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in GUARDS}


def test_every_connection_of_the_engine(folder: Path) -> None:
    store = Store(folder)
    with store._engine.connect() as first, store._engine.connect() as second:
        for connection in (first, second):
            raw: Any = connection.connection.dbapi_connection
            found = modes.read(raw)
            assert guards(raw) == GUARDS
            assert (found["journal_mode"], found["synchronous"]) in (("wal", "full"), ("delete", "extra"))
            assert (found["busy_timeout"], found["application_id"]) == (5000, file.APPLICATION_ID)
            assert found["user_version"] == file.SCHEMA
    store.close()


def test_the_connections_beside_the_engine(folder: Path) -> None:
    with file.looking(folder / DATABASE) as connection:
        assert guards(connection) == GUARDS
    rows = FileStates(folder)
    rows.put(FileState("0" * 64))
    assert guards(rows._connection) == GUARDS
    rows.close()


def test_doctor_shows_them(folder: Path) -> None:
    found, problems = health.look(folder, lambda _library: None)
    assert not problems
    shown = {name: found["modes"][name] for name in GUARDS}
    assert shown == GUARDS
    assert found["modes"]["synchronous"] in ("full", "extra")
    assert found["modes"]["user_version"] == file.SCHEMA


class Deaf:
    """An SQLite that takes no setting and says so of none."""

    def execute(self, _statement: str) -> Any:
        class Rows:
            def fetchall(self) -> list[Any]:
                return []

            def fetchone(self) -> tuple[int]:
                return (7,)

        return Rows()


def test_a_setting_that_does_not_take_is_not_worked_with() -> None:
    with pytest.raises(LibraryError, match="does not take foreign_keys=1"):
        modes.guard(Deaf())


def test_where_there_can_be_no_log_the_journal_is_synced_in_full() -> None:
    connection = file.sqlite().connect(":memory:")  # cannot have a write-ahead log, whatever is asked for
    modes.lasting(connection, modern=True)
    assert connection.execute("PRAGMA synchronous").fetchone() == (modes.EXTRA,)
    connection.close()


def test_what_is_deleted_is_gone_from_the_file(folder: Path) -> None:
    store = Store(folder)
    with store._engine.begin() as connection:
        secret = "a-name-that-must-not-stay" * 40
        connection.exec_driver_sql("INSERT INTO document VALUES ('x', ?)", (secret.encode(),))
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM document WHERE sha256 = 'x'")
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    assert b"a-name-that-must-not-stay" not in (folder / DATABASE).read_bytes()


def test_the_queue_at_a_glance_refuses_a_network_drive(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moderator.store.drive.network_kind", lambda _folder: "nfs4")
    with pytest.raises(LibraryError, match=r"network drive \(nfs4\).*PostgreSQL"):
        glance.can_read(folder)
    with pytest.raises(LibraryError, match="network drive"):
        Store(folder)

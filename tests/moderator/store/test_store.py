"""The store's own promises: one schema, whole files, nothing acknowledged that a kill can take back."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from moderator import durable
from moderator.desk import open_desk
from moderator.domain.queue import DUES, Ask, Filter
from moderator.errors import LibraryError
from moderator.store import file, glance
from moderator.store.file import DATABASE
from moderator.store.ledger import Act
from moderator.store.media import Media
from moderator.store.store import NOBODY, Store
from tests.builders import case_doc, write_case_pack
from tests.moderator.store.old_library import old_library


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "library")
    yield store
    store.close()


def _is_no_part_of_the_search(name: str | None, kind: str, _parents: object) -> bool:
    """FTS5 makes tables of its own."""
    return kind != "table" or not str(name).startswith("case_search")


def test_the_migrations_make_exactly_the_tables_of_the_models(store: Store) -> None:
    with store._engine.connect() as connection:
        ours = {"compare_type": True, "include_name": _is_no_part_of_the_search}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_library_opens_again_without_alembic(store: Store) -> None:
    store.close()
    code = (
        "import sys, pathlib; from moderator.store.store import Store;"
        f"Store(pathlib.Path({str(store.folder)!r})).ids('all'); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_mode_survives_a_power_cut(store: Store) -> None:
    modern = file.sqlite().sqlite_version_info >= (3, 51, 3)
    with store._engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert found == (["wal", 2] if modern else ["delete", 3])


def test_a_newer_library_is_not_touched(store: Store) -> None:
    with store._engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={file.SCHEMA + 1}")
        connection.commit()
    store.close()
    with pytest.raises(LibraryError, match="newer Moderator"):
        Store(store.folder)


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / DATABASE
    connection = file.sqlite().connect(str(path))
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="not a Moderator library"):
        Store(tmp_path)
    assert path.read_bytes() == before


def test_a_file_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    media = Media(tmp_path)
    sha256 = hashlib.sha256(b"evidence").hexdigest()

    def broken(_out: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(LibraryError, match="No space left"):
        media.keep(sha256, broken)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    assert media.add(b"evidence") == sha256
    assert media.read(sha256) == b"evidence"


def test_a_changed_file_is_found_out(tmp_path: Path) -> None:
    media = Media(tmp_path)
    sha256 = media.add(b"evidence")
    media.path(sha256).chmod(0o600)
    media.path(sha256).write_bytes(b"Evidence")
    with pytest.raises(LibraryError, match="was changed"):
        media.read(sha256)
    media.path(sha256).unlink()
    with pytest.raises(LibraryError, match="missing"):
        media.read(sha256)


def test_leftovers_of_a_killed_process_go_once_they_are_old(tmp_path: Path) -> None:
    media = Media(tmp_path)
    media.add(b"evidence")
    old, new = tmp_path / "ab" / ".old.part", tmp_path / "ab" / ".new.part"
    old.parent.mkdir(exist_ok=True)
    for part in (old, new):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    media.sweep_old()
    assert (old.exists(), new.exists()) == (False, True)


def test_what_is_half_written_lies_in_one_folder_and_goes_unless_somebody_writes_it(tmp_path: Path) -> None:
    media = Media(tmp_path)
    left = tmp_path / "incoming" / f".left{durable.PART}"

    def killed_beside(out: BinaryIO) -> None:
        out.write(b"evidence")
        left.write_bytes(b"half")
        for part in left.parent.iterdir():
            os.utime(part, (0, 0))
        media.sweep()
        assert not left.exists()

    media.keep(hashlib.sha256(b"evidence").hexdigest(), killed_beside)
    assert [path.read_bytes() for path in media.all()] == [b"evidence"]
    assert list(left.parent.iterdir()) == []


_WRITER = """
import sys
from pathlib import Path
from moderator.desk import open_desk
desk = open_desk(sys.argv[1], moderator="m")
desk.queue()
for pack in sorted(Path(sys.argv[2]).glob("*.casepack")):
    (row,) = desk.import_packs([pack])
    print(row.case, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_import_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    for i in range(12):
        write_case_pack(tmp_path / "packs", case_doc(id=f"C-{i:02}"))
    dice = random.Random(7)
    acknowledged: set[str] = set()
    for _ in range(4):
        command = [sys.executable, "-c", _WRITER, str(tmp_path / "library"), str(tmp_path / "packs")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            acknowledged.add(child.stdout.readline().strip())
            time.sleep(dice.random() * 0.05)
            child.send_signal(signal.SIGKILL)
            acknowledged |= {line.strip() for line in child.stdout if line.endswith("\n")}
    desk = open_desk(tmp_path / "library")
    assert acknowledged <= {row.case for row in desk.queue()}
    assert len(acknowledged) >= 1
    assert all(not item.missing for row in desk.queue() for item in desk.open_case(row.case).items)
    assert desk._state.store.verify_ledger() is None
    desk.close()


def test_the_queue_at_a_glance_is_the_queue(tmp_path: Path) -> None:
    assert not glance.can_read(tmp_path)
    desk = open_desk(tmp_path / "library")
    due = ("2026-11-20T08:30:00Z", None, "2026-11-16T08:30:00.5+02:00", "2026-11-16T06:30:00Z")
    for i, each in enumerate(due):
        desk.import_packs([write_case_pack(tmp_path / "packs", case_doc(id=f"C-{i}", decision_due_at=each))])
    desk.save_draft("C-2", {"case": "C-2"})
    store = desk._state.store
    assert glance.can_read(store.folder)
    everything = Ask(Filter(status="all"))
    assert glance.page(store.folder, everything, None, NOBODY) == store.page(everything)
    ranges = dict.fromkeys(DUES, ("2026-11-16", "2026-11-17"))
    counted = store.count_all(Filter(), ranges.__getitem__, "2026-11-17")
    assert glance.count_all(store.folder, Filter(), ranges.__getitem__, "2026-11-17", NOBODY) == counted
    assert (counted.open, counted.due, counted.of["due"]["day"]) == (4, 2, 2)
    assert [(row.id, row.draft) for row in store.page(everything)] == [
        ("C-2", True),
        ("C-3", False),
        ("C-0", False),
        ("C-1", False),
    ]
    desk.close()


def test_the_queue_is_read_without_sqlmodel(store: Store) -> None:
    code = (
        "import sys; from moderator.desk import open_desk;"
        f"open_desk({str(store.folder)!r}).queue(); sys.exit('sqlmodel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_library_of_the_first_schema_is_migrated_and_its_files_wait(tmp_path: Path) -> None:
    old_library(tmp_path / "library")
    connection = file.sqlite().connect(str(tmp_path / "library" / DATABASE))
    connection.executescript(
        "DROP TABLE file_state; DROP TABLE signed_document;"
        " UPDATE alembic_version SET version_num = '0001'; PRAGMA user_version = 1"
    )
    connection.close()
    Store(tmp_path / "library").close()
    assert file.schema_of(tmp_path / "library" / DATABASE) == file.SCHEMA
    with file.looking(tmp_path / "library" / DATABASE) as connection:
        states = connection.execute("SELECT DISTINCT state FROM file_state").fetchall()
        (waiting,) = connection.execute("SELECT count(*) FROM file_state").fetchone()
        (files,) = connection.execute("SELECT count(DISTINCT sha256) FROM file").fetchone()
    assert (states, waiting) == ([("queued",)], files)


_HALF_WAY = """
import os, signal, sys
from moderator.store.file import sqlite
connection = sqlite().connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode=DELETE")
connection.execute("PRAGMA cache_size=1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("CREATE TABLE filler AS SELECT randomblob(200000) AS data")
connection.execute("UPDATE ledger_entry SET actor = 'half'")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("ours", [True, False])
def test_a_transaction_that_was_killed_is_taken_back_by_who_only_looks(store: Store, ours: bool) -> None:
    store.log(Act("2026-11-28T04:00:00Z", "mod-7", "test", "C-2", "0" * 64))
    if not ours:
        with store._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA application_id=7")
            connection.commit()
    store.close()
    path = store.folder / DATABASE
    subprocess.run([sys.executable, "-c", _HALF_WAY, str(path)], check=False)
    assert path.with_name(f"{DATABASE}-journal").stat().st_size
    before = path.read_bytes()
    if not ours:
        with pytest.raises(LibraryError):
            file.schema_of(path)
        assert path.read_bytes() == before
        return
    assert glance.can_read(store.folder)
    with file.looking(path) as connection:
        assert connection.execute("SELECT actor FROM ledger_entry").fetchall() == [("mod-7",)]


def test_an_older_librarys_cases_are_sorted_and_found_as_new_ones_are(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "library")
    docs = [case_doc(id=f"C-{n}", buyer={"id": f"b-{n}", "name": f"Zoë {n}", "country": "ES"}) for n in range(3)]
    docs[1]["decision_due_at"] = None
    desk.import_packs([write_case_pack(tmp_path / "packs", doc) for doc in docs])
    desk.queue_around(Ask(), "C-0")
    before = queue_of(tmp_path / "library")
    desk.close()
    older(tmp_path / "library", 4)
    connection = file.sqlite().connect(str(tmp_path / "library" / DATABASE))
    connection.execute("UPDATE document SET body = x'7b' WHERE sha256 = (SELECT facts FROM case_entry WHERE id='C-2')")
    connection.commit()
    connection.close()
    store = Store(tmp_path / "library")
    assert queue_of(tmp_path / "library") == [*before[:2], (*before[2][:-1], 2)], "only the lost facts' market is new"
    assert [row.id for row in store.page(Ask(Filter(text='"zoe 1"')))] == ["C-1"]
    assert [row.id for row in store.page(Ask(Filter(language="es")))] == ["C-0", "C-1"]
    store.close()


def older(folder: Path, schema: int) -> None:
    """Takes a library back to an earlier schema."""
    connect = f"sqlite:///{folder / DATABASE}"
    engine = create_engine(connect, module=file.sqlite())
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(file.__file__).with_name("migrations")))
        config.attributes["connection"] = connection
        command.downgrade(config, f"{schema:04}")
        connection.exec_driver_sql(f"PRAGMA user_version = {schema}")
    engine.dispose()


def queue_of(folder: Path) -> list[tuple[object, ...]]:
    """What the queue sorts and filters by."""
    with file.looking(folder / DATABASE) as connection:
        rows = connection.execute("SELECT id, due_key, figure, band, filmed, market FROM case_entry ORDER BY id")
        return [tuple(row) for row in rows.fetchall()]


_BEGIN = """
import sys
from moderator.store.file import sqlite
connection = sqlite().connect(sys.argv[1], isolation_level=None, timeout=0)
try:
    connection.execute("BEGIN IMMEDIATE")
except sqlite().OperationalError as error:
    print(error)
"""


def test_who_looks_takes_no_lock_from_the_rest_of_the_process(store: Store) -> None:
    """A rollback journal lies beside the database in every transaction, not only after a kill."""
    store.close()
    path = store.folder / DATABASE
    with closing(file.sqlite().connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version=1000")
        assert path.with_name(f"{DATABASE}-journal").exists()
        assert file.schema_of(path) == file.SCHEMA
        other = subprocess.run([sys.executable, "-c", _BEGIN, str(path)], capture_output=True, text=True, check=True)
        assert "locked" in other.stdout


def test_a_library_that_was_being_made_when_the_power_went_is_made_anew(tmp_path: Path) -> None:
    """The journal says that there was nothing; of the file any sector may be there, not even its mark."""
    path, journal = tmp_path / DATABASE, tmp_path / f"{DATABASE}-journal"
    path.write_bytes(bytes(3584))
    head = (
        bytes.fromhex("d9d505f920a163d7")
        + bytes(4)
        + b"\xb6\x92\x82\x02"
        + bytes(4)
        + b"\x00\x00\x02\x00\x00\x00\x10\x00"
    )
    journal.write_bytes(head.ljust(512, b"\x00"))
    assert file.schema_of(path) == 0
    store = Store(tmp_path)
    try:
        assert store.page(Ask(Filter(status="all"))) == []
    finally:
        store.close()


def test_what_is_not_ours_is_left_as_it_is(tmp_path: Path) -> None:
    path, journal = tmp_path / DATABASE, tmp_path / f"{DATABASE}-journal"
    path.write_bytes(b"a stranger's" * 300)
    journal.write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(8) + b"\x00\x00\x00\x03" + bytes(492))
    with pytest.raises(LibraryError, match="cannot be read"):
        file.schema_of(path)
    assert (path.read_bytes(), journal.exists()) == (b"a stranger's" * 300, True)

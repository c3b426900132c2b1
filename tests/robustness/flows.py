"""What is done to a library while disks fail, processes are killed and the power goes: the real desk on small cases.

Each flow may be run again where it ended. `ack` is told what the desk has said is done, the moment that it has.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from moderator.desk import Desk, keeping, open_desk
from moderator.desk.media import MediaDesk
from moderator.desk.queue import ALL
from moderator.desk.values import Form
from moderator.domain.canonical import canonical
from moderator.errors import ExportError, LibraryError
from moderator.media.pool import MediaPool
from moderator.media.sandbox import Sandbox
from moderator.store.file import APPLICATION_ID, DATABASE, sqlite
from tests.builders import BUYER_PHOTO, LISTING_PHOTO, case_doc, jpeg, write_case_pack
from tests.verdicts import verdict_doc

Ack = Callable[[str], object]
CHAINS = 4
"""The schema from which the ledger's rows are hashed as they are now."""
NEW, OPEN, DECIDED = ("C-11", "C-12", "C-13"), ("C-21", "C-22", "C-23"), ("C-31", "C-32", "C-33")


@dataclass(frozen=True)
class World:
    """One folder with everything that a flow reads and changes."""

    folder: Path

    @property
    def library(self) -> Path:
        return self.folder / "library"

    @property
    def database(self) -> Path:
        return self.library / DATABASE

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def copy(self, folder: Path) -> World:
        """Another one like this; the files of media, which are never written to, are shared."""
        shutil.copytree(self.folder, folder, copy_function=_copied)
        return World(folder)

    def settled_in(self) -> World:
        """Settings, and the key made here, are this world's own."""
        os.environ["XDG_CONFIG_HOME"] = str(self.folder / "config")
        return self


def _copied(source: str, target: str) -> str:
    if "/media/" in source:
        os.link(source, target)
    else:
        shutil.copy2(source, target)
    return target


def case(case_id: str) -> dict[str, object]:
    doc = case_doc(id=case_id)
    doc["order"]["number"] = f"8190-{case_id}"
    return doc


def pictures(case_id: str) -> dict[str, bytes]:
    """No two cases share a file, else importing a case would write none."""
    number = int(case_id[2:])
    return {LISTING_PHOTO: jpeg(f"rgb({number * 5}, 60, 90)"), BUYER_PHOTO: jpeg(f"rgb(90, {number * 5}, 60)")}


def stock(folder: Path) -> World:
    """A library with open and decided cases and packs that are not imported yet."""
    world = World(folder).settled_in()
    for case_id in (*NEW, *OPEN, *DECIDED):
        write_case_pack(folder / ("packs" if case_id in NEW else "old-packs"), case(case_id), pictures(case_id))
    desk = open_desk(world.library, moderator="mod-7")
    try:
        desk.import_packs(sorted((folder / "old-packs").glob("*")))
        for case_id in DECIDED:
            desk.decide(case_id, verdict_doc(case(case_id)), final=True)
        desk.export([DECIDED[0]], world.out)  # makes the key
    finally:
        desk.close()
    _fold_log(world.database)
    return world


def on_the_road(world: World) -> World:
    """The same, with its open cases out and decided: `back-1` to `back-3` come home, each with a verdict more, and
    `coming` is a bag of another library."""
    world.settled_in()
    home, away = (open_desk(world.folder / name, moderator="mod-7") for name in ("library", "away"))
    try:
        home.checkout(OPEN, world.folder / "leaving")
        away.import_packs([world.folder / "leaving", *sorted((world.folder / "packs").glob("*"))])
        for number, case_id in enumerate(OPEN, 1):
            away.decide(case_id, verdict_doc(case(case_id)), final=True)
            away.export([case_id], world.folder / "away-papers")
            away.pack_back(world.folder / f"back-{number}")
        away.checkout(NEW, world.folder / "coming")
    finally:
        home.close()
        away.close()
    shutil.rmtree(world.folder / "away")
    _fold_log(world.database)
    return world


def _fold_log(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def offer_standard(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--standard", action="store_true", help="with the SQLite of Python itself, as where no newer is"
    )


def use_standard(wanted: bool) -> None:
    """From now on this process has no newer SQLite than Python's own: on Debian 12 one with a rollback journal."""
    if wanted:
        sys.modules["pysqlite3"] = None  # type: ignore[assignment]  # that is how an import is forbidden
        print("SQLite", sqlite().sqlite_version)


class _Lent(MediaDesk):
    """With workers that outlive it."""

    def close(self) -> None:
        self._pool = None
        super().close()


class Pool:
    """The workers that decode, shared by the desks of many rounds: they change nothing of a library."""

    def __init__(self, library: Path) -> None:
        self._pool = MediaPool(1, Sandbox(library))

    def desk(self, world: World) -> Desk:
        desk = open_desk(world.library, moderator="mod-7")
        state = desk._state
        state._media = _Lent(world.library, now=state.stamp, pool=self._pool)
        return desk

    def close(self) -> None:
        self._pool.close()


# --- the flows ----------------------------------------------------------------------------------------------------


def importing(world: World, desk: Desk, ack: Ack) -> None:
    for pack in sorted((world.folder / "packs").glob("*")):
        (each,) = desk.import_packs([pack])
        if each.problem:
            raise LibraryError(each.problem)
        ack(f"import {each.case}")


def deciding(_world: World, desk: Desk, ack: Ack) -> None:
    for case_id in OPEN:
        if desk.open_case(case_id).status == "open":
            desk.decide(case_id, verdict_doc(case(case_id)), final=True)
            ack(f"decide {case_id}")


def drafting(_world: World, desk: Desk, ack: Ack) -> None:
    for number in range(5):
        for case_id in OPEN:
            desk.save_draft(case_id, {"case": case_id, "internal_note": f"typed {number}" * 50})
            ack(f"draft {case_id} {number}")


def _exporting(world: World, desk: Desk, ack: Ack, form: Form) -> None:
    for each in desk.export(DECIDED, world.out, form):
        if each.problem:
            raise ExportError(each.problem)
        ack(f"export {Path(str(each.path)).name} {each.sha256}")


def exporting(world: World, desk: Desk, ack: Ack) -> None:
    _exporting(world, desk, ack, Form("parties", signed=False))


def signing(world: World, desk: Desk, ack: Ack) -> None:
    _exporting(world, desk, ack, Form("office"))


def backing_up(_world: World, desk: Desk, ack: Ack) -> None:
    told = keeping.back_up(desk.library, None)
    if not told["holds"]:
        raise AssertionError(told["why_not"])
    ack(f"backup {told['backup']}")


def migrating(_world: World, desk: Desk, ack: Ack) -> None:
    assert len(list(desk.listing(ALL))) == len(OPEN) + len(DECIDED)
    ack("migrate")


FLOWS: dict[str, Callable[[World, Desk, Ack], None]] = {
    "import": importing, "decide": deciding, "draft": drafting, "export": exporting, "sign": signing,
    "backup": backing_up, "migrate": migrating,
}  # fmt: skip


# --- libraries of versions before -----------------------------------------------------------------------------------


_TABLES = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
"""A full-text index comes along as the tables that it is kept in, and is not written to by itself."""


def made_old(world: World, schema: int) -> World:
    """The library as the version with this schema would have made it: its migrations, its ledger's hashes."""
    new = world.database.with_name("new.sqlite3")
    world.database.rename(new)
    migrated(world.database, f"{schema:04}")
    with closing(sqlite3.connect(world.database)) as connection:
        connection.execute("ATTACH ? AS new", (str(new),))
        for (table,) in connection.execute(_TABLES).fetchall():
            if table != "alembic_version" and (table != "ledger_entry" or schema >= CHAINS):
                _carried(connection, table)
        if schema < CHAINS:
            _chained(connection)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={schema}")
        connection.commit()
    new.unlink()
    return world


def _carried(connection: sqlite3.Connection, table: str) -> None:
    columns, newer = (
        {row[1] for row in connection.execute(f"PRAGMA {where}.table_info({table})")} for where in ("main", "new")
    )
    names = ", ".join(sorted(columns & newer))
    connection.execute(f"DELETE FROM main.{table}")
    connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")


def _chained(connection: sqlite3.Connection) -> None:
    """The ledger by the rule of the first schemas, which is written out here so that no later one can change it."""
    select = "SELECT seq, at, actor, action, case_id, entry FROM new.ledger_entry ORDER BY seq"
    head = "0" * 64
    for row in connection.execute(select).fetchall():
        previous, head = head, hashlib.sha256(bytes.fromhex(head) + canonical(list(row))).hexdigest()
        names = "seq, at, actor, action, case_id, entry, previous, head"
        connection.execute(
            f"INSERT INTO main.ledger_entry ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, previous, head)
        )


def migrated(database: Path, revision: str) -> None:
    """An empty database by the migrations up to that one."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    from moderator.store import migrations

    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()

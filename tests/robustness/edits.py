"""Dishonest edits of a library's database: `python -m tests.robustness.edits --count 10000`.

A real library with a few dozen cases, decided, taken back, appealed, exported; copies of its database are edited by
plain SQL in six ways, and `moderator verify --library` has to find every one. Without an edit it has to find nothing.

Edited are the durable tables, all columns. Left out: `draft` (nothing was decided yet, and it changes at every
keystroke), leases (nothing rests on them later), `erased_file` (a list of work), `file_state` (what a look at a file
found; it is found out anew and nothing rests on it), and the caches.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moderator.desk import auditing
from moderator.store import chains
from moderator.store.file import DATABASE
from tests.robustness.edited import build, copied

TABLES = (
    "document", "case_entry", "revision", "file", "verdict_entry", "signed_document", "ledger_entry",
    "ledger_checkpoint", "ledger_key", "library_id", "alembic_version", "recusal", "assignment", "market",
    "legal_hold", "case_lock", "second_opinion", "sampling", "export_intent",
    "aboard", "carried",
)  # fmt: skip

Edit = Callable[[sqlite3.Connection, random.Random], str]


class NotPossible(Exception):
    """The table has no such row."""


# --- the edits; each says what it did, for the one that is not found -------------------------------------------------


def _content(db: sqlite3.Connection) -> list[list[str]]:
    """The rows of the durable tables, whatever their order on the disk."""
    return [sorted(map(repr, db.execute(f"SELECT * FROM {table}"))) for table in TABLES]


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def _any_row(db: sqlite3.Connection, dice: random.Random, table: str) -> int:
    ids = [row[0] for row in db.execute(f"SELECT rowid FROM {table}")]
    if not ids:
        raise NotPossible
    return int(dice.choice(ids))


def _other(value: Any, dice: random.Random) -> Any:
    """A value that is nearly the same, another row's kind of value, or none."""
    if isinstance(value, int):
        return dice.choice([value + 1, value - 1, value ^ 1, -value, None, 0])
    if isinstance(value, bytes):
        at = dice.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << dice.randrange(8)]) + value[at + 1 :]
    if value is None:
        return dice.choice(["", "x", "2026-11-12T09:00:00Z"])
    at = dice.randrange(len(value) + 1)
    kinds = [value[:at] + dice.choice("a0é") + value[at:], value[:at] + value[at + 1 :], value.swapcase(), "", None]
    return dice.choice(kinds)


def change_value(db: sqlite3.Connection, dice: random.Random) -> str:
    table = dice.choice(TABLES)
    column, row = dice.choice(_columns(db, table)), _any_row(db, dice, table)
    (before,) = db.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (row,)).fetchone()
    if dice.random() < 0.3:  # what another row of that table has
        (new,) = db.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (_any_row(db, dice, table),)).fetchone()
    else:
        new = _other(before, dice)
    db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row))
    return f"{table}.{column} of {row}: {before!r:.60} → {new!r:.60}"


def delete_row(db: sqlite3.Connection, dice: random.Random) -> str:
    table = dice.choice(TABLES)
    row = _any_row(db, dice, table)
    db.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
    return f"{table}: row {row} deleted"


def delete_tail(db: sqlite3.Connection, dice: random.Random) -> str:
    """The last rows of a table; of the ledger at times with the checkpoints that would show it."""
    table = dice.choice(("ledger_entry", "ledger_entry", "verdict_entry", "ledger_checkpoint", "revision", "document"))
    (last,) = db.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    count = dice.randint(1, 5)
    db.execute(f"DELETE FROM {table} WHERE rowid > ?", (last - count,))
    if table == "ledger_entry" and dice.random() < 0.5:
        db.execute("DELETE FROM ledger_checkpoint WHERE seq > ?", (last - count,))
    return f"{table}: the last {count} rows deleted"


def swap(db: sqlite3.Connection, dice: random.Random) -> str:
    """Two rows change places, or one value of them does."""
    table = dice.choice([each for each in TABLES if each not in ("library_id", "alembic_version", "ledger_key")])
    one, other = _any_row(db, dice, table), _any_row(db, dice, table)
    names = _columns(db, table)
    chosen = names[1:] if dice.random() < 0.5 else [dice.choice(names)]
    select = f"SELECT {', '.join(chosen)} FROM {table} WHERE rowid = ?"
    first, second = (db.execute(select, (row,)).fetchone() for row in (one, other))
    update = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in chosen)} WHERE rowid = ?"
    aside = tuple(f"{value}~" if isinstance(value, str) else value for value in first)
    for values, row in ((aside, one), (first, other), (second, one)):  # past what must be unique
        db.execute(update, (*values, row))
    return f"{table}: {chosen} of {one} and {other} swapped"


def insert(db: sqlite3.Connection, dice: random.Random) -> str:
    """A row like another; into the ledger at times with all chains made whole again from there on, but no key."""
    if dice.random() < 0.5:
        return _forge(db, dice)
    table = dice.choice(TABLES)
    names = _columns(db, table)
    values = list(db.execute(f"SELECT * FROM {table} WHERE rowid = ?", (_any_row(db, dice, table),)).fetchone())
    place = dice.randrange(len(values))
    values[place] = _other(values[place], dice)
    db.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values)
    return f"{table}: inserted {values!r:.100}"


def _forge(db: sqlite3.Connection, dice: random.Random) -> str:
    """A row of the ledger changed or added, and every hash behind it made anew, as whoever has no key can do."""
    select = f"SELECT {', '.join(chains.COLUMNS)} FROM ledger_entry ORDER BY seq"
    rows = [list(row) for row in db.execute(select)]
    place = dice.randrange(len(rows))
    if dice.random() < 0.5:
        rows.insert(place, list(rows[place]))
    rows[place][dice.choice([1, 2, 3, 6])] = dice.choice(["export", "mod-9", "2026-11-12T10:00:00Z", "a" * 64])
    head, tails = chains.GENESIS, dict[str, tuple[int, str]]()
    for seq, row in enumerate(rows, 1):
        number, before = tails.get(row[4], (0, chains.GENESIS))
        act = chains.Act(row[1], row[2], row[3], row[4], row[6], row[5])
        own = chains.own(number + 1, before, act, row[7])
        row[0], row[8:] = seq, [chains.NEW, number + 1, before, own, head, chains.head(head, own)]
        head, tails[row[4]] = row[-1], (number + 1, own)
    db.execute("DELETE FROM ledger_entry")
    db.executemany(
        f"INSERT INTO ledger_entry ({', '.join(chains.COLUMNS)}) VALUES ({', '.join('?' * len(chains.COLUMNS))})", rows
    )
    if dice.random() < 0.5:  # and the newest checkpoint says so, with the signature that there is
        db.execute("UPDATE ledger_checkpoint SET seq = ?, head = ? WHERE number = (SELECT max(number) FROM "
                   "ledger_checkpoint)", (len(rows), head))  # fmt: skip
    return f"ledger: forged from row {place + 1} on"


EDITS: dict[str, Edit] = {
    "changed": change_value,
    "deleted": delete_row,
    "tail cut": delete_tail,
    "swapped": swap,
    "inserted": insert,
}
RESTORED = "restored older"


class Attack:
    """A library whose database is edited again and again, each time from what it was."""

    def __init__(self, folder: Path, cases: int) -> None:
        self.older = build(folder, cases)
        self.database = folder / "library" / DATABASE
        self._whole = copied(self.database, folder / "whole.sqlite3")
        db = sqlite3.connect(self._whole)
        self._content = _content(db)
        db.close()

    def clean(self) -> bool:
        """Whether nothing is found where nothing was edited."""
        self._place(self._whole)
        return self._verify()

    def once(self, kind: str, dice: random.Random) -> tuple[bool, str]:
        """Edits once; whether it was found, and what was done."""
        if kind == RESTORED:
            older = dice.choice(self.older)
            self._place(older)
            return not self._verify(), f"restored {older.name}"
        while True:
            self._place(self._whole)
            db = sqlite3.connect(self.database, isolation_level=None)
            try:
                db.execute("PRAGMA synchronous=OFF")
                db.execute("BEGIN")
                done = EDITS[kind](db, dice)
                db.execute("COMMIT")
                if _content(db) == self._content:
                    continue  # two rows that say the same have changed places
            except (NotPossible, sqlite3.IntegrityError):  # the database itself refuses it, or nothing was changed
                continue
            finally:
                db.close()
            return not self._verify(), done

    def _place(self, copy: Path) -> None:
        for end in ("-wal", "-shm", "-journal"):
            self.database.with_name(self.database.name + end).unlink(missing_ok=True)
        shutil.copyfile(copy, self.database)

    def _verify(self) -> bool:
        return bool(auditing.verify(str(self.database.parent), quick=True)["ok"])


def run(attack: Attack, count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How many edits of each kind were made, and those that were not found."""
    dice, made, missed = random.Random(seed), Counter[str](), list[str]()
    kinds = [*EDITS, RESTORED]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        found, done = attack.once(kind, dice)
        made[kind] += 1
        if not found:
            missed.append(f"{kind}: {done}")
    return made, missed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--cases", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="moderator-edits-") as folder:
        os.environ["XDG_CONFIG_HOME"] = folder  # a key of its own, and its own memory
        attack = Attack(Path(folder), asked.cases)
        clean = attack.clean()
        print(f"without an edit: {'clean' if clean else 'NOT CLEAN'}")
        made, missed = run(attack, asked.count, asked.seed)
    for kind, count in made.items():
        lost = sum(each.startswith(f"{kind}:") for each in missed)
        print(f"{kind:<16} {count:>6} made, {count - lost:>6} found")
    print("\n".join(missed))
    return 0 if clean and not missed else 1


if __name__ == "__main__":
    sys.exit(main())

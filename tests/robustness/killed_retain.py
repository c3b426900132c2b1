"""kill -9 of `moderator retain` at any moment: `python -m tests.robustness.killed_retain [--rounds N] [--seed S]`.

Each round erases a copy of one library in a process of its own, which is killed at a random time. After that the
library has to hold as it is (`verify --library`), the next run has to finish, and then nothing of the cases may be
left: no row, no file, no planted text outside the decisions.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from moderator.desk import auditing, open_desk
from moderator.desk.library import make_library
from moderator.store.file import DATABASE
from tests.builders import case_doc, case_media, jpeg, write_case_pack
from tests.verdicts import verdict_doc

PLANTED = "kept-by-nobody"
CASES, DAYS = 8, 300


def build(folder: Path) -> Path:
    """Cases with evidence of their own, decided, exported, and old enough."""
    library = folder / "library"
    make_library(library, "Retained", datetime(2026, 11, 12, 9, tzinfo=UTC), retention={"*": DAYS})
    desk = open_desk(library, moderator="mod-7")
    try:
        for number in range(CASES):
            doc: dict[str, Any] = case_doc(id=f"C-{number}")
            doc["order"]["number"] = f"81900{number}"
            doc["listing"]["description"] = PLANTED
            media = dict.fromkeys(case_media(doc), jpeg("navy"))
            media |= {item["path"]: jpeg("darkred", (64 + number, 48)) for item in doc["evidence"]}
            (found,) = desk.import_packs([write_case_pack(folder / "packs", doc, media)])
            assert found.status == "imported", found.problem
            desk.decide(doc["id"], verdict_doc(doc), final=True)
        assert {each.status for each in desk.export(None, folder / "out")} == {"written"}
        desk.put_clock_ahead(timedelta(days=DAYS + 1))
    finally:
        desk.close()
    return library


def _killed(library: Path, after: float) -> bool:
    """Whether the process was still at it when it was killed."""
    child = os.fork()
    if not child:
        desk = open_desk(library, moderator="mod-7")
        desk.retain()
        desk.close()
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _problems(library: Path) -> list[str]:
    """What is wrong after a kill, and after the run that follows it."""
    wrong = [str(each) for each in auditing.verify(str(library), quick=False)["failures"]]
    desk = open_desk(library, moderator="mod-7")
    try:
        desk.retain()
        pending = desk._state.store.pending_files()
    finally:
        desk.close()
    wrong += [f"still listed: {each}" for each in pending]
    wrong += [str(each) for each in auditing.verify(str(library), quick=False)["failures"]]
    connection = sqlite3.connect(library / DATABASE)
    wrong += [
        f"{row[0]} is {row[1]}" for row in connection.execute("SELECT id, status FROM case_entry") if row[1] != "erased"
    ]
    wrong += [
        f"rows of {table}" for table in ("file", "revision") if list(connection.execute(f"SELECT 1 FROM {table}"))
    ]
    connection.close()
    return wrong + [
        f"{path.name} has it" for path in library.glob("library.sqlite3*") if PLANTED.encode() in path.read_bytes()
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=2.0, help="seconds until the kill")
    asked = parser.parse_args()
    dice, midway, wrong = random.Random(asked.seed), 0, list[str]()
    with tempfile.TemporaryDirectory(prefix="moderator-retain-") as folder:
        os.environ["XDG_CONFIG_HOME"] = str(Path(folder) / "config")
        library = build(Path(folder))
        seen = Path(folder) / "config" / "moderator" / "ledgers"
        for number in range(asked.rounds):
            copy = Path(folder) / "copy"
            shutil.copytree(library, copy)
            for note in seen.glob("*.seen"):
                note.unlink()  # each copy is the same library, which must not have gone on
            midway += _killed(copy, dice.uniform(0, asked.longest))
            wrong += [f"round {number}: {each}" for each in _problems(copy)]
            shutil.rmtree(copy)
    print(f"{asked.rounds} rounds, {midway} killed midway, {len(wrong)} wrong")
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

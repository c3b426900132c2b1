"""How long a library's ledger takes to verify, and what a row costs to write: `python -m tests.bench.auditing`."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from moderator.desk import auditing, open_desk
from moderator.desk.seals import Seals
from moderator.store import chains
from moderator.store.file import DATABASE, sqlite
from moderator.store.ledger import Act
from moderator.store.seals import KEPT, key_id, payload
from moderator.store.store import Store
from tests.builders import case_doc, write_case_pack
from tests.verdicts import verdict_doc

ROWS, CASES = 100_000, 2_000


def fill(library: Path, rows: int) -> None:
    """Adds rows to a library's ledger as the store would, one transaction each, without waiting for the disk."""
    seals = Seals()
    db = sqlite().connect(str(library / DATABASE), isolation_level=None)
    db.execute("BEGIN")
    (name,) = db.execute("SELECT id FROM library_id").fetchone()
    seq, head = db.execute("SELECT seq, head FROM ledger_entry ORDER BY seq DESC LIMIT 1").fetchone()
    (number,) = db.execute("SELECT max(number) FROM ledger_checkpoint").fetchone()
    db.execute("DELETE FROM ledger_checkpoint WHERE number % ? <> 0", (KEPT,))
    tails: dict[str, tuple[int, str]] = {}
    insert = f"INSERT INTO ledger_entry ({', '.join(chains.COLUMNS)}) VALUES ({', '.join('?' * len(chains.COLUMNS))})"
    for count in range(rows):
        case = f"D-{count % CASES}"
        act = Act("2026-11-12T09:00:00Z", "mod-7", "saved-original", case, f"{count:064x}", f"file {count:064x}")
        nth, before = tails.get(case, (0, chains.GENESIS))
        own = chains.own(nth + 1, before, act, "")
        previous, head = head, chains.head(head, own)
        seq, number, tails[case] = seq + 1, number + 1, (nth + 1, own)
        values = (seq, act.at, act.actor, act.action, case, act.subject, act.entry, "", chains.NEW)
        db.execute(insert, (*values, nth + 1, before, own, previous, head))
        if number % KEPT == 0 or count == rows - 1:
            key = key_id(seals.public)
            signature = seals.sign(payload(name, number, seq, head, act.at, key)).hex()
            db.execute("INSERT INTO ledger_checkpoint VALUES (?, ?, ?, ?, ?, ?)",
                       (number, seq, head, act.at, key, signature))  # fmt: skip
    db.execute("COMMIT")
    db.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CONFIG_HOME"] = folder  # a key of its own
        library = Path(folder) / "library"
        desk = open_desk(library, moderator="mod-7")
        desk.import_packs([write_case_pack(Path(folder) / "pack", case_doc())])
        desk.decide(case_doc()["id"], verdict_doc(case_doc()), final=True)
        desk.close()
        for signer in (None, Seals()):
            print(f"a row of the ledger, {'signed' if signer else 'unsigned'}: {_written(Path(folder), signer):.2f} ms")
        fill(library, ROWS)
        times = []
        for _ in range(3):
            start = time.perf_counter()
            doc = auditing.verify(str(library), quick=True)
            times.append(time.perf_counter() - start)
            assert doc["ok"], doc["failures"][:3]
        print(f"{doc['rows']:,} rows, {doc['checkpoints']:,} checkpoints: verified in {min(times):.2f} s")


def _written(folder: Path, signer: Seals | None) -> float:
    """Milliseconds, the median of 200."""
    store, times = Store(folder / f"rows-{signer is not None}", signer), []
    for count in range(200):
        act = Act("2026-11-12T09:00:00Z", "mod-7", "export", "C-1", f"{count:064x}")
        start = time.perf_counter()
        store.log(act)
        times.append(time.perf_counter() - start)
    store.close()
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()

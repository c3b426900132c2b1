"""`moderator verify --library`: everything in a database that the ledger can prove, read by plain SQL.

Left out, since nothing rests on them: drafts, which are not decided yet; `file_state`, which is found out anew; the
caches. `rows` runs one SELECT; everything is read in one pass a table, nothing is written, no SQLModel is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from moderator.store import chains, seals_check
from moderator.store.explained import Explained
from moderator.store.explained_kept import hashes_before
from moderator.store.replay import Replay, given
from moderator.store.seals import Seen
from moderator.store.seals_check import Checkpoints

Rows = Callable[[str], Iterable[tuple[Any, ...]]]
Progress = Callable[[int, int], None]

MOST = 1000
"""So many failures are named; more are counted."""
_EVERY = 5000
"""Rows of the ledger between two tellings of how far it is."""


class Failure(NamedTuple):
    """What is wrong, at which row and case; what should be there, and what is."""

    what: str
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what}: {self.where}: expected {self.expected}, found {self.found}"


@dataclass
class Audited:
    """What was found. `media`: by SHA-256 for what each file of the library is needed."""

    library: str = ""
    rows: int = 0
    head: str = chains.GENESIS
    checkpoints: int = 0
    keys: tuple[str, ...] = ()
    media: dict[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    """Locked cases that the server does not show us, and that were not compared."""
    failures: list[Failure] = field(default_factory=list)
    more: int = 0

    def fail(self, what: str, where: str, expected: object, found: object) -> None:
        if len(self.failures) < MOST:
            self.failures.append(Failure(what, where, _told(expected), _told(found)))
        else:
            self.more += 1


def sqlite_rows(connection: Any) -> Rows:
    """Of an SQLite connection. A text that is no UTF-8 is a change to be told, not the end of the reading."""
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    return lambda statement: connection.execute(statement)


def _told(value: object) -> str:
    text = "nothing" if value is None else value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def audit(
    rows: Rows,
    schema: int,
    records: bool,
    seen: Callable[[str], Seen | None] = lambda _library: None,
    progress: Progress | None = None,
    sees: bool = True,
) -> Audited:
    """Checks a database of that schema. `records`: reads the decision records too, for the files that they need.

    `seen`: how far a library was seen before, by its id. `sees`: whether the database shows us locked cases; where it
    does not, what the ledger says of them cannot be compared.
    """
    result = Audited()
    versions = [row[0] for row in rows("SELECT version_num FROM alembic_version")]
    if versions != [f"{schema:04}"]:
        result.fail("schema", "alembic_version", f"{schema:04}", ", ".join(map(str, versions)))
    ids = [row[0] for row in rows("SELECT id FROM library_id")]
    if len(ids) != 1 or not isinstance(ids[0], str):
        result.fail("library", "library_id", "one id", f"{len(ids)}")
    result.library = str(ids[0]) if ids else ""
    known = seen(result.library)
    checkpoints = Checkpoints(rows, result.library, result.fail)
    verdicts = rows("SELECT id, case_id, kind, supersedes, record, body FROM verdict_entry ORDER BY seq")
    before = hashes_before(rows)
    replay = Replay(given(row, before.get(row[0], ())) for row in verdicts)
    heads = _ledger(rows, replay, result, {*checkpoints.wanted, *([known.seq] if known else [])}, progress)
    checkpoints.check(result.rows, heads)
    result.checkpoints = len(checkpoints.rows)
    explained = Explained(rows, replay, result.fail, records, sees)
    explained.check()
    result.keys = checkpoints.check_keys(replay.vouched)
    result.media, result.hidden = explained.media, tuple(sorted(explained.hidden))
    seals_check.compare(known, result.rows, heads, result.fail)
    return result


def _ledger(rows: Rows, replay: Replay, result: Audited, wanted: set[int], progress: Progress | None) -> dict[int, str]:
    """Follows the chains and replays the events; the heads at the rows that are `wanted`."""
    heads: dict[int, str] = {}
    walk = chains.Walk()
    (total,) = next(iter(rows("SELECT count(*) FROM ledger_entry")))
    found = rows(f"SELECT {', '.join(chains.COLUMNS)} FROM ledger_entry ORDER BY seq")
    for done, row in enumerate(found, 1):
        if progress and not done % _EVERY:
            progress(done, total)
        seq, case = row[0], row[4]
        for column, expected, there in walk.wrong(row):
            result.fail("ledger", f"row {seq} ({case or 'of the library'}), {column}", expected, there)
        if seq in wanted:
            heads[seq] = row[-1]
        problem = replay.take(seq, row[8], walk.act, row[7]) if walk.act else None
        if problem:
            result.fail("event", f"row {seq} ({case})", f"what “{row[3]}” was done to", problem)
    result.rows, result.head = walk.seq, walk.head
    return heads

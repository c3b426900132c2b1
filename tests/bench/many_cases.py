"""A library of very many cases, written by plain SQL: what matters for the queue, spread as in a marketplace's life.

The facts of all cases are one document, since nobody opens them here. Kept under build/, since a million takes minutes.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from moderator.desk.clock import stamp
from moderator.domain.canonical import canonical
from moderator.domain.money import DECIMALS, shown
from moderator.domain.queue import NEVER, REASONS, band, figure
from moderator.store import words
from moderator.store.file import DATABASE, SCHEMA, sqlite
from moderator.store.store import Store
from moderator.store.tables import QUEUE_INDEXES
from tests.bench.large_library import case
from tests.bench.processes import ROOT

RARE = "xylophonist"
"""A word of exactly RARE_CASES claims."""
RARE_CASES = 3
STATUSES = (("open", 4), ("waiting", 1), ("decided", 90), ("closed", 5))
_MARKETS = [
    ("ES", "EUR", "es", 90), ("FR", "EUR", "fr", 90), ("DE", "EUR", "de", 80), ("IT", "EUR", "it", 70),
    ("PL", "PLN", "pl", 70), ("BR", "BRL", "pt", 120), ("PT", "EUR", "pt", 20), ("US", "USD", "en", 140),
    ("GB", "GBP", "en", 60), ("IE", "EUR", "en", 8), ("JP", "JPY", "ja", 25), ("KW", "KWD", "ar", 6),
    ("SA", "SAR", "ar", 20), ("UA", "UAH", "uk", 25), ("SE", "SEK", "sv", 12), ("CL", "CLP", "es", 40),
    ("MX", "MXN", "es", 60), ("KR", "KRW", "ko", 30), ("LU", "EUR", "fr", 1), ("MT", "EUR", "en", 1),
]  # fmt: skip
_ITEMS = (
    "watch", "bottle", "earbuds", "shoes", "lamp", "strap", "case", "kettle", "backpack", "cable", "charger", "jacket",
    "dress", "ring", "camera", "tripod",
)  # fmt: skip
_FAULTS = (
    "smashed", "broken", "torn", "empty", "missing", "late", "scratched", "wrong", "smaller", "dirty", "opened",
    "dented", "melted", "bent",
)  # fmt: skip
_BATCH = 20_000
_CASE = (
    "id", "folded", "revision", "version", "status", "facts", "content", "order_number", "reason", "claim", "title",
    "due_at", "escalated_at", "currency", "paid", "buyer_country", "photos", "videos", "documents", "outcome",
    "due_key", "figure", "band", "filmed", "market",
)  # fmt: skip
_BODY = canonical(case(0))
FACTS = hashlib.sha256(_BODY).hexdigest()
NOW = datetime(2026, 11, 12, 9, tzinfo=UTC)


def library(cases: int) -> Path:
    """The folder of a library with so many cases; made once."""
    folder = ROOT / "build" / "queue-scale" / f"{cases}-{SCHEMA}"
    if (folder / "whole").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    Store(folder).close()
    connection = sqlite().connect(str(folder / DATABASE), isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}")
    _fill(connection, cases)
    connection.close()
    Store(folder).close()
    (folder / "whole").touch()
    return folder


def _fill(connection: Any, cases: int) -> None:
    connection.execute("BEGIN")
    for name in QUEUE_INDEXES:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("INSERT INTO document VALUES (?, ?)", (FACTS, _BODY))
    for number, (country, currency, language, _) in enumerate(_MARKETS, 1):
        connection.execute("INSERT INTO market VALUES (?, ?, ?, ?)", (number, language, country, currency))
    some: list[tuple[tuple[Any, ...], tuple[int, str, str]]] = []
    put = f"INSERT INTO case_entry ({', '.join(_CASE)}) VALUES ({', '.join('?' * len(_CASE))})"
    for each in _cases(cases):
        some.append(each)
        if len(some) == _BATCH:
            _write(connection, put, some)
    _write(connection, put, some)
    for name, columns in QUEUE_INDEXES.items():
        connection.execute(f"CREATE INDEX {name} ON case_entry ({', '.join(columns)})")
    connection.execute("INSERT INTO case_search(case_search) VALUES ('rebuild')")
    connection.execute("COMMIT")


def _write(connection: Any, put: str, some: list[tuple[tuple[Any, ...], tuple[int, str, str]]]) -> None:
    connection.executemany(put, [case for case, _ in some])
    connection.executemany("INSERT INTO case_text VALUES (?, ?, ?)", [text for _, text in some])
    some.clear()


def _cases(cases: int) -> Iterator[tuple[tuple[Any, ...], tuple[int, str, str]]]:
    chance = random.Random(7)
    statuses = chance.choices([each for each, _ in STATUSES], [weight for _, weight in STATUSES], k=cases)
    markets = chance.choices(range(len(_MARKETS)), [each[3] for each in _MARKETS], k=cases)
    vocabulary = [f"{a}{b}{c}" for a in "bdfgklmnprstvw" for b in "aeiou" for c in ("ling", "ter", "mos", "nak")]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    rare = set(chance.sample(range(cases), RARE_CASES))
    for n in range(cases):
        country, currency, _, _ = _MARKETS[markets[n]]
        item, fault = chance.choice(_ITEMS), chance.choice(_FAULTS)
        reason = chance.choices(REASONS, (34, 22, 12, 18, 9, 5))[0]
        said = " ".join(chance.choices(vocabulary, weights, k=18))
        claim = f"The {item} was {fault}. {said}{' ' + RARE if n in rare else ''}"
        paid = round(chance.lognormvariate(3.4, 1.1) * 10 ** DECIMALS[currency]) + 1
        undecided = statuses[n] in ("open", "waiting")
        days = chance.uniform(-1, 9) if undecided else -chance.uniform(1, 700)
        due = stamp(NOW + timedelta(days=days)) if chance.random() > 0.02 else None
        value, videos, case_id = figure(paid, currency), int(chance.random() < 0.2), f"AE-2026-{n:07}"
        order = f"81{n * 7919 % 10**9:09}"
        outcome = chance.choice(("full-refund", "partial-refund", "no-refund")) if statuses[n] == "decided" else None
        row = (
            case_id, case_id.casefold(), 1, 1, statuses[n], FACTS, "0", order, reason, claim[:200], f"The {item}", due,
            stamp(NOW + timedelta(days=days - 6)), currency, paid, country, chance.randrange(6), videos, 0, outcome,
            due or NEVER, value, band(value), videos, markets[n] + 1,
        )  # fmt: skip
        names = f"buyer-{n % 70000} seller-{n % 9000} {reason} {country} {shown(paid, currency)}"
        text = f"{case_id} {order} {names} {claim} The {item}: a {item} in many colours"
        yield row, (n + 1, case_id, " ".join(words.words(text)))

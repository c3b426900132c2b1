"""The queue at 10,000 and at 1,000,000 cases: python -m tests.bench.queue_scale [--cases N …] [--rounds N].

95th percentile of each thing that a moderator waits for, through the desk as the window calls it, and the ratio
between the largest library and the smallest.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from moderator.desk import Desk, open_desk
from moderator.desk.values import QueueRow
from moderator.domain.queue import BANDS, DUES, REASONS, SORTS, STATUSES, Ask, Filter, Place, Skills
from tests.bench.many_cases import RARE, RARE_CASES, library

LIMIT, RATIO, COUNTS = 0.050, 2.0, 0.300
SIZES = (10_000, 1_000_000)
Took = tuple[float, float]
"""Seconds by the clock, and of them those of the processor: on a machine that is shared, the one that tells."""


def filters() -> list[Filter]:
    """Every choice by itself under every status, and pairs of them as people make them."""
    found = [Filter(status=each) for each in (*STATUSES, "all")]
    for base in list(found):
        found += [replace(base, reasons=frozenset({each})) for each in REASONS]
        found += [replace(base, video=True)]
        found += [replace(base, band=each) for each in BANDS]
        found += [replace(base, country=each) for each in ("BR", "KW", "LU")]
        found += [replace(base, currency="EUR"), replace(base, language="es")]
        found += [replace(base, due=each) for each in DUES]
        found += [replace(base, reasons=frozenset({"damaged", "wrong-item"}), video=True, country="ES")]
        found += [replace(base, band="from-1000", language="ar"), replace(base, country="PL", video=True)]
    return found


def timed(work: Callable[[], object]) -> Took:
    began, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - busy


def first_pages(desk: Desk, rounds: int) -> Iterator[Took]:
    asks = [Ask(wanted, sort, most=100) for wanted in filters() for sort in SORTS]
    for _ in range(rounds):
        random.Random(1).shuffle(asks)
        for ask in asks:
            yield timed(lambda ask=ask: desk.queue(ask))


def to_the_end(desk: Desk, rounds: int) -> Iterator[Took]:
    """Page after page; the last ones are reached backwards and from a place in the middle too."""
    ask = Ask(Filter(status="all"), most=500)
    pages = 0
    while pages < rounds * 2000:
        rows: list[QueueRow] = []
        yield timed(lambda ask=ask, rows=rows: rows.extend(desk.queue(ask)))
        if not rows:
            return
        pages += 1
        ask = replace(ask, place=Place(rows[-1].key, rows[-1].case))


def ends(desk: Desk, rounds: int) -> Iterator[Took]:
    for _ in range(rounds):
        for sort in SORTS:
            for status in (*STATUSES, "all"):
                ask = Ask(Filter(status=status), sort, backwards=True, most=100)
                yield timed(lambda ask=ask: desk.queue(ask))


def rare(desk: Desk, rounds: int) -> Iterator[Took]:
    for _ in range(rounds * 10):
        for sort in SORTS:
            ask = Ask(Filter(status="all", text=RARE), sort)
            rows: list[QueueRow] = []
            yield timed(lambda ask=ask, rows=rows: rows.extend(desk.queue(ask)))
            assert len(rows) == RARE_CASES, len(rows)


def broad(desk: Desk, rounds: int) -> Iterator[Took]:
    for _ in range(rounds * 2):
        for text in ("t*", "wa", "watch*", "smashed ", "ae-2026", '"the watch" b'):
            yield timed(lambda text=text: desk.queue(Ask(Filter(text=text))))


def broad_counts(desk: Desk, rounds: int) -> Iterator[Took]:
    for _ in range(rounds):
        for text in ("t*", "watch*", RARE):
            yield timed(lambda text=text: desk.queue_counts(Filter(text=text)))


def offered(desk: Desk, rounds: int) -> Iterator[Took]:
    some = Skills(frozenset({"es", "ar"}), frozenset({"damaged"}))
    few = Skills(frozenset({"ar"}), frozenset({"payment-problem"}))
    for _ in range(rounds * 20):
        for skills in (Skills(), some, few):
            yield timed(lambda skills=skills: desk.next_case(skills))


def counts(desk: Desk, rounds: int) -> Iterator[Took]:
    chosen = filters()
    for _ in range(rounds):
        for wanted in chosen:
            yield timed(lambda wanted=wanted: desk.queue_counts(wanted))


THINGS: dict[str, tuple[Callable[[Desk, int], Iterator[Took]], float, bool]] = {
    "first page, every filter and order": (first_pages, LIMIT, True),
    "next page, to the end": (to_the_end, LIMIT, True),
    "last page, every order": (ends, LIMIT, True),
    "search for a rare word": (rare, LIMIT, True),
    "the case to decide next": (offered, LIMIT, True),
    "broad search, bounded": (broad, COUNTS, False),
    "counts of a search": (broad_counts, COUNTS, False),
    "counts, every filter": (counts, COUNTS, False),
}


def measure(cases: int, rounds: int) -> dict[str, float]:
    desk = open_desk(library(cases), moderator="bench")
    try:
        desk.listing(Ask())  # the store is open
        desk.queue_around(Ask(), "AE-2026-0000001")
        found = {}
        for name, (work, _, _) in THINGS.items():
            times, busy = zip(*work(desk, rounds), strict=True)
            found[name] = statistics.quantiles(times, n=20)[-1]
            of_processor = statistics.quantiles(busy, n=20)[-1]
            middle, most = statistics.median(times), max(times)
            print(
                f"{cases:>9,}  {name:<36} p95 {found[name] * 1000:7.1f} ms (processor {of_processor * 1000:6.1f})   "
                f"median {middle * 1000:6.1f}   most {most * 1000:7.1f}   n {len(times)}",
                flush=True,
            )
        return found
    finally:
        desk.close()


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--cases", type=int, nargs="+", default=SIZES)
    options.add_argument("--rounds", type=int, default=1)
    chosen = options.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    found = [measure(each, chosen.rounds) for each in sorted(chosen.cases)]
    missed = 0
    for name, (_, limit, by_ratio) in THINGS.items():
        least, most = found[0][name], found[-1][name]
        kept = most <= limit and (not by_ratio or most <= RATIO * least)
        missed += not kept
        print(f"{'ok  ' if kept else 'MISS'} {name}: {most * 1000:.1f} ms, {most / least:.1f} × the smallest library")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())

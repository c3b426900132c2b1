"""How many cases each choice of a filter would show. Exact to EXACT; what is more is EXACT + 1 and reads "10,000+"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from moderator.domain.queue import BANDS, DUES, ERASED, EXACT, REASONS, STATUSES, Counts, Filter
from moderator.store import waiting
from moderator.store.pages import FREE, Base, count, counting, matched, where
from moderator.store.words import terms

Due = Callable[[str], tuple[str, str]]
"""From when until when a case of that kind is due."""
PLACES = ("country", "currency", "language")
_MOST_PLACES = 30
"""Choices of one of PLACES that are counted."""
_DUE_SOON = "1"
_NAMES = {"status": "status", "reason": "reasons", "video": "video", "free": "free", "due": "due", "band": "band"}


def count_all(base: Base, wanted: Filter, due: Due, until: str) -> Counts:
    """All counts for a filter. `until`: what is due before then is due soon."""
    base = replace(base, seconds=tuple(each.case for each in waiting.for_person(base)))
    sought = terms(wanted.text)
    if sought:
        found = _of_search(base, wanted, due)
    elif wanted.text.strip():
        found = Counts()  # nothing in it that could be found
    else:
        found = _of_filter(base, wanted, due)
    finished = sum(count(base, Filter(status=each)) for each in ("decided", "closed"))
    soon = count(replace(base, due=("", until)), Filter(due=_DUE_SOON))
    of = {**found.of, "second": {"1": len(base.seconds or ())}}
    return replace(found, of=of, open=count(base, Filter()), due=soon, finished=min(finished, EXACT + 1))


def _of_filter(plain: Base, wanted: Filter, due: Due) -> Counts:
    """Every choice counted by itself, in one statement."""
    choices = list(_choices(plain, wanted))
    parts, values = [], dict[str, Any]()
    for n, (_, _, chosen) in enumerate(choices):
        base = replace(plain, due=due(chosen.due) if chosen.due else None)
        sql, given = counting(base, chosen, where(base, chosen), f"q{n}_")
        parts.append(f"{sql} AS n{n}")
        values |= given
    (row,) = plain.run(f"SELECT {', '.join(parts)}", values | {"bound": EXACT + 1})
    of: dict[str, dict[str, int]] = {}
    total = 0
    for (group, name, _), number in zip(choices, row, strict=True):
        if not group:
            total = number
        else:
            of.setdefault(group, {})[name] = number
    return Counts(of, total)


def _choices(base: Base, wanted: Filter) -> Iterator[tuple[str, str, Filter]]:
    """Group, name and filter of everything that is counted; without a group, the filter itself."""
    yield "", "", wanted
    for each in (*STATUSES, ERASED, "all"):
        yield "status", each, replace(wanted, status=each, second=False)
    for each in REASONS:
        yield "reason", each, replace(wanted, reasons=frozenset({each}))
    yield "video", "1", replace(wanted, video=True)
    yield "free", "1", replace(wanted, free=True)
    for each in BANDS:
        yield "band", each, replace(wanted, band=each)
    for each in DUES:
        yield "due", each, replace(wanted, due=each)
    for group in PLACES:
        for row in base.run(f"SELECT DISTINCT {group} FROM market ORDER BY {group} LIMIT {_MOST_PLACES}", {}):
            if row[0]:
                yield group, row[0], replace(wanted, **{group: row[0]})


def _of_search(base: Base, wanted: Filter, due: Due) -> Counts:
    """All cases that a search may look at, kind by kind, counted here: each group leaves its own choice out."""
    source, values = matched(base, terms(wanted.text))
    ranges = {each: due(each) for each in DUES}
    cases = []
    for name, (start, end) in ranges.items():
        cases.append(f"WHEN e.due_key >= :from_{name} AND e.due_key < :until_{name} THEN '{name}'")
        values |= {f"from_{name}": start, f"until_{name}": end}
    free = f"CASE WHEN {FREE.format(id='e.id')} THEN '1' ELSE '' END"
    by = f"e.status, e.reason, e.filmed, e.band, e.market, CASE {' '.join(cases)} END, {free}"
    values |= base.asker.values
    only = "WHERE e.status NOT IN ('locked', 'erased')"
    if wanted.second:
        second = where(base, Filter(second=True))
        only, values = f"{only} AND {second.conditions[0]}", values | second.values
    rows = base.run(f"SELECT {by}, count(*) FROM {source} {only} GROUP BY 1, 2, 3, 4, 5, 6, 7", values)
    markets = {row[0]: row[1:] for row in base.run("SELECT id, country, currency, language FROM market", {})}
    kinds = [(_kind(row, markets), row[7]) for row in rows]
    bounded = sum(number for _, number in kinds) >= EXACT
    of: dict[str, Counter[str]] = {}
    total = 0
    for kind, number in kinds:
        missed = [group for group in kind if not _passes(wanted, group, kind)]
        total += 0 if missed else number
        for group, name in kind.items():
            if missed in ([], [group]) and name:
                of.setdefault(group, Counter())[name] += number
    if "status" in of:
        of["status"]["all"] = of["status"].total()
    return Counts(of, total, bounded=bounded)


def _kind(row: Any, markets: Mapping[int, Any]) -> dict[str, str]:
    status, reason, filmed, band, market, kind_of_due, free = row[:7]
    country, currency, language = markets.get(market, ("", "", ""))
    undecided = status in ("open", "waiting")
    return {
        "status": status, "reason": reason, "video": "1" if filmed else "", "free": free, "band": BANDS[band],
        "due": kind_of_due if undecided else "", "country": country, "currency": currency, "language": language,
    }  # fmt: skip


def _passes(wanted: Filter, group: str, kind: Mapping[str, str]) -> bool:
    chosen = getattr(wanted, _NAMES.get(group, group))
    if group == "status":
        return wanted.second or chosen in ("all", kind[group])
    if group == "reason":
        return not chosen or kind[group] in chosen
    return not chosen or kind[group] == (chosen if isinstance(chosen, str) else "1")

"""Pages of the queue and how many cases there are of a kind, as SQL that both databases and a bare connection run.

A page begins after a row, never after a number of rows, so the last page costs what the first does. Which index serves
is said here and not guessed by the database: either the one of the order, walked until the page is full, or, where a
filter lets few through, the one of the kinds, whose finds are sorted. Loads no SQLModel.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from moderator.domain.queue import BANDS, EXACT, REASONS, Ask, Filter, Place, figures
from moderator.store import waiting
from moderator.store.records import Facts, Lease, Row, Team, status
from moderator.store.words import terms

Run = Callable[[str, Mapping[str, Any]], Sequence[Any]]
"""Runs a SELECT with named parameters and gives its rows."""
ORDERS = {
    "due": ("due_key", False, "queue_due"),
    "amount": ("figure", True, "queue_figure"),
    "newest": ("escalated_at", True, "queue_escalated"),
    "oldest": ("escalated_at", False, "queue_escalated"),
    "id": ("id", False, "queue_id"),
    "reason": ("reason", False, "queue_reason"),
    "status": ("status", False, "queue_id"),
}
"""By name of an order: its key, whether the largest comes first, and its index."""
_FACTS = [each.name for each in fields(Facts)]
_COLUMNS = ", ".join(
    ["k.id", "c.revision", "c.status", "c.outcome", "d.case_id IS NOT NULL", "k.place", *(f"c.{n}" for n in _FACTS)]
)
_MOST_MARKETS = 400
"""Beyond, a filter by market is no list of numbers any more, but looked at row by row."""


@dataclass
class Where:
    """What a filter demands, but for the status. `kinds`: the columns of the index of kinds that it narrows."""

    conditions: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    def one_of(self, column: str, chosen: Sequence[str | int]) -> None:
        names = [f"{column}{n}" for n in range(len(chosen))]
        self.values |= dict(zip(names, chosen, strict=True))
        self.conditions.append(f"{column} IN ({', '.join(':' + name for name in names) or 'NULL'})")
        self.kinds.add(column)


@dataclass(frozen=True)
class Asker:
    """Who asks: name, the same folded, the desk's token; and the time, since leases run out."""

    name: str = ""
    folded: str = ""
    token: str = ""
    now: str = ""

    @property
    def values(self) -> dict[str, Any]:
        return {"asker": self.name, "asker_folded": self.folded, "asker_token": self.token, "asker_now": self.now}


FREE = (
    "NOT EXISTS (SELECT 1 FROM lease l WHERE l.case_id = {id} AND l.token <> '' AND l.token <> :asker_token "
    "AND l.until > :asker_now) "
    "AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.case_id = {id} AND a.to_person <> :asker) "
    "AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.case_id = {id} AND r.person = :asker_folded)"
)
"""That nobody else has the case or was given it, and that who asks did not step back from it."""


@dataclass(frozen=True)
class Base:
    """A database to ask. `due`: from when until when the filter's kind of due is, by the library's clock.

    `seconds`: what waits for the asker's second opinion, where that is known already.
    """

    run: Run
    dialect: str = "sqlite"
    due: tuple[str, str] | None = None
    asker: Asker = field(default_factory=Asker)
    seconds: tuple[str, ...] | None = None

    def among(self, column: str, ids: Iterable[str]) -> tuple[str, dict[str, Any]]:
        """That a column has one of many ids: one parameter, since to parse one for each takes longer than to look."""
        if self.dialect == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(:many))", {"many": json.dumps(list(ids))}
        return f"{column} = ANY(:many)", {"many": list(ids)}

    def index(self, name: str) -> str:
        return f"INDEXED BY {name}" if self.dialect == "sqlite" else ""

    @property
    def join(self) -> str:
        """SQLite joins in the order in which it is told to."""
        return "CROSS JOIN" if self.dialect == "sqlite" else "JOIN"

    @property
    def by_id(self) -> str:
        """The index that finds cases by their ids."""
        return self.index("sqlite_autoindex_case_entry_1")


def where(base: Base, wanted: Filter) -> Where:
    """The conditions of a filter, but for its status and its search."""
    found = Where()
    if wanted.reasons:
        found.one_of("reason", sorted(wanted.reasons))
    if wanted.video:
        found.one_of("filmed", [1])
    if wanted.band:
        found.one_of("band", [BANDS.index(wanted.band)])
    chosen = {name: getattr(wanted, name) for name in ("language", "country", "currency") if getattr(wanted, name)}
    if chosen:
        by = " AND ".join(f"{name} = :{name}" for name in chosen)
        rows = base.run(f"SELECT id FROM market WHERE {by} LIMIT {_MOST_MARKETS + 1}", chosen)
        if len(rows) <= _MOST_MARKETS:
            found.one_of("market", [row[0] for row in rows])
        else:
            found.conditions.append(f"market IN (SELECT id FROM market WHERE {by})")
            found.values |= chosen
    if wanted.free:
        found.conditions.append(FREE.format(id="id"))  # none of these tables has a column of that name
        found.values |= base.asker.values
    if wanted.second:
        found_out = base.seconds if base.seconds is not None else tuple(w.case for w in waiting.for_person(base))
        condition, values = base.among("id", found_out)
        found.conditions.append(condition)
        found.values |= values
    if base.due is not None:
        found.conditions.append("due_key >= :due_from AND due_key < :due_until")
        found.values |= {"due_from": base.due[0], "due_until": base.due[1]}
    return found


def count(base: Base, wanted: Filter, found: Where | None = None) -> int:
    """How many cases the filter lets through, its search left out; EXACT + 1 for more than EXACT."""
    sql, values = counting(base, wanted, found or where(base, wanted))
    return int(base.run(f"SELECT {sql}", values | {"bound": EXACT + 1})[0][0])


def counting(base: Base, wanted: Filter, found: Where, tag: str = "") -> tuple[str, dict[str, Any]]:
    """A subselect that counts, and its parameters, whose names begin with `tag`; :bound is left to the caller."""
    statuses = wanted.statuses
    values: dict[str, Any] = {f"{tag}s{n}": each for n, each in enumerate(statuses)}
    conditions = [f"status IN ({', '.join(f':{name}' for name in values) or 'NULL'})"]
    index = base.by_id if wanted.second else base.index("queue_kinds" if base.due is None else "queue_due")
    if base.due is None:
        conditions += gaps(found)
    for each in found.conditions:
        conditions.append(each.replace(":", f":{tag}"))
    values |= {f"{tag}{name}": value for name, value in found.values.items()}
    inner = f"SELECT 1 FROM case_entry {index} WHERE {' AND '.join(conditions)} LIMIT :bound"
    return f"(SELECT count(*) FROM ({inner}) x)", values


def gaps(found: Where) -> list[str]:
    """Every value of the columns that the index has before the last one narrowed: then it is searched, not read."""
    every = {
        "reason": ", ".join(f"'{each}'" for each in REASONS),
        "filmed": "0, 1",
        "band": ", ".join(str(n) for n in range(len(BANDS))),
    }
    order = ["reason", "filmed", "band", "market"]
    last = max((order.index(kind) for kind in found.kinds), default=-1)
    return [f"{kind} IN ({every[kind]})" for kind in order[:last] if kind not in found.kinds]


def page(base: Base, ask: Ask) -> list[Row]:
    """The rows of a page, in the order asked for whichever way it was read."""
    sought = terms(ask.filter.text)
    if ask.filter.text.strip() and not sought:
        return []  # nothing in it that could be found
    down = ORDERS[ask.sort][1]
    found = where(base, ask.filter)
    inner, values = _searched(base, ask, found, sought) if sought else _walked(base, ask, found)
    turn = "DESC" if down != ask.backwards else "ASC"
    sql = (
        f"SELECT {_COLUMNS} FROM ({inner}) k {base.join} case_entry c ON c.id = k.id "
        f"LEFT JOIN draft d ON d.case_id = k.id ORDER BY k.place {turn}, k.id {turn} LIMIT :most"
    )
    rows = base.run(sql, values | {"most": ask.most})
    cases = [r[0] for r in rows]
    teams, said = of_cases(base, cases), opinions(base, cases)
    made = [
        Row(
            r[0], r[1], status(r[2]), r[3], bool(r[4]), Facts(*r[6:]), r[5], teams.get(r[0]), opinions=said.get(r[0], 0)
        )
        for r in rows
    ]
    secret = waiting.among(base, [row.id for row in made if row.outcome is not None]) if base.asker.name else {}
    made = [
        replace(row, outcome=None, draft=False, second=True, opinions=0) if row.id in secret else row for row in made
    ]
    return made[::-1] if ask.backwards else made


def of_cases(base: Base, cases: Sequence[str]) -> dict[str, Team]:
    """By case who has it, whose it is, and who stepped back, for every one of `cases` that somebody ever had."""
    chosen, values = base.among("case_id", cases)
    leases = f"SELECT case_id, holder, token, fence, taken_at, until FROM lease WHERE token <> '' AND {chosen}"
    held = {row[0]: Lease(*row) for row in base.run(leases, values)}
    given = {row[0]: row[1] for row in base.run(f"SELECT case_id, to_person FROM assignment WHERE {chosen}", values)}
    back: dict[str, tuple[str, ...]] = {}
    for case, person in base.run(f"SELECT case_id, person FROM recusal WHERE {chosen} ORDER BY person", values):
        back[case] = (*back.get(case, ()), person)
    return {case: Team(held.get(case), given.get(case, ""), back.get(case, ())) for case in {*held, *given, *back}}


def opinions(base: Base, cases: Sequence[str]) -> dict[str, int]:
    """By case how many verdicts came from the road that could not hold here."""
    chosen, values = base.among("case_id", cases)
    sql = f"SELECT case_id, count(*) FROM carried WHERE effect = 'opinion' AND {chosen} GROUP BY case_id"
    return {row[0]: row[1] for row in base.run(sql, values)}


def _after(ask: Ask, of: str = "") -> tuple[str, dict[str, Any]]:
    """The condition that a row stands behind the place, in the direction of reading."""
    if ask.place is None:
        return "", {}
    key, down, _ = ORDERS[ask.sort]
    sign = ("<" if down != ask.backwards else ">") + ("=" if ask.inclusive else "")
    if key == "id":
        return f"{of}id {sign} :at_id", {"at_id": ask.place.case}
    return f"({of}{key}, {of}id) {sign} (:at_key, :at_id)", {"at_key": ask.place.key, "at_id": ask.place.case}


def _walked(base: Base, ask: Ask, found: Where) -> tuple[str, dict[str, Any]]:
    """Without a search: each status by itself, since every index begins with it, then the first of them all."""
    key, down, order = ORDERS[ask.sort]
    turn = "DESC" if down != ask.backwards else "ASC"
    index, extra = order, list[str]()
    if base.due is not None:  # of undecided cases alone, and so of few: read from the index that has the key
        index = "queue_kinds" if key in ("figure", "escalated_at") else "queue_due"
        extra = gaps(found) if index == "queue_kinds" else []
    elif not ask.filter.second and found.kinds and count(base, ask.filter, found) <= EXACT:
        index, extra = "queue_kinds", gaps(found)
    values = dict(found.values)
    if key == "figure" and ask.filter.band:  # a part of the order, and not something to look for in all of it
        extra = [*extra, "figure >= :figure_from AND figure < :figure_until"]
        values["figure_from"], values["figure_until"] = figures(ask.filter.band)
    by = base.by_id if ask.filter.second else base.index(index)
    parts = []
    for n, each in enumerate(ask.filter.statuses):
        after = _after_in(ask, each)
        if after is None:
            continue
        values |= {f"s{n}": each} | after[1]
        conditions = [f"status = :s{n}", *extra, *found.conditions, *([after[0]] if after[0] else [])]
        parts.append(
            f"SELECT * FROM (SELECT id, {key} AS place FROM case_entry {by} "
            f"WHERE {' AND '.join(conditions)} ORDER BY {_by(key, turn)} LIMIT :most) p{n}"
        )
    if not parts:
        return "SELECT id, id AS place FROM case_entry WHERE 1 = 0", values
    if len(parts) == 1:
        return parts[0], values
    merged = " UNION ALL ".join(parts)
    return f"SELECT id, place FROM ({merged}) m ORDER BY place {turn}, id {turn} LIMIT :most", values


def _by(key: str, turn: str) -> str:
    return f"id {turn}" if key in ("id", "status") else f"{key} {turn}, id {turn}"


def _after_in(ask: Ask, branch: str) -> tuple[str, dict[str, Any]] | None:
    """`_after` among the cases of one status; None where none of them stands behind the place."""
    if ask.sort != "status" or ask.place is None:
        return _after(ask)
    if branch == ask.place.key:
        return _after(Ask(ask.filter, "id", ask.place, ask.backwards, ask.inclusive))
    return ("", {}) if (branch < str(ask.place.key)) == ask.backwards else None


def _searched(base: Base, ask: Ask, found: Where, sought: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """With a search: the cases that have the words, of these what the filter lets through, then sorted."""
    key, down, _ = ORDERS[ask.sort]
    turn = "DESC" if down != ask.backwards else "ASC"
    source, values = matched(base, sought)
    conditions, given = _of_status(ask.filter)
    after, place = _after(ask, "e.")
    conditions += [*found.conditions, *([after] if after else [])]
    inner = (
        f"SELECT e.id, e.{key} AS place FROM {source} WHERE {' AND '.join(conditions)} "
        f"ORDER BY e.{key} {turn}, e.id {turn} LIMIT :most"
    )
    return inner, values | given | found.values | place


def matched(base: Base, sought: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """The cases that have all terms, as `e` of a FROM clause; of more than EXACT the newest."""
    from moderator.store import search  # the first page at a glance searches nothing

    match, values = search.matching(sought, base.dialect)
    source = (
        f"({match}) m {base.join} case_text t ON t.docid = m.docid {base.join} case_entry e {base.by_id} "
        "ON e.id = t.case_id"
    )
    return source, values | {search.BOUND: EXACT}


def _of_status(wanted: Filter) -> tuple[list[str], dict[str, Any]]:
    values = {f"s{n}": each for n, each in enumerate(wanted.statuses)}
    return [f"status IN ({', '.join(f':{name}' for name in values) or 'NULL'})"], values


def place_of(base: Base, case_id: str, sort: str) -> Place | None:
    """Where a case stands in an order; None if the library does not have it."""
    rows = base.run(f"SELECT {ORDERS[sort][0]} FROM case_entry WHERE id = :id AND status <> 'locked'", {"id": case_id})
    return Place(rows[0][0], case_id) if rows else None

"""Pages of the queue against a naive list: every filter, order and direction, whichever index serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.domain.queue import BANDS, DUES, EXACT, REASONS, SORTS, STATUSES, Ask, Filter, Place, Sort
from moderator.store import counts, pages
from moderator.store.records import Row
from moderator.store.running import runner
from moderator.store.store import Store
from tests.moderator.store.queued import a_case, due_of, fill, in_order, library, shows

COUNTRIES, LANGUAGES, CURRENCIES = ("ES", "PT", "JP"), ("es", "pt", "ja"), ("USD", "EUR", "JPY")
AMOUNTS = ("9.99", "10.00", "23.90", "23.90", "200.00", "999.99", "1000.00")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Sixty cases in which keys repeat."""
    made = library(request, tmp_path_factory.mktemp("queue"))
    docs = [
        a_case(
            f"C-{n * 37 % 60:02}", reason=REASONS[n % 6 if n % 5 else 0], films=n % 4 == 0, country=COUNTRIES[n % 3],
            language=LANGUAGES[n % 3 if n % 7 else 1], currency=CURRENCIES[n % 3],
            paid=str(100 * n) if n % 3 == 2 else AMOUNTS[n % len(AMOUNTS)],
            due=None if n % 11 == 0 else (-5, 3, 40, 200)[n % 4], escalated_at=f"2026-11-0{n % 9 + 1}T08:00:00Z",
        )
        for n in range(60)
    ]  # fmt: skip
    fill(made, docs, (STATUSES[n % 7 % 4] for n in range(60)))
    yield made
    made.close()


@pytest.fixture(scope="module")
def everything(store: Store) -> list[tuple[Row, str]]:
    """Every row with its language."""
    rows = store.page(Ask(Filter(status="all")))
    assert len(rows) == 60
    return [(row, store.document(row.id)["claim"]["language"]) for row in rows]


def right(everything: list[tuple[Row, str]], ask: Ask) -> list[Row]:
    return in_order((row for row, language in everything if shows(ask.filter, row, language)), ask.sort)


def page(store: Store, ask: Ask) -> list[Row]:
    return store.page(ask, due_of(ask.filter.due) if ask.filter.due else None)


filters = st.builds(
    Filter,
    status=st.sampled_from([*STATUSES, "all"]),
    reasons=st.frozensets(st.sampled_from(REASONS), max_size=3),
    video=st.booleans(),
    due=st.sampled_from(["", "", *DUES]),
    band=st.sampled_from(["", "", *BANDS]),
    country=st.sampled_from(["", "", *COUNTRIES, "XX"]),
    currency=st.sampled_from(["", "", *CURRENCIES]),
    language=st.sampled_from(["", "", *LANGUAGES]),
)


@pytest.mark.parametrize("exact", [0, EXACT], ids=["by the order's index", "by the index of kinds"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(wanted=filters, sort=st.sampled_from(SORTS), most=st.integers(1, 9))
def test_pages_forth_and_back_are_the_sorted_list(
    store: Store, everything: list[tuple[Row, str]], exact: int, wanted: Filter, sort: Sort, most: int
) -> None:
    ask = Ask(wanted, sort, most=most)
    expected = right(everything, ask)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "EXACT", exact)
        forth: list[Row] = []
        while rows := page(store, ask):
            assert len(rows) <= most
            forth += rows
            ask = replace(ask, place=Place(rows[-1].key, rows[-1].id))
        assert forth == expected
        back: list[Row] = []
        ask = replace(ask, place=None, backwards=True)
        while rows := page(store, ask):
            back = rows + back
            ask = replace(ask, place=Place(rows[0].key, rows[0].id))
        assert back == expected
        for row in expected[:3]:
            (first, *_) = page(store, replace(ask, place=Place(row.key, row.id), backwards=False, inclusive=True))
            assert first == row


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(wanted=filters, text=st.sampled_from(["", "c", "jug ana"]))
def test_counts_are_what_each_choice_would_show(
    store: Store, everything: list[tuple[Row, str]], wanted: Filter, text: str
) -> None:
    found = store.count_all(replace(wanted, text=text), due_of, due_of("day")[1])
    choices: dict[tuple[str, str], Filter] = {("status", each): replace(wanted, status=each) for each in STATUSES}
    choices |= {("status", "all"): replace(wanted, status="all")}
    choices |= {("reason", each): replace(wanted, reasons=frozenset({each})) for each in REASONS}
    choices |= {("band", each): replace(wanted, band=each) for each in BANDS}
    choices |= {("due", each): replace(wanted, due=each) for each in DUES}
    choices |= {("video", "1"): replace(wanted, video=True)}
    for group, names in (("country", COUNTRIES), ("currency", CURRENCIES), ("language", LANGUAGES)):
        choices |= {(group, each): replace(wanted, **{group: each}) for each in names}  # type: ignore[arg-type]
    for (group, name), chosen in choices.items():
        right_number = sum(shows(chosen, row, language) for row, language in everything)
        assert found.of.get(group, {}).get(name, 0) == right_number, (group, name)
    assert found.total == len(right(everything, Ask(wanted)))
    still_open = [row for row, _ in everything if row.status == "open"]
    assert found.open == len(still_open)


def test_more_than_can_be_counted_is_said_to_be_more(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "EXACT", 7)
    monkeypatch.setattr(counts, "EXACT", 7)
    found = store.count_all(Filter(status="all"), due_of, "~")
    assert found.total == 8
    assert not found.bounded
    found = store.count_all(Filter(status="all", text="jug"), due_of, "~")
    assert (found.bounded, found.total) == (True, 7)
    assert len(page(store, Ask(Filter(status="all", text="jug")))) == 7


@pytest.mark.parametrize("sort", SORTS)
def test_no_page_reads_the_whole_table_or_skips_rows(store: Store, sort: Sort) -> None:
    """What the database says that it does: it searches an index for each status, whatever is filtered."""
    if store.server:
        pytest.skip("which index serves is said to SQLite alone; PostgreSQL has statistics")
    plans: list[str] = []
    with store._session() as session:
        real = runner(session)

        def run(sql: str, values: Mapping[str, Any]) -> Sequence[Any]:
            assert "OFFSET" not in sql
            plans.extend(str(row[-1]) for row in real("EXPLAIN QUERY PLAN " + sql, values))
            return real(sql, values)

        for status, video, country in product(("open", "all"), (False, True), ("", "ES")):
            wanted = Filter(status=status, video=video, country=country)
            pages.page(pages.Base(run), Ask(wanted, sort, Place("2026", "C-30")))
    touched = {line.partition(" (")[0] for line in plans if "case_entry" in line}
    shown = "SEARCH c USING INDEX sqlite_autoindex_case_entry_1"
    assert shown in touched
    assert all(line.startswith("SEARCH case_entry USING COVERING INDEX queue_") for line in touched - {shown})

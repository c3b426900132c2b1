"""Full-text search on the real index: any script is found, any text is a search, and what is forgotten is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from moderator.domain.queue import Ask, Filter
from moderator.store import search, words
from moderator.store.file import DATABASE, looking
from moderator.store.store import Store
from tests.moderator.store.queued import a_case, due_of, fill, new_case

CLAIMS = {
    "C-1": "The watch arrived with the glass smashed.",
    "C-2": "手表坏了，玻璃碎了。",
    "C-3": "وصلت الساعة مكسورة والزُّجاجُ محطَّم",
    "C-4": "Paragôn naïve Ångström: la caja llegó vacía",
    "C-5": "時計のガラスが割れていました",
    "C-6": "นาฬิกาแตก",
    "C-7": "Годинник розбитий",
    "C-8": "watchmaker's glass; not smashed at all, 12.50 €",
    "C-9": "시계 유리가 깨졌어요",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(tmp_path_factory.mktemp("search") / "library")
    fill(made, (a_case(each, claim={"text": text, "language": "en"}) for each, text in CLAIMS.items()))
    yield made
    made.close()


def found(store: Store, text: str) -> str:
    return " ".join(row.id for row in store.page(Ask(Filter(status="all", text=text), "id")))


@pytest.mark.parametrize(
    ("text", "cases"),
    [
        ("watch ", "C-1"), ("watch", "C-1 C-8"), ("wat* smashed ", "C-1 C-8"), ('"glass smashed"', "C-1"),
        ("“glass smashed”", "C-1"), ('"smashed glass"', ""), ("smashed glass ", "C-1 C-8"), ("SMASHED WATCH ", "C-1"),
        ("手表", "C-2"), ("玻璃碎", "C-2"), ("了", "C-2"), ("碎", "C-2"), ("表玻", ""),
        ("مكسورة", "C-3"), ("والزجاج", "C-3"), ("naive", "C-4"), ("ANGSTROM", "C-4"),
        ("llego vacia", "C-4"), ("ガラス", "C-5"), ("割れて", "C-5"),
        ("แตก", "C-6"), ("розбит", "C-7"), ("c-7", "C-7"), ("9C-3 ", "C-3"), ("유리", "C-9"), ("12.50", "C-8"),
        ("jug ana us$ 23.90 8", "C-8"), ("blue glass store watch", "C-1 C-8"), ("nothing such", ""), ("!?", ""),
        ("*", ""), ('"store jug"', ""), ('"blue glass store"', "C-1 C-2 C-3 C-4 C-5 C-6 C-7 C-8 C-9"),
    ],
)  # fmt: skip
def test_what_is_found(store: Store, text: str, cases: str) -> None:
    assert found(store, text) == cases


HOSTILE = [
    '"',
    '""',
    "'",
    "NEAR(a b)",
    "a AND",
    "OR NOT",
    "words:glass",
    "^a",
    "a*b*",
    "-a",
    "(",
    "{a}",
    "\0",
    "\ud800",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(text=st.text(st.characters(codec=None), max_size=40) | st.text('"*()^-+:{}ANDORNEAR ', max_size=30))
@example(text="a " * 400)
def test_any_text_is_a_search(store: Store, text: str) -> None:
    for each in (text, f'"{text}', f"{text}*"):
        wanted = Filter(status="all", text=each)
        assert len(store.page(Ask(wanted))) == store.count_all(wanted, due_of, "~").total or not each.strip()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_means_something_to_a_database_means_nothing_here(store: Store, text: str) -> None:
    store.page(Ask(Filter(text=text)))


@settings(deadline=None)
@given(text=st.text(max_size=60))
@example(text="㋀㐀0")
def test_every_text_is_found_by_itself(text: str) -> None:
    """By the words alone: a phrase made of a text follows itself in what is stored."""
    stored = words.words(text)
    for term in words.terms(f'"{text.replace(chr(34), " ")}"'):
        spots = range(len(stored) - len(term.words) + 1)
        assert any(_stands_at(stored, spot, term) for spot in spots) or "“" in text or "”" in text


def _stands_at(stored: list[str], spot: int, term: words.Term) -> bool:
    *whole, last = term.words
    there = stored[spot : spot + len(term.words)]
    return there[:-1] == whole and (there[-1].startswith(last) if term.begins else there[-1] == last)


def test_postgresql_gets_the_same_words_as_literals() -> None:
    (phrase, start) = words.terms('"glass smashed" o\'wat')
    assert search.matching([phrase, start], "postgresql")[1] == {"match": "('glass' <-> 'smashed') & ('o' <-> 'wat':*)"}
    assert search.vector(["a", "b", "a"]) == "'a':1 'b':2 'a':3"
    assert search.vector(["a"] * 20_000).endswith("'a':16383")


def test_a_newer_revision_is_found_by_its_own_words_alone(tmp_path: Path) -> None:
    store = Store(tmp_path)
    fill(store, [a_case("C-1", claim={"text": "zebra crossing", "language": "en"})])
    newer = a_case("C-1", revision=2, claim={"text": "lion sleeping", "language": "en"})
    assert store.add_cases([new_case(newer, seen=1)]) == [None]
    assert (found(store, "zebra"), found(store, "lion")) == ("", "C-1")
    with store._session(write=True) as session:
        search.forget(session, "C-1")
        search.forget(session, "C-1")
    assert found(store, "lion") == ""
    assert store.head("C-1") is not None
    store.close()
    with looking(tmp_path / DATABASE) as connection:
        (blocks,) = connection.execute("SELECT group_concat(hex(block)) FROM case_search_data").fetchone()
        assert connection.execute("SELECT count(*) FROM case_text").fetchone() == (0,)
    if tuple(int(n) for n in _version().split(".")) >= search._SECURE:
        assert b"lion".hex().upper() not in blocks, "nothing of the text stays in the index"


def _version() -> str:
    from moderator.store.file import sqlite

    return str(sqlite().sqlite_version)

"""The case to decide next, against a naive choice: urgent days first, then the figure, within one's skills."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moderator.domain.queue import NEVER, REASONS, Ask, Filter, Skills, figure
from moderator.store import offers
from moderator.store.pages import Asker
from moderator.store.store import Store
from tests.moderator.store.queued import a_case, fill

NOW = "2026-11-12T09:00:00Z"
LANGUAGES = ("es", "pt", "ja", "fr")
IDS = [f"C-{n:02}" for n in range(40)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(tmp_path_factory.mktemp("offers") / "library")
    docs = [
        a_case(
            each, due=None if n % 9 == 8 else (n * 7 % 60) - 9, paid=f"{n * 13 % 11 + 1}.50", reason=REASONS[n % 6],
            language=LANGUAGES[n % 4],
        )
        for n, each in enumerate(IDS)
    ]  # fmt: skip
    fill(made, docs, ("waiting" if n % 10 == 3 else "decided" if n % 10 == 5 else "open" for n in range(40)))
    yield made
    made.close()


def naive(store: Store, skills: Skills, without: set[str]) -> str | None:
    rows = [
        row
        for row in store.page(Ask(Filter()))
        if row.id not in without
        and (not skills.reasons or row.facts.reason in skills.reasons)
        and (not skills.languages or store.document(row.id)["claim"]["language"] in skills.languages)
    ]
    due = {row.id: row.facts.due_at or NEVER for row in rows}
    day = {case: "" if at < NOW else at[:10] for case, at in due.items()}
    rows.sort(key=lambda row: (day[row.id], -figure(row.facts.paid, row.facts.currency), due[row.id], row.id))
    return rows[0].id if rows else None


@pytest.mark.parametrize("few", [0, 1000], ids=["met on the way", "found by the skills"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    languages=st.frozensets(st.sampled_from([*LANGUAGES, "xx"]), max_size=2),
    reasons=st.frozensets(st.sampled_from(REASONS), max_size=2),
    without=st.sets(st.sampled_from(IDS), max_size=30),
)
def test_it_is_the_naive_choice(
    store: Store, few: int, languages: frozenset[str], reasons: frozenset[str], without: set[str]
) -> None:
    skills = Skills(languages, reasons)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offers, "_FEW", few)
        assert store.next_case(Asker("mod-1", "mod-1", "t", NOW), skills, without) == naive(store, skills, without)

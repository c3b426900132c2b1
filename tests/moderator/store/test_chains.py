"""The hashes of the ledger's rows: fast, and the same as of the canonical JSON."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.canonical import canonical
from moderator.store import chains
from moderator.store.chains import GENESIS, NEW, OLD, Act, Walk

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
ACTS = st.builds(Act, TEXTS, TEXTS, TEXTS, st.sampled_from(["C-1", "C-2", ""]), TEXTS, TEXTS)


@given(st.lists(st.one_of(TEXTS, st.integers()), min_size=1, max_size=9), st.integers(0, 9))
def test_the_fast_array_is_the_canonical_one(values: list[str | int], first: int) -> None:
    assert chains._array(str(first), *values) == canonical([first, *values])


@pytest.mark.parametrize("value", [None, b"x", 1.5, True])
def test_what_is_neither_number_nor_text_is_not_hashed(value: object) -> None:
    with pytest.raises(TypeError):
        chains._array("2", value)  # type: ignore[arg-type]


@given(ACTS)
def test_an_old_row_is_hashed_as_it_always_was(act: Act) -> None:
    row = canonical([7, act.at, act.actor, act.action, act.case, act.entry])
    assert chains.old_head(GENESIS, 7, act) == hashlib.sha256(bytes(32) + row).hexdigest()


def rows_of(acts: list[Act], old: int = 0) -> list[list[object]]:
    """A ledger of these acts, the first `old` of them of the old kind."""
    made: list[list[object]] = []
    head, tails = GENESIS, dict[str, tuple[int, str]]()
    for seq, act in enumerate(acts, 1):
        number, before = tails.get(act.case, (0, GENESIS))
        if seq <= old:
            act, covers, scheme = act._replace(subject=""), "", OLD
            after = own = chains.old_head(head, seq, act)
        else:
            covers, scheme = "c" * 64, NEW
            own = chains.own(number + 1, before, act, covers)
            after = chains.head(head, own)
        made.append([seq, act.at, act.actor, act.action, act.case, act.subject, act.entry, covers, scheme, number + 1,
                     before, own, head, after])  # fmt: skip
        head, tails[act.case] = after, (number + 1, own)
    return made


@given(st.lists(ACTS, max_size=8), st.integers(0, 8))
def test_a_ledger_follows(acts: list[Act], old: int) -> None:
    walk = Walk()
    assert [walk.wrong(tuple(row)) for row in rows_of(acts, old)] == [[] for _ in acts]


@given(st.lists(ACTS, min_size=1, max_size=8), st.integers(0, 8), st.data())
def test_no_changed_value_passes(acts: list[Act], old: int, data: st.DataObject) -> None:
    rows = rows_of(acts, old)
    row = data.draw(st.sampled_from(rows))
    column = data.draw(st.integers(0, len(row) - 1))
    another = st.sampled_from(rows).map(lambda each: each[column])
    other = data.draw(st.one_of(TEXTS, st.integers(), st.none(), st.binary(), another))
    if other == row[column]:
        other = None
    row[column] = other
    walk = Walk()
    assert any(walk.wrong(tuple(each)) for each in rows)

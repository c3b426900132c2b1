"""The draft: steps, joined typing, and exhibits that are added once and removed whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.drafts import KEPT, MERGED, Draft, Json, add_exhibit, exhibits_of, fresh, remove_exhibit


def test_a_fresh_draft_chooses_nothing() -> None:
    doc = fresh("AE-1", 3)
    assert (doc["case"], doc["revision"], doc["kind"]) == ("AE-1", 3, "decision")
    assert "outcome" not in doc
    assert "refund" not in doc


def test_typing_joins_until_a_pause_or_another_name() -> None:
    now = [0.0]
    draft = Draft({}, clock=lambda: now[0])
    for n, (wait, name) in enumerate([(0, "Note"), (0.1, "Note"), (MERGED + 1, "Note"), (0.1, "Clause")]):
        now[0] += wait
        draft.edit(name, lambda doc, n=n: doc.update(n=n), merge=True)
    steps = []
    while name := draft.undo():
        steps.append((name, draft.doc.get("n")))
    assert steps == [("Clause", 2), ("Note", 1), ("Note", None)]


def test_history_has_an_end() -> None:
    draft = Draft({})
    for n in range(KEPT + 50):
        draft.edit("Step", lambda doc, n=n: doc.update(n=n))
    undone = 0
    while draft.undo():
        undone += 1
    assert undone == KEPT


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), max_size=30), st.integers(0, 40))
def test_undo_and_redo_are_each_others_inverse(edits: list[tuple[str, int]], back: int) -> None:
    draft = Draft({})
    for key, value in edits:
        draft.edit("Step", lambda doc, key=key, value=value: doc.update({key: value}))
    end = draft.doc
    steps = sum(bool(draft.undo()) for _ in range(back))
    for _ in range(steps):
        draft.redo()
    assert draft.doc == end
    while draft.undo():
        pass
    assert draft.doc == {}


def test_exhibit_numbers_fill_gaps_and_never_repeat() -> None:
    doc: Json = {}
    for pts in (1, 2, 3):
        add_exhibit(doc, {"source": "E4", "pts": pts})
    remove_exhibit(doc, "X2")
    assert add_exhibit(doc, {"source": "E1"}) == "X2"
    assert add_exhibit(doc, {"source": "E1", "region": [0, 0, 1, 1]}) == "X4"
    assert [each["id"] for each in exhibits_of(doc, "E4")] == ["X1", "X3"]


def test_what_becomes_an_exhibit_is_relied_on() -> None:
    doc: Json = {"not_relied_on": [{"evidence": "E1"}, {"evidence": "E2"}]}
    add_exhibit(doc, {"source": "E1"})
    assert doc["not_relied_on"] == [{"evidence": "E2"}]
    add_exhibit(doc, {"source": "E2"})
    assert "not_relied_on" not in doc


def test_a_removed_exhibit_leaves_no_trace_in_findings() -> None:
    doc: Json = {"exhibits": [{"id": "X1", "source": "E1"}], "findings": [{"exhibits": ["X1", "X2"]}, {}]}
    remove_exhibit(doc, "X1")
    assert doc == {"findings": [{"exhibits": ["X2"]}, {}]}


def test_a_change_without_a_name_is_no_step_and_cannot_be_undone() -> None:
    draft = Draft({"case": "AE-1"})
    draft.edit("Outcome", lambda doc: doc.update(outcome="no-refund"))
    draft.edit("Clause", lambda doc: doc.update(clause="damaged.5"))
    draft.undo()
    assert draft.edit("", lambda doc: doc.update(aids=[{"name": "past-awards"}]))
    assert not draft.edit("", lambda doc: doc.update(aids=[{"name": "past-awards"}]))
    assert (draft.undoable, draft.redoable) == ("Outcome", "Clause")
    draft.undo()
    assert draft.doc == {"case": "AE-1", "aids": [{"name": "past-awards"}]}
    draft.redo()
    draft.redo()
    assert draft.doc["clause"] == "damaged.5"
    assert draft.doc["aids"] == [{"name": "past-awards"}]

"""What a decision's document is called: never as another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain.naming import of_document

FORMS = ("parties", "office", "parties.es", "office.es", "parties.2", "office.pt-BR")
CASES = st.from_regex(r"[A-Ca-c][.2]{0,3}(office|es|parties|con)?[~.-]?", fullmatch=True).filter(lambda c: "~" not in c)
DOCUMENTS = st.tuples(CASES, st.integers(1, 3), st.sampled_from(FORMS[:4]))


@pytest.mark.parametrize(
    ("case", "number", "form", "name"),
    [
        ("AE-1", 1, "parties", "AE-1.pdf"),
        ("AE-1", 2, "parties.es", "AE-1.2.es.pdf"),
        ("AE-1", 1, "office", "AE-1.office.pdf"),
        ("A.2", 1, "parties", "A.2~.pdf"),
        ("con", 1, "parties", "con~.pdf"),
        ("Lpt9", 2, "office", "Lpt9~.2.office.pdf"),
        ("console", 1, "parties", "console.pdf"),
    ],
)
def test_names(case: str, number: int, form: str, name: str) -> None:
    assert of_document(case, number, form) == name


@given(DOCUMENTS, DOCUMENTS)
def test_two_documents_have_two_names(one: tuple[str, int, str], other: tuple[str, int, str]) -> None:
    """On disks that know no capitals too; two cases never differ in capitals alone."""
    same = (one[0].casefold(), *one[1:]) == (other[0].casefold(), *other[1:])
    assert (of_document(*one).casefold() == of_document(*other).casefold()) == same


def test_a_later_decision_and_a_case_of_that_number() -> None:
    assert of_document("A", 2, "parties") != of_document("A.2", 1, "parties")

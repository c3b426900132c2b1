"""Templates: every language whole, blanks filled where they are known, and nothing that a party wrote becomes one."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderator.domain import templates
from moderator.domain.case import Outcome, Reason, read_case
from moderator.domain.policy import installed as policies
from moderator.errors import DocumentRefused, NotFound
from tests.builders import case_doc

ASKED = ("ar", "de", "en", "es", "fr", "pt", "ru", "zh")


def test_every_language_that_was_asked_for_is_there() -> None:
    assert {*ASKED} <= {each.language for each in templates.installed()}
    assert templates.installed()[0].language == "en"
    assert templates.of_language("es-MX").language == "es"
    with pytest.raises(NotFound, match="tlh"):
        templates.of_language("tlh")


@pytest.mark.parametrize("language", ASKED)
@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_a_template_has_what_a_decision_needs(language: str, reason: str, outcome: str) -> None:
    text = templates.of_language(language).text(reason, outcome)
    left = templates.unfinished(text)
    assert "{exhibits}" in left
    assert ("{amount}" in left) == (outcome in ("full-refund", "partial-refund", "return-and-refund"))
    assert ("{ship_by}" in left) == (outcome in ("return-and-refund", "replacement"))
    assert any(blank.startswith("[[") for blank in left)
    losers = (
        text.count(templates.of_language(language).to["buyer"]),
        text.count(templates.of_language(language).to["seller"]),
    )
    assert losers == {"no-refund": (1, 0), "partial-refund": (1, 1)}.get(outcome, (0, 1))


@pytest.mark.parametrize("language", [each for each in ASKED if each != "en"])
def test_a_translation_leaves_the_same_blanks(language: str) -> None:
    """In every text as many to write, and the same to be filled in, as in the English one."""
    theirs, english = templates.of_language(language), templates.of_language("en")
    for reason in get_args(Reason):
        for outcome in get_args(Outcome):
            mine, its = (sorted(_kinds(each.text(reason, outcome))) for each in (theirs, english))
            assert mine == its, f"{language}: {reason}, {outcome}"


def _kinds(text: str) -> list[str]:
    return [blank if blank.startswith("{") else "[[…]]" for blank in templates.unfinished(text)]


def test_every_outcome_of_every_policy_has_a_template() -> None:
    for policy in policies():
        for clause in policy.clauses:
            for outcome in clause.outcomes:
                assert templates.of_language("en").text(policy.reason, outcome)


def test_what_is_known_is_filled_in_and_the_rest_stays() -> None:
    case = read_case(case_doc())
    english = templates.of_language("en")
    found = templates.known(case, english, 990, ["X1", "X2", "X3"], "")
    text = templates.filled("{amount} for {item} ({exhibits}) by {ship_by}", found)
    assert "US$ 9.90" in text
    assert "(X1, X2 and X3)" in text
    assert templates.unfinished(text) == ("{ship_by}",)
    assert templates.filled("{amount}", templates.known(case, english, 0, [], "")) == "{amount}"


@given(title=st.text(min_size=1))
def test_a_title_cannot_become_a_blank_or_a_paragraph(title: str) -> None:
    doc: dict[str, Any] = case_doc()
    doc["order"]["lines"][0]["title"] = title
    case = read_case(doc)
    known = templates.known(case, templates.of_language("en"), 0, [], "")
    filled = templates.filled("{item}", known)
    assert templates.unfinished(filled) == ()
    assert not re.search(r"[\n\r]", filled)


def test_a_broken_file_is_named_with_every_key_that_is_wrong() -> None:
    text = (resources.files("resources") / "templates" / "en.toml").read_text("utf-8")
    with pytest.raises(DocumentRefused) as wrong:
        templates.read_templates(text.replace("{amount}", "{sum}").replace("\npartly = ", "\nparts = ", 1), "mine.toml")
    pointers = [problem.pointer for problem in wrong.value.problems]
    assert "mine.toml#/intro/full-refund" in pointers
    assert "mine.toml#/grounds/not-received/partly" in pointers
    with pytest.raises(DocumentRefused, match="no valid TOML"):
        templates.read_templates("format = ", "mine.toml")

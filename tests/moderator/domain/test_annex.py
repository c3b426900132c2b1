"""The annex: each limit at its boundary, each value of each list, each condition, and what goes out of it."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from moderator.domain import annex_lists as lists
from moderator.domain.annex import LIMITS, Annex, problems, puid, statement
from moderator.domain.verdict import read_verdict
from moderator.errors import Problem
from tests.annexes import annex_doc
from tests.builders import case_doc
from tests.verdicts import verdict_doc

LISTS: dict[str, tuple[Any, int]] = {
    "decision_visibility": (lists.Visibility, 7),
    "decision_monetary": (lists.Monetary, 3),
    "decision_provision": (lists.Provision, 4),
    "decision_account": (lists.Account, 2),
    "account_type": (lists.AccountType, 2),
    "decision_ground": (lists.Ground, 2),
    "incompatible_content_illegal": (lists.YesNo, 2),
    "content_type": (lists.ContentType, 8),
    "category": (lists.Category, 16),
    "category_addition": (lists.Category, 16),
    "category_specification": (lists.Keyword, 69),
    "territorial_scope": (lists.State, 30),
    "source_type": (lists.Source, 4),
    "automated_detection": (lists.YesNo, 2),
    "automated_decision": (lists.Automated, 3),
}
"""With how many values the database's documentation names of each."""
MANY = ("decision_visibility", "content_type", "category_addition", "category_specification", "territorial_scope")
EVERYTHING = annex_doc(
    decision_visibility=["DECISION_VISIBILITY_OTHER"],
    decision_visibility_other="Listing moved down.",
    content_type=["CONTENT_TYPE_OTHER", "CONTENT_TYPE_PRODUCT"],
    content_type_other="A voucher.",
    category_specification=["KEYWORD_OTHER"],
    category_specification_other="Late.",
    decision_ground="DECISION_GROUND_ILLEGAL_CONTENT",
    illegal_content_legal_ground="A law.",
    illegal_content_explanation="Against it.",
)


def read(doc: dict[str, Any]) -> tuple[Annex, list[Problem]]:
    case = case_doc()
    verdict, shape = read_verdict(verdict_doc(case, dsa_annex=doc), 2)
    assert verdict.dsa_annex is not None
    return verdict.dsa_annex, [*shape, *problems(verdict.dsa_annex, case)]


def found(doc: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each.pointer.removeprefix("/dsa_annex/"), each.code) for each in read(doc)[1]}


def sent(doc: dict[str, Any]) -> dict[str, Any]:
    annex, wrong = read(doc)
    assert wrong == []
    return statement(annex, "sor-1")


@pytest.mark.parametrize("doc", [annex_doc(), EVERYTHING])
def test_a_whole_annex_has_no_problems(doc: dict[str, Any]) -> None:
    assert found(doc) == set()


def test_an_empty_annex_names_all_that_is_wanted() -> None:
    wanted = {name for name, code in found({}) if code == "missing"}
    assert wanted == {
        "decision_visibility", "decision_ground", "content_type", "category", "territorial_scope", "content_date",
        "application_date", "decision_facts", "source_type", "automated_detection", "automated_decision",
    }  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(name: str) -> None:
    most = 5000 if name == "decision_facts" else 2000 if name.endswith("_explanation") else 500
    start = "https://a.example/" if name.endswith("_url") else ""
    fits = start + "é" * (most - len(start))
    assert found(EVERYTHING | {name: fits}) == set()
    assert found(EVERYTHING | {name: f"  {fits}\n"}) == set(), "blanks at the ends are not sent"
    assert found(EVERYTHING | {name: fits + "é"}) == {(name, "length")}


def test_characters_are_counted_not_bytes_or_halves() -> None:
    assert found(annex_doc(incompatible_content_ground="😀" * 500)) == set()
    assert found(annex_doc(incompatible_content_ground="😀" * 501)) == {("incompatible_content_ground", "length")}


@pytest.mark.parametrize("name", LISTS)
def test_every_value_of_a_list_is_taken_and_no_other(name: str) -> None:
    kind, count = LISTS[name]
    values = get_args(kind)
    assert len(values) == len(set(values)) == count
    for value in values:
        annex, wrong = read(annex_doc(**{name: [value] if name in MANY else value}))
        assert getattr(annex, name) == ((value,) if name in MANY else value)
        assert not [each for each in wrong if each.code == "closed-list"]
    for value in (values[0].lower(), "STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT", ""):
        assert "closed-list" in {code for _, code in found(annex_doc(**{name: [value] if name in MANY else value}))}


@pytest.mark.parametrize("language", ["EN", "ZH", "ZU"])
def test_a_language_of_the_list(language: str) -> None:
    assert found(annex_doc(content_language=language)) == set()


@pytest.mark.parametrize("language", ["XX", "en", "ENG", "e"])
def test_no_language_of_the_list(language: str) -> None:
    assert {name for name, _ in found(annex_doc(content_language=language))} == {"content_language"}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"decision_visibility": ["DECISION_VISIBILITY_OTHER"]}, {"decision_visibility_other"}),
        ({"decision_monetary_other": " "}, {"decision_monetary_other"}),
        ({"content_type": ["CONTENT_TYPE_OTHER"]}, {"content_type_other"}),
        (
            {"decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT"},
            {"illegal_content_legal_ground", "illegal_content_explanation"},
        ),
        (
            {"incompatible_content_ground": None, "incompatible_content_explanation": None},
            {"incompatible_content_ground", "incompatible_content_explanation"},
        ),
        ({"decision_monetary": None}, {"decision_visibility"}),
        ({"category_specification": ["KEYWORD_OTHER"]}, set()),
    ],
)
def test_what_one_field_requires_of_another(change: dict[str, Any], wanted: set[str]) -> None:
    assert found(annex_doc(**change)) == {(name, "missing") for name in wanted}


@pytest.mark.parametrize(
    "restriction",
    [
        {"decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]},
        {"decision_monetary": "DECISION_MONETARY_SUSPENSION"},
        {"decision_provision": "DECISION_PROVISION_TOTAL_TERMINATION"},
        {"decision_account": "DECISION_ACCOUNT_SUSPENDED"},
    ],
)
def test_one_restriction_is_enough(restriction: dict[str, Any]) -> None:
    assert found(annex_doc(decision_monetary=None, decision_monetary_other=None) | restriction) == set()


@pytest.mark.parametrize(
    ("name", "day", "fine"),
    [
        ("content_date", "2000-01-01", True), ("content_date", "1999-12-31", False),
        ("content_date", "2038-01-01", True), ("content_date", "2038-01-02", False),
        ("application_date", "2020-01-01", True), ("application_date", "2019-12-31", False),
        ("application_date", "2026-02-29", False), ("application_date", "2028-02-29", True),
        ("end_date_monetary_restriction", "2026-11-12", True), ("end_date_monetary_restriction", "2026-11-11", False),
        ("end_date_account_restriction", "2026-11-11", False), ("end_date_service_restriction", "2026-11-11", False),
        ("end_date_visibility_restriction", "2026-11-11", False),
    ],
)  # fmt: skip
def test_days_lie_between_their_bounds(name: str, day: str, fine: bool) -> None:
    assert found(annex_doc(**{name: day})) == (set() if fine else {(name, "date")})


@pytest.mark.parametrize("day", ["2026-1-1", "12.11.2026", "2026-11-12T00:00:00Z", "2026-11-12\n"])
def test_a_day_has_one_form(day: str) -> None:
    assert ("application_date", "kind") in found(annex_doc(application_date=day))


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://eur-lex.europa.eu/eli/reg/2022/2065/oj", True), ("http://a.example", True),
        ("terms.html", False), ("javascript:alert(1)", False), ("https://", False), ("https://a.example/a b", False),
        ("https://[::1", False), ("file:///etc/passwd", False),
    ],
)  # fmt: skip
def test_the_reference_is_a_web_address(address: str, fine: bool) -> None:
    wrong = found(annex_doc(decision_ground_reference_url=address))
    assert wrong == (set() if fine else {("decision_ground_reference_url", "url")})


def test_a_product_number_has_its_check_digit() -> None:
    assert sent(annex_doc(content_id={"ean_13": "4006381333931"}))["content_id"] == {"EAN-13": "4006381333931"}
    assert found(annex_doc(content_id={"ean_13": "4006381333932"})) == {("content_id", "ean")}
    assert found(annex_doc(content_id={"ean_13": "400638133393"})) == {("content_id/ean_13", "kind")}


def test_what_the_database_would_throw_away_is_not_sent() -> None:
    doc = annex_doc(
        decision_visibility_other="x", illegal_content_legal_ground="x", illegal_content_explanation="x",
        content_type_other="x", category_specification_other="x", end_date_account_restriction="2027-01-01",
        source_type="SOURCE_VOLUNTARY", source_identity="x",
    )  # fmt: skip
    assert "x" not in sent(doc).values()
    assert "end_date_account_restriction" not in sent(doc)
    given = sent(EVERYTHING | {"source_identity": " a shop ", "content_type": ["CONTENT_TYPE_OTHER"] * 2})
    assert given["source_identity"] == "a shop"
    assert given["content_type"] == ["CONTENT_TYPE_OTHER"]
    assert not {"incompatible_content_ground", "incompatible_content_explanation"} & set(given)
    assert given["illegal_content_legal_ground"] == "A law."


def test_a_puid_is_stable_and_of_its_decision_alone() -> None:
    assert puid("ab" * 32) == "sor-1cec3a91ae83b723573b77440f52470822c829e5", "statements were sent under it"
    assert puid("ab" * 32) != puid("cd" * 32)
    assert len(puid("")) <= 500
    assert set(puid("ab" * 32)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")

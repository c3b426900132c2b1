"""The optional DSA annex of a decision: a statement of reasons as the Commission's Transparency Database takes it.

Regulation (EU) 2022/2065, Articles 17 and 24(5). Fields, limits and conditions are those of submission schema 2 of the
database (docs/annex.md says where they come from). Nothing here judges whether a statement is owed or sufficient.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from moderator.domain import personal
from moderator.domain.annex_lists import (
    LANGUAGES,
    Account,
    AccountType,
    Automated,
    Category,
    ContentType,
    Ground,
    Keyword,
    Monetary,
    Provision,
    Source,
    State,
    Visibility,
    YesNo,
)
from moderator.domain.reading import Rule
from moderator.errors import Problem

KEY = "dsa_annex"
"""Where it stands in a verdict. A verdict without the key has no annex."""
BATCH = 100
"""The most statements that the database takes at once."""

Day = Annotated[str, Rule("a day such as 2026-11-05", r"[0-9]{4}-[0-9]{2}-[0-9]{2}")]
Ean = Annotated[str, Rule("the 13 digits of an EAN-13", r"[0-9]{13}")]
TwoCapitals = Annotated[str, Rule("an ISO 639-1 language in capitals", r"[A-Z]{2}")]

LIMITS: Mapping[str, int] = {
    "decision_visibility_other": 500,
    "decision_monetary_other": 500,
    "decision_ground_reference_url": 500,
    "illegal_content_legal_ground": 500,
    "illegal_content_explanation": 2000,
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2000,
    "content_type_other": 500,
    "category_specification_other": 500,
    "decision_facts": 5000,
    "source_identity": 500,
}
"""Characters of each free text, without blanks at its ends."""
LAST_DAY = "2038-01-01"
FIRST_DAYS = {"content_date": "2000-01-01", "application_date": "2020-01-01"}
END_OF = {
    "end_date_visibility_restriction": "decision_visibility",
    "end_date_monetary_restriction": "decision_monetary",
    "end_date_service_restriction": "decision_provision",
    "end_date_account_restriction": "decision_account",
}
"""Each end with the restriction that it ends; without one the restriction has no end."""
RESTRICTIONS = tuple(END_OF.values())
_REQUIRED = (
    "decision_ground", "content_type", "category", "territorial_scope", "content_date", "application_date",
    "decision_facts", "source_type", "automated_detection", "automated_decision",
)  # fmt: skip
_ILLEGAL, _INCOMPATIBLE = "DECISION_GROUND_ILLEGAL_CONTENT", "DECISION_GROUND_INCOMPATIBLE_CONTENT"
_OF_VALUE: Mapping[str, tuple[str, str, bool]] = {
    "decision_visibility_other": ("decision_visibility", "DECISION_VISIBILITY_OTHER", True),
    "decision_monetary_other": ("decision_monetary", "DECISION_MONETARY_OTHER", True),
    "content_type_other": ("content_type", "CONTENT_TYPE_OTHER", True),
    "category_specification_other": ("category_specification", "KEYWORD_OTHER", False),
    "illegal_content_legal_ground": ("decision_ground", _ILLEGAL, True),
    "illegal_content_explanation": ("decision_ground", _ILLEGAL, True),
    "incompatible_content_ground": ("decision_ground", _INCOMPATIBLE, True),
    "incompatible_content_explanation": ("decision_ground", _INCOMPATIBLE, True),
    "incompatible_content_illegal": ("decision_ground", _INCOMPATIBLE, False),
}
"""Fields that count only beside a certain value of another field, and whether it then requires them."""


@dataclass(frozen=True)
class ContentId:
    """What identifies the content; the database knows only the product number as yet."""

    ean_13: Ean | None = None


@dataclass(frozen=True)
class Annex:
    """A statement of reasons that may still lack anything; `problems` names it. The fields are the database's own."""

    decision_visibility: tuple[Visibility, ...] = ()
    decision_visibility_other: str | None = None
    end_date_visibility_restriction: Day | None = None
    decision_monetary: Monetary | None = None
    decision_monetary_other: str | None = None
    end_date_monetary_restriction: Day | None = None
    decision_provision: Provision | None = None
    end_date_service_restriction: Day | None = None
    decision_account: Account | None = None
    account_type: AccountType | None = None
    end_date_account_restriction: Day | None = None
    decision_facts: str | None = None
    decision_ground: Ground | None = None
    decision_ground_reference_url: str | None = None
    illegal_content_legal_ground: str | None = None
    illegal_content_explanation: str | None = None
    incompatible_content_ground: str | None = None
    incompatible_content_explanation: str | None = None
    incompatible_content_illegal: YesNo | None = None
    content_type: tuple[ContentType, ...] = ()
    content_type_other: str | None = None
    category: Category | None = None
    category_addition: tuple[Category, ...] = ()
    category_specification: tuple[Keyword, ...] = ()
    category_specification_other: str | None = None
    content_id: ContentId | None = None
    content_language: TwoCapitals | None = None
    content_date: Day | None = None
    application_date: Day | None = None
    territorial_scope: tuple[State, ...] = ()
    source_type: Source | None = None
    source_identity: str | None = None
    automated_detection: YesNo | None = None
    automated_decision: Automated | None = None


def applies(annex: Annex, name: str) -> bool:
    """Whether a field counts beside what the others say; the database throws away what does not."""
    if name in _OF_VALUE:
        other, value, _ = _OF_VALUE[name]
        return value in _values(annex, other)
    if name in END_OF:
        return _given(annex, END_OF[name])
    if name == "source_identity":
        return annex.source_type is not None and annex.source_type != "SOURCE_VOLUNTARY"
    return True


def length(text: str | None) -> int:
    """Characters that count against a limit."""
    return len((text or "").strip())


def problems(annex: Annex, document: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything between an annex and what the database would take. `document`: case.json, for what is personal."""
    if not any(_given(annex, name) for name in RESTRICTIONS):
        yield _problem(
            RESTRICTIONS[0], "missing", "name at least one restriction: visibility, money, service or account"
        )
    for name in _REQUIRED:
        if not _given(annex, name):
            yield _problem(name, "missing", f"“{name}” is required")
    for name, (other, value, required) in _OF_VALUE.items():
        if required and value in _values(annex, other) and not _given(annex, name):
            yield _problem(name, "missing", f"“{name}” is required beside {value}")
    for name, most in LIMITS.items():
        over = length(getattr(annex, name)) - most
        if over > 0:
            yield _problem(name, "length", f"“{name}” is {over} characters too long; the limit is {most}")
    yield from _forms(annex)
    yield from _days(annex)
    yield from _persons(annex, personal.known(document))


def _forms(annex: Annex) -> Iterator[Problem]:
    address = (annex.decision_ground_reference_url or "").strip()
    if address and not _is_address(address):
        text = "the reference must be a web address that begins with https:// or http://"
        yield _problem("decision_ground_reference_url", "url", text)
    if annex.content_language is not None and annex.content_language not in LANGUAGES:
        yield _problem("content_language", "closed-list", f"“{annex.content_language}” is no language of ISO 639-1")
    ean = annex.content_id.ean_13 if annex.content_id else None
    if ean is not None and sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(ean)) % 10:
        yield _problem("content_id", "ean", f"the check digit of {ean} is wrong")


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in text)


def _days(annex: Annex) -> Iterator[Problem]:
    for name in ("content_date", "application_date", *END_OF):
        day = getattr(annex, name)
        if day is None:
            continue
        if not _is_day(day):
            yield _problem(name, "date", f"{day} is no day of the calendar")
        elif day < FIRST_DAYS.get(name, "") or day > LAST_DAY:
            yield _problem(name, "date", f"{day} lies outside {FIRST_DAYS.get(name, 'the start')} to {LAST_DAY}")
        elif name in END_OF and annex.application_date is not None and day < annex.application_date:
            yield _problem(name, "date", f"the restriction ends on {day}, before it begins")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _persons(annex: Annex, facts: tuple[personal.Known, ...]) -> Iterator[Problem]:
    for name in LIMITS:
        is_address = name == "decision_ground_reference_url"
        text = getattr(annex, name) or ""
        seen = set()
        for trace in personal.traces(unquote(text) if is_address else text, facts, address=is_address):
            if trace.what not in seen:
                seen.add(trace.what)
                said = f"“{name}” holds {trace.what} (“{trace.found[:40]}”); the database takes no personal data"
                yield _problem(name, "personal", said)


def _problem(name: str, code: str, text: str) -> Problem:
    return Problem(f"/{KEY}/{name}", code, text)


def _values(annex: Annex, name: str) -> tuple[str, ...]:
    value = getattr(annex, name)
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _given(annex: Annex, name: str) -> bool:
    """Blanks are nothing."""
    value = getattr(annex, name)
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def puid(entry: str) -> str:
    """What names a statement in the office's own systems: the same for ever, another for each decision, and nothing
    in it leads to a person or a case number. `entry`: SHA-256 of the decision record, which only the office holds."""
    return "sor-" + hashlib.sha256(f"moderator/dsa-annex/1 {entry}".encode()).hexdigest()[:40]


def statement(annex: Annex, identifier: str) -> dict[str, Any]:
    """The annex as the database takes it: what is empty or does not count is left out."""
    found: dict[str, Any] = {}
    for one in fields(annex):
        value = getattr(annex, one.name)
        if not applies(annex, one.name) or not _given(annex, one.name):
            continue
        if isinstance(value, ContentId):
            if value.ean_13 is not None:
                found[one.name] = {"EAN-13": value.ean_13}
        elif isinstance(value, tuple):
            found[one.name] = sorted(set(value))
        else:
            found[one.name] = value.strip()
    return found | {"puid": identifier}

"""The fields of the DSA annex as a form shows them: titles, kinds, values in words, and how the draft changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from moderator.domain import annex_lists as lists
from moderator.domain.annex import KEY, LIMITS, Annex, applies, length
from moderator.domain.reading import Reader
from moderator.errors import Problem

translate = QCoreApplication.translate

Kind = Literal["one", "many", "line", "prose", "day", "ean"]


@dataclass(frozen=True)
class Field:
    """`prefix`: what all values of its list begin with, which people need not read."""

    name: str
    title: Any
    """A source text of the context "annex"."""
    kind: Kind
    values: tuple[str, ...] = ()
    prefix: str = ""


def _of(name: str, title: Any, kind: Kind, choices: Any = None, prefix: str = "") -> Field:
    return Field(name, title, kind, get_args(choices) if choices is not None else (), prefix)


SECTIONS: tuple[tuple[Any, tuple[Field, ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("annex", "What was restricted (at least one)"),
        (
            _of(
                "decision_visibility",
                QT_TRANSLATE_NOOP("annex", "Visibility"),
                "many",
                lists.Visibility,
                "DECISION_VISIBILITY_",
            ),
            _of("decision_visibility_other", QT_TRANSLATE_NOOP("annex", "Visibility: which other restriction"), "line"),
            _of("end_date_visibility_restriction", QT_TRANSLATE_NOOP("annex", "Visibility restricted until"), "day"),
            _of(
                "decision_monetary", QT_TRANSLATE_NOOP("annex", "Payments"), "one", lists.Monetary, "DECISION_MONETARY_"
            ),
            _of("decision_monetary_other", QT_TRANSLATE_NOOP("annex", "Payments: which other restriction"), "line"),
            _of("end_date_monetary_restriction", QT_TRANSLATE_NOOP("annex", "Payments restricted until"), "day"),
            _of(
                "decision_provision",
                QT_TRANSLATE_NOOP("annex", "Service"),
                "one",
                lists.Provision,
                "DECISION_PROVISION_",
            ),
            _of("end_date_service_restriction", QT_TRANSLATE_NOOP("annex", "Service restricted until"), "day"),
            _of("decision_account", QT_TRANSLATE_NOOP("annex", "Account"), "one", lists.Account, "DECISION_ACCOUNT_"),
            _of("end_date_account_restriction", QT_TRANSLATE_NOOP("annex", "Account restricted until"), "day"),
            _of(
                "account_type", QT_TRANSLATE_NOOP("annex", "Kind of account"), "one", lists.AccountType, "ACCOUNT_TYPE_"
            ),
            _of("application_date", QT_TRANSLATE_NOOP("annex", "Restricted from"), "day"),
            _of("territorial_scope", QT_TRANSLATE_NOOP("annex", "Where it holds"), "many", lists.State),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("annex", "Why"),
        (
            _of("decision_facts", QT_TRANSLATE_NOOP("annex", "Facts and circumstances"), "prose"),
            _of("decision_ground", QT_TRANSLATE_NOOP("annex", "Ground"), "one", lists.Ground, "DECISION_GROUND_"),
            _of("illegal_content_legal_ground", QT_TRANSLATE_NOOP("annex", "Law relied on"), "line"),
            _of("illegal_content_explanation", QT_TRANSLATE_NOOP("annex", "Why it is illegal on that ground"), "prose"),
            _of("incompatible_content_ground", QT_TRANSLATE_NOOP("annex", "Rule of the terms relied on"), "line"),
            _of("incompatible_content_explanation", QT_TRANSLATE_NOOP("annex", "Why it is against that rule"), "prose"),
            _of(
                "incompatible_content_illegal",
                QT_TRANSLATE_NOOP("annex", "Held to be illegal as well"),
                "one",
                lists.YesNo,
            ),
            _of("decision_ground_reference_url", QT_TRANSLATE_NOOP("annex", "Web address of the law or rule"), "line"),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("annex", "The content"),
        (
            _of(
                "content_type",
                QT_TRANSLATE_NOOP("annex", "Kind of content"),
                "many",
                lists.ContentType,
                "CONTENT_TYPE_",
            ),
            _of("content_type_other", QT_TRANSLATE_NOOP("annex", "Which other kind"), "line"),
            _of("category", QT_TRANSLATE_NOOP("annex", "Category"), "one", lists.Category, "STATEMENT_CATEGORY_"),
            _of(
                "category_addition",
                QT_TRANSLATE_NOOP("annex", "More categories"),
                "many",
                lists.Category,
                "STATEMENT_CATEGORY_",
            ),
            _of("category_specification", QT_TRANSLATE_NOOP("annex", "Keywords"), "many", lists.Keyword, "KEYWORD_"),
            _of("category_specification_other", QT_TRANSLATE_NOOP("annex", "Which other keyword"), "line"),
            Field(
                "content_language",
                QT_TRANSLATE_NOOP("annex", "Language of the content"),
                "one",
                tuple(sorted(lists.LANGUAGES)),
            ),
            _of("content_date", QT_TRANSLATE_NOOP("annex", "Day the content was posted"), "day"),
            _of("content_id", QT_TRANSLATE_NOOP("annex", "Product number (EAN-13)"), "ean"),
        ),
    ),
    (
        QT_TRANSLATE_NOOP("annex", "How it was found and decided"),
        (
            _of(
                "source_type",
                QT_TRANSLATE_NOOP("annex", "Where the information came from"),
                "one",
                lists.Source,
                "SOURCE_",
            ),
            _of("source_identity", QT_TRANSLATE_NOOP("annex", "Who gave notice, without naming a person"), "line"),
            _of("automated_detection", QT_TRANSLATE_NOOP("annex", "Detected by automated means"), "one", lists.YesNo),
            _of(
                "automated_decision",
                QT_TRANSLATE_NOOP("annex", "Decided by automated means"),
                "one",
                lists.Automated,
                "AUTOMATED_DECISION_",
            ),
        ),
    ),
)
FIELDS = tuple(field for _, fields in SECTIONS for field in fields)


def words(field: Field, value: str) -> str:
    """A value of a list for people: a country or language by its name, the rest as the database calls it."""
    if field.name == "territorial_scope":
        return f"{value}  {QLocale.territoryToString(QLocale.codeToTerritory(value))}"
    if field.name == "content_language":
        return f"{value}  {QLocale.languageToString(QLocale.codeToLanguage(value.lower()))}"
    text = value.removeprefix(field.prefix).removeprefix("TYPE_").removeprefix("CONTENT_").replace("_", " ")
    return text[:1] + text[1:].lower()


def is_on(doc: dict[str, Any]) -> bool:
    return isinstance(doc.get(KEY), dict)


def switch(doc: dict[str, Any], on: bool) -> None:
    """An annex with nothing in it, or none; undoing the draft brings back what stood there."""
    if on:
        doc.setdefault(KEY, {})
    else:
        doc.pop(KEY, None)


def value_of(doc: dict[str, Any], field: Field) -> Any:
    """What the draft says: a list for "many", else a text, empty where nothing stands."""
    found = (doc.get(KEY) or {}).get(field.name)
    if field.kind == "many":
        return [str(each) for each in found] if isinstance(found, list) else []
    if field.kind == "ean":
        found = found.get("ean_13") if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def set_value(doc: dict[str, Any], field: Field, value: str | Iterable[str]) -> None:
    """What is empty is taken out."""
    annex = dict(doc.get(KEY) or {})
    kept: Any = value if isinstance(value, str) else [each for each in field.values if each in set(value)]
    if not kept:
        annex.pop(field.name, None)
    else:
        annex[field.name] = {"ean_13": kept} if field.kind == "ean" else kept
    doc[KEY] = annex


def wanted(doc: dict[str, Any], field: Field) -> bool:
    """Whether the field counts beside what stands in the others."""
    annex = Reader(None).read(Annex, doc.get(KEY) or {})
    return annex is None or applies(annex, field.name)


def room(doc: dict[str, Any], field: Field) -> int | None:
    """Characters that are left, below 0 for too many; None for a field without a limit."""
    most = LIMITS.get(field.name)
    return None if most is None else most - length(value_of(doc, field))


def trouble(field: Field, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What the gate says to one field."""
    at = f"/{KEY}/{field.name}"
    return tuple(each for each in problems if each.pointer == at or each.pointer.startswith(f"{at}/"))


def count(problems: Iterable[Problem]) -> int:
    """How many things are left to do in the annex."""
    return sum(each.pointer.startswith(f"/{KEY}") for each in problems)

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
    title: str
    kind: Kind
    values: tuple[str, ...] = ()
    prefix: str = ""


def _of(name: str, title: str, kind: Kind, choices: Any = None, prefix: str = "") -> Field:
    return Field(name, title, kind, get_args(choices) if choices is not None else (), prefix)


_N = QT_TRANSLATE_NOOP
SECTIONS: tuple[tuple[Any, tuple[Field, ...]], ...] = (
    (
        _N("annex", "What was restricted (at least one)"),
        (
            _of("decision_visibility", _N("annex", "Visibility"), "many", lists.Visibility, "DECISION_VISIBILITY_"),
            _of("decision_visibility_other", _N("annex", "Visibility: which other restriction"), "line"),
            _of("end_date_visibility_restriction", _N("annex", "Visibility restricted until"), "day"),
            _of("decision_monetary", _N("annex", "Payments"), "one", lists.Monetary, "DECISION_MONETARY_"),
            _of("decision_monetary_other", _N("annex", "Payments: which other restriction"), "line"),
            _of("end_date_monetary_restriction", _N("annex", "Payments restricted until"), "day"),
            _of("decision_provision", _N("annex", "Service"), "one", lists.Provision, "DECISION_PROVISION_"),
            _of("end_date_service_restriction", _N("annex", "Service restricted until"), "day"),
            _of("decision_account", _N("annex", "Account"), "one", lists.Account, "DECISION_ACCOUNT_"),
            _of("end_date_account_restriction", _N("annex", "Account restricted until"), "day"),
            _of("account_type", _N("annex", "Kind of account"), "one", lists.AccountType, "ACCOUNT_TYPE_"),
            _of("application_date", _N("annex", "Restricted from"), "day"),
            _of("territorial_scope", _N("annex", "Where it holds"), "many", lists.State),
        ),
    ),
    (
        _N("annex", "Why"),
        (
            _of("decision_facts", _N("annex", "Facts and circumstances"), "prose"),
            _of("decision_ground", _N("annex", "Ground"), "one", lists.Ground, "DECISION_GROUND_"),
            _of("illegal_content_legal_ground", _N("annex", "Law relied on"), "line"),
            _of("illegal_content_explanation", _N("annex", "Why it is illegal on that ground"), "prose"),
            _of("incompatible_content_ground", _N("annex", "Rule of the terms relied on"), "line"),
            _of("incompatible_content_explanation", _N("annex", "Why it is against that rule"), "prose"),
            _of("incompatible_content_illegal", _N("annex", "Held to be illegal as well"), "one", lists.YesNo),
            _of("decision_ground_reference_url", _N("annex", "Web address of the law or rule"), "line"),
        ),
    ),
    (
        _N("annex", "The content"),
        (
            _of("content_type", _N("annex", "Kind of content"), "many", lists.ContentType, "CONTENT_TYPE_"),
            _of("content_type_other", _N("annex", "Which other kind"), "line"),
            _of("category", _N("annex", "Category"), "one", lists.Category, "STATEMENT_CATEGORY_"),
            _of("category_addition", _N("annex", "More categories"), "many", lists.Category, "STATEMENT_CATEGORY_"),
            _of("category_specification", _N("annex", "Keywords"), "many", lists.Keyword, "KEYWORD_"),
            _of("category_specification_other", _N("annex", "Which other keyword"), "line"),
            Field("content_language", _N("annex", "Language of the content"), "one", tuple(sorted(lists.LANGUAGES))),
            _of("content_date", _N("annex", "Day the content was posted"), "day"),
            _of("content_id", _N("annex", "Product number (EAN-13)"), "ean"),
        ),
    ),
    (
        _N("annex", "How it was found and decided"),
        (
            _of("source_type", _N("annex", "Where the information came from"), "one", lists.Source, "SOURCE_"),
            _of("source_identity", _N("annex", "Who gave notice, without naming a person"), "line"),
            _of("automated_detection", _N("annex", "Detected by automated means"), "one", lists.YesNo),
            _of("automated_decision", _N("annex", "Decided by automated means"), "one", lists.Automated,
                "AUTOMATED_DECISION_"),
        ),
    ),
)  # fmt: skip
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

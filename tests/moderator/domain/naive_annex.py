"""The rules of the statement of reasons said a second time, over raw JSON, as the database documents them."""

from __future__ import annotations

from datetime import date
from typing import Any

Doc = dict[str, Any]


def annexed(verdict: Doc, words: tuple[str, ...]) -> bool:
    """Whether the annex of a verdict may go out; a verdict without one may. `words`: what is personal in the case."""
    annex = verdict.get("dsa_annex")
    return annex is None or (whole(annex) and short(annex) and in_time(annex) and unnamed(annex, words))


def filled(annex: Doc, key: str) -> bool:
    value = annex.get(key)
    return bool(value.strip() if isinstance(value, str) else value)


def whole(annex: Doc) -> bool:
    needed = [
        "decision_facts", "decision_ground", "content_type", "category", "content_date", "application_date",
        "territorial_scope", "source_type", "automated_detection", "automated_decision",
    ]  # fmt: skip
    if "DECISION_VISIBILITY_OTHER" in annex.get("decision_visibility", []):
        needed.append("decision_visibility_other")
    if annex.get("decision_monetary") == "DECISION_MONETARY_OTHER":
        needed.append("decision_monetary_other")
    if "CONTENT_TYPE_OTHER" in annex.get("content_type", []):
        needed.append("content_type_other")
    if annex.get("decision_ground") == "DECISION_GROUND_ILLEGAL_CONTENT":
        needed += ["illegal_content_legal_ground", "illegal_content_explanation"]
    if annex.get("decision_ground") == "DECISION_GROUND_INCOMPATIBLE_CONTENT":
        needed += ["incompatible_content_ground", "incompatible_content_explanation"]
    measures = ("decision_visibility", "decision_monetary", "decision_provision", "decision_account")
    return all(filled(annex, key) for key in needed) and any(filled(annex, key) for key in measures)


def short(annex: Doc) -> bool:
    for key, value in annex.items():
        if isinstance(value, str):
            most = 5000 if key == "decision_facts" else 2000 if key.endswith("_explanation") else 500
            if len(value.strip()) > most:
                return False
    address = annex.get("decision_ground_reference_url", "https://a.example")
    return bool(address.startswith(("https://", "http://"))) and " " not in address


def in_time(annex: Doc) -> bool:
    try:
        days = {key: date.fromisoformat(value) for key, value in annex.items() if "date" in key.split("_")}
    except ValueError:
        return False
    start = days.get("application_date")
    for key, day in days.items():
        if day > date(2038, 1, 1) or (key == "content_date" and day < date(2000, 1, 1)):
            return False
        if key == "application_date" and day < date(2020, 1, 1):
            return False
        if key.startswith("end_date") and start is not None and day < start:
            return False
    return True


def unnamed(annex: Doc, words: tuple[str, ...]) -> bool:
    return not any(word in value for value in annex.values() if isinstance(value, str) for word in words)

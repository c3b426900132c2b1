"""The statements of a draft: the same decision in one or more languages, one of which is authoritative."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from moderator.domain import templates
from moderator.domain.case import Case
from moderator.errors import NotFound
from ui.models.amounts import amount_in

Doc = dict[str, Any]
OWN = "en"
"""The language in which a moderator begins to write."""


def languages(doc: Doc) -> tuple[str, ...]:
    """Of every statement, in the draft's order."""
    return tuple(str(row.get("language", OWN)) for row in doc.get("statements", []))


def authoritative(doc: Doc) -> str:
    """The language of the statement that counts; where none does yet, the one in which it will be written."""
    return next((str(row["language"]) for row in doc.get("statements", []) if row.get("authoritative")), OWN)


def text_of(doc: Doc, language: str) -> str:
    """Empty where nothing is written in that language."""
    return next((str(row.get("text", "")) for row in doc.get("statements", []) if row["language"] == language), "")


def set_text(doc: Doc, text: str, language: str = OWN) -> None:
    """What the moderator wrote in that language; the first one written is the authoritative one. No text: it goes."""
    rows = [dict(row) for row in doc.get("statements", [])]
    counts = next((row for row in rows if row.get("authoritative")), None)
    mine = next((row for row in rows if row["language"] == language), None)
    if mine is None:
        mine = {"language": language, "by": "moderator"}
        rows.insert(len(rows) if counts else 0, mine)
    mine["text"] = text
    if counts is None:
        mine["authoritative"] = True
    _keep(doc, [row for row in rows if row["text"]])


def make_authoritative(doc: Doc, language: str) -> None:
    rows = [{k: v for k, v in row.items() if k != "authoritative"} for row in doc.get("statements", [])]
    for row in rows:
        if row["language"] == language:
            row["authoritative"] = True
    _keep(doc, rows)


def begin(doc: Doc, case: Case, language: str) -> None:
    """Puts the template for the draft's reason and outcome below what is written in that language, blanks filled.

    Raises KeyError for an outcome that has none, NotFound for a language that has none.
    """
    chosen = templates.of_language(language)
    text = chosen.text(str(doc.get("reason") or case.reason), str(doc["outcome"]))
    before = text_of(doc, language)
    set_text(doc, (f"{before}\n\n" if before else "") + _fill(text, doc, case, chosen), language)


def fillable(doc: Doc, case: Case) -> int:
    """How many blanks of all statements could be filled with what the draft says by now."""
    filled = Doc(doc)
    fill(filled, case)
    before, after = (
        sum(len(templates.unfinished(row["text"])) for row in each) for each in (_rows(doc), _rows(filled))
    )
    return before - after


def fill(doc: Doc, case: Case) -> None:
    """Fills what is known by now into the blanks that are left."""
    for row in _rows(doc):
        try:
            chosen = templates.of_language(row["language"])
        except NotFound:
            chosen = templates.of_language(OWN)
        set_text(doc, _fill(row["text"], doc, case, chosen), row["language"])


def _fill(text: str, doc: Doc, case: Case, chosen: templates.Templates) -> str:
    exhibits = [str(each["id"]) for each in doc.get("exhibits", []) if each.get("id")]
    by = doc.get("return", {}).get("ship_by") or doc.get("replacement", {}).get("ship_by") or ""
    day = datetime.fromisoformat(by).date().isoformat() if by else ""
    return templates.filled(text, templates.known(case, chosen, _given(doc, case.order.currency), exhibits, day))


def _given(doc: Doc, currency: str) -> int:
    """What the draft gives back, in minor units; 0 while there is no amount."""
    refund: Mapping[str, Any] = doc.get("refund", {})
    rows = [*refund.get("lines", []), *refund.get("payments", []), {"amount": refund.get("shipping", "")}]
    return sum(amount_in(row.get("amount"), currency) or 0 for row in rows)


def _rows(doc: Doc) -> list[Doc]:
    return [row for row in doc.get("statements", []) if row.get("text")]


def _keep(doc: Doc, rows: list[Doc]) -> None:
    if rows:
        doc["statements"] = rows
    else:
        doc.pop("statements", None)

"""A statement of reasons that the database would take, as JSON in a verdict."""

from __future__ import annotations

from typing import Any


def annex_doc(**overrides: Any) -> dict[str, Any]:
    """A payment withheld under the terms. A keyword replaces a key; None takes it out."""
    doc: dict[str, Any] = {
        "decision_monetary": "DECISION_MONETARY_OTHER",
        "decision_monetary_other": "Part of the price is given back to the buyer.",
        "decision_facts": "The photos show a crack across the rim; the seller sent nothing.",
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": "Buyer protection, damaged items",
        "incompatible_content_explanation": "The item arrived damaged.",
        "content_type": ["CONTENT_TYPE_PRODUCT"],
        "category": "STATEMENT_CATEGORY_CONSUMER_INFORMATION",
        "content_date": "2026-10-01",
        "application_date": "2026-11-12",
        "territorial_scope": ["ES"],
        "source_type": "SOURCE_TYPE_OTHER_NOTIFICATION",
        "automated_detection": "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
    }
    doc |= overrides
    return {key: value for key, value in doc.items() if value is not None}

"""Verdict documents for the builder's case, right as they stand."""

from __future__ import annotations

from typing import Any

from moderator.domain import policy


def verdict_doc(case: dict[str, Any], **overrides: Any) -> dict[str, Any]:
    """A partial refund of 9.90 on the builder's damaged jug, passing the gate. A keyword replaces a top-level key."""
    rules = policy.versions("damaged")[-1]
    clause = next(clause for clause in rules.clauses if "partial-refund" in clause.outcomes)
    doc: dict[str, Any] = {
        "format": "moderator-verdict/1", "case": case["id"], "revision": case["revision"], "kind": "decision",
        "outcome": "partial-refund",
        "refund": {"lines": [{"line": "1", "quantity": 1, "amount": "9.90"}], "shipping": "0.00"},
        "exhibits": [{"id": "X1", "source": "E1", "region": [0.1, 0.2, 0.3, 0.4], "note": "crack in the rim"}],
        "findings": [{"requirement": r.id, "answer": "yes", "text": "Seen.", "exhibits": ["X1"]}
                     for r in rules.requirements],
        "clause": clause.id,
        "statements": [{"language": "en", "text": "The rim is cracked.", "by": "moderator", "authoritative": True}],
        "internal_note": "polite buyer",
    }  # fmt: skip
    doc |= overrides
    return {key: value for key, value in doc.items() if value is not None}

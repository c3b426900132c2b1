"""What came in since evidence was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moderator.domain.case import Case


@dataclass(frozen=True)
class News:
    """Ids of evidence and messages that are newer than the request, or say that they answer it."""

    evidence: tuple[str, ...]
    messages: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.evidence or self.messages)


def news(case: Case, request: Mapping[str, Any]) -> News:
    """`request` is a verdict of kind request as it was sent; without the time of sending only answers count."""
    said = request.get("decided_at")
    asked = datetime.fromisoformat(str(said).replace("Z", "+00:00")) if said else None

    def later(at: datetime) -> bool:
        return asked is not None and at > asked

    evidence = [
        each.id
        for each in case.evidence
        if later(each.submitted_at) or (each.answers_request is not None and each.answers_request == request.get("id"))
    ]
    messages = [each.id for each in case.messages if later(each.at) and not each.automatic]
    return News(tuple(evidence), tuple(messages))

"""Verdicts that take the place of one that stands, and drafts that begin as a like case was decided."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from moderator.domain.case import Appeal, Case
from moderator.domain.policy import Policy

Doc = dict[str, Any]
LATER = ("reversal", "appeal")
FILLED = ("id", "decided_by", "decided_at", "approved_by", "approved_at", "policy_version", "aids")
"""What the app filled in when the verdict was taken; it does so anew."""


def replaces(doc: Mapping[str, Any]) -> bool:
    """Whether a draft is one of a verdict that takes the place of another."""
    return doc.get("stage") in LATER and bool(doc.get("supersedes"))


def begin(doc: Doc, standing: Mapping[str, Any], stage: str, revision: int) -> None:
    """The draft becomes the verdict that stands, to be changed, as a reversal or a decision on an appeal of it."""
    kept = {key: deepcopy(value) for key, value in standing.items() if key not in FILLED}
    refund = kept.get("refund")
    if isinstance(refund, dict):
        refund.pop("total", None)
    doc.clear()
    doc.update(kept, stage=stage, supersedes=standing["id"], revision=revision)


def open_appeals(case: Case, standing: Mapping[str, Any]) -> tuple[Appeal, ...]:
    """Those against the verdict that stands."""
    return tuple(appeal for appeal in case.appeals if appeal.against == standing.get("id"))


def begin_like(doc: Doc, model: Mapping[str, Any], case: Case, policy: Policy) -> None:
    """Takes over from a decision on another case what may hold here too: outcome, clause, texts, and percentages.

    Nothing that rests on the other case comes along: no exhibit, no fact, no amount, no item that was not relied on. So
    no answer stands until it has grounds of this case, and the gate says which do not.
    """
    known = {requirement.id for requirement in policy.requirements}
    findings = [
        {key: finding[key] for key in ("requirement", "answer", "text") if key in finding}
        for finding in model.get("findings", [])
        if finding.get("requirement") in known
    ]
    for key in ("outcome", "borne_by"):
        if model.get(key):
            doc[key] = model[key]
    if policy.clause(model.get("clause")) is not None:
        doc["clause"] = model["clause"]
    if findings:
        doc["findings"] = findings
    if model.get("statements"):
        doc["statements"] = [
            {**row, "text": str(row["text"]).replace(str(model.get("case")), case.id)} for row in model["statements"]
        ]
    for term in ("return", "replacement"):
        if isinstance(model.get(term), dict):
            doc[term] = {key: value for key, value in model[term].items() if key not in ("lines", "ship_by")}


def shares(model: Mapping[str, Any]) -> tuple[str, ...]:
    """The percentages that the other decision gave back of its lines, where it was given by percent."""
    rows = model.get("refund", {}).get("lines", [])
    return tuple(str(row["percent"]) for row in rows if row.get("method") == "percent" and row.get("percent"))

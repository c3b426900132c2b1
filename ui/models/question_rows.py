"""The questions of the policy as rows: what is asked, who must show it, what the draft answers and rests it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from moderator.domain.case import Case
from moderator.domain.policy import Policy, Requirement
from moderator.errors import Problem
from ui.models import draft
from ui.models.case_words import words
from ui.models.rows import Tone

translate = QCoreApplication.translate

_WARN: Tone = "warn"
ANSWERS = ("yes", "no", "not-established", "not-disputed", "not-applicable")


@dataclass(frozen=True)
class QuestionRow:
    """One requirement. `mark` with `tone` is its state; `wants` says in a word what is still missing, else empty."""

    requirement: Requirement
    answer: str
    text: str
    exhibits: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    mark: str
    tone: Tone
    wants: str

    @property
    def is_open(self) -> bool:
        return bool(self.wants)

    @property
    def summary(self) -> str:
        """Behind the question: the finding's words, else the answer itself."""
        if not self.answer:
            return translate("questions", "not answered")
        if self.answer == "yes" and self.text:
            return self.text
        return " · ".join(part for part in (words(self.answer), self.text) if part)


def question_rows(policy: Policy, doc: dict[str, Any], problems: Iterable[Problem]) -> tuple[QuestionRow, ...]:
    """A row for each requirement of the policy, in its order."""
    findings = doc.get("findings", [])
    at_fault = {_place(problem.pointer): problem for problem in problems if problem.pointer.startswith("/findings/")}
    rows = []
    for requirement in policy.requirements:
        found = draft.finding(doc, requirement.id)
        place = findings.index(found) if found in findings else -1
        rows.append(_row(requirement, found, at_fault.get(place)))
    return tuple(rows)


def _place(pointer: str) -> int:
    token = pointer.split("/")[2]
    return int(token) if token.isdigit() else -1


def _row(requirement: Requirement, found: dict[str, Any], problem: Problem | None) -> QuestionRow:
    answer = found.get("answer", "")
    grounded = bool(found.get("exhibits") or found.get("facts"))
    wants = ""
    if not answer:
        wants = translate("questions", "answer")
    elif answer in ("yes", "no") and not grounded:
        wants = translate("questions", "show why")
    elif problem is not None:
        wants = translate("questions", "check")
    mark, tone = ("!", _WARN) if wants else _mark(answer)
    facts = tuple((fact["pointer"], str(fact.get("value") or fact["pointer"])) for fact in found.get("facts", []))
    return QuestionRow(
        requirement, answer, found.get("text", ""), tuple(found.get("exhibits", [])), facts, mark, tone, wants
    )


def _mark(answer: str) -> tuple[str, Tone]:
    if answer == "yes":
        return "✓", "ok"
    return ("✕" if answer == "no" else "–"), "plain"


@dataclass(frozen=True)
class MentionRow:
    """An item of a party that does not get what it asked (R10): cited nowhere yet, or listed with the reason why."""

    evidence: str
    party: str
    why: str
    listed: bool
    wants: str


def mention_rows(case: Case, doc: dict[str, Any], problems: Iterable[Problem]) -> tuple[MentionRow, ...]:
    """What the gate still wants mentioned, and what the draft lists as not relied on, in the order of the case."""
    unmentioned = {problem.text.split(" ", 1)[0] for problem in problems if problem.code == "unmentioned"}
    listed = {row["evidence"]: str(row.get("why", "")) for row in doc.get("not_relied_on", [])}
    rows = []
    for item in case.evidence:
        if item.id in unmentioned or item.id in listed:
            wants = translate("questions", "cite or explain") if item.id in unmentioned else ""
            rows.append(MentionRow(item.id, item.from_, listed.get(item.id, ""), item.id in listed, wants))
    return tuple(rows)

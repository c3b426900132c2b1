"""What is left to do before a verdict can be taken: the gate's problems in the form's words, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from moderator.domain.annex import KEY
from moderator.domain.case import Case
from moderator.domain.policy import Policy
from moderator.errors import Problem
from ui.models.annex_fields import count
from ui.models.case_words import sentence
from ui.models.party_text import readable
from ui.models.question_rows import mention_rows, question_rows

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Left:
    """One thing to do. `target` names the control: outcome, money, question:ID, mention:ID, clause, statement, ..."""

    text: str
    target: str


def left(case: Case, policy: Policy | None, doc: dict[str, Any], problems: Iterable[Problem]) -> tuple[Left, ...]:
    """Everything that is left, in the order of the form, each thing once."""
    problems = tuple(problems)
    found: list[Left] = []
    for item in _all(case, policy, doc, problems):
        if item.text not in [each.text for each in found]:
            found.append(item)
    return tuple(found)


def _all(case: Case, policy: Policy | None, doc: dict[str, Any], problems: tuple[Problem, ...]) -> Iterator[Left]:
    asked_questions = False
    for problem in problems:
        if problem.pointer.startswith("/findings"):
            if not asked_questions and policy is not None:
                yield from _questions(policy, doc, problems)
            asked_questions = True
        elif problem.code == "unmentioned":
            continue
        elif problem.pointer.startswith(f"/{KEY}"):
            text = translate("left", "complete the DSA annex ({count} left)").format(count=count(problems))
            yield Left(text, "annex")
        else:
            yield Left(_amount_words(problem, doc) or _words(problem), _target(problem.pointer))
    wanted = [row.evidence for row in mention_rows(case, doc, problems) if row.wants]
    if wanted:
        text = translate("left", "cite or explain {items}").format(items=", ".join(wanted))
        yield Left(text, f"mention:{wanted[0]}")


def _questions(policy: Policy, doc: dict[str, Any], problems: tuple[Problem, ...]) -> Iterator[Left]:
    """Up to two open questions each by itself; more of them in one, which leads to the first."""
    rows = [row for row in question_rows(policy, doc, problems) if row.wants]
    if len(rows) > 2:
        text = translate("left", "answer {count} questions").format(count=len(rows))
        yield Left(text, f"question:{rows[0].requirement.id}")
        return
    for row in rows:
        text = translate("left", "{do}: “{question}”").format(do=row.wants, question=row.requirement.text)
        yield Left(text, f"question:{row.requirement.id}")


def _amount_words(problem: Problem, doc: dict[str, Any]) -> str:
    """As long as no amount was typed there is no more to say than that one is wanted."""
    if doc.get("refund") or problem.code not in ("partial-refund", "return-and-refund", "full-refund"):
        return ""
    if problem.pointer == "/refund/payments":
        return translate("left", "name the charges that go back")
    return translate("left", "enter the amount")


def _words(problem: Problem) -> str:
    short = (
        {
            "/outcome": translate("left", "choose an outcome"),
            "/clause": translate("left", "choose a clause") if problem.code == "missing" else "",
            "/statements": translate("left", "write the statement"),
            "/return": translate("left", "return: who pays, and when the refund follows"),
            "/return/paid_by": translate("left", "return: who pays"),
            "/return/refund_when": translate("left", "return: when the refund follows"),
            "/replacement": translate("left", "replacement: what is sent, and by when"),
            "/request": translate("left", "say what is asked for, and of whom"),
            "/request/to": translate("left", "say who is asked"),
            "/request/text": translate("left", "write what is asked for"),
            "/closure": translate("left", "say as what the case is closed, and why"),
            "/closure/as": translate("left", "say as what the case is closed"),
            "/closure/why": translate("left", "say why the case is closed"),
        }.get(problem.pointer, "")
        if problem.code != "placeholder"
        else ""
    )
    if problem.pointer.startswith("/statements") and problem.code != "placeholder":
        short = translate("left", "write the statement")
    return short or readable(problem.text)


def _target(pointer: str) -> str:
    """The control that a problem's JSON pointer belongs to."""
    parts = pointer.split("/")
    head = parts[1] if len(parts) > 1 else ""
    if head == "refund":
        return "money"
    if head == "exhibits":
        return f"exhibit:{parts[2]}" if len(parts) > 2 else "exhibits"
    if head == "not_relied_on":
        return "mentions"
    return {"statements": "statement", "policy_version": "reason"}.get(head, head)


def heading(items: tuple[Left, ...]) -> str:
    """`3 things left`; empty if nothing is."""
    if not items:
        return ""
    if len(items) == 1:
        return translate("left", "1 thing left")
    return translate("left", "{count} things left").format(count=len(items))


def spoken(items: tuple[Left, ...]) -> str:
    """The whole sentence, for the accessible description: "3 things left: choose an outcome, ..."."""
    return f"{heading(items)}: {', '.join(item.text for item in items)}" if items else sentence(heading(items))

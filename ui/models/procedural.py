"""Procedural findings beside the draft: which there are, what a moderator did with each, and what following one does.

What was done stands in the draft under `procedural`, a key of ours that readers of the contract pass over:
`[{"finding": "seller-silent", "rule": "R9", "did": "followed"}, {…, "did": "set-aside", "why": "…"}]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from moderator.domain.findings import Cited, Procedural, procedural
from moderator.domain.policy import Policy
from moderator.errors import NotFound
from ui.models import draft

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

translate = QCoreApplication.translate

Doc = dict[str, Any]
KEY = "procedural"


@dataclass(frozen=True)
class Did:
    """What a moderator did with a finding: "", "followed" or "set-aside" with a reason."""

    what: str = ""
    why: str = ""


def policy_of(opened: OpenCase, doc: Doc) -> Policy | None:
    """The policy of the reason as found; None where none is installed, which the gate says."""
    try:
        return opened.policy_for(str(doc.get("reason") or opened.case.reason))
    except NotFound:
        return None


def findings(opened: OpenCase, doc: Doc, now: datetime) -> tuple[Procedural, ...]:
    """What the papers say, those first that propose something; who was never asked stands last."""
    policy = policy_of(opened, doc)
    if policy is None:
        return ()
    found = opened.procedural
    if found is None or policy.reason != opened.case.reason:
        found = procedural(opened.case, policy, now, opened.circumstances.before)
    return tuple(sorted(found, key=_place))


def _place(finding: Procedural) -> int:
    if finding.rule == "R19":
        return 2
    return 0 if finding.proposal is not None and finding.proposal.acts else 1


def waiting(found: tuple[Procedural, ...], doc: Doc) -> int:
    """How many propose something that nobody has followed or set aside; who was never asked does not count."""
    return sum(_place(finding) == 0 and not did(doc, finding.id).what for finding in found)


def done(doc: Doc) -> tuple[object, ...]:
    """By what a view of the findings tells whether it has to look again: the reason, and what was done with which."""
    return doc.get("reason"), *((each.get("finding"), each.get("did")) for each in doc.get(KEY, []))


def did(doc: Doc, finding: str) -> Did:
    row: Doc = next((each for each in doc.get(KEY, []) if each.get("finding") == finding), {})
    return Did(str(row.get("did", "")), str(row.get("why", "")))


def note(doc: Doc, finding: Procedural, what: str, why: str = "") -> None:
    """Writes down what was done; an empty `what` forgets it."""
    rows = [each for each in doc.get(KEY, []) if each.get("finding") != finding.id]
    if what:
        row = {"finding": finding.id, "rule": finding.rule, "did": what}
        rows.append({**row, "why": why} if why else row)
    if rows:
        doc[KEY] = rows
    else:
        doc.pop(KEY, None)


def follow(doc: Doc, finding: Procedural, opened: OpenCase) -> None:
    """Puts what a finding proposes into the draft: outcome and clause, answers with their facts, a closure, a request,
    a referral. Everything stays open to change, and one undo takes all of it back.
    """
    proposal, policy = finding.proposal, policy_of(opened, doc)
    if proposal is None or policy is None:
        return
    before = opened.circumstances.before
    if proposal.outcome is not None:
        draft.choose_outcome(doc, proposal.outcome, opened.case, policy, before)
    if proposal.clause is not None:
        draft.choose_clause(doc, proposal.clause, opened.case, policy, before)
    order = tuple(requirement.id for requirement in policy.requirements)
    for requirement, answer in proposal.answers:
        draft.change_finding(doc, requirement, order, answer=answer)
        for fact in finding.facts:
            cite(doc, requirement, fact, order)
    if proposal.closure is not None:
        draft.begin(doc, "closure")
        draft.set_term(doc, "closure", "as", proposal.closure)
        if not doc.get("closure", {}).get("why"):
            draft.set_term(doc, "closure", "why", " ".join((finding.text, *_sentences(finding))))
    if proposal.ask:
        _ask(doc, finding, policy)
    if proposal.referral is not None:
        _refer(doc, finding)
    note(doc, finding, "followed")


def _sentences(finding: Procedural) -> list[str]:
    return [f"{line[:1].upper()}{line[1:]}." for line in finding.working]


def _ask(doc: Doc, finding: Procedural, policy: Policy) -> None:
    proposal = finding.proposal
    if proposal is None:
        return
    draft.begin(doc, "request")
    given = doc.get("request", {})
    draft.set_term(doc, "request", "to", list(dict.fromkeys([*given.get("to", []), *proposal.ask])))
    wanted = list(dict.fromkeys([*given.get("requirements", []), *proposal.requirements]))
    draft.set_term(doc, "request", "requirements", wanted)
    if not given.get("text"):
        asked = [policy.requirement(each) for each in proposal.requirements]
        questions = " ".join(each.text for each in asked if each is not None)
        text = translate("procedural", "Please send what shows this: {questions}").format(questions=questions)
        draft.set_term(doc, "request", "text", text if questions else "")


def _refer(doc: Doc, finding: Procedural) -> None:
    if finding.proposal is None or finding.proposal.referral is None:
        return
    about, kind = finding.proposal.referral
    rows = [dict(each) for each in doc.get("referrals", [])]
    if not any((each.get("about"), each.get("kind")) == (about, kind) for each in rows):
        doc["referrals"] = [*rows, {"about": about, "kind": kind, "text": finding.text}]


def cite(doc: Doc, requirement: str, fact: Cited, order: tuple[str, ...]) -> None:
    """The fact joins the grounds of an answer, in the words in which a decision prints it."""
    draft.add_fact(doc, requirement, fact.pointer, fact.says, order)


def whom(finding: Procedural) -> str:
    """Whom the finding helps, in words."""
    return {
        "buyer": translate("procedural", "for the buyer"),
        "seller": translate("procedural", "for the seller"),
        "neither": translate("procedural", "for neither side by itself"),
    }[finding.points]

"""A verdict that was taken, as rows: what it says, by whom and when, on which clause and which findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from moderator.domain.case import Case
from moderator.domain.money import DECIMALS, shown
from moderator.domain.persons import barred
from moderator.domain.policy import Policy
from moderator.domain.verdict import Verdict, read_verdict
from ui.models import dates
from ui.models.case_words import sentence, words
from ui.models.party_text import readable
from ui.models.replacing import open_appeals
from ui.models.rows import Row

if TYPE_CHECKING:
    from moderator.desk.values import OpenCase

translate = QCoreApplication.translate


def headline(case: Case, doc: Mapping[str, Any]) -> str:
    """`Partial refund, US$ 15.33`, `Closed as withdrawn`, `Evidence asked of the buyer`."""
    verdict = _read(case, doc)
    if verdict.kind == "closure":
        how = "" if verdict.closure is None else words(verdict.closure.as_ or "")
        return translate("decided", "Closed as {how}").format(how=how)
    if verdict.kind == "request":
        to = () if verdict.request is None else verdict.request.to
        names = translate("decided", " and ").join(words(party) for party in to)
        return translate("decided", "Evidence asked of the {parties}").format(parties=names)
    outcome = sentence(words(verdict.outcome or ""))
    return f"{outcome}, {shown(verdict.refund.sum, case.order.currency)}" if verdict.refund.sum else outcome


def decided_rows(case: Case, policy: Policy | None, doc: Mapping[str, Any]) -> tuple[Row, ...]:
    """Everything of a verdict that a person wants to see again; the document has the rest."""
    verdict = _read(case, doc)
    rows = [*_by(case, verdict)]
    if verdict.kind == "closure" and verdict.closure is not None:
        rows.append(Row(translate("decided", "Why"), readable(verdict.closure.why or "")))
    if verdict.kind == "request" and verdict.request is not None:
        rows += _request(case, verdict)
    if verdict.kind == "decision":
        rows += _decision(case, policy, verdict)
    return tuple(rows)


def second_rows(opened: OpenCase, doc: Mapping[str, Any]) -> tuple[Row, ...]:
    """What second opinions on that verdict said, each in a line; the whole of it stands side by side (Ctrl Alt B)."""
    found = [each for each in opened.opinions if each.verdict == doc.get("id")]
    label = translate("decided", "Second opinion")
    return tuple(
        Row(
            label,
            headline(opened.case, each.doc),
            note=translate("decided", "{who}, {when} UTC").format(
                who=readable(each.by), when=dates.moment(each.at, opened.case.escalated_at)
            ),
        )
        for each in found
    )


def appeal_barred(opened: OpenCase, doc: Mapping[str, Any], who: str) -> str:
    """Why that person may not decide the open appeal; empty where there is none, or nothing is against it."""
    if not open_appeals(opened.case, doc):
        return ""
    earlier = opened.circumstances.earlier or ((str(doc.get("id")), str(doc.get("decided_by") or "")),)
    problem = barred(who, None, "appeal", earlier)
    return "" if problem is None else readable(f"{problem.text}.")


def _read(case: Case, doc: Mapping[str, Any]) -> Verdict:
    return read_verdict(dict(doc), DECIMALS[case.order.currency])[0]


def _by(case: Case, verdict: Verdict) -> Iterator[Row]:
    who = readable(verdict.decided_by or "–")
    if verdict.decided_at is not None:
        when = dates.moment(verdict.decided_at, case.escalated_at)
        who = translate("decided", "{who}, {when} UTC").format(who=who, when=when)
    yield Row(translate("decided", "By"), who, note=verdict.id or "")


def _request(case: Case, verdict: Verdict) -> Iterator[Row]:
    request = verdict.request
    if request is None:
        return
    yield Row(translate("decided", "Asked"), readable(request.text or ""))
    if request.due_at is not None:
        yield Row(translate("decided", "Due"), dates.moment(request.due_at, case.escalated_at))
    if request.clock is not None:
        clock = {
            "paused": translate("decided", "paused meanwhile"),
            "running": translate("decided", "runs on"),
        }[request.clock]
        yield Row(translate("decided", "Clock"), clock)


def _decision(case: Case, policy: Policy | None, verdict: Verdict) -> Iterator[Row]:
    currency = case.order.currency
    for each in verdict.refund.lines:
        line = case.order.line(each.line)
        title = readable(line.title) if line else each.line
        share = f" · {each.percent} %" if each.method == "percent" and each.percent else ""
        yield Row(
            translate("decided", "Refund"), f"{title}: {shown(each.amount, currency)}{share}", note=each.why or ""
        )
    if verdict.refund.shipping:
        text = translate("decided", "shipping: {amount}").format(amount=shown(verdict.refund.shipping, currency))
        yield Row("", text)
    for back in verdict.refund.payments:
        yield Row(translate("decided", "Charge"), f"{back.payment}: {shown(back.amount, currency)}")
    for statement in verdict.statements:
        if statement.authoritative:
            yield Row(translate("decided", "Statement"), readable(statement.text))
    clause = policy.clause(verdict.clause) if policy else None
    yield Row(translate("decided", "Clause"), verdict.clause or "", note=clause.text if clause else "")
    yield from _findings(policy, verdict)
    for item in verdict.not_relied_on:
        text = f"{item.evidence}: {readable(item.why or '–')}"
        yield Row(translate("decided", "Not relied on"), text)


def _findings(policy: Policy | None, verdict: Verdict) -> Iterator[Row]:
    label = translate("decided", "Findings")
    for finding in verdict.findings:
        requirement = policy.requirement(finding.requirement) if policy else None
        question = requirement.text if requirement else finding.requirement
        said = " · ".join(part for part in (words(finding.answer), readable(finding.text or "")) if part)
        cited = ", ".join(finding.exhibits)
        yield Row(label, f"{question} {said}", note=cited)
        label = ""

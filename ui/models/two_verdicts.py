"""Two verdicts on one case, row by row: what each says, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from moderator.domain.case import Case
from moderator.domain.money import DECIMALS, shown
from moderator.domain.policy import Policy
from moderator.domain.verdict import Verdict, read_verdict
from ui.models.case_words import sentence, words
from ui.models.party_text import readable
from ui.models.replacing import FILLED

translate = QCoreApplication.translate
Doc = dict[str, Any]
NOTHING = "–"


@dataclass(frozen=True)
class Pair:
    """What one's own draft and the other verdict say about one thing."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        return self.mine.split() != self.theirs.split()


def pairs(case: Case, policy: Policy | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[Pair, ...]:
    """Outcome, amounts, clause, findings and statement, in the order of the decision; nothing that neither says."""
    a, b = _read(case, mine), _read(case, theirs)
    rows = [Pair(translate("two", "Outcome"), _outcome(a), _outcome(b)), *_money(case, a, b)]
    rows.append(Pair(translate("two", "Clause"), a.clause or NOTHING, b.clause or NOTHING))
    rows += _findings(policy, a, b)
    rows.append(Pair(translate("two", "Statement"), _statement(a), _statement(b)))
    if a.closure or b.closure:
        rows.append(Pair(translate("two", "Why"), _why(a), _why(b)))
    return tuple(row for row in rows if (row.mine, row.theirs) != (NOTHING, NOTHING))


def _read(case: Case, doc: Mapping[str, Any]) -> Verdict:
    return read_verdict(dict(doc), DECIMALS[case.order.currency])[0]


def _outcome(verdict: Verdict) -> str:
    if verdict.kind == "closure":
        how = verdict.closure.as_ if verdict.closure else None
        return translate("two", "Closed as {how}").format(how=words(how or ""))
    if verdict.kind == "request":
        return translate("two", "Evidence asked for")
    return sentence(words(verdict.outcome)) if verdict.outcome else NOTHING


def _money(case: Case, a: Verdict, b: Verdict) -> Iterator[Pair]:
    currency = case.order.currency

    def text(amount: int) -> str:
        return shown(amount, currency) if amount else NOTHING

    yield Pair(translate("two", "Refund"), text(a.refund.sum), text(b.refund.sum))
    for line in case.order.lines:
        amounts = [sum(each.amount for each in v.refund.lines if each.line == line.id) for v in (a, b)]
        yield Pair(readable(line.title), *(text(amount) for amount in amounts))
    yield Pair(translate("two", "Shipping"), text(a.refund.shipping), text(b.refund.shipping))
    for payment in dict.fromkeys(p.payment for v in (a, b) for p in v.refund.payments):
        amounts = [sum(p.amount for p in v.refund.payments if p.payment == payment) for v in (a, b)]
        yield Pair(translate("two", "Charge {id}").format(id=readable(payment)), *(text(amount) for amount in amounts))


def _findings(policy: Policy | None, a: Verdict, b: Verdict) -> Iterator[Pair]:
    said = [{each.requirement: _finding(each) for each in v.findings} for v in (a, b)]
    for requirement in dict.fromkeys([*said[0], *said[1]]):
        known = policy.requirement(requirement) if policy else None
        label = known.text if known else readable(requirement)
        yield Pair(label, said[0].get(requirement, NOTHING), said[1].get(requirement, NOTHING))


def _finding(finding: Any) -> str:
    cited = ", ".join(finding.exhibits)
    parts = [words(finding.answer) if finding.answer else "", readable(finding.text or ""), cited]
    return " · ".join(part for part in parts if part) or NOTHING


def _statement(verdict: Verdict) -> str:
    texts = [readable(each.text) for each in verdict.statements if each.authoritative and each.text]
    return "\n".join(texts) or NOTHING


def _why(verdict: Verdict) -> str:
    return readable(verdict.closure.why or "") or NOTHING if verdict.closure else NOTHING


def adopt(doc: Doc, mine: Mapping[str, Any], standing: Mapping[str, Any], stage: str, revision: int) -> None:
    """One's own draft, which came too late, becomes the draft of what takes the place of the verdict that stands."""
    kept = {key: deepcopy(value) for key, value in mine.items() if key not in (*FILLED, "stage", "supersedes")}
    doc.clear()
    doc.update(kept, stage=stage, supersedes=standing["id"], revision=revision)


def has_text(doc: Mapping[str, Any]) -> bool:
    """Whether anything was written in a draft but what every draft begins with."""
    return any(value for key, value in doc.items() if key not in ("format", "case", "revision", "kind"))

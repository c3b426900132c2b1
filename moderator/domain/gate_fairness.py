"""The lines of the gate that keep a decision fair: what a loser handed in is spoken of, nobody is decided against by
what they have not seen, and nothing private is shown without need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from moderator.domain.case import Case, Evidence
from moderator.domain.exhibit import Material
from moderator.domain.verdict import Exhibit, Verdict
from moderator.errors import Problem


def problems(case: Case, verdict: Verdict, materials: Mapping[str, Material]) -> Iterator[Problem]:
    """What is unfair in a decision."""
    yield from _unmentioned(case, verdict, materials)
    yield from _undisclosed(case, verdict)


def _unmentioned(case: Case, verdict: Verdict, materials: Mapping[str, Material]) -> Iterator[Problem]:
    """R10: every item of a party that does not get what it asked is an exhibit, or not relied on for a reason.

    A damaged file of that party can be no exhibit: it is asked for again, or the reason says why it is not needed.
    """
    shown = {exhibit.source for exhibit in verdict.exhibits}
    reasons = {each.evidence: (each.why or "").strip() for each in verdict.not_relied_on}
    known = {item.id for item in case.evidence}
    for i, each in enumerate(verdict.not_relied_on):
        if each.evidence not in known:
            yield Problem(f"/not_relied_on/{i}/evidence", "evidence", f"there is no evidence {each.evidence}")
    if verdict.outcome is None:
        return
    losing = {party for party in ("buyer", "seller") if not satisfied(case, verdict, party)}
    for item in case.evidence:
        if item.from_ in losing and item.id not in shown and not reasons.get(item.id):
            yield Problem("/not_relied_on", "unmentioned", _left_out(item, item.id in reasons, materials.get(item.id)))


def _left_out(item: Evidence, listed: bool, material: Material | None) -> str:
    if material is not None and material.problem:
        what = f"{item.id} of the {item.from_} cannot be shown ({material.problem})"
        return f"{what}: ask for it again, or say why it is not needed"
    if listed:
        return f"{item.id} of the {item.from_} is listed as not relied on without the reason why"
    return f"{item.id} of the {item.from_} is neither an exhibit nor listed as not relied on"


def satisfied(case: Case, verdict: Verdict, party: str) -> bool:
    """Whether a party gets what it asked. Who asked nothing asked for all: full refund, or none at all."""
    given = verdict.refund.sum
    if party == "seller":
        offers = [o for o in case.offers if o.from_ == "seller" and o.status != "withdrawn"]
        last = max(offers, key=lambda offer: offer.at, default=None)
        if last is not None and last.outcome == verdict.outcome:
            return last.amount is None or given <= last.amount
        return verdict.outcome == "no-refund"
    asked = case.claim.requested
    if asked is None:
        return verdict.outcome == "full-refund"
    return verdict.outcome == asked.outcome and (asked.amount is None or given >= asked.amount)


def _undisclosed(case: Case, verdict: Verdict) -> Iterator[Problem]:
    """An exhibit that the side it decides against has not seen is named in the statement, so that they learn of it.

    Only where the pack tells at all what was disclosed: otherwise a missing date says nothing.
    """
    if verdict.outcome is None or not any(item.disclosed_at for item in case.evidence):
        return
    against = {party for party in ("buyer", "seller") if _costs(case, verdict, party)}
    items = {item.id: item for item in case.evidence if item.disclosed_at is None}
    said = " ".join(statement.text for statement in verdict.statements if statement.authoritative)
    for i, exhibit in enumerate(verdict.exhibits):
        item = items.get(exhibit.source)
        unseen = against - {item.from_} if item is not None else set()
        if unseen and not _names(said, exhibit.id) and not _names(said, exhibit.source):
            whom = " and the ".join(sorted(unseen))
            what = f"the {whom} has not seen {exhibit.source} ({exhibit.id})"
            text = f"{what}: name it in the statement, or disclose it first"
            yield Problem(f"/exhibits/{i}/source", "undisclosed", text)


def _costs(case: Case, verdict: Verdict, party: str) -> bool:
    """Whether the decision goes against a party. A charge that goes back as itself costs the seller nothing (R6)."""
    if party == "buyer":
        return not satisfied(case, verdict, "buyer")
    if satisfied(case, verdict, "seller"):
        return False
    return verdict.refund.of_order > 0 or verdict.outcome == "replacement" or verdict.borne_by == "seller"


def _names(text: str, name: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9_-]){re.escape(name)}(?![A-Za-z0-9_-])", text) is not None


def sensitive(case: Case, verdict: Verdict) -> Iterator[Problem]:
    """What shows an address, a face, a card or a bank account is covered, cut to a region, or its need is stated.

    A film is declared as a whole, and most of its frames show nothing of it: those are left to whoever looks at them.
    """
    items = {item.id: item for item in case.evidence if item.sensitive and item.kind != "video"}
    for i, exhibit in enumerate(verdict.exhibits):
        item = items.get(exhibit.source)
        if item is not None and not _minded(exhibit):
            what = ", ".join(each.replace("-", " ") for each in item.sensitive)
            shows = f"{exhibit.id} is of {exhibit.source}, which shows what is sensitive ({what})"
            text = f"{shows}: cover it, or say why it has to be seen"
            yield Problem(f"/exhibits/{i}/redact", "sensitive", text)


def _minded(exhibit: Exhibit) -> bool:
    return bool(exhibit.redact) or exhibit.crop or bool((exhibit.need or "").strip())

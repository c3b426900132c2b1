"""What stands around the case, and who was never asked (R10, R19): related cases, proceedings elsewhere, evidence."""

from __future__ import annotations

from collections.abc import Iterator

from moderator.domain.case import Party
from moderator.domain.findings.values import Given, Procedural, Proposal, text


def found(given: Given) -> Iterator[Procedural]:
    yield from _related(given)
    yield from _elsewhere(given)
    yield from _unseen(given)
    yield from _sensitive(given)


def _related(given: Given) -> Iterator[Procedural]:
    for i, each in enumerate(given.case.related):
        facts = (
            text(f"/related/{i}/case", each.case, f"related case {each.case}"),
            text(f"/related/{i}/relation", each.relation, f"relation: {each.relation}"),
        )
        if each.relation == "same-order":
            words = f"{each.case} is about the same order: the cap counts both, and one of them may be a duplicate."
            close = Proposal(f"Closure: duplicate of {each.case}, if it is about the same items.", closure="duplicate")
            yield Procedural(f"related:{each.case}", "R11", words, facts, (), "neither", close)
        else:
            words = f"{each.case} is related ({each.relation}). Another case is no evidence in this one by itself."
            yield Procedural(f"related:{each.case}:{i}", "R17", words, facts)


def _elsewhere(given: Given) -> Iterator[Procedural]:
    for i, each in enumerate(given.case.external):
        if each.kind != "chargeback" and each.status == "open":
            facts = (
                text(f"/external/{i}/kind", each.kind, f"elsewhere: {each.kind}"),
                text(f"/external/{i}/status", each.status, f"status: {each.status}"),
            )
            words = f"A proceeding of the kind “{each.kind}” is open elsewhere."
            proposal = Proposal("Closure: transferred, if it decides the same.", closure="transferred")
            yield Procedural(f"elsewhere:{i}", "R10", words, facts, (), "neither", proposal)


def _unseen(given: Given) -> Iterator[Procedural]:
    """Evidence that the other side has not seen, where the pack tells at all what was disclosed."""
    evidence = given.case.evidence
    if not any(item.disclosed_at for item in evidence):
        return
    unseen = [(i, e) for i, e in enumerate(evidence) if e.disclosed_at is None and e.from_ in ("buyer", "seller")]
    if unseen:
        facts = tuple(text(f"/evidence/{i}/id", e.id, f"{e.id} of the {e.from_}: not disclosed") for i, e in unseen)
        names = ", ".join(e.id for _, e in unseen)
        words = f"The other side has not seen {names}. A decision against it that rests on it has to say so."
        yield Procedural("not-disclosed", "R10", words, facts)


def _sensitive(given: Given) -> Iterator[Procedural]:
    """What is declared as private; of a film nobody can say for a moderator which frames show it."""
    items = [(i, item) for i, item in enumerate(given.case.evidence) if item.sensitive]
    if items:
        facts = tuple(
            text(f"/evidence/{i}/sensitive/{k}", what, f"{item.id}, {item.kind}: {what}")
            for i, item in items
            for k, what in enumerate(item.sensitive)
        )
        names = ", ".join(item.id for _, item in items)
        note = Proposal("Cover it in every exhibit that shows it, or say with the exhibit why it has to be seen.")
        words = f"{names} is declared to show what is private."
        yield Procedural("sensitive", "R10", words, facts, (), "neither", note)


def never_asked(given: Given, answered: frozenset[str]) -> Iterator[Procedural]:
    """R19: nobody is faulted for evidence that they were never asked for.

    `answered`: requirements that another finding answers from the papers; nobody need be asked for them.
    """
    sides: tuple[Party, Party] = ("buyer", "seller")
    for side in sides:
        items = [(i, e) for i, e in enumerate(given.case.evidence) if e.from_ == side]
        shown = {each for _, item in items for each in item.satisfies}
        if any(item.answers_request for _, item in items):
            continue
        open_ = [r for r in given.policy.requirements if r.burden == side and r.id not in shown | answered]
        if not open_:
            continue
        facts = tuple(text(f"/evidence/{i}/id", e.id, f"{e.id} of the {side}") for i, e in items)
        facts = facts or (text(f"/{side}/id", getattr(given.case, side).id, f"no evidence of the {side}"),)
        working = tuple(f"{r.text} Else: {r.if_not_established}" for r in open_)
        names = ", ".join(r.id for r in open_)
        ask = Proposal(f"Ask the {side} for {names}.", ask=(side,), requirements=tuple(r.id for r in open_))
        words = f"The {side} has to show this, and the file marks nothing that would, nor that the {side} was asked."
        yield Procedural(f"never-asked:{side}", "R19", words, facts, working, "neither", ask)

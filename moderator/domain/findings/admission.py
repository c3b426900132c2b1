"""May the dispute be heard at all (R14, R15)? Reopening with each condition named; data that cannot be; a block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, moment, span, text, when, whole

_NUMBER = re.compile(r"(?<![A-Za-z0-9])[0-9]{6,24}(?![A-Za-z0-9])")


def found(given: Given) -> Iterator[Procedural]:
    yield from _reopening(given)
    yield from _wrong_data(given)
    yield from _other_number(given)
    yield from _blocked(given)


def _reopening(given: Given) -> Iterator[Procedural]:
    """R14: cancelled and not accepted, protection still runs, not closed for the seller."""
    case, before = given.case, given.case.reopens
    if before is None:
        return
    facts = [
        text("/reopens/case", before.case, f"reopens {before.case}"),
        text("/reopens/closed_as", before.closed_as, f"first dispute: {before.closed_as}"),
    ]
    conditions = given.policy.reopening.conditions
    met: list[tuple[bool | None, str]] = []
    if "cancelled" in conditions:
        met.append(
            (before.closed_as == "cancelled", f"cancelled and not accepted: it was closed as {before.closed_as}")
        )
    if "protected" in conditions:
        ends = case.protection_ends_at
        if ends is None:
            met.append((None, "protection still ran when it was opened again: the case gives no end of protection"))
        else:
            facts += [
                moment("/protection_ends_at", ends, "protected to"),
                moment("/opened_at", case.opened_at, "opened"),
            ]
            side = "before" if case.opened_at <= ends else "after"
            how = f"opened {when(case.opened_at)}, {span(ends - case.opened_at)} {side} its end, {when(ends)}"
            met.append((case.opened_at <= ends, f"protection still ran: {how}"))
    if "not-for-seller" in conditions:
        met.append((before.closed_as != "decided-for-seller", f"not closed for the seller: {before.closed_as}"))
    working = [f"{_mark(holds)} {how}" for holds, how in met]
    facts += _new_since(given, working)
    yield _admitted([holds for holds, _ in met], tuple(facts), tuple(working))


def _mark(holds: bool | None) -> str:
    return {True: "✓", False: "✗", None: "?"}[holds]


def _new_since(given: Given, working: list[str]) -> list[Cited]:
    """What the buyer has handed in since the first dispute was closed; without its day the question stands alone."""
    before = given.case.reopens
    if before is None or before.closed_at is None:
        working.append(f"ask: {given.policy.reopening.asks}")
        return []
    new = [
        text(f"/evidence/{i}/id", item.id, f"{item.id} handed in {when(item.submitted_at)}")
        for i, item in enumerate(given.case.evidence)
        if item.from_ == "buyer" and item.submitted_at > before.closed_at
    ]
    named = ", ".join(each.value for each in new) or "no evidence of the buyer"
    working.append(f"new since {when(before.closed_at)}: {named}. {given.policy.reopening.asks}")
    return new


def _admitted(met: list[bool | None], facts: tuple[Cited, ...], working: tuple[str, ...]) -> Procedural:
    if False in met:
        close = Proposal("Closure: inadmissible, the first dispute cannot be opened again.", closure="inadmissible")
        words = "The dispute cannot be opened again: a condition is not met."
        return Procedural("reopening-barred", "R14", words, facts, working, "seller", close)
    if None in met:
        words = "Whether the dispute may be opened again cannot be said: a condition cannot be told from the case."
        return Procedural("reopening-unclear", "R14", words, facts, working)
    words = "The dispute may be opened again: every condition is met. It needs convincing evidence."
    return Procedural("reopening-admissible", "R14", words, facts, working, "buyer")


def _wrong_data(given: Given) -> Iterator[Procedural]:
    """A claim about lines that the order does not have, or more items than were ordered."""
    case = given.case
    facts: list[Cited] = []
    working: list[str] = []
    for i, scope in enumerate(case.claim.scope):
        line = case.order.line(scope.line)
        if line is None:
            known = ", ".join(each.id for each in case.order.lines)
            facts.append(text(f"/claim/scope/{i}/line", scope.line, f"claimed: line {scope.line}"))
            working.append(f"line {scope.line} is not in the order, which has {known}")
        elif scope.quantity > line.quantity:
            at = case.order.lines.index(line)
            facts += [
                whole(f"/claim/scope/{i}/quantity", scope.quantity, "claimed:"),
                whole(f"/order/lines/{at}/quantity", line.quantity, "ordered:"),
            ]
            working.append(f"{scope.quantity} of line {scope.line}, of which {line.quantity} were ordered")
    if facts:
        whole_claim = len(facts) > 0 and all(case.order.line(scope.line) is None for scope in case.claim.scope)
        close = None
        if whole_claim and "wrong-data" in given.policy.admission.bars:
            close = Proposal("Closure: inadmissible, the claim is about no line of this order.", closure="inadmissible")
        ask = close or Proposal("Ask the buyer which items the claim is about.", ask=("buyer",))
        words = "The claim does not fit the order."
        yield Procedural("wrong-data", "R15", words, tuple(facts), tuple(working), "seller", ask)


def _other_number(given: Given) -> Iterator[Procedural]:
    """The claim names a number that looks like an order number, and is another one."""
    case = given.case
    number = case.order.number
    tracked = {s.tracking_number for s in case.shipments}
    others = [
        each for each in _NUMBER.findall(case.claim.text[:20_000])
        if len(each) == len(number) and each[:3] == number[:3] and each != number and each not in tracked
    ]  # fmt: skip
    if others and number not in case.claim.text:
        facts = (
            text("/order/number", number, f"this order: {number}"),
            text("/claim/text", case.claim.text, f"the claim names {others[0]}"),
        )
        ask = Proposal("Ask the buyer which order the claim is about.", ask=("buyer",))
        words = "The claim names another order number."
        yield Procedural("other-order-number", "R15", words, facts, (), "neither", ask)


def _blocked(given: Given) -> Iterator[Procedural]:
    for key, party in (("buyer", given.case.buyer), ("seller", given.case.seller)):
        since, opened = party.blocked_since, given.case.opened_at
        if party.account != "blocked" and since is None:
            continue
        facts = [moment("/opened_at", opened, "opened")]
        if party.account is not None:
            facts.append(text(f"/{key}/account", party.account, f"{key}’s account: {party.account}"))
        if since is None:
            words = f"The {key}’s account is blocked; since when, the case does not say."
            yield Procedural(f"blocked-unclear:{key}", "R15", words, tuple(facts))
            continue
        facts.append(moment(f"/{key}/blocked_since", since, "blocked since"))
        earlier = since <= opened
        how = "before" if earlier else "after"
        working = (f"blocked {when(since)}, {span(opened - since)} {how} the opening, {when(opened)}",)
        if earlier and key == "buyer":
            bars = "account-blocked" in given.policy.admission.bars
            text_ = "Closure: inadmissible, the account was blocked when the dispute was opened."
            close = Proposal(text_, closure="inadmissible") if bars else None
            words = "The buyer’s account was blocked when the dispute was opened."
            yield Procedural("blocked-before:buyer", "R15", words, tuple(facts), working, "seller", close)
        else:
            words = f"The {key}’s account was blocked {how} the dispute was opened; that bars nothing."
            yield Procedural(f"blocked-{how}:{key}", "R15", words, tuple(facts), working)

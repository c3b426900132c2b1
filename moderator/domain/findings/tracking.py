"""What the carrier's record says (R1): number, movement, destination, order of events, silence, proof of delivery."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from moderator.domain.case import Case, Event, Shipment
from moderator.domain.findings.phrases import normal
from moderator.domain.findings.values import Cited, Given, Procedural, Proposal, day, later, moment, span, text, when

MOVES = frozenset(
    {"accepted", "departed", "customs", "arrived", "out-for-delivery", "delivered", "returned", "refused"}
)
"""Statuses that need a parcel in the carrier's hands; a label or an exception needs none."""
ENDS = frozenset({"delivered", "returned", "refused"})


def to_buyer(case: Case) -> Iterator[tuple[int, Shipment]]:
    """The shipments on their way to the buyer, with their places in the case."""
    for i, shipment in enumerate(case.shipments):
        if shipment.direction != "return":
            yield i, shipment


def moved(shipment: Shipment) -> bool:
    return any(event.status in MOVES for event in shipment.events)


def delivered(case: Case) -> tuple[str, Event] | None:
    """The carrier's last scan of a delivery to the buyer, with its pointer."""
    scans = [
        (f"/shipments/{i}/events/{k}", event)
        for i, shipment in to_buyer(case)
        for k, event in enumerate(shipment.events)
        if event.status == "delivered"
    ]
    return max(scans, key=lambda scan: scan[1].at, default=None)


def delivery_ends(case: Case) -> tuple[str, datetime] | None:
    """The last day by which the goods were to be there, with its pointer."""
    days = [
        (f"/shipments/{i}/expected_by", shipment.expected_by)
        for i, shipment in to_buyer(case)
        if shipment.expected_by is not None
    ]
    return max(days, key=lambda each: each[1], default=None)


def found(given: Given) -> Iterator[Procedural]:
    case = given.case
    if case.reason == "payment-problem":
        return
    if not any(to_buyer(case)):
        yield _nothing_sent(given)
    for i, shipment in to_buyer(case):
        at = f"/shipments/{i}"
        yield from _number(given, shipment, at)
        yield from _destination(given, shipment, at)
        yield from _order_of_events(given, shipment, at)
        yield from _silence(given, shipment, at)
        yield from _end(given, shipment, at)


def _id(shipment: Shipment, at: str) -> Cited:
    return text(f"{at}/id", shipment.id, f"shipment {shipment.id}")


def _nothing_sent(given: Given) -> Procedural:
    facts = (text("/order/number", given.case.order.number, f"order {given.case.order.number}"),)
    ask = Proposal("Ask the seller for the tracking number and proof of sending.", ask=("seller",))
    return Procedural(
        "no-shipment", "R1", "No shipment to the buyer is in the file.", facts, points="buyer", proposal=ask
    )


def _number(given: Given, shipment: Shipment, at: str) -> Iterator[Procedural]:
    if not (shipment.tracking_number or "").strip():
        ask = Proposal(
            "Ask the seller for the tracking number.",
            ask=("seller",),
            requirements=_known(given, "tracking-is-genuine"),
        )
        words = f"Shipment {shipment.id} has no tracking number."
        yield Procedural(f"no-tracking-number:{shipment.id}", "R1", words, (_id(shipment, at),), (), "buyer", ask)
    elif not moved(shipment):
        number = shipment.tracking_number or ""
        facts = [text(f"{at}/tracking_number", number, f"tracking {number}")]
        facts += [
            text(f"{at}/events/{k}/status", event.status, f"{event.status}, {when(event.at)}")
            for k, event in enumerate(shipment.events)
        ]
        known = len(shipment.events)
        words = f"The tracking number {number} shows no parcel in the carrier's hands."
        working = (f"{known} events, none of them a scan of a parcel" if known else "no event at all",)
        ask = Proposal(
            "Ask the seller for proof that the parcel was handed in, or the carrier what is behind the number.",
            ask=("seller",),
            requirements=_known(given, "tracking-is-genuine"),
        )
        yield Procedural(f"untraceable:{shipment.id}", "R1", words, tuple(facts), working, "buyer", ask)


def _known(given: Given, *requirements: str) -> tuple[str, ...]:
    return tuple(each for each in requirements if given.policy.requirement(each) is not None)


def _destination(given: Given, shipment: Shipment, at: str) -> Iterator[Procedural]:
    """Where the carrier was told to go, and where it says it delivered, against the address of the order."""
    order = given.case.order.ship_to
    told = shipment.destination
    facts: list[Cited] = []
    for key, ordered, said in (("city", order.city, told.city), ("country", order.country, told.country)):
        if ordered and said and _differ(ordered, said):
            facts += [
                text(f"/order/ship_to/{key}", ordered, f"ordered to: {ordered}"),
                text(f"{at}/destination/{key}", said, f"carrier told: {said}"),
            ]
    for k, event in enumerate(shipment.events):
        if event.status != "delivered":
            continue
        pairs = (("country", order.country, event.country), ("city", order.city, event.place))
        for key, ordered, said in pairs:
            if ordered and said and _differ(ordered, said):
                place = "place" if key == "city" else key
                facts += [
                    text(f"/order/ship_to/{key}", ordered, f"ordered to: {ordered}"),
                    text(f"{at}/events/{k}/{place}", said, f"delivered in: {said}, {day(event.at)}"),
                ]
    if facts:
        unique = tuple(dict.fromkeys(facts))
        words = f"Shipment {shipment.id} went to another place than the order names."
        working = tuple(f"{one.says}; {other.says}" for one, other in zip(facts[::2], facts[1::2], strict=True))
        proposal = given.full(
            "other-destination",
            "Full refund: the goods did not reach the order's address.",
            ("delivered-to-address", "no"),
        )
        fits = given.policy.reason == "not-received"
        yield Procedural(
            f"other-destination:{shipment.id}", "R1", words, unique, working, "buyer", proposal if fits else None
        )


def _differ(one: str, other: str) -> bool:
    """Whether two names of places are two places. Names in two scripts cannot be compared, so they are not."""
    a, b = normal(one), normal(other)
    if not a or not b or _script(a) != _script(b):
        return False
    return not (set(a.split()) <= set(b.split()) or set(b.split()) <= set(a.split()))


def _script(name: str) -> str:
    code = ord(next((c for c in name if c.isalpha()), "a"))
    borders = ((0x250, "latin"), (0x400, "greek"), (0x530, "cyrillic"), (0x600, "hebrew"), (0x780, "arabic"))
    return next((script for border, script in borders if code < border), "other")


def _order_of_events(given: Given, shipment: Shipment, at: str) -> Iterator[Procedural]:
    """A delivery before the first other scan, and scans before the order was placed, are of another parcel."""
    placed = given.case.order.placed_at
    scans = [(f"{at}/events/{k}/at", event) for k, event in enumerate(shipment.events) if event.status in MOVES]
    early = [(pointer, event) for pointer, event in scans if event.at < placed]
    ends = [(pointer, event) for pointer, event in scans if event.status == "delivered"]
    others = [(pointer, event) for pointer, event in scans if event.status not in ENDS]
    facts: list[Cited] = []
    working: list[str] = []
    if early:
        pointer, event = min(early, key=lambda each: each[1].at)
        facts += [moment(pointer, event.at, f"scan “{event.status}”"), moment("/order/placed_at", placed, "ordered")]
        working.append(
            f"scanned {when(event.at)}, {span(placed - event.at)} before the order was placed, {when(placed)}"
        )
    if ends and others:
        first, last = min(others, key=lambda each: each[1].at), min(ends, key=lambda each: each[1].at)
        if last[1].at < first[1].at:
            facts += [
                moment(last[0], last[1].at, "delivered"),
                moment(first[0], first[1].at, f"first scan “{first[1].status}”"),
            ]
            working.append(
                f"delivered {when(last[1].at)}, {span(first[1].at - last[1].at)} before the first other scan"
            )
    if facts:
        words = f"Shipment {shipment.id} was delivered before it was sent: the record is of another parcel."
        proposal = Proposal(
            "Ask the carrier, and refer the seller if the number is another parcel's.",
            answers=given.answers(("tracking-is-genuine", "no")),
            referral=("seller", "fake-tracking"),
        )
        yield Procedural(
            f"delivered-before-sent:{shipment.id}", "R1", words,
            tuple(dict.fromkeys(facts)), tuple(working), "buyer", proposal,
        )  # fmt: skip


def _silence(given: Given, shipment: Shipment, at: str) -> Iterator[Procedural]:
    if not shipment.events or any(event.status in ENDS for event in shipment.events):
        return
    k, last = max(enumerate(shipment.events), key=lambda each: each[1].at)
    allowed = given.policy.days.carrier_silence
    ends = later(last.at, allowed)
    if given.as_of <= ends:
        return
    working = (
        f"last scan {when(last.at)} + {allowed} days = {when(ends)}; figures of {when(given.as_of)}, "
        f"{span(given.as_of - last.at)} after that scan",
    )
    words = f"The carrier has been silent about shipment {shipment.id} for {span(given.as_of - last.at)}."
    fact = moment(f"{at}/events/{k}/at", last.at, f"last scan “{last.status}”")
    yield Procedural(f"carrier-silent:{shipment.id}", "R1", words, (fact,), working, "buyer")


def _end(given: Given, shipment: Shipment, at: str) -> Iterator[Procedural]:
    """How the way ended, where that says something: returned, late, or delivered while the buyer says no."""
    for k, event in enumerate(shipment.events):
        if event.status in ("returned", "refused"):
            words = f"Shipment {shipment.id} went back to the sender."
            fact = moment(f"{at}/events/{k}/at", event.at, event.status)
            yield Procedural(f"went-back:{shipment.id}", "R1", words, (fact,), (), "neither")
            return
    scans = [(k, event) for k, event in enumerate(shipment.events) if event.status == "delivered"]
    if not scans:
        return
    k, scan = scans[-1]
    fact = moment(f"{at}/events/{k}/at", scan.at, "delivered")
    promised = shipment.expected_by
    if promised is not None and scan.at > promised:
        by = moment(f"{at}/expected_by", promised, "expected by")
        working = (f"delivered {when(scan.at)}, {span(scan.at - promised)} after {when(promised)}",)
        yield Procedural(f"late-delivery:{shipment.id}", "R1", "The goods came late.", (fact, by), working, "buyer")
    if given.case.delivery == "not-delivered":
        yield _denied(given, shipment, at, fact)


def _denied(given: Given, shipment: Shipment, at: str, scan: Cited) -> Procedural:
    said = text("/delivery", given.case.delivery, "the buyer says: not delivered")
    proofs = tuple(
        text(f"{at}/proof/{k}/kind", p.kind, f"proof of delivery: {p.kind}") for k, p in enumerate(shipment.proof)
    )
    words = "The carrier says delivered, the buyer says no. A scan alone settles nothing."
    if proofs:
        text_ = "Hold the proof of delivery against the order's address."
        return Procedural(
            f"delivery-denied:{shipment.id}", "R1", words, (scan, said, *proofs), proposal=Proposal(text_)
        )
    ask = Proposal(
        "Ask the seller for proof of delivery to the order's address: signature, photo, position or pickup code.",
        ask=("seller",),
        requirements=_known(given, "delivered-to-address"),
    )
    working = ("the file holds no signature, photo, position or pickup code",)
    return Procedural(f"delivery-denied:{shipment.id}", "R1", words, (scan, said), working, proposal=ask)

"""A case: what was bought, who says what, which evidence. The data half of `moderator-case/1`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from moderator.domain.canonical import Json
from moderator.domain.money import DECIMALS
from moderator.domain.order import NOWHERE, Address, Order
from moderator.domain.reading import (
    Amount,
    CaseId,
    Count,
    Country,
    Id,
    Language,
    Moment,
    Reader,
    VerdictId,
    Version,
    Whole,
)
from moderator.errors import DocumentRefused, Problem

FORMAT = "moderator-case/1"

Reason = Literal["not-received", "damaged", "substandard", "not-as-described", "wrong-item", "payment-problem"]
Delivery = Literal["delivered", "partly-delivered", "not-delivered"]
Outcome = Literal["full-refund", "partial-refund", "return-and-refund", "replacement", "no-refund"]
Party = Literal["buyer", "seller"]
Speaker = Literal["buyer", "seller", "platform"]
Source = Literal["buyer", "seller", "carrier", "platform"]
Sensitive = Literal["identity-document", "payment-card", "bank", "address", "face", "minor", "nudity", "violence"]


@dataclass(frozen=True)
class Translation:
    text: str
    by: Literal["machine", "human"]
    engine: str | None = None


Translations = Mapping[str, Translation]


@dataclass(frozen=True)
class Reopens:
    case: CaseId
    closed_as: Literal["cancelled", "accepted", "decided-for-seller", "decided-for-buyer"]
    closed_at: Moment | None = None
    cancelled_by: str | None = None
    cancel_reason: str | None = None


@dataclass(frozen=True)
class Related:
    case: CaseId
    relation: Literal["same-order", "same-buyer", "same-seller", "same-item"]


@dataclass(frozen=True)
class External:
    kind: Literal["chargeback", "court", "police", "other-dispute"]
    status: Literal["open", "won", "lost", "closed"]
    amount: Amount | None = None
    at: Moment | None = None


@dataclass(frozen=True)
class Appeal:
    id: Id
    by: Party
    at: Moment
    against: VerdictId
    text: str
    language: Language
    new_evidence: tuple[str, ...] = ()
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """Of which line how many items the buyer complains about, and of what."""

    line: str
    quantity: Count
    state: Literal["missing", "damaged", "faulty", "wrong", "not-as-described"]


@dataclass(frozen=True)
class Requested:
    outcome: Outcome
    amount: Amount | None = None


@dataclass(frozen=True)
class Claim:
    text: str
    language: Language
    translations: Translations = field(default_factory=dict)
    scope: tuple[Scope, ...] = ()
    requested: Requested | None = None


@dataclass(frozen=True)
class Attribute:
    name: str
    value: str
    unit: str | None = None
    tolerance: str | None = None


@dataclass(frozen=True)
class Photo:
    id: Id
    path: str
    caption: str | None = None
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class Price:
    at: Moment
    price: Amount


@dataclass(frozen=True)
class Similar:
    title: str
    price: Amount | None = None
    seller_rating: float | None = None


@dataclass(frozen=True)
class Listing:
    """The offer as it stood when the order was placed."""

    id: str
    title: str
    description: str
    language: Language
    captured_at: Moment | None = None
    attributes: tuple[Attribute, ...] = ()
    includes: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    price_history: tuple[Price, ...] = ()
    similar: tuple[Similar, ...] = ()


@dataclass(frozen=True)
class Buyer:
    id: str
    name: str | None = None
    country: Country | None = None
    orders: Whole | None = None
    disputes: Whole | None = None
    account: Literal["active", "blocked"] | None = None
    blocked_since: Moment | None = None


@dataclass(frozen=True)
class Seller(Buyer):
    rating: float | None = None
    verified: bool | None = None


@dataclass(frozen=True)
class Part:
    """So many items of an order line."""

    line: str
    quantity: Count


@dataclass(frozen=True)
class Event:
    id: Id
    at: Moment
    status: str
    place: str | None = None
    country: Country | None = None
    text: str | None = None
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    kind: Literal["signature", "photo", "gps", "pickup-code"]
    evidence: str | None = None
    at: Moment | None = None


@dataclass(frozen=True)
class Shipment:
    id: Id
    direction: Literal["outbound", "replacement", "return"]
    lines: tuple[Part, ...] = ()
    carrier: str | None = None
    tracking_number: str | None = None
    expected_by: Moment | None = None
    destination: Address = NOWHERE
    events: tuple[Event, ...] = ()
    proof: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Message:
    id: Id
    at: Moment
    from_: Speaker
    text: str
    language: Language
    automatic: bool = False
    attachments: tuple[str, ...] = ()
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class Offer:
    id: Id
    at: Moment
    from_: Speaker
    outcome: Outcome
    status: Literal["open", "accepted", "refused", "expired", "withdrawn", "countered"]
    amount: Amount | None = None


@dataclass(frozen=True)
class Evidence:
    """One file handed in by a party, the carrier or the platform. An unknown `kind` is an unreadable item."""

    id: Id
    from_: Source
    kind: str
    path: str
    submitted_at: Moment
    caption: str | None = None
    language: Language | None = None
    translations: Translations = field(default_factory=dict)
    satisfies: tuple[str, ...] = ()
    disclosed_at: Moment | None = None
    answers_request: str | None = None
    sensitive: tuple[Sensitive, ...] = ()


@dataclass(frozen=True)
class Case:
    """One escalated dispute at one revision. Amounts are minor units of `order.currency`, times are in UTC."""

    format: Literal["moderator-case/1"]
    id: CaseId
    revision: Count
    reason: Reason
    delivery: Delivery
    opened_at: Moment
    escalated_at: Moment
    claim: Claim
    order: Order
    listing: Listing
    buyer: Buyer
    seller: Seller
    facts_as_of: Moment | None = None
    decision_due_at: Moment | None = None
    protection_ends_at: Moment | None = None
    dispute_window_ends_at: Moment | None = None
    seller_response_due_at: Moment | None = None
    seller_responded_at: Moment | None = None
    policy_version: Version | None = None
    reopens: Reopens | None = None
    related: tuple[Related, ...] = ()
    external: tuple[External, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    legal_hold: bool = False
    shipments: tuple[Shipment, ...] = ()
    messages: tuple[Message, ...] = ()
    offers: tuple[Offer, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def sources(self) -> Iterator[Photo | Evidence]:
        """Everything that an exhibit can be taken from: listing photos, then evidence."""
        yield from self.listing.photos
        yield from self.evidence

    @property
    def paths(self) -> Mapping[str, str]:
        """Path below `data/` of every listing photo and evidence item, by id."""
        return {source.id: source.path for source in self.sources}


def read_case(doc: Json) -> Case:
    """The case in a parsed `case.json`. Raises DocumentRefused naming every JSON pointer that breaks the contract."""
    reader = Reader(decimals_of(doc))
    case = reader.read(Case, doc)
    problems = [*reader.problems, *(_repeated(case) if case else ())]
    if problems or case is None:
        raise DocumentRefused(problems)
    return case


def decimals_of(doc: Json) -> int | None:
    """Minor-unit digits of a case document's currency; None where it names none that is known."""
    order = doc.get("order") if isinstance(doc, dict) else None
    currency = order.get("currency") if isinstance(order, dict) else None
    return DECIMALS.get(currency) if isinstance(currency, str) else None


def _repeated(case: Case) -> Iterator[Problem]:
    lists: dict[str, Sequence[str]] = {
        "/order/lines": [x.id for x in case.order.lines],
        "/order/payments": [x.id for x in case.order.payments],
        "/shipments": [x.id for x in case.shipments],
        "/messages": [x.id for x in case.messages],
        "/offers": [x.id for x in case.offers],
        "/appeals": [x.id for x in case.appeals],
    }
    lists |= {f"/shipments/{i}/events": [e.id for e in s.events] for i, s in enumerate(case.shipments)}
    for pointer, ids in lists.items():
        yield from _twice([(f"{pointer}/{i}/id", each) for i, each in enumerate(ids)])
    photos = [(f"/listing/photos/{i}/id", x.id) for i, x in enumerate(case.listing.photos)]
    yield from _twice(photos + [(f"/evidence/{i}/id", x.id) for i, x in enumerate(case.evidence)])
    if not case.order.lines:
        yield Problem("/order/lines", "missing", "expected at least one order line, found an empty list")


def _twice(named: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for pointer, each in named:
        if each in seen:
            yield Problem(pointer, "repeated-id", f"“{each}” stands already at {seen[each]}; ids must be unique")
        seen.setdefault(each, pointer)

"""An order: what was bought, what it cost, what was charged. Amounts are minor units of `Order.currency`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from moderator.domain.reading import Amount, Count, Country, Currency, Id, Moment


@dataclass(frozen=True)
class Line:
    id: Id
    title: str
    quantity: Count
    unit_price: Amount
    sku: str | None = None
    variant: Mapping[str, str] = field(default_factory=dict)

    @property
    def price(self) -> int:
        """Quantity × unit price, in minor units."""
        return self.quantity * self.unit_price


@dataclass(frozen=True)
class Discount:
    kind: Literal["seller", "platform", "points"]
    amount: Amount
    line: str | None = None


@dataclass(frozen=True)
class Address:
    name: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: Country | None = None

    @property
    def text(self) -> str:
        place = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (self.name, self.street, place, self.country) if part)


NOWHERE = Address()


@dataclass(frozen=True)
class Payment:
    id: Id
    kind: Literal["authorisation", "charge", "void", "refund", "chargeback", "chargeback-reversed"]
    status: Literal["pending", "settled", "failed"]
    amount: Amount
    at: Moment
    auth: str | None = None
    method: str | None = None


@dataclass(frozen=True)
class Order:
    number: str
    currency: Currency
    placed_at: Moment
    lines: tuple[Line, ...]
    shipping: Amount
    paid: Amount
    paid_at: Moment | None = None
    receipt_confirmed_at: Moment | None = None
    tax: Amount = 0
    duties: Amount = 0
    refunded: Amount = 0
    discounts: tuple[Discount, ...] = ()
    ship_to: Address = NOWHERE
    payments: tuple[Payment, ...] = ()

    def line(self, line_id: str) -> Line | None:
        return next((line for line in self.lines if line.id == line_id), None)

"""An order: what was bought, what it cost, what was charged. Amounts are minor units of `Order.currency`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from moderator.domain.money import spread
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

    @cached_property
    def paid_shares(self) -> tuple[int, ...]:
        """What was paid for each line's goods: (paid − shipping − tax − duties) by quantity × unit price."""
        goods = max(0, self.paid - self.shipping - self.tax - self.duties)
        return spread(goods, [line.price for line in self.lines])

    @cached_property
    def tax_shares(self) -> tuple[int, ...]:
        """Each line's part of tax and duties, in the same proportion."""
        return spread(self.tax + self.duties, [line.price for line in self.lines])

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each line stands, by its id. Kept, as the shares are: an order of 200 lines is asked for each."""
        return {line.id: at for at, line in enumerate(self.lines)}

    def line(self, line_id: str) -> Line | None:
        at = self.places.get(line_id)
        return None if at is None else self.lines[at]

"""Who buys and who sells, side by side (R17): facts, and no evidence of fault by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QCoreApplication

from moderator.domain.case import Buyer, Case, Seller, Similar
from moderator.domain.money import plain, shown
from ui.models import dates
from ui.models.party_text import readable
from ui.models.rows import Row, Tone

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Pair:
    """One line of the comparison: what, of the buyer, of the seller."""

    label: str
    buyer: str
    seller: str
    tone: Tone = "plain"


def history(case: Case) -> tuple[Pair, ...]:
    """The two parties' names and histories. A dash stands for what the case does not say."""
    buyer, seller = case.buyer, case.seller
    rows = [
        Pair(translate("seller", "Name"), _name(buyer), _name(seller)),
        Pair(translate("seller", "Country"), buyer.country or "–", seller.country or "–"),
        Pair(translate("seller", "Orders"), _count(buyer.orders), _count(seller.orders)),
        Pair(translate("seller", "Disputes"), _disputes(buyer), _disputes(seller)),
        Pair(translate("seller", "Account"), _account(buyer), _account(seller)),
        Pair(translate("seller", "Rating"), "", _rating(seller)),
        Pair(translate("seller", "Verified"), "", _yes_no(seller.verified)),
    ]
    return tuple(rows)


def _name(party: Buyer) -> str:
    return readable(party.name or party.id)


def _count(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _disputes(party: Buyer) -> str:
    if party.disputes is None:
        return "–"
    if not party.orders:
        return _count(party.disputes)
    tenths = round(Fraction(party.disputes * 1000, party.orders))
    return f"{party.disputes:,} · {tenths // 10}.{tenths % 10} %"


def _account(party: Buyer) -> str:
    if party.account is None:
        return "–"
    if party.account == "active":
        return translate("seller", "active")
    if party.blocked_since is None:
        return translate("seller", "blocked")
    return translate("seller", "blocked since {day}").format(day=dates.day(party.blocked_since))


def _rating(seller: Seller) -> str:
    return "–" if seller.rating is None else translate("seller", "{rating:g} of 5").format(rating=seller.rating)


def _yes_no(value: bool | None) -> str:
    if value is None:
        return "–"
    return translate("seller", "yes") if value else translate("seller", "no")


@dataclass(frozen=True)
class SimilarRow:
    title: str
    price: str
    rating: str


def similar(case: Case) -> tuple[SimilarRow, ...]:
    """Offers like this one, the cheapest first."""
    offers = sorted(case.listing.similar, key=lambda each: (each.price is None, each.price or 0))
    return tuple(_similar(case, each) for each in offers)


def _similar(case: Case, offer: Similar) -> SimilarRow:
    price = "–" if offer.price is None else plain(offer.price, case.order.currency)
    rating = "–" if offer.seller_rating is None else f"{offer.seller_rating:g}"
    return SimilarRow(readable(offer.title), price, rating)


def attributes(case: Case) -> tuple[Row, ...]:
    """What the listing states, with its tolerances: what a measurement is held against (R4)."""
    rows = []
    for each in case.listing.attributes:
        unit = f" {readable(each.unit)}" if each.unit else ""
        tolerance = f" ± {readable(each.tolerance)}" if each.tolerance else ""
        rows.append(Row(readable(each.name), f"{readable(each.value)}{tolerance}{unit}"))
    if case.listing.includes:
        parts = ", ".join(readable(part) for part in case.listing.includes)
        rows.append(Row(translate("seller", "Includes"), parts))
    return tuple(rows)


def prices_in_words(case: Case) -> str:
    """The price history for ears: first, lowest, highest, last, and the price of this order."""
    history, currency = sorted(case.listing.price_history, key=lambda each: each.at), case.order.currency
    if not history:
        return translate("seller", "no price history")
    first, last = history[0], history[-1]
    low, high = min(history, key=lambda p: p.price), max(history, key=lambda p: p.price)
    text = translate(
        "seller", "{count} prices: {first} on {first_day}, {last} on {last_day}, lowest {low}, highest {high}"
    )
    return text.format(
        count=len(history),
        first=shown(first.price, currency), first_day=dates.day(first.at, case.escalated_at),
        last=shown(last.price, currency), last_day=dates.day(last.at, case.escalated_at),
        low=shown(low.price, currency), high=shown(high.price, currency),
    )  # fmt: skip

"""The closed lists of the contract in words for people. A value of an open list is shown as it stands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.models.party_text import readable

translate = QCoreApplication.translate


def _known() -> dict[str, str]:
    """Asked anew each time, since the language may change while the window is open."""
    return {
        # reasons
        "not-received": translate("words", "not received"),
        "damaged": translate("words", "damaged"),
        "substandard": translate("words", "substandard"),
        "not-as-described": translate("words", "not as described"),
        "wrong-item": translate("words", "wrong item"),
        "payment-problem": translate("words", "payment problem"),
        # outcomes
        "full-refund": translate("words", "full refund"),
        "partial-refund": translate("words", "partial refund"),
        "return-and-refund": translate("words", "return and refund"),
        "replacement": translate("words", "replacement"),
        "no-refund": translate("words", "no refund"),
        # delivery, scope
        "partly-delivered": translate("words", "partly delivered"),
        "not-delivered": translate("words", "not delivered"),
        # tracking
        "label-created": translate("words", "label created"),
        "out-for-delivery": translate("words", "out for delivery"),
        "pickup-code": translate("words", "pickup code"),
        "gps": translate("words", "GPS position"),
        # payments
        "chargeback-reversed": translate("words", "chargeback reversed"),
        # relations
        "same-order": translate("words", "same order"),
        "same-buyer": translate("words", "same buyer"),
        "same-seller": translate("words", "same seller"),
        "same-item": translate("words", "same item"),
        "other-dispute": translate("words", "other dispute"),
        "decided-for-seller": translate("words", "decided for the seller"),
        "decided-for-buyer": translate("words", "decided for the buyer"),
        # answers
        "not-established": translate("words", "not established"),
        "not-disputed": translate("words", "not disputed"),
        "not-applicable": translate("words", "does not apply"),
        # single words
        "delivered": translate("words", "delivered"),
        "missing": translate("words", "missing"),
        "faulty": translate("words", "faulty"),
        "wrong": translate("words", "wrong"),
        "buyer": translate("words", "buyer"),
        "seller": translate("words", "seller"),
        "carrier": translate("words", "carrier"),
        "platform": translate("words", "platform"),
        "open": translate("words", "open"),
        "accepted": translate("words", "accepted"),
        "refused": translate("words", "refused"),
        "expired": translate("words", "expired"),
        "withdrawn": translate("words", "withdrawn"),
        "countered": translate("words", "countered"),
        "departed": translate("words", "departed"),
        "customs": translate("words", "customs"),
        "arrived": translate("words", "arrived"),
        "returned": translate("words", "returned"),
        "exception": translate("words", "exception"),
        "signature": translate("words", "signature"),
        "photo": translate("words", "photo"),
        "authorisation": translate("words", "authorisation"),
        "charge": translate("words", "charge"),
        "void": translate("words", "void"),
        "refund": translate("words", "refund"),
        "chargeback": translate("words", "chargeback"),
        "pending": translate("words", "pending"),
        "settled": translate("words", "settled"),
        "failed": translate("words", "failed"),
        "points": translate("words", "points"),
        "active": translate("words", "active"),
        "blocked": translate("words", "blocked"),
        "court": translate("words", "court"),
        "police": translate("words", "police"),
        "won": translate("words", "won"),
        "lost": translate("words", "lost"),
        "closed": translate("words", "closed"),
        "cancelled": translate("words", "cancelled"),
        "yes": translate("words", "yes"),
        "no": translate("words", "no"),
    }


def words(value: str) -> str:
    """`partial-refund` as "partial refund"; what the contract does not know, as it stands."""
    return _known().get(value) or readable(value)


def sentence(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
